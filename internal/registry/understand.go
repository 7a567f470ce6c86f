package registry

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TermKind is what a part of a search names.
type TermKind string

// The kinds, in the order in which they are told.
const (
	TermID      TermKind = "process_id"
	TermBureau  TermKind = "bureau"
	TermLaw     TermKind = "law"
	TermArticle TermKind = "article"
	TermWords   TermKind = "words" // in the names or the law
)

// termPrefixes are how a person says what a part names.
var termPrefixes = map[TermKind]string{TermID: "手続ID", TermBureau: "局", TermLaw: "法令", TermArticle: "条項", TermWords: "ことば"}

// Label is the kind for people.
func (k TermKind) Label() string {
	switch k {
	case TermLaw:
		return "根拠法令"
	case TermArticle:
		return "根拠条項"
	}
	return termPrefixes[k]
}

// Term is a part of a search and what it was taken for.
type Term struct {
	Kind      TermKind
	Text      string    // as it was typed, but for its width
	Value     string    // what is looked for: an ID, a bureau's code, or the text
	Shown     string    // the value for people
	Otherwise []Reading // how the search can be taken otherwise
}

// Reading is another way to take a search.
type Reading struct {
	Kind   TermKind // of the part that is taken otherwise
	Search string   // the whole search that is taken so
	Shown  string   // the bureau that followed the one that was named; empty: the part is what was typed
}

// Label is what the part is taken for, for people.
func (r Reading) Label() string {
	if r.Shown != "" {
		return r.Kind.Label() + "「" + r.Shown + "」"
	}
	return r.Kind.Label()
}

// Understanding is a search as it was understood. Processes are looked for that have one of the
// IDs, are of one of the bureaus, and have the law's, the article's and the other words, each of
// them in their field.
type Understanding struct {
	Terms   []Term
	IDs     []ProcessID
	Bureaus []int // their IDs
	Law     string
	Article string
	Words   string
}

// Understand reads a search of one box: IDs, bureaus by name or code, laws, articles and words of
// a name, in any width and kana, with blanks between. 「…」 keeps a part as words, blanks
// included; 局:, 法令:, 条項:, 手続ID: and ことば: before a part say what it is.
func Understand(search string, bureaus []Bureau) Understanding {
	u := Understanding{}
	parts := searchParts(search)
	for i, p := range parts {
		for _, t := range p.terms(bureaus) {
			u.take(t, bureaus)
			for _, kind := range p.otherKinds(t) {
				other := append([]searchPart{}, parts...)
				other[i] = searchPart{text: p.text, kind: kind}
				t.Otherwise = append(t.Otherwise, Reading{Kind: kind, Search: writeParts(other)})
			}
			for _, name := range successorsOf(t, bureaus) {
				other := append([]searchPart{}, parts...)
				other[i] = searchPart{text: name, kind: TermBureau}
				t.Otherwise = append(t.Otherwise, Reading{TermBureau, writeParts(other), name})
			}
			u.Terms = append(u.Terms, t)
		}
	}
	return u
}

func (u *Understanding) take(t Term, bureaus []Bureau) {
	switch t.Kind {
	case TermID:
		if id, err := ParseProcessID(t.Value); err == nil {
			u.IDs = append(u.IDs, id)
		}
	case TermBureau:
		if b, ok := bureauAlike(bureaus, t.Value); ok {
			u.Bureaus = append(u.Bureaus, b.ID)
		}
	case TermLaw:
		u.Law = joined(u.Law, t.Value)
	case TermArticle:
		u.Article = joined(u.Article, t.Value)
	case TermWords:
		u.Words = joined(u.Words, t.Value)
	}
}

func joined(a, b string) string { return strings.TrimSpace(a + " " + b) }

// searchPart is a part of a search between blanks.
type searchPart struct {
	text string
	kind TermKind // as the person says; empty: they do not
}

// quotes keep a part of a search together, by their opening mark.
var quotes = map[rune]rune{'「': '」', '『': '』', '"': '"', '“': '”'}

