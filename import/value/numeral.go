package value

import (
	"strings"
	"unicode/utf8"
)

// micro is how many parts one is counted in while a number is read, so that
// 1.2万 is exact.
const micro = 1_000_000

// largest is the largest number of anything that a sheet can mean.
const largest = 1_000_000_000_000

// numeral is a number as people write it, at the start of a folded text.
type numeral struct {
	micros int64 // the value in millionths
	scaled bool  // written with 千, 万, 億 after digits
	kanji  bool  // written in kanji
	scale  int64 // what a single number is multiplied by, 10,000 in 1.2万; 0 for several
	rest   string
}

// readNumeral reads a number in digits with thousands separators, decimals, kanji
// digits (一二〇〇), kanji numbers (千二百) and mixed scales (1.2万, 1万2千). ok is
// false where the text does not start with a number or is one that is not well
// formed (1,2000).
func readNumeral(s string) (n numeral, ok bool) {
	var total, section, pending int64 // in micros
	have, fraction, any := false, false, false
	lead, numbers := int64(0), 0
	big, small := int64(largest)*10, int64(10_000)
	for s != "" {
		switch v, rest, kind := readToken(s); kind {
		case tokenBad:
			return n, false
		case tokenDigits, tokenKanji:
			if have || fraction {
				return n, false
			}
			pending, have, any = v, true, true
			fraction = v%micro != 0
			lead, numbers = v, numbers+1
			n.kanji = n.kanji || kind == tokenKanji
			s = rest
			continue
		case tokenSmall: // 十 百 千
			if !have {
				pending, n.kanji = micro, true
			}
			if v >= small || pending > largest/1000*micro {
				return n, false
			}
			n.scaled = n.scaled || have
			section, pending, small, have, any = section+pending*v, 0, v, false, true
			s = rest
			continue
		case tokenBig: // 万 億
			if v >= big || !have && section == 0 {
				return n, false
			}
			sum := section + pending
			if sum > largest*micro/v {
				return n, false
			}
			total += sum * v
			n.scaled = true
			section, pending, small, big, have = 0, 0, 10_000, v, false
			s = rest
			continue
		}
		break
	}
	if !any || total+section+pending > largest*micro {
		return n, false
	}
	n.micros, n.rest = total+section+pending, s
	if n.scaled && numbers == 1 && lead > 0 {
		n.scale = n.micros / lead
	}
	return n, true
}

type tokenKind int

const (
	tokenNone tokenKind = iota
	tokenBad
	tokenDigits
	tokenKanji
	tokenSmall
	tokenBig
)

// readToken reads one piece of a number: digits with their separators, kanji
// digits, or a scale.
func readToken(s string) (v int64, rest string, kind tokenKind) {
	if s[0] >= '0' && s[0] <= '9' {
		return readDigits(s)
	}
	if v, rest, kind = readKanji(s); kind != tokenNone {
		return v, rest, kind
	}
	for _, u := range scales {
		if strings.HasPrefix(s, u.word) {
			kind = tokenSmall
			if u.value >= 10_000 {
				kind = tokenBig
			}
			return u.value, s[len(u.word):], kind
		}
	}
	return 0, s, tokenNone
}

// readKanji reads kanji digits one by one (一二〇〇). ○ is what 〇 folds to; a text
// that starts with it is a mark, not a number.
func readKanji(s string) (v int64, rest string, kind tokenKind) {
	rest = s
	for rest != "" {
		r, size := utf8.DecodeRuneInString(rest)
		d, ok := kanjiValue(r)
		if !ok || r == '○' && len(rest) == len(s) {
			break
		}
		if v = v*10 + d; v > largest {
			return 0, s, tokenBad
		}
		rest, kind = rest[size:], tokenKanji
	}
	return v * micro, rest, kind
}

func kanjiValue(r rune) (int64, bool) {
	switch r {
	case '一', '壱':
		return 1, true
	case '二', '弐':
		return 2, true
	case '三', '参':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	case '○', '零':
		return 0, true
	}
	return 0, false
}

var scales = []struct {
	word  string
	value int64
}{{"十", 10}, {"拾", 10}, {"百", 100}, {"千", 1000}, {"万", 10_000}, {"萬", 10_000}, {"億", 100_000_000}}

// readDigits reads 1200, 1,200, 1 200, 12.5; groups after a separator have to
// have three digits each.
func readDigits(s string) (v int64, rest string, kind tokenKind) {
	i, group, groups := 0, 0, 0
	for i < len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if v = v*10 + int64(c-'0'); v > largest {
				return 0, s, tokenBad
			}
			group++
			i++
			continue
		case (c == ',' || c == ' ') && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9':
			if group > 3 || groups > 0 && group != 3 {
				return 0, s, tokenBad
			}
			groups, group = groups+1, 0
			i++
			continue
		}
		break
	}
	if groups > 0 && group != 3 {
		return 0, s, tokenBad
	}
	v *= micro
	if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
		part := int64(micro)
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			if part /= 10; part == 0 && s[i] != '0' {
				return 0, s, tokenBad
			}
			v += int64(s[i]-'0') * part
		}
	}
	return v, s[i:], tokenDigits
}

// readSmall reads a whole number below 10,000 in digits or kanji without
// separators, as years, months and days are written.
func readSmall(s string) (n int, rest string, ok bool) {
	if strings.HasPrefix(s, "元") {
		return 0, s, false
	}
	i := 0
	for i < len(s) && i < 9 && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	if i > 0 {
		return n, s[i:], n < 100_000_000
	}
	v, ok := readNumeral(s)
	if !ok || !v.kanji || v.micros >= 10_000*micro {
		return 0, s, false
	}
	return int(v.micros / micro), v.rest, true
}
