package layout

import (
	"regexp"
	"slices"
	"strings"
)

// PartRow is the part of a column that says which of a record's rows each is: 総数,
// うちオンライン.
const PartRow Part = "row"

// Rows says how a record takes up more than one row of a table.
type Rows struct {
	Col         int    // that says which row each is; 0 where their order does
	Header      string // of that column
	HeaderRow   int
	OnlineFirst bool // the upper row has the cases online, the lower one all
}

// Continued is the kind of a row that carries on the record above it.
const Continued Kind = "continued"

var (
	// upperLower is 上段：総数、下段：うちオンライン
	upperLower = regexp.MustCompile(`上段[:はが=]?[「(]?(.{1,12}?)[」)]?[、,/;。・と]*下段[:はが=]?[「(]?(.{1,12}?)(?:[」)。、]|件数|$)`)
	wholeRow   = regexp.MustCompile(`^(総数|総件数|全体|全件|全数|合計|総計|計|件数|年間件数|申請件数|年間|総申請件数)$`)
	partRow    = regexp.MustCompile(`^(うち|内).+`)
)

// rowKind says what a row with such a text in its column of rows holds: all cases, those
// online, or another part of them.
func rowKind(text string) string {
	t := strings.Trim(squeeze(text), "()（）・-")
	switch {
	case wholeRow.MatchString(t):
		return "total"
	case online.MatchString(t) && !strings.Contains(t, "非") && !strings.Contains(t, "以外"):
		return "online"
	case partRow.MatchString(t):
		return "part"
	}
	return ""
}

// rows finds out whether the records of a table take two rows: by a column whose cells
// say 総数 and うちオンライン by turns, or by a header or a title that says what stands
// above and what below.
func (s *scanner) rows(d *draft, t *Table, cols []int, heads map[int]heading, own map[int]int, saved map[int]MappedColumn) *Rows {
	for _, col := range cols {
		m, given := saved[col]
		if given && m.Part != PartRow {
			continue
		}
		total, part, all := 0, 0, 0
		for _, l := range d.sample {
			if text := l.text(col); text != "" {
				all++
				switch rowKind(text) {
				case "total":
					total++
				case "online":
					part++
				case "part":
				default:
					all += 2
				}
			}
		}
		if given || total > 0 && part > 0 && total+part > 1 && all < len(d.sample)+2 && (total+part)*10 >= all*6 {
			return &Rows{Col: col, Header: heads[col].text(), HeaderRow: own[col]}
		}
	}
	texts := []string{}
	for _, col := range cols {
		texts = append(texts, heads[col].text())
	}
	for _, p := range slices.Concat(t.Titles, s.notes) {
		texts = append(texts, p.Text)
	}
	for _, text := range texts {
		if !strings.Contains(text, "上段") {
			continue
		}
		m := upperLower.FindStringSubmatch(squeeze(text))
		if m == nil {
			continue
		}
		switch upper, lower := rowKind(m[1]), rowKind(m[2]); {
		case upper == "total" && lower == "online":
			return &Rows{}
		case upper == "online" && lower == "total":
			return &Rows{OnlineFirst: true}
		}
	}
	return nil
}

// continues tells whether the row carries on the record right above it, and whether it
// says what no field takes.
func (t *Table) continues(row int, o *ownCells) (Kind, bool) {
	if t.Rows == nil || t.last == 0 || o.n == 0 {
		return "", false
	}
	if t.Rows.Col != 0 {
		switch rowKind(t.Text(t.Rows.Col)) {
		case "online":
			return Continued, true
		case "part":
			return Note, true
		}
		return "", false
	}
	if o.name == nil && row == t.last+1 && o.by[volume] > 0 && o.by[volume]+o.by[number] == o.n {
		return Continued, true
	}
	return "", false
}