// searchParts splits a search, in the width that names have.
func searchParts(search string) []searchPart {
	var parts []searchPart
	rest := []rune(strings.TrimSpace(norm.NFKC.String(search)))
	for len(rest) > 0 {
		var p searchPart
		if kind, n := saidKind(rest); n > 0 {
			p.kind, rest = kind, rest[n:]
		}
		end := 0
		if closing, quoted := firstQuote(rest); quoted {
			if end = indexRune(rest[1:], closing); end < 0 {
				rest = rest[1:] // a mark without its other half
				continue
			}
			if p.kind == "" {
				p.kind = TermWords
			}
			p.text, rest = string(rest[1:end+1]), rest[end+2:]
		} else {
			for end < len(rest) && !unicode.IsSpace(rest[end]) {
				end++
			}
			p.text, rest = string(rest[:end]), rest[end:]
		}
		rest = trimLeft(rest)
		if p.text = strings.TrimSpace(p.text); p.text != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// saidKind is the kind that a prefix says, and how long the prefix is; 0: there is none.
func saidKind(text []rune) (TermKind, int) {
	for kind, name := range termPrefixes {
		prefix := []rune(name + ":")
		if len(text) > len(prefix) && strings.EqualFold(string(text[:len(prefix)]), string(prefix)) {
			return kind, len(prefix)
		}
	}
	return "", 0
}

func firstQuote(text []rune) (closing rune, ok bool) {
	if len(text) == 0 {
		return 0, false
	}
	closing, ok = quotes[text[0]]
	return closing, ok
}

func indexRune(text []rune, r rune) int {
	for i, t := range text {
		if t == r {
			return i
		}
	}
	return -1
}

func trimLeft(text []rune) []rune {
	for len(text) > 0 && unicode.IsSpace(text[0]) {
		text = text[1:]
	}
	return text
}

// writeParts writes a search that [searchParts] reads back.
func writeParts(parts []searchPart) string {
	written := make([]string, len(parts))
	for i, p := range parts {
		text := p.text
		if p.kind != "" {
			if strings.ContainsFunc(text, unicode.IsSpace) || p.kind == TermWords {
				text = "「" + text + "」"
			}
			if p.kind != TermWords {
				text = termPrefixes[p.kind] + ":" + text
			}
		}
		written[i] = text
	}
	return strings.Join(written, " ")
}

// article finds an article: with its 条, or a 項 or 号 alone.
var (
	number  = `[0-9〇一二三四五六七八九十百千]+`
	article = regexp.MustCompile(`第?` + number + `(?:の` + number + `)*条(?:の` + number + `)*(?:第?` + number + `項)?(?:第?` + number + `号)?|` +
		`第?` + number + `項(?:第?` + number + `号)?`)
	wholeArticle = regexp.MustCompile(`^(?:` + article.String() + `|第` + number + `(?:の` + number + `)*号?)$`)
)

// law matches what ends as laws do, noLaw the other words that end so.
var (
	law       = regexp.MustCompile(`(?:法|法律|条例|規則|規程|要綱|要領|省令|政令|府令|施行令|告示|訓令|細則|憲法)(?:\([^)]*\))?$`)
	lawNumber = regexp.MustCompile(`\([^)]*\)$`)
	noLaw     = regexp.MustCompile(`(?:方法|手法|寸法|製法|工法|用法|技法|療法|書法|魔法|文法)$`)
)

// idForm matches an ID however many zeros it is written with.
var (
	idForm  = regexp.MustCompile(`^(?i:P)[-‐‑–—―−ー]?0*([1-9][0-9]{0,17})$`)
	digits7 = regexp.MustCompile(`^0[0-9]{6}$`)
	numeral = regexp.MustCompile(`^0*([1-9][0-9]{0,17})$`)
)

// terms are what a part names: mostly one, two where a law and its article are written in one.
func (p searchPart) terms(bureaus []Bureau) []Term {
	switch p.kind {
	case TermID:
		if t, ok := idTerm(p.text, idForm, numeral); ok {
			return []Term{t}
		}
	case TermBureau:
		if b, ok := bureauAlike(bureaus, p.text); ok {
			return []Term{bureauTerm(p.text, b)}
		}
	case TermLaw, TermArticle:
		return []Term{{Kind: p.kind, Text: p.text, Value: p.text, Shown: p.text}}
	case "":
		return p.guess(bureaus)
	}
	return []Term{{Kind: TermWords, Text: p.text, Value: p.text, Shown: p.text}}
}

// guess is what a part is taken for where the person does not say it.
func (p searchPart) guess(bureaus []Bureau) []Term {
	if t, ok := idTerm(p.text, idForm, digits7); ok {
		return []Term{t}
	}
	if b, ok := bureauAlike(bureaus, p.text); ok {
		return []Term{bureauTerm(p.text, b)}
	}
	if wholeArticle.MatchString(p.text) {
		return []Term{{Kind: TermArticle, Text: p.text, Value: p.text, Shown: p.text}}
	}
	if at := article.FindStringIndex(p.text); at != nil && at[1] == len(p.text) && isLaw(p.text[:at[0]]) {
		after := p.text[at[0]:]
		return []Term{lawTerm(p.text[:at[0]]), {Kind: TermArticle, Text: after, Value: after, Shown: after}}
	}
	if isLaw(p.text) {
		return []Term{lawTerm(p.text)}
	}
	return []Term{{Kind: TermWords, Text: p.text, Value: p.text, Shown: p.text}}
}

// lawTerm is a law without the number that may follow its name.
func lawTerm(text string) Term {
	name := lawNumber.ReplaceAllString(text, "")
	return Term{Kind: TermLaw, Text: text, Value: name, Shown: name}
}

func isLaw(text string) bool { return law.MatchString(text) && !noLaw.MatchString(text) }

func idTerm(text string, forms ...*regexp.Regexp) (Term, bool) {
	for _, form := range forms {
		if !form.MatchString(text) {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimLeft(text, "Pp-‐‑–—―−ー0"), 10, 64)
		if err != nil {
			return Term{}, false
		}
		id := ProcessID(n).String()
		return Term{Kind: TermID, Text: text, Value: id, Shown: id}, true
	}
	return Term{}, false
}

func bureauTerm(text string, b Bureau) Term {
	shown := b.Name
	if !b.ValidTo.IsZero() {
		shown = fmt.Sprintf("%s（%sまで）", b.Name, DayText(b.ValidTo.AddDate(0, 0, -1)))
	}
	return Term{Kind: TermBureau, Text: text, Value: b.Code, Shown: shown}
}

// bureauAlike is the bureau of a name or code, with hiragana for katakana and the other way round
// and with or without its middle dots. Of several bureaus of one name it is the one that still
// exists; a name that a bureau bore before finds it where no bureau bears that name.
func bureauAlike(bureaus []Bureau, text string) (Bureau, bool) {
	key := bureauKey(text)
	found, former := Bureau{}, Bureau{}
	for _, b := range bureaus {
		switch {
		case bureauKey(b.Name) == key, bureauKey(b.Code) == key:
			if found.ID == 0 || !found.ValidTo.IsZero() {
				found = b
			}
		case former.ID == 0 && slices.ContainsFunc(b.Former, func(name string) bool { return bureauKey(name) == key }):
			former = b
		}
	}
	if found.ID == 0 {
		found = former
	}
	return found, found.ID != 0
}

func bureauKey(name string) string { return strings.ReplaceAll(sameKana(SearchKey(name)), "・", "") }

// successorsOf are the names of the bureaus that followed the one that a term names.
func successorsOf(t Term, bureaus []Bureau) (names []string) {
	if t.Kind != TermBureau {
		return nil
	}
	of, _ := bureauAlike(bureaus, t.Value)
	for _, b := range bureaus {
		if slices.Contains(of.Successors, b.ID) {
			names = append(names, b.Name)
		}
	}
	return names
}

// otherKinds are what else a part can be taken for than for a term that it became.
func (p searchPart) otherKinds(t Term) []TermKind {
	var kinds []TermKind
	if t.Kind != TermWords {
		kinds = append(kinds, TermWords)
	}
	if t.Kind == TermWords {
		if _, ok := idTerm(p.text, idForm, numeral); ok {
			kinds = append(kinds, TermID)
		}
		kinds = append(kinds, TermLaw)
	}
	return kinds
}
