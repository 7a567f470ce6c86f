package layout

import (
	"maps"
	"regexp"
)

// repeats tells whether the lines of a header that stands again below mean what the
// table's own header means. One of another year, another unit or another field heads
// another table.
func (s *scanner) repeats(d *draft, header []line) bool {
	for i, l := range header {
		if i < len(header)-1 && !onlySections(l) {
			continue // a record right above
		}
		for _, c := range l.cells {
			if !isText(c) && !isYear(c) {
				continue
			}
			found, same := false, false
			for _, h := range d.header {
				if t := h.text(c.Col); t != "" {
					found = true
					same = same || s.sameMeaning(t, c.Text)
				}
			}
			if !same && (found || s.label(c, false) > 0) {
				return false
			}
		}
	}
	return true
}

// onlySections tells whether all cells of a line say nothing but years, parts of them, or
// units.
func onlySections(l line) bool {
	for _, c := range l.cells {
		if _, ok := sectionOf(c.Text); !ok {
			return false
		}
	}
	return true
}

// sameMeaning tells whether two header texts mean the same column.
func (s *scanner) sameMeaning(a, b string) bool {
	if fold(a) == fold(b) {
		return true
	}
	x, y := newHeading([]string{a}), newHeading([]string{b})
	if x.year != y.year || x.before != y.before || x.base != y.base || x.unit != y.unit || x.part != y.part ||
		!maps.Equal(x.legend, y.legend) {
		return false
	}
	if HeaderKey(a) == HeaderKey(b) {
		return true
	}
	f, ok := s.field(x)
	g, ok2 := s.field(y)
	return ok && ok2 && f.field != "" && f.field == g.field && f.sense == g.sense
}

// otherHeader tells whether the row, which has labels of the header again, gives a column
// of counts another year or unit.
func (t *Table) otherHeader() bool {
	for i := range t.own {
		k, ok := t.index[t.own[i].Col]
		if !ok || !isVolume(t.Columns[k].Field) {
			continue
		}
		c, h := t.Columns[k], newHeading([]string{t.own[i].Text})
		if h.year > 0 && h.year != c.FiscalYear || h.unit > 0 && h.unit != c.Unit || h.part != c.Part {
			return true
		}
	}
	return false
}

// Section is a row between records that says nothing but a year, a part of one, or a
// unit.
type Section struct {
	Year, Unit int
	Part       string
}

// sectionOf reads the only text of a row as such a section.
func sectionOf(text string) (Section, bool) {
	if len(text) > 120 {
		return Section{}, false
	}
	t := unwrap(squeeze(text))
	h := newHeading([]string{t})
	if h.year <= 0 && h.unit == 0 && h.part == "" {
		return Section{}, false
	}
	rest := fold(unitMark.ReplaceAllString(withoutPeriods(t), ""))
	if !onlyFigures.MatchString(rest) {
		return Section{}, false
	}
	return Section{h.year, h.unit, h.part}, true
}

var onlyFigures = regexp.MustCompile(`^(単位|年度?)?(分|の?実績|の?件数|実績件数|年間件数)?$`)

// differs tells whether the section says of the table's counts what their columns do not.
func (t *Table) differs(s Section) bool {
	for _, c := range t.Columns {
		if isVolume(c.Field) &&
			(s.Year > 0 && s.Year != c.FiscalYear || s.Unit > 0 && s.Unit != c.Unit || s.Part != "" && s.Part != c.Part) {
			return true
		}
	}
	return false
}

// parts tells whether rows that may be records stand above a line of the body, and others
// below it.
func (d *draft) parts(row int) bool {
	above, below := false, false
	width := len(d.header[len(d.header)-1].cells)
	for _, l := range d.sample {
		if len(l.cells)*2 <= width {
			continue // a small table of another kind
		}
		above, below = above || l.num < row, below || l.num > row && !isTotal(l)
	}
	return above && below
}
