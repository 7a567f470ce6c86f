package value

import (
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// Fits tells whether texts, written one after the other as an export does, go into one
// cell of a workbook.
func Fits(texts ...string) bool {
	return form.Fits(strings.Join(texts, "; "))
}

// tooLong finds what no workbook could give back.
func (p *parser) tooLong(texts ...string) bool {
	if Fits(texts...) {
		return false
	}
	p.findWith(finding.Error, ruleTooLong, p.field.Label+"が長すぎます。Excel の 1 セルに入る 32,767 文字までにしてください。", "要点だけを書き、詳しくは別の資料にする")
	return true
}
