package layout

import (
	"regexp"
	"slices"
)

// Units is a column whose cells say what one of the counts in their row counts.
type Units struct {
	Col  int
	For  []int // the columns of counts, as indexes in Columns
	cell Cell
	up   Cell
}

var (
	unitHeader = regexp.MustCompile(`^.{0,8}(単位|単位区分)$`)
	unitCell   = regexp.MustCompile(`^[(\[]?(?:単位[:は]?)?(?:(` +
		magnitude + `)?(?:件数?|回|通|枚|申請|届)|(` + magnitude + `)|(` + thousands + `|1)件)[)\]]?$`)
)

// CellUnit is what a cell of a column of units says that one counts; ok is false where it
// is no unit of cases.
func CellUnit(text string) (unit int, ok bool) {
	m := unitCell.FindStringSubmatch(squeeze(text))
	if m == nil {
		return 0, false
	}
	if m[3] != "" {
		return plainNumber(m[3]), true
	}
	return unitValue[m[1]+m[2]], true
}

// units finds the columns of units. Each is for the counts left of it, up to the next such
// column; the first also for those right of it where there is none on its left.
func (s *scanner) units(d *draft, t *Table, heads map[int]heading, saved map[int]MappedColumn) {
	var cols []int
	for col, h := range heads {
		m, given := saved[col]
		if m.Part == PartUnit {
			cols = append(cols, col)
			continue
		}
		if _, mapped := t.index[col]; mapped || given || col < t.Left || col > t.Right || len(h.path) == 0 ||
			!unitHeader.MatchString(lastOf(cores(h.path[len(h.path)-1]))) {
			continue
		}
		for _, l := range d.sample {
			if _, ok := CellUnit(l.text(col)); ok {
				cols = append(cols, col)
				break
			}
		}
	}
	slices.Sort(cols)
	from := 0
	for _, col := range cols {
		u := &Units{Col: col}
		for i, c := range t.Columns {
			if isVolume(c.Field) && c.Col > from && c.Col < col {
				u.For = append(u.For, i)
			}
		}
		if len(u.For) == 0 && len(cols) == 1 {
			for i, c := range t.Columns {
				if isVolume(c.Field) {
					u.For = append(u.For, i)
				}
			}
		}
		if len(u.For) > 0 {
			t.Units = append(t.Units, u)
		}
		from = col
	}
}

// unitAt is the column of units at a column of the sheet; nil for none.
func (t *Table) unitAt(col int) *Units {
	for _, u := range t.Units {
		if u.Col == col {
			return u
		}
	}
	return nil
}

// UnitOf is the cell that says what one of the counts of a column counts in the row that
// Line judged last; ok is false where no column says it.
func (t *Table) UnitOf(i int) (c Cell, col int, ok bool) {
	for _, u := range t.Units {
		if slices.Contains(u.For, i) {
			return u.cell, u.Col, true
		}
	}
	return Cell{}, 0, false
}

// nextUnits brings the units of a record into line with those of the record above.
func (t *Table) nextUnits() {
	for _, u := range t.Units {
		cells, above := []Cell{u.cell}, []Cell{u.up}
		dittos(cells, above)
		u.cell, u.up = cells[0], cells[0]
	}
}
