package importer

import (
	"fmt"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// otherTime tells whether a note about the row gives its counts another time than their
// column has: then they are not read.
func (t *table) otherTime(c *column, row int, notes []*layout.RowNote) bool {
	for _, n := range notes {
		if n.Part == "" && (n.Year == 0 || n.Year == c.FiscalYear) {
			continue
		}
		what := n.Part
		if what == "" {
			what = form.EraYear(n.Year)
		}
		t.r.found.add(
			finding.Finding{
				Severity: finding.Error,
				Rule:     finding.RulePeriod,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(c.Col, row),
				Field:    c.Field,
				Raw:      clip(t.Text(c.Col)),
				Message: fmt.Sprintf(
					"%s の「%s」により、この行の件数は「%s」のものとみて、読み取りませんでした。見出しの年度の件数を書いてください。",
					workbook.CellName(n.Col, n.Row), clip(n.Text), what,
				),
				Example: "1200（見出しの年度の件数）",
			},
		)
		return true
	}
	return false
}

// unmet tells of the notes about rows of which no row was found.
func (t *table) unmet() {
	for _, n := range t.Unmet() {
		t.r.found.add(
			finding.Finding{
				Severity: finding.Warning,
				Rule:     finding.RuleRowNote,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(n.Col, n.Row),
				Raw:      clip(n.Text),
				Message:  "「" + clip(n.Text) + "」は一部の手続についての注とみられますが、どの行のことか分からないため、どの行にも当てはめませんでした。その行の備考に書くか、値を直してください。",
				Example:  "※ No.2 の件数は千件単位",
			},
		)
	}
}
