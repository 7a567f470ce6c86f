package registry

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SearchKey folds texts for searching: it ignores width, case, kana width, white space, and
// which of the many dashes and tildes is used. Names are stored as received; only this key is
// folded.
func SearchKey(texts ...string) string {
	var b strings.Builder
	for _, t := range texts {
		for _, r := range norm.NFKC.String(t) {
			switch {
			case unicode.IsSpace(r):
				continue
			case unicode.Is(unicode.Pd, r) || r == '−' || r == '‐' || r == '─' || r == '━' || r == 'ー':
				r = '-'
			case r == '〜' || r == '～' || r == '∼':
				r = '~'
			}
			b.WriteRune(unicode.ToLower(r))
		}
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}
