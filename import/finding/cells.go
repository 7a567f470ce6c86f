package finding

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Cells are the cells at which findings stand, in the order of the file. A finding can
// stand for a hundred thousand of them: only those that are asked for are made.
type Cells struct {
	findings []Finding
	sheets   []cellSheet
}

// CellAt is one cell with all that was found in it.
type CellAt struct {
	Sheet, Cell string
	Findings    []Finding
}

// cellSheet is what is found on one sheet, or about the whole file.
type cellSheet struct {
	name    string
	columns []cellColumn // as they stand; what is about the whole sheet first
	count   int
}

// cellColumn has in spans which findings stand on which rows, and in rows these rows,
// parted and ascending.
type cellColumn struct {
	letters string
	spans   []cellSpan
	rows    []cellSpan
}

// cellSpan is rows below each other; before is how many rows the spans before it have.
type cellSpan struct{ first, last, finding, before int }

// beyond is more rows than any sheet has.
const beyond = 1 << 21

// CellsOf gathers the cells of those findings that the filter finds, where it finds
// them.
func CellsOf(findings []Finding, f Filter) *Cells {
	c := &Cells{findings: findings}
	at := map[[2]string]int{} // sheet and column: place among the sheet's columns
	sheets := map[string]int{}
	add := func(sheet, letters string, span cellSpan) {
		i, known := sheets[sheet]
		if !known {
			i = len(c.sheets)
			sheets[sheet], c.sheets = i, append(c.sheets, cellSheet{name: sheet})
		}
		k, known := at[[2]string{sheet, letters}]
		if !known {
			k = len(c.sheets[i].columns)
			at[[2]string{sheet, letters}] = k
			c.sheets[i].columns = append(c.sheets[i].columns, cellColumn{letters: letters})
		}
		column := &c.sheets[i].columns[k]
		column.spans = append(column.spans, span)
	}
	for i, x := range findings {
		if !f.Finds(x) {
			continue
		}
		for _, name := range x.stands() {
			letters, first, last := span(name)
			apart := len(x.Cells) > 0 && x.apart() // it was found by the cells that it tells of
			if f.Row != 0 && !apart {
				first, last = max(first, f.Row), min(last, f.Row)
			}
			if (f.Column == "" || f.Column == letters || apart) && first <= last {
				add(x.Sheet, letters, cellSpan{first: first, last: last, finding: i})
			}
		}
	}
	for i := range c.sheets {
		c.sheets[i].settle()
	}
	slices.SortStableFunc(c.sheets, func(a, b cellSheet) int { // what is about the whole file comes before
		return cmp.Compare(min(len(a.name), 1), min(len(b.name), 1))
	})
	return c
}

// settle sorts the columns and finds their rows.
func (s *cellSheet) settle() {
	slices.SortFunc(s.columns, func(a, b cellColumn) int {
		return cmp.Or(len(a.letters)-len(b.letters), strings.Compare(a.letters, b.letters))
	})
	for i := range s.columns {
		column := &s.columns[i]
		sorted := slices.SortedFunc(slices.Values(column.spans), func(a, b cellSpan) int { return a.first - b.first })
		n := 0
		for _, one := range sorted {
			if last := len(column.rows) - 1; last >= 0 && one.first <= column.rows[last].last+1 {
				if more := one.last - column.rows[last].last; more > 0 {
					column.rows[last].last += more
					n += more
				}
				continue
			}
			column.rows = append(column.rows, cellSpan{first: one.first, last: one.last, before: n})
			n += one.last - one.first + 1
		}
		s.count += n
	}
}

// Count is how many cells there are.
func (c *Cells) Count() int {
	n := 0
	for _, s := range c.sheets {
		n += s.count
	}
	return n
}

// Some are up to n cells from one on, counted from 0.
func (c *Cells) Some(from, n int) []CellAt {
	var some []CellAt
	for i := range c.sheets {
		s := &c.sheets[i]
		if from >= s.count {
			from -= s.count
			continue
		}
		some = append(some, c.of(s, from, n-len(some))...)
		if from = 0; len(some) == n {
			break
		}
	}
	return some
}

