package importer

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// struckRow tells of a row of which all is struck through: nobody can tell whether the
// procedure is gone or was only looked at.
func (t *table) struckRow(l layout.Line) {
	if t.Struck() {
		t.r.found.add(
			finding.Finding{
				Severity: finding.Error,
				Rule:     finding.RuleStruck,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(l.First, l.Row),
				Raw:      clip(l.Text),
				Message:  "行全体に取消線が引かれています。手続でなくなったものなら、行を削除するか、デジタル化状況を「廃止」としてください。手続であれば、取消線を消してください。",
				Example:  "取消線のない行",
			},
		)
	}
}

// look tells of a cell whose look takes back what it says: struck through, or in the
// colour of the paper.
func (t *table) look(c *column, cell *layout.Cell, at func(finding.Finding)) {
	switch {
	case cell.Text == "" || cell.Merged || cell.Ditto:
	case cell.Look().Struck && !t.Struck():
		at(finding.Finding{Severity: finding.Error, Rule: finding.RuleStruck, Raw: clip(cell.Text),
			Message: c.field.Label + "の「" + clip(cell.Text) + "」に取消線が引かれています。取り消すなら値を消し、生かすなら取消線を消してください。", Example: c.field.Example})
	case cell.Look().Faint:
		at(finding.Finding{Severity: finding.Warning, Rule: finding.RuleFaint, Raw: clip(cell.Text),
			Message: c.field.Label + "の「" + clip(
				cell.Text,
			) + "」は、文字が背景と同じ色のため見えません。読み取りましたが、見せないつもりの値なら消してください。", Example: c.field.Example})
	}
}
