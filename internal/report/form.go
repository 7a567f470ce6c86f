package report

import (
	"context"
	"io"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// WriteBlankForm writes the inventory form to fill in, with the choices that the registry offers
// today; a bureau's name is written in, if one is given.
func WriteBlankForm(ctx context.Context, st *store.Store, bureau string, fiscalYear int, w io.Writer) error {
	with, err := Form(ctx, st)
	if err != nil {
		return err
	}
	return form.Write(w, form.Template{Bureau: bureau, FiscalYear: fiscalYear, Form: with})
}

// WriteForm writes the inventory form of a bureau with its present processes, for
// the numbers of cases of a fiscal year. Handed in again as it is, it changes
// nothing.
func WriteForm(ctx context.Context, st *store.Store, scope registry.Scope, b registry.Bureau, fiscalYear int, w io.Writer) error {
	what := store.Export{What: "棚卸の様式（" + b.Name + "）", Whole: b.ID == scope.BureauID}
	return writeForm(ctx, st, scope, what, store.ProcessFilter{Bureaus: []string{b.Code}}, b.Name, fiscalYear, w)
}

// WriteFilledForm writes the inventory form with the processes of a list: of one bureau's people
// those of their bureau.
func WriteFilledForm(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	f store.ProcessFilter,
	fiscalYear int,
	w io.Writer,
) error {
	own, err := ownBureau(ctx, st, scope)
	if err != nil {
		return err
	}
	what := store.Export{What: "棚卸の様式（記入済み）", Filter: f.Values(), Whole: own != "" && len(f.Conditions()) == 0}
	return writeForm(ctx, st, scope, what, f, own, fiscalYear, w)
}

func writeForm(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	what store.Export,
	f store.ProcessFilter,
	bureau string,
	fiscalYear int,
	w io.Writer,
) error {
	with, err := Form(ctx, st)
	if err != nil {
		return err
	}
	return st.View(
		ctx,
		scope,
		what,
		f.AsOf,
		func(s *store.View) (err error) {
			t := form.Template{Bureau: bureau, FiscalYear: fiscalYear, Form: with}
			if t.Rows, err = s.Count(ctx, f); err != nil {
				return err
			}
			watched(ctx).all.Add(int64(t.Rows))
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

// Form is the inventory form with the registry's own code lists, as they are in force today.
func Form(ctx context.Context, st *store.Store) (*form.Form, error) {
	all, err := st.CodeAmendmentsNow(ctx)
	return formWith(all), err
}

// formAt is the form as it was at a moment and was known then, so that what is made anew says the same.
func formAt(ctx context.Context, st *store.Store, at time.Time) (*form.Form, error) {
	all, err := st.CodeAmendments(ctx)
	return formWith(registry.AmendmentsAt(all, at)), err
}

// formWith is the form with amendments. One whose choice is not there yet, or not any more, waits.
func formWith(all []registry.CodeAmendment) *form.Form {
	as := make([]form.Amendment, len(all))
	for i, a := range all {
		as[i] = form.Amendment(a.Amendment)
	}
	f, _ := form.Current().Amended(as)
	return f
}
