package registry

import (
	"regexp"
	"strings"
)

// SearchPattern is the regular expression, as PostgreSQL reads it, of the texts of
// [Identity.Keys] that have all words of a text in one of their fields: in the procedure's
// name, the process's name or the law. The article, which is the last field, is not looked at.
// A text without words matches everything.
func SearchPattern(text string) string { return inOneField(text, `[^\n]*\n`) }

// FieldPattern is the regular expression of the single fields that have all words of a text.
func FieldPattern(text string) string { return inOneField(text, "") }

func inOneField(text, after string) string {
	words := SearchWords(text)
	if len(words) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`(^|\n)`)
	for _, w := range words {
		b.WriteString(`(?=[^\n]*` + wordPattern(w) + `)`)
	}
	return b.String() + after
}

// SearchWords are the words of a text, each folded with [SearchKey].
func SearchWords(text string) []string {
	var words []string
	for _, w := range strings.Fields(text) {
		if key := SearchKey(w); key != "" {
			words = append(words, key)
		}
	}
	return words
}

// The marks that [SearchKey] writes for all their kind; texts that are not folded have others.
const (
	dashes = "[-ー−‐‑–—―─━]"
	tildes = "[~〜～∼]"
)

// wordPattern matches a folded word with each kana as hiragana or katakana.
func wordPattern(word string) string {
	var b strings.Builder
	for _, r := range word {
		switch other := otherKana(r); {
		case other != 0:
			b.WriteString("[" + string([]rune{r, other}) + "]")
		case r == '-':
			b.WriteString(dashes)
		case r == '~':
			b.WriteString(tildes)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String()
}

// kanaApart is how far katakana come after their hiragana.
const kanaApart = 'ァ' - 'ぁ'

// otherKana is the katakana of a hiragana and the other way round; 0 for other letters.
func otherKana(r rune) rune {
	switch {
	case 'ぁ' <= r && r <= 'ゖ':
		return r + kanaApart
	case 'ァ' <= r && r <= 'ヶ':
		return r - kanaApart
	}
	return 0
}

// sameKana writes katakana as hiragana.
func sameKana(text string) string {
	return strings.Map(func(r rune) rune {
		if 'ァ' <= r && r <= 'ヶ' {
			return r - kanaApart
		}
		return r
	}, text)
}

// longestPlain is the longest part of a folded word that has no letter with another form: what
// every match has as it stands.
func longestPlain(word string) string {
	longest := ""
	for _, part := range strings.FieldsFunc(word, func(r rune) bool { return otherKana(r) != 0 || r == '-' || r == '~' }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

// PlainParts are texts that every text that matches [SearchPattern] holds as they stand:
// looking for them is quick.
func PlainParts(text string) []string {
	var parts []string
	for _, w := range SearchWords(text) {
		if part := longestPlain(w); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
