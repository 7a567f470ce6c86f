package report

import (
	"io"

	"tetsuzuki/import/form"
	"tetsuzuki/import/stamp"
)

// List says what a list of processes shows.
type List struct {
	Fields []string    // keys of the inventory form's fields and of those derived from them; nil: all of the form's
	Years  []int       // the fiscal years of the volumes, ascending
	Stamp  stamp.Stamp // of a workbook, for when it comes back
	Bureau string      // of all rows of a workbook; empty: of any

	Form *form.Form // with the registry's own code lists; nil: the program's

	Judge Judge // of what is derived

	Conditions string // what the list is restricted to, for people, on a workbook's printed pages
}

// WriteXLSX writes processes as a workbook with the inventory form's labels: what
// was not edited reads back as unchanged. n is the number of rows.
func (l List) WriteXLSX(w io.Writer, n int, rows Rows) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.addList(form.Current().Sheet, l, n, rows, true); err != nil {
		return err
	}
	if err := l.Stamp.Put(b.file); err != nil {
		return err
	}
	return b.write(w)
}

// addList makes a sheet of processes, on request with what the blank form gives to whoever fills
// it in.
func (b *book) addList(sheet string, l List, n int, rows Rows, aids bool) error {
	columns := l.columns()
	t, err := b.table(sheet, heads(columns), n, 0)
	if err != nil {
		return err
	}
	if l.Conditions != "" {
		if err := b.printConditions(sheet, l.Conditions); err != nil {
			return err
		}
	}
	if aids {
		if err := l.aids(n).Add(b.file, sheet, formColumns(columns)); err != nil {
			return err
		}
	}
	cells := make([]cell, len(columns))
	for row, err := range rows {
		if err != nil {
			return err
		}
		for i, c := range columns {
			cells[i] = c.of(&row)
		}
		if err := t.add(cells); err != nil {
			return err
		}
	}
	return t.finish()
}

// aids are those of a workbook with so many rows.
func (l List) aids(n int) form.Aids {
	a := form.Aids{Bureau: l.Bureau, Rows: n, Form: l.Form}
	for _, y := range l.Years {
		a.FiscalYear = max(a.FiscalYear, y)
	}
	return a
}

func formColumns(columns []column) []form.Column {
	out := make([]form.Column, len(columns))
	for i, c := range columns {
		out[i] = form.Column{Field: c.field, Header: c.header}
	}
	return out
}

// heads are the columns as a table's header. Text is not wrapped: thousands of
// rows of the same height are faster to read through.
func heads(columns []column) []head {
	out := make([]head, len(columns))
	for i, c := range columns {
		out[i] = head{text: c.header, width: c.field.Width}
		switch {
		case c.field.Kind == form.Count:
			out[i].style.number = countFormat
		case c.field.Kind == form.Date:
			out[i].style.number = dayFormat
		case c.field.Kind == form.Duration || c.field.Kind == form.Codes && c.field.AsText(): // others are chosen
			out[i].style.number = textFormat
		}
	}
	return out
}
