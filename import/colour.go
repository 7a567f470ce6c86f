package importer

import (
	"fmt"
	"maps"
	"slices"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// coloured are the cells of a table's records that have one colour behind them.
type coloured struct {
	cells runs
	count int
	rows  int // with such a cell
	last  int
}

// The bounds of what is kept of a table's colours.
const (
	mostColours  = 40
	mostColoured = 200 // runs of cells of a colour
)

// colour notes the colours of a record's cells.
func (t *table) colour(l layout.Line) {
	for i := range t.Own() {
		c := &t.Own()[i]
		fill := c.Look().Fill
		if fill == "" {
			continue
		}
		x := t.colours[fill]
		if x == nil {
			if len(t.colours) == mostColours {
				continue
			}
			x = &coloured{}
			t.colours[fill] = x
		}
		if x.count++; x.last != l.Row {
			x.rows, x.last = x.rows+1, l.Row
		}
		if len(x.cells) < mostColoured {
			x.cells.add(c.Col, l.Row)
		}
	}
}

// colours tells that a sheet says something by colours: by its legend, or because some
// of its rows have one. What it says is not read.
func (r *reading) colours(s *workbook.Sheet, tables []*table, notes []layout.Place) {
	meant := r.colourLegends(s, notes)
	for _, t := range tables {
		for _, fill := range slices.Sorted(maps.Keys(t.colours)) {
			c := t.colours[fill]
			if !meant && c.rows*3 > t.records { // stripes, or a column's own colour
				continue
			}
			cells := c.cells.cells()
			f := finding.Finding{
				Severity: finding.Info,
				Rule:     finding.RuleColour,
				Sheet:    s.Name,
				Cell:     workbook.CellName(c.cells[0].col, c.cells[0].first),
				Count:    c.count,
				Message:  fmt.Sprintf("色（#%s）の付いたセルが %d 個あります。色に意味があっても、読み取りません。", fill, c.count),
				Example:  "色の意味を、列を設けて言葉で書く",
			}
			if c.count > 1 && len(c.cells) < mostColoured {
				f.Cells = cells
			}
			r.found.add(f)
		}
	}
}

// colourLegends tells of the notes of a sheet that give colours a meaning, and reports
// whether there are any.
func (r *reading) colourLegends(s *workbook.Sheet, notes []layout.Place) bool {
	legends := layout.ColourLegends(notes)
	for _, p := range legends {
		r.found.add(
			finding.Finding{
				Severity: finding.Warning,
				Rule:     finding.RuleColour,
				Sheet:    s.Name,
				Cell:     workbook.CellName(p.Col, p.Row),
				Raw:      clip(p.Text),
				Message:  "「" + clip(p.Text) + "」とありますが、色や文字の飾りで示した意味は読み取りません。列を設け、言葉で書いてください。",
				Example:  "「デジタル化状況」の列を設け、「実施済」と書く",
			},
		)
	}
	return len(legends) > 0
}

// filled tells of the colours on a sheet that was not read.
func (r *reading) filled(s *workbook.Sheet, cells int) {
	if cells == 0 {
		return
	}
	r.found.add(
		finding.Finding{
			Severity: finding.Info,
			Rule:     finding.RuleColour,
			Sheet:    s.Name,
			Count:    cells,
			Message:  fmt.Sprintf("読み取らなかったシート「%s」に、色の付いたセルが %d 個あります。色に意味があっても、読み取りません。", s.Name, cells),
			Example:  "色の意味を、列を設けて言葉で書く",
		},
	)
}

// comments tells of the comments on a sheet's cells, which are not read: those on
// records may hold what belongs into a column.
func (r *reading) comments(s *workbook.Sheet, tables []*table) {
	own := r.form().Own()
	at := map[string]int{} // by what they say, and how much that matters
	var found []finding.Finding
	for _, c := range s.Comments {
		if own.Note(c.Text) {
			continue
		}
		f := finding.Finding{
			Severity: finding.Info,
			Rule:     finding.RuleComment,
			Sheet:    s.Name,
			Cell:     workbook.CellName(c.Col, c.Row),
			Raw:      clip(c.Text),
			Count:    1,
			Example:  "備考の列に書く",
		}
		f.Message = "コメント「" + clip(c.Text) + "」は読み取りません。"
		for _, t := range tables {
			if !t.holds(c.Row, c.Col) {
				continue
			}
			f.Severity = finding.Warning
			f.Message = "セルのコメント「" + clip(c.Text) + "」は読み取りません。必要なことは、備考などの列に書いてください。"
			for _, col := range t.columns {
				if col.Col == c.Col {
					f.Field = col.Field
				}
			}
		}
		k := string(f.Severity) + f.Message
		i, again := at[k]
		if !again {
			at[k] = len(found)
			found = append(found, f)
			continue
		}
		one := &found[i]
		if one.Cells == nil {
			one.Cells = []string{one.Cell}
		}
		one.Cells, one.Count = append(one.Cells, f.Cell), one.Count+1
	}
	for _, f := range found {
		r.found.add(f)
	}
}

// holds tells whether a cell is one of a record of the table.
func (t *table) holds(row, col int) bool {
	if t.records == 0 || row < t.out.FirstRow || row > t.out.LastRow || col < t.Left || col > t.Right {
		return false
	}
	return !slices.ContainsFunc(t.out.IgnoredRows, func(i IgnoredRow) bool { return i.Row == row })
}