// of are up to n cells of a sheet from one on.
func (c *Cells) of(s *cellSheet, from, n int) []CellAt {
	low, high := 0, beyond
	for low < high { // the last row before which there are no more than from cells
		if mid := (low + high + 1) / 2; s.above(mid) <= from {
			low = mid
		} else {
			high = mid - 1
		}
	}
	row, skip := low, from-s.above(low)
	var some []CellAt
	for len(some) < n {
		next := beyond
		for i := range s.columns {
			first := s.columns[i].from(row)
			if first != row {
				next = min(next, first)
				continue
			}
			next = min(next, s.columns[i].from(row+1))
			if skip > 0 {
				skip--
				continue
			}
			if len(some) < n {
				some = append(some, c.at(s.name, &s.columns[i], row))
			}
		}
		if next == beyond {
			break
		}
		row = next
	}
	return some
}

// above is how many cells of the sheet are above a row.
func (s *cellSheet) above(row int) int {
	n := 0
	for i := range s.columns {
		rows := s.columns[i].rows
		at, _ := slices.BinarySearchFunc(rows, row, func(r cellSpan, row int) int { return r.first - row })
		if at > 0 { // the spans that begin above it
			last := rows[at-1]
			n += last.before + min(last.last+1, row) - last.first
		}
	}
	return n
}

// from is the column's first row from one on; beyond all where there is none.
func (c *cellColumn) from(row int) int {
	at, _ := slices.BinarySearchFunc(c.rows, row, func(r cellSpan, row int) int { return r.last - row })
	if at == len(c.rows) {
		return beyond
	}
	return max(c.rows[at].first, row)
}

// at is one cell.
func (c *Cells) at(sheet string, column *cellColumn, row int) CellAt {
	cell := CellAt{Sheet: sheet}
	if row > 0 {
		cell.Cell = column.letters + strconv.Itoa(row)
	}
	for _, one := range column.spans {
		if one.first <= row && row <= one.last {
			cell.Findings = append(cell.Findings, c.findings[one.finding].on(cell.Cell))
		}
	}
	return cell
}

// stands are the cells at which the finding stands: those that it stands for, or its one
// place apart from them, at their header or as an area.
func (x Finding) stands() []string {
	if len(x.Cells) == 0 || x.apart() {
		return []string{x.Cell}
	}
	return x.Cells
}

// on is the finding for one of the cells that it stands for. What differs from cell to
// cell is known of the first alone.
func (x Finding) on(cell string) Finding {
	if len(x.Cells) == 0 || x.apart() {
		return x
	}
	if cell != x.Cell && !strings.Contains(x.Message, "「"+x.Raw+"」") {
		x.Raw, x.Read = "", ""
	}
	x.Cell, x.Cells, x.Count = cell, nil, 1
	return x
}

// Named reports whether all cells that the finding stands for are noted.
func (x Finding) Named() bool {
	n := 0
	for _, name := range x.stands() {
		_, first, last := span(name)
		n += last - first + 1
	}
	return n >= x.Count
}

// Each is the finding once for each of its cells, made one after the other.
func (x Finding) Each() iter.Seq[Finding] {
	return func(yield func(Finding) bool) {
		for _, name := range x.stands() {
			column, first, last := span(name)
			for row := first; row <= last; row++ {
				cell := column + strconv.Itoa(row)
				if row == 0 {
					cell = x.Cell
				}
				if !yield(x.on(cell)) {
					return
				}
			}
		}
	}
}

// On is the finding for those of its cells that are on the row that the filter asks for,
// and whole where it asks for none.
func (f Filter) On(x Finding) []Finding {
	if f.Row == 0 || len(x.Cells) == 0 || x.apart() {
		return []Finding{x}
	}
	return x.Among(func(column string) []int {
		if f.Column != "" && f.Column != column {
			return nil
		}
		return []int{f.Row}
	})
}

// Among is the finding once for each of its cells that stands on one of the rows of its
// column; these ascend.
func (x Finding) Among(rows func(column string) []int) []Finding {
	var some []Finding
	for _, name := range x.stands() {
		column, first, last := span(name)
		of := rows(column)
		at, _ := slices.BinarySearch(of, first)
		for ; at < len(of) && of[at] <= last; at++ {
			some = append(some, x.on(column+strconv.Itoa(of[at])))
		}
	}
	return some
}
