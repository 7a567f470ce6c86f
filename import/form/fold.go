package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings texts that people take for the same to one form: compatibility
// forms (full width, half-width kana, circled digits), letter case, every kind of
// dash, tilde, circle, cross, triangle and comma; all white space and invisible
// characters go. The result is a key for look-ups and is never shown or stored as
// a name.
func Fold(s string) string {
	if plain(s) {
		return s
	}
	return fold(s, false)
}

// FoldSpaced folds like [Fold], but keeps one space where white space stood
// between other characters, for texts in which a space parts two things.
func FoldSpaced(s string) string { return fold(s, true) }

func fold(s string, spaced bool) string {
	s = norm.NFKC.String(s)
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			gap = true
			continue
		}
		if r = foldRune(r); r < 0 {
			continue
		}
		if gap && spaced && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	// what went may have parted a letter from its sound mark or accent
	out := b.String()
	if out == s || norm.NFKC.IsNormalString(out) {
		return out
	}
	return fold(out, spaced)
}

// plain tells whether folding would leave s as it is, judged by bytes alone.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c <= ' ' || c == 0x7f || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// firstUnfolded is a text's first character where folding is sure to leave it as
// it is: kanji, kana without a separate sound mark, ASCII but capitals and spaces.
func firstUnfolded(s string) (rune, bool) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case ' ' < r && r < 0x7f:
		return r, r < 'A' || r > 'Z'
	case '一' <= r && r <= '鿋' || 'ぁ' <= r && r <= 'ゖ' || 'ァ' <= r && r <= 'ヺ':
		mark, _ := utf8.DecodeRuneInString(s[n:])
		return r, mark != '\u3099' && mark != '\u309a'
	}
	return r, false
}

// foldRune maps one character that NFKC left; -1 drops it.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case r <= ' ' || r == 0x7f:
			return -1
		}
		return r
	}
	switch r {
	case 'ー', '‐', '‑', '‒', '–', '—', '―', '−', '─', '━', '﹘', '﹣', '－', '⁃', '➖', '˗', '╌':
		return '-'
	case '〜', '～', '∼', '∿', '〰', '˜', '⁓', '∽':
		return '~'
	case '〇', '◯', '⭕', '⭘', '⚪', '◦', '❍', '⚬':
		return '○'
	case '✕', '✖', '✗', '✘', '╳', '❌', '❎', '⨯', '⨉', '☓', 'х', 'Х':
		return '×'
	case '▲', '▵', '▴', '∆', 'Δ', 'δ':
		return '△'
	case '⚫', '⬤':
		return '●'
	case '、', '､', '，':
		return ','
	case '・', '･', '‧', '·', '•', '∙', '⋅':
		return '・'
	}
	if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) || 0xFE00 <= r && r <= 0xFE0F {
		return -1
	}
	return unicode.ToLower(r)
}
