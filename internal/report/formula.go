package report

import "strings"

// startsFormula reports whether a spreadsheet program may take a csv cell for a
// formula. Japanese input makes the full-width signs as dangerous as the others, and in
// cp932 the minus of mathematics becomes one of them.
func startsFormula(s string) bool {
	return strings.IndexAny(s, "=+-@\t\r\n＝＋－＠−") == 0
}
