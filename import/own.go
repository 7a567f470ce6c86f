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

// ownSheet reports whether a sheet is one that the form or a pack wrote beside its table, and nobody
// wrote on since: then there is nothing to say of it.
func (r *reading) ownSheet(ctx context.Context, s *workbook.Sheet) bool {
	if s.CellCount == 0 || s.CellCount > mostOwn || !r.ownTexts(ctx, s) && !r.markedSheet(ctx, s) {
		return false
	}
	cells := ledger.Sheet{Sheet: s.Name, Cells: s.CellCount}
	cells.All(ledger.Legend)
	r.rep.Ledger = append(r.rep.Ledger, cells)
	return true
}

// ownTexts reports whether a sheet has a name of the form's, and nothing but its texts. Of an error
// of the file, the reading of its tables says more.
func (r *reading) ownTexts(ctx context.Context, s *workbook.Sheet) bool {
	if !form.OwnSheet(s.Name) {
		return false
	}
	own := r.form().Own()
	return s.Rows(ctx, func(row workbook.Row) error {
		for _, c := range row.Cells {
			if c.Kind == workbook.Text && !own.Text(c.Text) {
				return errNotOwn
			}
		}
		return nil
	}) == nil
}

// markedSheet reports whether a sheet is as its mark says.
func (r *reading) markedSheet(ctx context.Context, s *workbook.Sheet) bool {
	var texts []string
	numbers := 0
	err := s.Rows(ctx, func(row workbook.Row) error {
		for _, c := range row.Cells {
			switch c.Kind {
			case workbook.Blank:
			case workbook.Text:
				texts = append(texts, c.Text)
			default:
				numbers++
			}
		}
		return nil
	})
	return err == nil && form.MarkedSheet(texts, numbers)
}
