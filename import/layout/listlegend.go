package layout

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// wordPair is a short word with its meaning: 済＝実施済
	wordPair = regexp.MustCompile(`(?:^|[\s　、,，;；・/／:：(（\[［【])` +
		`([^\s　、,，;；・/／:：()（）\[\]［］【】=＝]{1,3})[\s　]*[=＝][\s　]*([^\s　、,，;；・/／()（）\[\]［］【】=＝]{2,20})`)
	// numberPair is a number with its meaning: 1.実施済, ①実施済, 2 検討中
	numberPair = regexp.MustCompile(`(?:^|[^0-9０-９.．:：])(?:([0-9０-９]{1,2})[.．:：)）\s　]+|([①-⑳]))` +
		`[\s　]*([^\s　、,，;；/／()（）\[\]［］【】0-9０-９①-⑳]{2,20})`)
)

// listLegend reads a legend of words or numbers behind a label, as in
// 電子化状況（済＝実施済、未＝未着手） and デジタル化状況 1.実施済 2.検討中: two or more,
// numbers one after the other. l is nil where the text is none.
func listLegend(text string) (label string, l map[string]string) {
	for _, of := range []*regexp.Regexp{wordPair, numberPair} {
		pairs := of.FindAllStringSubmatchIndex(text, -1)
		if len(pairs) < 2 || pairs[0][0] == 0 {
			continue
		}
		l = map[string]string{}
		next, first := 0, len(text)
		for _, m := range pairs {
			mark := ""
			for g := 2; g < len(m)-2; g += 2 {
				if m[g] >= 0 {
					mark, first = squeeze(text[m[g]:m[g+1]]), min(first, m[g])
				}
			}
			if Mark(mark) != "" && of == wordPair {
				return "", nil // a sign
			}
			n := atoi(mark)
			if _, twice := l[mark]; twice || of == numberPair && len(l) > 0 && n != next {
				return "", nil
			}
			next = n + 1
			l[mark] = text[m[len(m)-2]:m[len(m)-1]]
		}
		label = strings.TrimRight(text[:first], legendTrim+":：「『")
		if label != "" && utf8.RuneCountInString(label) <= 40 {
			return label, l
		}
	}
	return "", nil
}
