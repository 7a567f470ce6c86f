package finding

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Filter chooses findings; a part that is empty chooses all of them.
type Filter struct {
	Severity Severity
	Rule     string
	Sheet    string
	Field    string
	Column   string // as in "K"
	Row      int
	Healed   bool // only cells that were read otherwise than they are written
}

// Finds reports whether a finding is one of those that the filter chooses. One that
// stands for several cells is at the first of them.
func (f Filter) Finds(x Finding) bool {
	column, row := x.Place()
	switch {
	case f.Severity != "" && x.Severity != f.Severity, f.Rule != "" && x.Rule != f.Rule,
		f.Sheet != "" && x.Sheet != f.Sheet, f.Field != "" && x.Field != f.Field,
		f.Column != "" && column != f.Column, f.Row != 0 && row != f.Row,
		f.Healed && !x.Healed():
		return false
	}
	return true
}

// Place is the column and row of the finding's cell; empty and 0 where the whole
// sheet or file is meant.
func (x Finding) Place() (column string, row int) {
	column, row, _ = ParsePlace(x.Cell)
	return column, row
}

// ParsePlace reads what people write for a cell ("K17"), a row ("17") or a column
// ("K"), in any width and case; not ok where it is none of these. A blank is all.
func ParsePlace(text string) (column string, row int, ok bool) {
	text = strings.ToUpper(strings.TrimSpace(norm.NFKC.String(text)))
	letters := strings.TrimRight(text, "0123456789")
	if digits := text[len(letters):]; digits != "" {
		var err error
		if row, err = strconv.Atoi(digits); err != nil || row < 1 {
			return "", 0, false
		}
	}
	if len(letters) > 3 || strings.Trim(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", 0, false
	}
	return letters, row, true
}
