package layout

import (
	"regexp"
	"slices"
)

// yearHeader is the header of a column that says of which year the counts of its row are.
var yearHeader = regexp.MustCompile(`^(対象|実績|集計|調査|統計|件数)?(会計)?年度$`)

// yearOf is the one fiscal year that a cell names; 0 where it names none.
func yearOf(text string) int {
	ys := years(squeeze(text), false)
	if len(ys) == 0 {
		ys = years(squeeze(text)+"年度", false)
	}
	year, _ := soleYear(ys)
	return max(year, 0)
}

// yearColumn finds the column of years of the rows of a table that has counts, and the
// year that all rows share; 0 where they differ.
func (s *scanner) yearColumn(d *draft, cols []int, heads map[int]heading, saved map[int]MappedColumn) (col, year int) {
	if !slices.ContainsFunc(cols, func(c int) bool {
		if m, given := saved[c]; given {
			return isVolume(m.Field)
		}
		hit, ok := s.field(heads[c])
		return ok && isVolume(hit.field)
	}) {
		return 0, 0
	}
	for _, c := range cols {
		h := heads[c]
		m, given := saved[c]
		told := m.Part == PartFiscalYear
		if !told && (given || len(h.path) == 0 || !yearHeader.MatchString(fold(h.text()))) {
			continue
		}
		all, good := 0, 0
		several := false
		for _, l := range d.sample {
			text := l.text(c)
			if text == "" {
				continue
			}
			all++
			if y := yearOf(text); y > 0 {
				good++
				several = several || year > 0 && year != y
				year = y
			}
		}
		if told || good > 0 && good*10 >= all*8 {
			if several {
				year = 0
			}
			return c, year
		}
		year = 0
	}
	return 0, 0
}
