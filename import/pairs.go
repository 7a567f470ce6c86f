package importer

import (
	"fmt"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
)

// held is a record that the rows below it may carry on.
type held struct {
	rec    Record
	counts []value.Count
	lower  map[int]value.Count // what the row below says, by column
}

// flush completes the record that is held, and hands it over.
func (t *table) flush() error {
	if t.held == nil {
		return nil
	}
	h := t.held
	t.held = nil
	return t.complete(&h.rec, h.counts, h.lower)
}

// carryOn reads a row that has the cases online, or all cases, of the record above it.
func (t *table) carryOn(l layout.Line) {
	if t.held == nil {
		return
	}
	for i := range t.columns {
		c := &t.columns[i]
		cell := &l.Cells[i]
		switch {
		case cell.Text == "" || cell.Merged:
		case c.Field == "annual_volume" && len(c.Pieces) == 0:
			row := Record{Sheet: t.sheet.Name, Row: l.Row}
			t.held.lower[i] = t.cell(c, cell, &row, i).Count
			t.held.rec.Normalised = append(t.held.rec.Normalised, row.Normalised...)
			t.lower.add(c.Col, l.Row, cell.Text)
		default:
			t.r.found.add(
				finding.Finding{
					Severity: finding.Warning,
					Rule:     finding.RuleSkippedRow,
					Sheet:    t.sheet.Name,
					Cell:     workbook.CellName(c.Col, l.Row),
					Field:    c.Field,
					Raw:      clip(cell.Text),
					Message: fmt.Sprintf(
						"「%s」は、上の行の手続の続きの行にあるため読み取りませんでした。上の行の%sの欄に書いてください。",
						clip(cell.Text),
						c.field.Label,
					),
					Example: c.field.Example,
				},
			)
		}
	}
}

// aboutRows tells, once, of counts that were read from rows of their own.
func (t *table) aboutRows() {
	if t.lower.cells == 0 {
		return
	}
	what := "「うちオンライン」の行の件数を、上の行の手続のうちオンライン件数として読みました。"
	if t.Rows.OnlineFirst {
		what = "上段の件数をうちオンライン件数、下段の件数を年間件数として読みました。"
	} else if t.Rows.Col == 0 {
		what = "下段の件数を、上の行の手続のうちオンライン件数として読みました。"
	}
	t.r.found.add(
		finding.Finding{
			Severity: finding.Warning,
			Rule:     finding.RuleTwoRows,
			Sheet:    t.sheet.Name,
			Cell:     workbook.CellName(t.lower.runs[0].col, t.lower.runs[0].first),
			Field:    "online_volume",
			Raw:      clip(t.lower.first),
			Count:    t.lower.cells,
			Cells:    t.lower.runs.cells(),
			Message:  what + "正しいか確かめてください。",
			Example:  "「年間件数」と「うちオンライン件数」の列に分け、1行に1つの手続を書く",
		},
	)
}
