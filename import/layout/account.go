package layout

import (
	"tetsuzuki/import/ledger"
	"tetsuzuki/import/workbook"
)

// Account gives the cells of a row that belong to the table their fates. l is what Line
// said of the row, ok whether it belongs to the table's body.
func (t *Table) Account(r workbook.Row, l Line, ok bool, to *ledger.Row) {
	give := t.fateAbove(r)
	if ok {
		give = t.fateBelow(l)
	}
	if give == nil {
		return
	}
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Col >= t.Left && c.Col <= t.Right {
			if fate, reason := give(c); fate != ledger.Open {
				to.Give(i, fate, reason)
			}
		}
	}
}

// fateAbove is how the cells of a title or of the header come to their fates; nil for
// another row.
func (t *Table) fateAbove(r workbook.Row) func(*workbook.Cell) (ledger.Fate, string) {
	last := t.HeaderRows[len(t.HeaderRows)-1]
	switch {
	case r.Number < t.top || r.Number > last:
		return nil
	case r.Number < t.HeaderRows[0]:
		filled := 0
		for i := range r.Cells {
			if !blank(&r.Cells[i]) {
				filled++
			}
		}
		return func(c *workbook.Cell) (ledger.Fate, string) {
			if filled > narrow+1 && legend(c.Text) == nil {
				return ledger.Open, "" // more than a title says
			}
			return noteFate(c.Text), ""
		}
	}
	return func(c *workbook.Cell) (ledger.Fate, string) {
		if t.groupAt(r.Number, c.Col) {
			return ledger.Group, ""
		}
		return ledger.Header, ""
	}
}

// groupAt tells whether a header cell has the labels of several columns below it.
func (t *Table) groupAt(row, col int) bool {
	m := t.merges.from(row, col)
	if m.LastCol == m.FirstCol {
		return false
	}
	for i, h := range t.headers {
		if t.HeaderRows[i] <= m.LastRow {
			continue
		}
		for low := range h {
			if m.FirstCol <= low && low <= m.LastCol {
				return true
			}
		}
	}
	return false
}

// fateBelow is how the cells of a row of the table's body come to their fates.
func (t *Table) fateBelow(l Line) func(*workbook.Cell) (ledger.Fate, string) {
	switch {
	case l.Kind == Record && l.Torn.Why != Whole:
		return func(c *workbook.Cell) (ledger.Fate, string) {
			f := t.fieldAt(min(c.Col, t.Columns[len(t.Columns)-1].Col))
			if f != nil && (l.Torn.Joined != "" || Kept(f.Key)) {
				return ledger.Value, f.Key
			}
			return ledger.Ignored, "torn"
		}
	case l.Kind == Record || l.Kind == Continued:
		return func(c *workbook.Cell) (ledger.Fate, string) {
			k, mapped := t.index[c.Col]
			switch {
			case t.guideAt(c.Col):
				return ledger.Value, "annual_volume"
			case mapped && l.Kind == Continued && t.Columns[k].Field != "annual_volume":
				return ledger.Ignored, string(Note)
			case mapped && t.cellOf(c.Col).Ditto:
				return ledger.Ditto, t.Columns[k].Field
			case mapped:
				return ledger.Value, t.Columns[k].Field
			case t.headed[c.Col]:
				return ledger.Unmapped, ""
			}
			return ledger.Beside, ""
		}
	case t.foreign:
		return nil
	case l.Kind == Note:
		return func(c *workbook.Cell) (ledger.Fate, string) { return noteFate(c.Text), "" }
	}
	return func(*workbook.Cell) (ledger.Fate, string) { return ledger.Ignored, string(l.Kind) }
}

// noteFate is the fate of a text that is a title or a note.
func noteFate(text string) ledger.Fate {
	if legend(text) != nil {
		return ledger.Legend
	}
	return ledger.Note
}
