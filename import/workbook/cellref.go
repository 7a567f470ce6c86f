package workbook

import "strconv"

// Range is a rectangle of cells, both ends included, counted from 1.
type Range struct {
	FirstRow, FirstCol, LastRow, LastCol int
}

// String gives the range as in "A4:M258", a single cell as in "A4".
func (r Range) String() string {
	first := CellName(r.FirstCol, r.FirstRow)
	if r.FirstRow == r.LastRow && r.FirstCol == r.LastCol {
		return first
	}
	return first + ":" + CellName(r.LastCol, r.LastRow)
}

// Contains reports whether the cell lies in the range.
func (r Range) Contains(col, row int) bool {
	return col >= r.FirstCol && col <= r.LastCol && row >= r.FirstRow && row <= r.LastRow
}

// CellName gives the name of a cell, as in "K17".
func CellName(col, row int) string {
	return ColumnName(col) + strconv.Itoa(row)
}

// ColumnName gives the letters of a column, counted from 1.
func ColumnName(col int) string {
	var b [8]byte
	i := len(b)
	for ; col > 0; col = (col - 1) / 26 {
		i--
		b[i] = byte('A' + (col-1)%26)
	}
	return string(b[i:])
}

// ParseCell reads a cell's name, as in "K17".
func ParseCell(name string) (col, row int, ok bool) {
	return cellRef([]byte(name))
}

// cellRef reads "K17", with or without dollar signs; ok is false for anything else.
func cellRef(b []byte) (col, row int, ok bool) {
	i := 0
	if i < len(b) && b[i] == '$' {
		i++
	}
	from := i
	for ; i < len(b); i++ {
		c := b[i] &^ 0x20 // upper case
		if c < 'A' || c > 'Z' || b[i] < 'A' {
			break
		}
		if i-from >= 3 {
			return 0, 0, false
		}
		col = col*26 + int(c-'A') + 1
	}
	if col == 0 {
		return 0, 0, false
	}
	if i < len(b) && b[i] == '$' {
		i++
	}
	row, ok = rowNumber(b[i:])
	return col, row, ok
}

// rowNumber reads digits without sign or leading zero, of at most seven places.
func rowNumber(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 7 || b[0] == '0' {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// rangeRef reads "A1:B2" or "A1", its corners in any order.
func rangeRef(b []byte) (Range, bool) {
	first, last := b, b
	for i, c := range b {
		if c == ':' {
			first, last = b[:i], b[i+1:]
			break
		}
	}
	c1, r1, ok1 := cellRef(first)
	c2, r2, ok2 := cellRef(last)
	if !ok1 || !ok2 {
		return Range{}, false
	}
	return Range{min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)}, true
}

// Spans are ascending ranges of row or column numbers, both ends included.
type Spans [][2]int

// add appends a range that does not begin before the last one.
func (s *Spans) add(from, to int) {
	if n := len(*s); n > 0 && (*s)[n-1][1] >= from-1 {
		(*s)[n-1][1] = max((*s)[n-1][1], to)
		return
	}
	*s = append(*s, [2]int{from, to})
}
