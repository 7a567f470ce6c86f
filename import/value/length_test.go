package value

import (
	"strings"
	"testing"
)

// What no cell of a workbook holds is an error where it comes in: one such text would
// keep everybody from every export that has it.
func TestTextsThatNoCellHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, field, text string
		fits              bool
	}{
		{"as many as a cell holds", "remarks", strings.Repeat("長", 32767), true},
		{"one more", "remarks", strings.Repeat("長", 32768), false},
		{"of two units each, as many", "remarks", strings.Repeat("𠮷", 16383), true},
		{"of two units each, one more", "remarks", strings.Repeat("𠮷", 16384), false},
		{"spaces around count for nothing", "remarks", strings.Repeat("長", 32767) + strings.Repeat(" ", 99), true},
		{"a name", "procedure_name", strings.Repeat("長", 32768), false},
		{"a code", "digitization_status", strings.Repeat("長", 32768), false},
		{"a count", "annual_volume", strings.Repeat("9", 32768), false},
		{"a list that grows as it is written again", "attachments", strings.Repeat("a,", 16000), false},
		{"a list that does not", "attachments", strings.Repeat("ab,", 8000), true},
	} {
		v, found := read(t, c.field, Cell{Text: c.text}, nil)
		if got := ids(found); (got == "") != c.fits || !c.fits && got != "!"+ruleTooLong {
			t.Errorf("%s: %s", c.name, got)
		}
		if !c.fits && (v.Text != "" || v.List != nil || v.Count.Value != nil) {
			t.Errorf("%s: read all the same", c.name)
		}
	}
}
