package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tetsuzuki/import/form"
)

// fold makes two labels comparable: beyond [form.Fold], punctuation and the
// particle の do not count (手続の名称 is 手続名称).
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 'の' || unicode.IsPunct(r) || unicode.IsSymbol(r) && r < 0x2000 {
			return -1
		}
		return r
	}, form.Fold(s))
}

// mayFold tells at a glance that a text does not fold to a label: a kanji at its start
// stays there, and most records start with one.
func mayFold(s, label string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if first < '一' || '鿋' < first {
		return true
	}
	kept, _ := utf8.DecodeRuneInString(label)
	return kept == first
}

// squeeze is the text without any white space, in one width: the form in which
// patterns (years, units, totals) are looked for.
func squeeze(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] > ' ' && s[i] < utf8.RuneSelf
	}
	if plain {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	if strings.Contains(s, "年") {
		s = kanjiYear.ReplaceAllStringFunc(s, inDigits)
	}
	return s
}

// kanjiYear is a year in kanji numerals: 令和二年度, 平成三十年, 二〇二〇年
var kanjiYear = regexp.MustCompile(`(?:令和|平成|昭和)[一二三四五六七八九十]{1,3}年|[一二][〇○零九][〇○零一二三四五六七八九]{2}年`)

// inDigits writes the kanji numerals of such a year in digits.
func inDigits(year string) string {
	var b strings.Builder
	for i, r := range year {
		d := strings.IndexRune("〇一二三四五六七八九", r)
		switch {
		case r == '○' || r == '零':
			b.WriteByte('0')
		case d >= 0:
			b.WriteByte('0' + byte(d/len("〇")))
		case r == '十':
			before, _ := utf8.DecodeLastRuneInString(year[:i])
			after, _ := utf8.DecodeRuneInString(year[i+len("十"):])
			if !strings.ContainsRune("一二三四五六七八九", before) {
				b.WriteByte('1')
			}
			if !strings.ContainsRune("一二三四五六七八九", after) {
				b.WriteByte('0')
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shape is a folded label made ready to be compared.
type shape struct {
	runes  []rune
	sorted []rune          // the same letters in their order
	pairs  map[[2]rune]int // neighbouring letters
}

func newShape(s string) shape {
	rs := []rune(s)
	m := make(map[[2]rune]int, len(rs))
	for i := 0; i+1 < len(rs); i++ {
		m[[2]rune{rs[i], rs[i+1]}]++
	}
	return shape{rs, slices.Sorted(slices.Values(rs)), m}
}

// similarity of two labels from 0 to 1: Dice's coefficient over their pairs of
// neighbouring letters, or a little less than the share of letters that they have
// in common in the same order (手続正式名称 holds 手続名称). What cannot reach least
// counts as 0.
func similarity(a, b shape, least float64) float64 {
	n, m := len(a.runes), len(b.runes)
	if n < 2 || m < 2 || 2*float64(min(n, m))/float64(n+m) < least {
		return 0
	}
	// Most labels have few letters of a text, and then need not be laid beside it.
	shared := sharedRunes(a.sorted, b.sorted)
	if 2*float64(shared)/float64(n+m-2) < least && 2*float64(shared)/float64(n+m)-0.1 < least {
		return 0
	}
	common := 0
	for k, c := range a.pairs {
		common += min(c, b.pairs[k])
	}
	dice := 2 * float64(common) / float64(n+m-2)
	return max(dice, 2*float64(commonRunes(a.runes, b.runes))/float64(n+m)-0.1)
}

// sharedRunes is how many letters two sorted texts have in common, in whatever order.
func sharedRunes(a, b []rune) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// commonRunes is the length of the longest common subsequence.
func commonRunes(a, b []rune) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// oneLine is a header's text as a report shows it: trimmed, without the line
// breaks that only fit it into its cell.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), "")
}
