package layout

import (
	"maps"
	"slices"
	"strings"
)

// Legend says what marks mean, and where it stands.
type Legend struct {
	Marks map[string]string // by mark
	Place
	Sheet string
	Cells int // that hold it
}

// legends are all that the sheet holds, as notes and as small tables.
func (s *scanner) legends() []Legend {
	var all []Legend
	for _, p := range s.notes {
		if l := legend(p.Text); len(l) > 1 {
			all = append(all, Legend{l, p, s.sheet, 1})
		}
	}
	for _, col := range slices.Sorted(maps.Keys(s.pairs)) {
		for _, l := range s.pairs[col].legends() {
			all = append(all, Legend{l.marks, Place{Row: l.row, Col: col, Text: l.above}, s.sheet, 2 * len(l.marks)})
		}
	}
	return all
}

// Borrow gives the columns of choices that have no legend one of another sheet: the one
// that names the column, else the one of which all meanings are choices of the field. Of
// two that differ none is taken. It reports what each column took.
func (t *Table) Borrow(legends []Legend) map[int]Legend {
	took := map[int]Legend{}
	for i := range t.Columns {
		c := &t.Columns[i]
		list := t.form.Field(c.Field).List
		if list == nil || c.Legend != nil {
			continue
		}
		var best Legend
		rank, twice := 0, false
		for _, l := range legends {
			r := 0
			known := 0
			for _, meaning := range l.Marks {
				if _, _, ok := list.Lookup(meaning); ok {
					known++
				}
			}
			named := strings.Contains(fold(l.Text), fold(c.Header))
			switch {
			case named && known > 0:
				r = 3
			case known == len(l.Marks):
				r = 2
			case known*2 > len(l.Marks):
				r = 1
			}
			switch {
			case r == 0 || r < rank:
			case r > rank:
				best, rank, twice = l, r, false
			case differ(best.Marks, l.Marks):
				twice = true
			case len(l.Marks) > len(best.Marks):
				best = l
			}
		}
		if rank > 0 && !twice {
			c.Legend = best.Marks
			took[c.Col] = best
		}
	}
	return took
}

// differ tells whether a mark means one thing here and another there.
func differ(a, b map[string]string) bool {
	for mark, meaning := range a {
		if other, ok := b[mark]; ok && fold(other) != fold(meaning) {
			return true
		}
	}
	return false
}
