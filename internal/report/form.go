package report

import (
	"context"
	"io"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// WriteForm writes the inventory form of a bureau with its present processes, for
// the numbers of cases of a fiscal year. Handed in again as it is, it changes
// nothing.
func WriteForm(ctx context.Context, st *store.Store, scope registry.Scope, b registry.Bureau, fiscalYear int, w io.Writer) error {
	return st.View(
		ctx,
		scope,
		store.Export{What: "棚卸の様式（" + b.Name + "）", Whole: b.ID == scope.BureauID},
		time.Time{},
		func(s *store.View) (err error) {
			f := store.ProcessFilter{Bureaus: []string{b.Code}}
			t := form.Template{Bureau: b.Name, FiscalYear: fiscalYear}
			if t.Rows, err = s.Count(ctx, f); err != nil {
				return err
			}
			if t.Stamp, err = stampOf(ctx, s); err != nil {
				return err
			}
			t.Cells = formCells(t.Columns(), fiscalYear, rows(ctx, s, f))
			return form.Write(w, t)
		},
	)
}

// formCells are the cells of the rows in the order of the form's columns.
func formCells(of []form.Column, fiscalYear int, rows Rows) func(yield func([]any, error) bool) {
	columns := make([]column, len(of))
	for i, c := range of {
		switch c.Field.Key {
		case "annual_volume":
			columns[i] = countColumn(c.Field, fiscalYear, totalOf)
		case "online_volume":
			columns[i] = countColumn(c.Field, fiscalYear, onlineOf)
		default:
			columns[i] = column{c.Field, c.Header, valueOf(c.Field)}
		}
	}
	return func(yield func([]any, error) bool) {
		cells := make([]any, len(columns))
		for r, err := range rows {
			for i, c := range columns {
				cells[i] = c.of(&r)
			}
			if !yield(cells, err) {
				return
			}
		}
	}
}
