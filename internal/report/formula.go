package report

import (
	"regexp"
	"strings"
)

// plainNumber is a number with a sign: no formula, whatever begins it.
var plainNumber = regexp.MustCompile(`^[+\-＋－−][0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?$`)

// startsFormula reports whether a spreadsheet program may take a csv cell for a
// formula. Japanese input makes the full-width signs as dangerous as the others, and in
// cp932 the minus of mathematics becomes one of them. A plain number (-5, +1) is none.
func startsFormula(s string) bool {
	return strings.IndexAny(s, "=+-@\t\r\n＝＋－＠−") == 0 && !plainNumber.MatchString(s)
}

// guarded is a text as csv has it: an apostrophe keeps what would be a formula a text, and
// one that is there already from being taken for that. The reader takes one off again.
func guarded(s string) string {
	if startsFormula(s) || strings.HasPrefix(s, "'") {
		return "'" + s
	}
	return s
}
