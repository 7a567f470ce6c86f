package importer

import (
	"context"
	"errors"

	"tetsuzuki/import/form"
	"tetsuzuki/import/ledger"
	"tetsuzuki/import/workbook"
)

// mostOwn is how many cells one of the form's own sheets has at most.
const mostOwn = 5000

var errNotOwn = errors.New("somebody wrote on the sheet")

// ownSheet reports whether a sheet is one that the form wrote beside its table, and nobody wrote
// on since: then there is nothing to say of it.
func (r *reading) ownSheet(ctx context.Context, s *workbook.Sheet) bool {
	if !form.OwnSheet(s.Name) || s.CellCount == 0 || s.CellCount > mostOwn {
		return false
	}
	err := s.Rows(ctx, func(row workbook.Row) error {
		for _, c := range row.Cells {
			if c.Kind == workbook.Text && !form.OwnText(c.Text) {
				return errNotOwn
			}
		}
		return nil
	})
	if err != nil {
		return false // of an error of the file, the reading of its tables says more
	}
	cells := ledger.Sheet{Sheet: s.Name, Cells: s.CellCount}
	cells.All(ledger.Legend)
	r.rep.Ledger = append(r.rep.Ledger, cells)
	return true
}
