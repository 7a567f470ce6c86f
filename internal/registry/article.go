package registry

import (
	"regexp"
	"strconv"
	"strings"
)

// articleNumber is a number of an article, written with digits or in kanji.
var articleNumber = regexp.MustCompile(`[0-9]+|[〇一二三四五六七八九十百千]+`)

// ArticlePattern is the regular expression, as PostgreSQL reads it, of the articles (folded with
// [SearchKey]) that name what a text names: 第3条第2項, 3条2項 and 第三条第二項 are the same.
// Numbers are whole: 1項 is not in 第11項. An article includes what follows it: 第3条の2 and
// 第3条第1項 are in 第3条.
func ArticlePattern(text string) string {
	key := strings.Trim(SearchKey(text), "第")
	var b strings.Builder
	at := 0
	for i, n := range articleNumber.FindAllStringIndex(key, -1) {
		b.WriteString(lettersPattern(key[at:n[0]]))
		if i == 0 && n[0] == 0 {
			b.WriteString(`(?<![のノ])`) // 第18条の3 is not 第3条
		}
		b.WriteString(`第?` + numberPattern(key[n[0]:n[1]]))
		at = n[1]
	}
	b.WriteString(lettersPattern(key[at:]))
	return b.String()
}

// lettersPattern matches what stands between the numbers; 第 is looked for before them.
func lettersPattern(text string) string { return wordPattern(strings.ReplaceAll(text, "第", "")) }

// numberPattern matches a number in digits and in kanji, and no longer one.
func numberPattern(written string) string {
	const digit = "0-9〇一二三四五六七八九十百千"
	n, ok := ArticleNumber(written)
	if !ok {
		return regexp.QuoteMeta(written)
	}
	return "(?<![" + digit + "])(" + strconv.Itoa(n) + "|" + kanjiNumber(n) + "|" + kanjiDigits(n) + ")(?![" + digit + "])"
}

var kanjiValues = map[rune]int{'〇': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// ArticleNumber reads a number of an article in digits or kanji. It is ok below 10,000.
func ArticleNumber(written string) (n int, ok bool) {
	if n, err := strconv.Atoi(written); err == nil {
		return n, n < 10000
	}
	digits, last := 0, -1 // of what comes before the next 十, 百 or 千
	for _, r := range written {
		unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
		if unit == 0 {
			last = kanjiValues[r]
			digits = digits*10 + last
			continue
		}
		if last < 0 {
			digits = 1
		}
		n, digits, last = n+digits*unit, 0, -1
	}
	n += digits
	return n, n < 10000
}

// kanjiNumber writes a number as laws do: 百二十三.
func kanjiNumber(n int) string {
	if n == 0 {
		return "〇"
	}
	var b strings.Builder
	for _, unit := range []struct {
		value int
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		digit := n / unit.value % 10
		if digit > 1 || digit == 1 && unit.value == 1 {
			b.WriteString(string([]rune("〇一二三四五六七八九")[digit]))
		}
		if digit > 0 {
			b.WriteString(unit.name)
		}
	}
	return b.String()
}

// kanjiDigits writes a number digit by digit: 一二三.
func kanjiDigits(n int) string {
	return strings.Map(func(r rune) rune { return []rune("〇一二三四五六七八九")[r-'0'] }, strconv.Itoa(n))
}
