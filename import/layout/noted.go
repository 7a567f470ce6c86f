package layout

import (
	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// notedCells are the cells of a sheet with a note that the form itself wrote: on the headers of
// its own columns, with which the notes move.
func notedCells(sheet *workbook.Sheet, f *form.Form) map[Place]bool {
	if len(sheet.Comments) == 0 {
		return nil
	}
	cells, own := map[Place]bool{}, f.Own()
	for _, c := range sheet.Comments {
		if own.Note(c.Text) {
			cells[Place{Row: c.Row, Col: c.Col}] = true
		}
	}
	return cells
}

// byNote orders claims: first those of columns with the form's own note.
func byNote(a, b candidate) int {
	switch {
	case a.noted == b.noted:
		return 0
	case a.noted:
		return -1
	}
	return 1
}

// addedBeside reports whether somebody added the column to a sheet of the registry's own, whose
// columns all have a note: under a header that means nothing, or as another column has.
func (s *scanner) addedBeside(t *Table, u Unmapped, own map[int]int) bool {
	if !s.opt.Stamped || u.Header == "" || u.Reason != "unknown" && u.Reason != "twice" || s.noted[Place{Row: own[u.Col], Col: u.Col}] {
		return false
	}
	for _, c := range t.Columns {
		if !s.noted[Place{Row: c.HeaderRow, Col: c.Col}] {
			return false
		}
	}
	return true
}
