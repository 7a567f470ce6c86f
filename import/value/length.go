package value

import (
	"strings"

	"tetsuzuki/import/finding"
)

// longest is how many UTF-16 units a cell of a workbook holds.
const longest = 32767

// Fits tells whether texts, written one after the other as an export does, go into one
// cell of a workbook.
func Fits(texts ...string) bool {
	n := len("; ") * max(len(texts)-1, 0)
	for _, s := range texts {
		n += len(s)
	}
	return n <= longest || units(strings.Join(texts, "; ")) <= longest
}

// units counts a text as spreadsheet programs do.
func units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// tooLong finds what no workbook could give back.
func (p *parser) tooLong(texts ...string) bool {
	if Fits(texts...) {
		return false
	}
	p.findWith(finding.Error, ruleTooLong, p.field.Label+"が長すぎます。Excel の 1 セルに入る 32,767 文字までにしてください。", "要点だけを書き、詳しくは別の資料にする")
	return true
}
