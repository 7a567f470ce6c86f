package value

import (
	"strings"
	"unicode"

	"tetsuzuki/import/form"
)

// Clean trims a cell's text and makes each line break inside it, with the spaces
// around it, one space. Nothing else changes: names stay as their bureau writes them.
func Clean(s string) string {
	s = strings.TrimFunc(s, invisible)
	if !strings.ContainsAny(s, "\r\n\v\f\u0085\u2028\u2029") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, line := range strings.FieldsFunc(s, lineBreak) {
		line = strings.TrimFunc(line, invisible)
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

func lineBreak(r rune) bool {
	switch r {
	case '\r', '\n', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// invisible tells white space and the characters that show nothing.
func invisible(r rune) bool {
	if r < 0x80 {
		return r <= ' ' || r == 0x7f
	}
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u00ad'
}

// IsDitto tells whether a cell means the value above it (〃, 同上).
func IsDitto(s string) bool {
	if len(s) > 24 {
		return false
	}
	s = Clean(s)
	return s != "" && form.Current().Is(form.Ditto, s)
}

// isDash tells whether a cell holds only a sign that stands for nothing.
func isDash(s string) bool { return len(s) <= 12 && form.Current().Is(form.Dash, s) }

// errorValue tells whether a cell shows a spreadsheet's error instead of a value.
func errorValue(s string) bool {
	if !strings.HasPrefix(s, "#") {
		return false
	}
	switch strings.ToUpper(s) {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#UNKNOWN!":
		return true
	}
	return false
}

// oddDigits tells whether a text holds numbers that folding would turn into plain
// digits of another meaning (10², ½, ①).
func oddDigits(s string) bool {
	for _, r := range s {
		if r >= 0x80 && unicode.Is(unicode.No, r) {
			return true
		}
	}
	return false
}
