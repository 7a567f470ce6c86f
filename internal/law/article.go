package law

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/internal/registry"
)

// Article is a place in a law. A number stands with its branches: 第9条の9 is [9 9]. What is
// not named is empty.
type Article struct {
	Supplementary bool   // of the supplementary provisions (附則)
	Number        []int  // 条
	Paragraph     []int  // 項
	Item          []int  // 号
	Rest          string // what is named within: イ, ただし書
}

// String is the article as laws write it, with digits: 附則第9条の9第9項第3号イ.
func (a Article) String() string {
	var b strings.Builder
	if a.Supplementary {
		b.WriteString("附則")
	}
	for _, part := range []struct {
		number []int
		unit   string
	}{{a.Number, "条"}, {a.Paragraph, "項"}, {a.Item, "号"}} {
		for i, n := range part.number {
			if i == 0 {
				b.WriteString("第" + strconv.Itoa(n) + part.unit)
			} else {
				b.WriteString("の" + strconv.Itoa(n))
			}
		}
	}
	return b.String() + a.Rest
}

// Within reports whether the article is another one or a part of it: 第9条第1項 is within 第9条,
// and 第9条の2 is not.
func (a Article) Within(whole Article) bool {
	if a.Supplementary != whole.Supplementary {
		return false
	}
	for _, part := range [][2][]int{{a.Number, whole.Number}, {a.Paragraph, whole.Paragraph}, {a.Item, whole.Item}} {
		if len(part[1]) > 0 && !slices.Equal(part[0], part[1]) {
			return false
		}
	}
	return whole.Rest == "" || a.Rest == whole.Rest
}

func (a Article) empty() bool {
	return !a.Supplementary && len(a.Number)+len(a.Paragraph)+len(a.Item) == 0
}

const (
	digits   = `(?:[0-9]+|[〇一二三四五六七八九十百千]+)`
	branches = `(?:[のノ]` + digits + `)*`
)

var (
	// places are the parts of an article in their order, one of which must be there:
	// 附則第3条の2第1項第4号, 第18条の第1項, 3条2項, 第286の2条.
	places = regexp.MustCompile(`^((?:制定|改正)?附則)?(?:第?(` + digits + branches + `)条(` + branches + `))?` +
		`(?:の?第?(` + digits + branches + `)項(` + branches + `))?(?:の?第?(` + digits + branches + `)号(` + branches + `))?`)
	within = regexp.MustCompile(`^(?:[イロハニホヘトチリヌルヲワ])?(?:前段|後段|本文|ただし書き?|但し書き?)?`)
	number = regexp.MustCompile(digits)
	// list are several numbers with one unit: 第4,5項.
	list = regexp.MustCompile(`第?(` + digits + branches + `)[,、・](?:第?` + digits + branches + `[,、・])*第?` + digits + branches + `(条|項|号)`)
	// between stands between two of a list.
	between = regexp.MustCompile(`^(?:[、,・;/／\n]|及び|並びに|又は|若しくは|および|ならびに|または|から|~|の)`)
)

// Articles reads the articles that a text names, in any width, with digits or in kanji. One of
// a list takes from the one before what it leaves out: 第3条第1項及び第3項. The rest is what the
// text says besides; empty where it was read whole.
func Articles(text string) (articles []Article, rest string) {
	articles, at := leading(spread(plain(text)))
	return articles, at
}

// leading reads the articles at the start of a plain text, and gives what follows them.
func leading(text string) (articles []Article, rest string) {
	var last Article
	for {
		a, after, ok := one(text)
		if !ok {
			return articles, text
		}
		inherit(&a, last)
		articles, last, text = append(articles, a), a, after
		for {
			gap := between.FindString(text)
			if gap == "" {
				break
			}
			if _, _, ok := one(strings.TrimPrefix(text, gap)); !ok && between.FindString(strings.TrimPrefix(text, gap)) == "" {
				break
			}
			text = strings.TrimPrefix(text, gap)
		}
	}
}

// inherit gives the article what it leaves out and the one before names.
func inherit(a *Article, last Article) {
	if len(a.Number) > 0 || a.Supplementary || len(last.Paragraph)+len(last.Number) == 0 && !last.Supplementary {
		return
	}
	a.Supplementary, a.Number = last.Supplementary, last.Number
	if len(a.Paragraph) == 0 {
		a.Paragraph = last.Paragraph
	}
}

// one reads one article at the start of a plain text.
func one(text string) (a Article, rest string, ok bool) {
	m := places.FindStringSubmatch(text)
	a = Article{Supplementary: m[1] != "", Number: numbers(m[2] + m[3]), Paragraph: numbers(m[4] + m[5]), Item: numbers(m[6] + m[7])}
	if a.empty() {
		return a, text, false
	}
	rest = text[len(m[0]):]
	a.Rest = within.FindString(rest)
	return a, rest[len(a.Rest):], true
}

func numbers(written string) (all []int) {
	for _, n := range number.FindAllString(written, -1) {
		if value, ok := registry.ArticleNumber(n); ok {
			all = append(all, value)
		}
	}
	return all
}

// spread gives each of several numbers its unit: 第4,5項 becomes 第4項、第5項.
func spread(text string) string {
	return list.ReplaceAllStringFunc(text, func(found string) string {
		unit := list.FindStringSubmatch(found)[2]
		parts := strings.FieldsFunc(strings.TrimSuffix(found, unit), func(r rune) bool { return strings.ContainsRune(",、・", r) })
		for i, p := range parts {
			parts[i] = "第" + strings.TrimPrefix(p, "第") + unit
		}
		return strings.Join(parts, "、")
	})
}
