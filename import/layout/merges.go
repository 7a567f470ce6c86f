package layout

import "tetsuzuki/import/workbook"

// merges finds the merged range that begins at a cell.
type merges struct {
	at   map[[2]int]workbook.Range // row, column of the upper left cell
	rows map[int][]workbook.Range  // by first row
}

func newMerges(list []workbook.Range) *merges {
	m := &merges{at: make(map[[2]int]workbook.Range, len(list)), rows: map[int][]workbook.Range{}}
	for _, r := range list {
		m.at[[2]int{r.FirstRow, r.FirstCol}] = r
		m.rows[r.FirstRow] = append(m.rows[r.FirstRow], r)
	}
	return m
}

// from is the range that begins at the cell; a cell of its own is a range of one.
func (m *merges) from(row, col int) workbook.Range {
	if r, ok := m.at[[2]int{row, col}]; ok {
		return r
	}
	return workbook.Range{FirstRow: row, FirstCol: col, LastRow: row, LastCol: col}
}

// lowest is the last row that a range beginning on the row reaches.
func (m *merges) lowest(row int) int {
	low := row
	for _, r := range m.rows[row] {
		low = max(low, r.LastRow)
	}
	return low
}
