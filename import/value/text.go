package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tetsuzuki/import/form"
)

// Clean trims a cell's text and makes each line break inside it, with the spaces
// around it, one space. Nothing else changes: names stay as their bureau writes them.
func Clean(s string) string {
	s = trim(s)
	if !mayBreak(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, line := range strings.FieldsFunc(s, lineBreak) {
		line = trim(line)
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

// trim takes what shows nothing off both ends.
func trim(s string) string {
	if s == "" {
		return s
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if !invisible(first) && !invisible(last) {
		return s
	}
	return strings.TrimFunc(s, invisible)
}

// mayBreak tells, by bytes alone, whether a text can hold a line break.
func mayBreak(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == 0xC2 || c == 0xE2 {
			return true
		}
	}
	return false
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
	switch {
	case r < 0x80:
		return r <= ' ' || r == 0x7f
	case r > '\u3000' && r < '\ufeff':
		return false
	}
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u00ad'
}

// IsDitto tells whether a cell means the value above it (〃, 同上).
func IsDitto(s string) bool {
	return len(s) <= 64 && form.Current().Is(form.Ditto, s)
}

// isDash tells whether a cell holds only a sign that stands for nothing.
func isDash(s string) bool { return len(s) <= 16 && form.Current().Is(form.Dash, s) }

// errorValue tells whether a cell shows a spreadsheet's error instead of a value.
func errorValue(s string) bool {
	if !strings.HasPrefix(s, "#") {
		return false
	}
	switch strings.ToUpper(s) {
	case "#N/A",
		"#REF!",
		"#VALUE!",
		"#DIV/0!",
		"#NAME?",
		"#NULL!",
		"#NUM!",
		"#SPILL!",
		"#CALC!",
		"#GETTING_DATA",
		"#FIELD!",
		"#BLOCKED!",
		"#UNKNOWN!":
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
