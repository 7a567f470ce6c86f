package workbook

import (
	"fmt"
	"regexp"
	"strings"

	"tetsuzuki/import/finding"
)

// Programs that write csv for spreadsheets keep them from changing a value (012, 2-1)
// by writing it as a formula, ="012", or behind the sign for a text, '012. What a
// person sees is 012.
var (
	quotedFormula = regexp.MustCompile(`^[\s　]*[=＝]\s*"((?:[^"]|"")*)"[\s　]*$`)
	numberFormula = regexp.MustCompile(`^[=＝]\s*(-?[0-9][0-9,]*(?:\.[0-9]+)?)$`)
)

// unwrap gives the value that is wrapped in a text of a csv.
func unwrap(text string) (value string, wrapped bool) {
	switch {
	case text == "":
	case strings.ContainsAny(text, "=＝"):
		if m := quotedFormula.FindStringSubmatch(text); m != nil {
			return strings.ReplaceAll(m[1], `""`, `"`), true
		}
		if m := numberFormula.FindStringSubmatch(text); m != nil {
			return m[1], true
		}
	}
	rest, ok := strings.CutPrefix(text, "'")
	if ok && rest != "" && (!strings.Contains(rest, "'") || strings.IndexAny(rest, "'=+-@＝＋－＠−") == 0) {
		return rest, true
	}
	return text, false
}

// unwrapped counts the values of a csv that were wrapped.
type unwrapped struct {
	count int
	first string // cell
	raw   string
	value string
}

// note tells of them, once for the file.
func (u unwrapped) note(sheet string) finding.Finding {
	n := note(finding.RuleWrapped, fmt.Sprintf("「%s」のように、数式の形で包まれた値が%d個あります。包みを外し、表示されるとおり「%s」と読みました。", u.raw, u.count, u.value))
	n.Sheet, n.Cell, n.Count, n.Raw = sheet, u.first, u.count, u.raw
	return n
}
