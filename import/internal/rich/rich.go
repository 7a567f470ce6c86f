// Package rich tells the parts of a rich text apart that change what it says: those
// that are struck through, raised or lowered.
package rich

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Kind is how a part of a text is written.
type Kind byte

// The kinds.
const (
	Plain   Kind = iota
	Struck       // through
	Raised       // a superscript: a mark of a note, or an exponent
	Lowered      // a subscript
)

// Run is one part of a text.
type Run struct {
	Text string
	Kind Kind
}

// A marked text is one whose runs are told apart by characters that no text of a
// workbook holds: it starts with lead, and a run that is not plain stands between its
// kind's sign and shut.
const (
	lead = 0x0e
	shut = 0x0f
	sign = 0x10 // and the kind
)

// Open begins a run that is not plain at the end of dst, whose text begins at from.
func Open(dst []byte, from int, kind Kind) []byte {
	if !Marked(dst[from:]) {
		dst = append(dst, 0)
		copy(dst[from+1:], dst[from:])
		dst[from] = lead
	}
	return append(dst, sign+byte(kind))
}

// Shut ends the run that was opened last.
func Shut(dst []byte) []byte { return append(dst, shut) }

// Marked tells whether a text is a marked one.
func Marked[T ~string | ~[]byte](text T) bool { return len(text) > 0 && text[0] == lead }

// Runs takes a marked text apart and gives the text as it was saved with it.
func Runs(marked string) (text string, runs []Run) {
	var b strings.Builder
	rest := marked[1:]
	for rest != "" {
		kind := Plain
		end := strings.IndexFunc(rest, func(r rune) bool { return r > sign && r <= sign+rune(Lowered) })
		if end == 0 {
			kind = Kind(rest[0] - sign)
			rest = rest[1:]
			end = strings.IndexByte(rest, shut)
		}
		if end < 0 {
			end = len(rest)
		}
		part := rest[:end]
		b.WriteString(part)
		runs = append(runs, Run{part, kind})
		if rest = rest[end:]; kind != Plain && rest != "" {
			rest = rest[1:]
		}
	}
	return b.String(), runs
}

// SomeStruck tells whether a part of the text is struck through.
func SomeStruck(runs []Run) bool {
	for _, r := range runs {
		if r.Kind == Struck {
			return true
		}
	}
	return false
}

// AllStruck tells whether nothing of the text stands.
func AllStruck(runs []Run) bool {
	for _, r := range runs {
		if r.Kind != Struck && strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return len(runs) > 0
}

// Seen is what the text says to a person: without what is struck through and without
// the marks of notes. sure is false where a raised number may be a mark or an exponent.
func Seen(runs []Run) (text string, sure bool) {
	sure = true
	var b strings.Builder
	for _, r := range runs {
		switch r.Kind {
		case Struck:
			continue
		case Raised, Lowered:
			switch mark, certain := isMark(b.String(), r.Text); {
			case !certain:
				sure = false
			case mark:
				continue
			}
		}
		b.WriteString(r.Text)
	}
	return strings.TrimSpace(b.String()), sure
}

var (
	noteSign = regexp.MustCompile(
		`^[\s　]*[(（\[［〔]?[※＊*†‡§注備][※＊*†‡§注記考]*[\s　]*[0-9０-９a-zA-Zａ-ｚ一二三四五六七八九]{0,3}[)）\]］〕]?(?:[、,，・][※＊*注]?[0-9０-９]{1,2}[)）]?)*[\s　]*$`,
	)
	noteNumber = regexp.MustCompile(`^[\s　]*[(（\[［〔]?[0-9０-９]{1,2}[)）\]］〕]?(?:[、,，・][(（]?[0-9０-９]{1,2}[)）]?)*[\s　]*$|^[(（]?[a-zA-Z][)）]$`)
	power      = regexp.MustCompile(`(^|[^0-9,.])10$`)
)

// isMark tells whether a raised or lowered text behind another is the mark of a note
// (1,234 with 1) or ※1 above it) rather than part of what is said (m², CO₂). Of a
// number above 10 nobody can tell.
func isMark(before, text string) (mark, certain bool) {
	switch {
	case before == "":
		return false, true
	case noteSign.MatchString(text):
		return true, true
	case !noteNumber.MatchString(text):
		return false, true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	if last >= 'a' && last <= 'z' || last >= 'A' && last <= 'Z' || last >= 'ａ' && last <= 'ｚ' || last >= 'Ａ' && last <= 'Ｚ' ||
		strings.ContainsRune("㎝㎞㎜", last) {
		return strings.ContainsAny(text, ")）]］"), true
	}
	if strings.Trim(text, " 　") != "" && power.MatchString(before) && !strings.ContainsAny(text, "()（）[]") {
		return false, false
	}
	return true, true
}
