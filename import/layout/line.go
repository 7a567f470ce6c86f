package layout

import (
	"unicode"

	"tetsuzuki/import/workbook"
)

// line is a row with something in it: its own cells that are not blank.
type line struct {
	num   int
	width int // values of a csv's record
	cells []workbook.Cell
}

// newLine copies what a row holds, since the row is only lent.
func newLine(r workbook.Row) line {
	n := 0
	for i := range r.Cells {
		if !blank(&r.Cells[i]) {
			n++
		}
	}
	l := line{num: r.Number, width: r.Width}
	if n == 0 {
		return l
	}
	l.cells = make([]workbook.Cell, 0, n)
	for i := range r.Cells {
		if !blank(&r.Cells[i]) {
			l.cells = append(l.cells, r.Cells[i])
		}
	}
	return l
}

func blank(c *workbook.Cell) bool { return c.Covered || SaysNothing(c.Text) }

// SaysNothing tells whether a cell's text says nothing: white space and what is invisible.
func SaysNothing(text string) bool {
	for _, r := range text {
		if !invisible(r) {
			return false
		}
	}
	return true
}

// invisible looks into Unicode's tables only for what is neither ASCII nor kana nor kanji,
// with which most texts begin: it is asked of every cell.
func invisible(r rune) bool {
	if r > ' ' && r < 0x7f || 'ぁ' <= r && r <= '鿿' {
		return false
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

// text is the cell's text at a column, empty where it is blank.
func (l line) text(col int) string {
	for _, c := range l.cells {
		if c.Col == col {
			return c.Text
		}
	}
	return ""
}

func isText(c workbook.Cell) bool { return c.Kind == workbook.Text }
