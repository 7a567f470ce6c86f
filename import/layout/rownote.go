package layout

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	// oneRow is a word of a note by which it speaks of single rows: No.2, 3番, 2～4行目
	oneRow  = regexp.MustCompile(`(?i)(?:no\.?|番号|項番|連番|整理番号|#|№)[0-9]|[0-9](?:番|行目|行)(?:目)?(?:の|は|及び|、|,|と)`)
	rowList = regexp.MustCompile(`(?i)(?:no\.?|番号|項番|連番|整理番号|#|№)?((?:[0-9]{1,5}(?:番|行目)?(?:から|[~〜\-,、・と]|及び|(?:no\.?|№))*)+)(?:の|は|及び|:)`)
	numbers = regexp.MustCompile(`([0-9]{1,5})(?:番|行目)?(?:(から|[~〜\-])(?:(?i:no)\.?|№)?([0-9]{1,5}))?`)
)

// rowNote tells whether a squeezed note speaks of single rows.
func rowNote(text string) bool { return oneRow.MatchString(text) }

// RowUnit is a note that gives single rows a unit: ※No.2は千件単位.
type RowUnit struct {
	Place
	Unit  int
	rows  [][2]int // numbers of the table's own, or rows of the sheet
	sheet bool     // rows of the sheet: 2行目
}

// rowUnits are the notes that give single rows a unit.
func (s *scanner) rowUnits(d *draft) []RowUnit {
	var out []RowUnit
	for _, p := range s.notes {
		text := squeeze(p.Text)
		if p.Row < d.header[0].num || p.Row > d.end || !rowNote(text) {
			continue
		}
		unit := noteUnit(text)
		list := rowList.FindStringSubmatch(text)
		if unit == 0 || list == nil {
			continue
		}
		u := RowUnit{Place: p, Unit: unit, sheet: strings.Contains(list[1], "行")}
		for _, m := range numbers.FindAllStringSubmatch(list[1], -1) {
			from, _ := strconv.Atoi(m[1])
			to := from
			if m[3] != "" {
				to, _ = strconv.Atoi(m[3])
			}
			u.rows = append(u.rows, [2]int{from, to})
		}
		out = append(out, u)
	}
	return out
}

// NoteUnit is the note that gives the row that Line judged last a unit of its own.
func (t *Table) NoteUnit() (RowUnit, bool) {
	for _, u := range t.rowUnits {
		n := t.last
		if !u.sheet {
			n = 0
			for i := range t.own {
				if c := &t.own[i]; t.role[c.Col] == number {
					n = atoi(squeeze(c.Text))
				}
			}
		}
		for _, r := range u.rows {
			if n > 0 && r[0] <= n && n <= r[1] {
				return u, true
			}
		}
	}
	return RowUnit{}, false
}
