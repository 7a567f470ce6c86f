package importer

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// runs are cells of one sheet, those below each other as one.
type runs []run

// run is cells of one column.
type run struct{ col, first, last int }

// mostRuns bounds what is noted of the cells of all infos of a file.
const mostRuns = 20_000

// note adds a cell to those of an info that is on the list already. Beyond the bound
// they are counted, and not named.
func (c *collector) note(i int, f finding.Finding) {
	col, row, ok := workbook.ParseCell(f.Cell)
	if !ok || f.Count > 1 || c.noted >= mostRuns {
		return
	}
	r := c.runs[i]
	if r == nil {
		first, top, ok := workbook.ParseCell(c.list[i].Cell)
		if !ok || c.list[i].Count > 2 {
			return // some were not named
		}
		r = &runs{{first, top, top}}
		c.runs[i] = r
		c.noted++
	}
	if r.add(col, row) {
		c.noted++
	}
}

// near is how many columns of a field can stand side by side and still have runs.
const near = 8

// add puts a cell in, and reports whether it began a new run.
func (r *runs) add(col, row int) bool {
	for i := len(*r) - 1; i >= max(0, len(*r)-near); i-- {
		if at := &(*r)[i]; at.col == col && at.last+1 == row {
			at.last = row
			return false
		}
	}
	*r = append(*r, run{col, row, row})
	return true
}

// cells names the cells as sheets do.
func (r *runs) cells() []string {
	named := make([]string, len(*r))
	for i, at := range *r {
		named[i] = workbook.CellName(at.col, at.first)
		if at.last > at.first {
			named[i] += ":" + workbook.CellName(at.col, at.last)
		}
	}
	return named
}
