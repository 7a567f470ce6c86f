package layout

import (
	"regexp"
	"strconv"
	"strings"
)

// How a text says what one of its numbers counts.
const (
	magnitude = `百万|十万|千|万|億|百|十`
	thousands = `1(?:,?000)+|1,?0{1,2}`
	counted   = `件数?|回|通|枚|人|名|申請|届`
)

var (
	unitOf = regexp.MustCompile(`(` + magnitude + `)件`)
	// unitShort is a unit in brackets of its own: (千), [千件], (×1,000), (1000件単位), (thousand)
	unitShort = regexp.MustCompile(
		`(?i)[(\[【〔<](?:単位)?[:は]?[×x*]?(?:(` + magnitude + `)|(thousands?)|([×x*]?)(` + thousands + `))(` + counted + `)?(単位)?[)\]】〕>]`,
	)
	unitPlain = regexp.MustCompile(`[(\[【](?:単位[:は]?)?件(?:数)?(?:/年|/年度)?[)\]】]|単位[:は]?件`)
	// unitSaid is a unit in a note: 単位は千件, 千件単位, 1,000件単位, or all that it says: 千件
	unitSaid = regexp.MustCompile(
		`単位.{0,4}?(?:(` + magnitude + `)|(` + thousands + `))?(?:件|[)\]】〕。、]|$)|` +
			`(?:(` + magnitude + `)|(` + thousands + `))件?単位|` +
			`(?:は|:|^|※[0-9]{0,2}|\))(` + magnitude + `)件(?:です|である|とする)?[。)]?$`,
	)
	unitValue   = map[string]int{"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "億": 100_000_000}
	digitBefore = regexp.MustCompile(`[0-9〇一二三四五六七八九十数]$`)
)

// headerUnit is what one of a column's numbers counts, 0 when the header does
// not say.
func headerUnit(text string) int {
	if m := unitOf.FindStringSubmatchIndex(text); m != nil && !digitBefore.MatchString(text[:m[0]]) {
		return unitValue[text[m[2]:m[3]]]
	}
	if m := unitShort.FindStringSubmatch(text); m != nil {
		switch {
		case m[2] != "":
			return 1000
		case m[1] != "":
			return unitValue[m[1]]
		case m[3] != "" || m[5] != "" || m[6] != "" || len(m[4]) > 3: // (10) only numbers the column
			return plainNumber(m[4])
		}
	}
	if unitPlain.MatchString(text) {
		return 1
	}
	return 0
}

// noteUnit is the unit that a title or a note sets for the sheet's numbers of
// cases, 0 when it sets none.
func noteUnit(text string) int {
	unit, _ := unitIn(text)
	return unit
}

// unitIn is the unit that a squeezed note sets, and where its statement begins.
func unitIn(text string) (unit, at int) {
	if !strings.ContainsAny(text, "位件") {
		return 0, 0
	}
	for _, m := range unitSaid.FindAllStringSubmatchIndex(text, -1) {
		part := func(i int) string {
			if m[i] < 0 {
				return ""
			}
			return text[m[i]:m[i+1]]
		}
		word, number := part(2)+part(6)+part(10), part(4)+part(8)
		switch {
		case number != "":
			return plainNumber(number), m[0]
		case word == "" && !strings.Contains(text[m[0]:m[1]], "件"): // （単位）
			continue
		case m[10] >= 0:
			return unitValue[word], m[10]
		}
		return unitValue[word], m[0]
	}
	return 0, 0
}

func plainNumber(s string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	return n
}
