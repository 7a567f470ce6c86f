package value

import (
	"strings"

	"tetsuzuki/import/form"
)

// Legend finds what a header, or a note beside a table, says of the marks in a
// field's column: （○：実施済、△：一部実施済、×：未実施）, ○…有 ×…無, 有＝○. The result
// maps [form.MarkKey] of a mark to the field's code. Pairs whose meaning the
// field's list does not know are left out; nil means that there is no legend.
func Legend(f *form.Field, header string) map[string]string {
	if f.List == nil {
		return nil
	}
	var legend map[string]string
	for _, pair := range legendPairs(form.FoldSpaced(header)) {
		mark, code, ok := legendPair(f.List, pair)
		if !ok {
			continue
		}
		if legend == nil {
			legend = map[string]string{}
		}
		legend[form.MarkKey(mark)] = code
	}
	return legend
}

// legendPairs parts a folded text where a pair can end: at brackets, commas and the
// like, and at a space before a mark.
func legendPairs(s string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, legendBreak) {
		words := strings.Split(part, " ")
		pair := words[0]
		for _, w := range words[1:] {
			if startsMark(w) {
				out, pair = append(out, pair), w
				continue
			}
			pair += w
		}
		out = append(out, pair)
	}
	return out
}

func legendBreak(r rune) bool {
	return strings.ContainsRune("()[]【】〔〕{},;/|。・※\"'「」", r)
}

// symbols are the marks that need no sign between them and their meaning.
const symbols = "○×△●◎□■◇◆☆★▽▼-"

func startsMark(s string) bool {
	r := firstRune(s)
	if strings.ContainsRune(symbols, r) && r != 0 {
		return true
	}
	before, _, ok := legendCut(s)
	return ok && isMark(before)
}

// legendPair reads one pair, mark first or meaning first.
func legendPair(l *form.CodeList, pair string) (mark, code string, ok bool) {
	before, after, found := legendCut(pair)
	if !found {
		r := firstRune(pair)
		if r == 0 || !strings.ContainsRune(symbols, r) {
			return "", "", false
		}
		before, after = string(r), pair[len(string(r)):]
	}
	if c, _, known := l.Lookup(after); known && isMark(before) {
		return before, c.Code, true
	}
	if c, _, known := l.Lookup(before); known && isMark(after) {
		return after, c.Code, true
	}
	if found && !isMark(before) { // 凡例：○は実施済
		return legendPair(l, after)
	}
	return "", "", false
}

// isMark tells what can be a mark: one sign, letter or digit, or a number of two.
func isMark(s string) bool {
	n := 0
	for range s {
		n++
	}
	return n == 1 || n == 2 && s[0] >= '0' && s[0] <= '9'
}

// legendCut cuts at the sign between mark and meaning that comes first. One at the
// very start is the mark itself (－：適用除外).
func legendCut(s string) (before, after string, found bool) {
	at, width := -1, 0
	first := runeLen(s)
	for _, sep := range []string{":", "=", "...", "→", "⇒", "は", "-"} {
		if i := strings.Index(s[first:], sep); i >= 0 && (at < 0 || first+i < at) {
			at, width = first+i, len(sep)
		}
	}
	if at < 0 {
		return s, "", false
	}
	return strings.TrimSpace(s[:at]), strings.Trim(s[at+width:], " .:="), true
}
