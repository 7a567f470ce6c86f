package finding

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Filter chooses findings; a part that is empty chooses all of them.
type Filter struct {
	Severity   Severity
	Rule       string
	Sheet      string
	Field      string
	Column     string // as in "K"
	Row        int
	Normalised bool // only cells with normalised values
}

// Finds reports whether a finding is one of those that the filter chooses. One that
// stands for several cells is at each of those that are noted.
func (f Filter) Finds(x Finding) bool {
	switch {
	case f.Severity != "" && x.Severity != f.Severity, f.Rule != "" && x.Rule != f.Rule,
		f.Sheet != "" && x.Sheet != f.Sheet, f.Field != "" && x.Field != f.Field,
		!f.at(x), f.Normalised && !x.Normalised():
		return false
	}
	return true
}

// at reports whether the finding stands at the place that the filter chooses.
func (f Filter) at(x Finding) bool {
	if f.Column == "" && f.Row == 0 {
		return true
	}
	cells := x.Cells
	if len(cells) == 0 || x.apart() {
		cells = append(cells[:len(cells):len(cells)], x.Cell)
	}
	return slices.ContainsFunc(cells, f.within)
}

// within reports whether one of a finding's Cells, or an area, holds the place.
func (f Filter) within(name string) bool {
	from, to, wide := strings.Cut(name, ":")
	left, first, _ := ParsePlace(from)
	right, last := left, first
	if wide {
		right, last, _ = ParsePlace(to)
	}
	return (f.Column == "" || !before(f.Column, left) && !before(right, f.Column)) && (f.Row == 0 || first <= f.Row && f.Row <= last)
}

// before tells whether a column stands left of another.
func before(a, b string) bool { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) < 0 }

// Places is at how many cells the finding stands: one, or all for which it is gathered.
func (x Finding) Places() int {
	if len(x.Cells) == 0 || x.apart() {
		return 1
	}
	return max(x.Count, 1)
}

// apart tells whether the finding stands at one place and tells of other cells.
func (x Finding) apart() bool {
	from, to, _ := strings.Cut(x.Cells[0], ":")
	column, _, _ := ParsePlace(from)
	end, _, _ := ParsePlace(to)
	return from != x.Cell || end != "" && end != column
}

// span reads one of a finding's Cells: a cell, or several below each other.
func span(name string) (column string, first, last int) {
	from, to, _ := strings.Cut(name, ":")
	column, first, _ = ParsePlace(from)
	_, last, _ = ParsePlace(to)
	return column, first, max(first, last)
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
