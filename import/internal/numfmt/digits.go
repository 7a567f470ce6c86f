package numfmt

import "strings"

// digitWords are the digits in the writings of DBNum1 to DBNum3.
var digitWords = map[digitStyle][]string{
	kanji:  {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
	formal: {"零", "壱", "弐", "参", "四", "伍", "六", "七", "八", "九"},
	wide:   {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"},
}

// tens are the words for 10, 100 and 1,000, and those for the myriads.
var (
	tens     = map[digitStyle][]string{kanji: {"", "十", "百", "千"}, formal: {"", "拾", "百", "阡"}, wide: {"", "十", "百", "千"}}
	myriads  = []string{"", "万", "億", "兆"}
	myriads2 = []string{"", "萬", "億", "兆"}
)

func (s *section) digitWord(d string) string {
	if s.digits == plainDigits {
		return d
	}
	return digitWords[s.digits][d[0]-'0']
}

func (s *section) numberWord(digits string) string {
	if s.digits == plainDigits {
		return digits
	}
	if n := strings.TrimLeft(digits, "0"); n == digits && len(n) == 2 && s.clock && s.digits == kanji {
		return inWords2(n, s.digits) // 二十五日
	}
	var b strings.Builder
	for i := range len(digits) {
		b.WriteString(digitWords[s.digits][digits[i]-'0'])
	}
	return b.String()
}

// inWords writes a whole number with the words for its tens: 千二百三十四.
func inWords(x float64, style digitStyle) string {
	s := inFull(x)
	if strings.Contains(s, ".") || len(s) > 16 {
		return s
	}
	return inWords2(s, style)
}

func inWords2(digits string, style digitStyle) string {
	if digits == "0" {
		return digitWords[style][0]
	}
	var b strings.Builder
	some := false // of the myriad
	for i := range len(digits) {
		place := len(digits) - 1 - i
		if d := digits[i] - '0'; d != 0 {
			some = true
			if d != 1 || place%4 == 0 || style == formal {
				b.WriteString(digitWords[style][d])
			}
			b.WriteString(tens[style][place%4])
		}
		if place%4 == 0 && some {
			word := myriads
			if style == formal {
				word = myriads2
			}
			b.WriteString(word[place/4])
			some = false
		}
	}
	return b.String()
}
