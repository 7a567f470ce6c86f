package workbook

import (
	"fmt"
	"regexp"
	"strings"

	"tetsuzuki/import/finding"
)

// Programs that write csv for spreadsheets keep them from changing a value (012, 2-1)
// by writing it as a formula, ="012", or behind the sign for a text, '012. What a
// person sees is 012. Our own writing has the sign alone.
var (
	quotedFormula = regexp.MustCompile(`^[\s　]*[=＝]\s*"((?:[^"]|"")*)"[\s　]*$`)
	numberFormula = regexp.MustCompile(`^[=＝]\s*(-?[0-9][0-9,]*(?:\.[0-9]+)?)$`)
)

// unwrap gives the value that is wrapped in a text of a csv. It takes off what [Guarded] puts on.
func unwrap(text string) (value string, wrapped bool) {
	if value, ok := unquoted(text); ok {
		return value, true
	}
	rest, ok := strings.CutPrefix(text, "'")
	if ok && rest != "" && (!strings.Contains(rest, "'") || needsGuard(rest)) {
		return rest, true
	}
	return text, false
}

// unquoted gives the value of a text that writes it as a formula.
func unquoted(text string) (value string, ok bool) {
	if !strings.ContainsAny(text, "=＝") {
		return "", false
	}
	if m := quotedFormula.FindStringSubmatch(text); m != nil {
		return strings.ReplaceAll(m[1], `""`, `"`), true
	}
	if m := numberFormula.FindStringSubmatch(text); m != nil {
		return m[1], true
	}
	return "", false
}

// signedNumber is a number with a sign: no formula, whatever begins it.
var signedNumber = regexp.MustCompile(`^[+\-＋－−][0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?$`)

// StartsFormula reports whether a spreadsheet program may take a cell of a csv for a
// formula. Japanese input makes the full-width signs as dangerous as the others, and in
// cp932 the minus of mathematics becomes one of them. A plain number (-5, +1) is none.
func StartsFormula(text string) bool {
	return strings.IndexAny(text, "=+-@\t\r\n＝＋－＠−") == 0 && !signedNumber.MatchString(text)
}

// Guarded is a text as a csv has it: an apostrophe keeps what would be a formula a text, and
// what is no formula from being unwrapped. Reading the csv gives the text again.
func Guarded(text string) string {
	if needsGuard(text) {
		return "'" + text
	}
	return text
}

func needsGuard(text string) bool {
	if StartsFormula(text) || strings.HasPrefix(text, "'") {
		return true
	}
	_, ok := unquoted(text)
	return ok
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
