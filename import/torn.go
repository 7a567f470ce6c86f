package importer

import (
	"fmt"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// torn tells of a row of a csv whose values do not stand in their columns, and takes what
// may be another column's value off it.
func (t *table) torn(l layout.Line) {
	tear := l.Torn
	message := ""
	switch tear.Why {
	case layout.TooMany:
		message = fmt.Sprintf("ほかの行の値は %d 個ですが、この行には %d 個あります。値の中のコンマで列が分かれ、後ろの値がずれています。", tear.Usual, tear.Values)
	case layout.TooFew:
		message = fmt.Sprintf("ほかの行の値は %d 個ですが、この行には %d 個しかありません。値がずれているおそれがあります。", tear.Usual, tear.Values)
	case layout.OutOfColumn:
		message = fmt.Sprintf("「%s」は、隣の列の値とみられます。この行の値がずれているおそれがあります。", clip(t.Text(tear.At)))
	}
	if tear.Joined != "" {
		message += fmt.Sprintf("「%s」を一つの値とすると列が合います。そのとおりなら、引用符で囲むか、コンマを除いてください。", tear.Joined)
	} else {
		message += "手続名だけを読み取りました。値を正しい列に直してください。"
		for i := range t.columns {
			if !layout.Kept(t.columns[i].Field) {
				l.Cells[i] = layout.Cell{}
			}
		}
	}
	t.r.found.add(
		finding.Finding{
			Severity: finding.Error,
			Rule:     finding.RuleTornRow,
			Sheet:    t.sheet.Name,
			Cell:     workbook.CellName(tear.At, l.Row),
			Message:  message,
			Example:  "\"250,100\"（引用符で囲む）、または 250100",
		},
	)
}
