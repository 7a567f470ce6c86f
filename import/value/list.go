package value

import (
	"strconv"
	"strings"
	"unicode"

	"tetsuzuki/import/form"
)

// list reads a cell that holds any number of texts. Separators inside brackets do
// not part; a middle dot or a space parts only where both sides are known names,
// since names hold them too.
func (p *parser) list() []string {
	if isDash(p.raw) {
		return nil
	}
	parts := SplitList(p.cell.Text)
	var out []string
	normalised := false
	for _, part := range parts {
		pieces := knownPieces(part)
		normalised = normalised || len(pieces) > 1
		out = append(out, pieces...)
	}
	if p.tooLong(out...) {
		return nil
	}
	if normalised {
		p.normalise(ruleNormalised, strings.Join(out, "；"), "「"+p.raw+"」を "+strconv.Itoa(len(out))+" 件（"+strings.Join(out, "；")+"）と読みました。")
	}
	return out
}

// SplitList parts a text at line breaks, semicolons, commas, bars and slashes
// outside brackets, and takes off bullets and numbers in circles before each piece.
func SplitList(text string) []string {
	var out []string
	depth, start := 0, 0
	take := func(end int) {
		part := Clean(text[start:end])
		part = strings.TrimFunc(strings.TrimLeftFunc(part, bullet), invisible)
		if part != "" {
			out = append(out, part)
		}
	}
	balanced := strings.ContainsAny(text, "(（[［【「『〔") && bracketsBalance(text)
	for i, r := range text {
		switch {
		case balanced && strings.ContainsRune("(（[［【「『〔", r):
			depth++
		case balanced && strings.ContainsRune(")）]］】」』〕", r):
			depth--
		case depth > 0:
		case isCircled(r) && i > start:
			take(i)
			start = i
		case strong(r) && !between(text, i, r), r == '、', r == '，', r == '､', r == ',' && !between(text, i, r):
			take(i)
			start = i + len(string(r))
		}
	}
	take(len(text))
	return out
}

// between tells whether a separator stands between two digits (1/2, 1,000).
func between(s string, i int, r rune) bool {
	if r != '/' && r != ',' || i == 0 || i+1 >= len(s) {
		return false
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	return digit(s[i-1]) && digit(s[i+1])
}

func bullet(r rune) bool {
	switch r {
	case '・', '･', '•', '●', '○', '◆', '◇', '■', '□', '※', '-', '－', '*', '＊':
		return true
	}
	return isCircled(r) || unicode.IsSpace(r)
}

func bracketsBalance(s string) bool {
	depth := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("(（[［【「『〔", r):
			depth++
		case strings.ContainsRune(")）]］】」』〕", r):
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// knownPieces parts a piece at middle dots and spaces when every part is a name
// that the form knows and the whole is not.
func knownPieces(part string) []string {
	f := form.Current()
	if !strings.ContainsFunc(part, dotOrSpace) || f.Is(form.Attachment, part) {
		return []string{part}
	}
	pieces := strings.FieldsFunc(part, dotOrSpace)
	for _, s := range pieces {
		if !f.Is(form.Attachment, s) {
			return []string{part}
		}
	}
	return pieces
}

func dotOrSpace(r rune) bool { return r == '・' || r == '･' || unicode.IsSpace(r) }
