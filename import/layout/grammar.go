package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
)

// phrase is one form of headers, ready to be looked for in folded texts.
type phrase struct {
	hit labelHit
	re  *regexp.Regexp
}

// mostPhrase is the longest folded header that is read by its words.
const mostPhrase = 40

// newPhrases compiles the form's phrases. Their words are folded as headers are.
func newPhrases(f *form.Form) []phrase {
	var out []phrase
	for _, p := range f.Phrases() {
		hit := labelHit{p.Field, "synonym", 0.9, p.Sense}
		switch {
		case p.Field == "":
			hit.match, hit.confidence = "exact", 1
		case p.Sense == form.Maybe:
			hit.match, hit.confidence = "similar", 0.6
		}
		out = append(out, phrase{hit, regexp.MustCompile(`^(?:` + phrasePattern(p.Rule, f.HeaderWords()) + `)$`)})
	}
	return out
}

var (
	wordClass   = regexp.MustCompile(`<([a-z]+)>`)
	literalPart = regexp.MustCompile(`[^()?*+|<>\[\]^$\\]+`)
)

// phrasePattern puts the words of each class in the place of its name, and folds all
// texts. A class that is not there is a fault of the data and matches nothing.
func phrasePattern(rule string, words map[string][]string) string {
	var b strings.Builder
	at := 0
	for _, m := range wordClass.FindAllStringSubmatchIndex(rule, -1) {
		b.WriteString(literalPart.ReplaceAllStringFunc(rule[at:m[0]], fold))
		class := make([]string, 0, len(words[rule[m[2]:m[3]]]))
		for _, w := range words[rule[m[2]:m[3]]] {
			class = append(class, regexp.QuoteMeta(fold(w)))
		}
		slices.SortFunc(class, func(a, b string) int { return len(b) - len(a) })
		b.WriteString(`(?:` + strings.Join(class, `|`) + `)`)
		at = m[1]
	}
	b.WriteString(literalPart.ReplaceAllStringFunc(rule[at:], fold))
	return b.String()
}

// phrase finds what a heading that no list holds says by its words. All of a text has
// to be made of words that the form knows; one word more, and it is another header.
func (v *vocabulary) phrase(h heading) (labelHit, bool) {
	n := len(h.path)
	if n == 0 {
		return labelHit{}, false
	}
	leaf, groups := h.path[n-1], h.path[:n-1]
	for k := len(groups) - 1; k >= 0; k-- { // 手数料／額
		if hit, ok := v.said(lastOf(cores(groups[k])) + lastOf(cores(leaf))); ok && hit.field != "" {
			return hit, true
		}
	}
	for i, l := range cores(leaf) {
		hit, ok := v.said(l)
		if ok && isVolume(hit.field) && share.MatchString(squeeze(leaf)) {
			continue // which folding drops
		}
		if ok && (hit.field == "" || i == 0 && len(groups) == 0 || !blocked(hit.field, l, h.path...)) {
			return hit, true
		}
	}
	return labelHit{}, false
}

func lastOf(s []string) string { return s[len(s)-1] }

// said is the first phrase of which a folded text is made.
func (v *vocabulary) said(text string) (labelHit, bool) {
	if text == "" || utf8.RuneCountInString(text) > mostPhrase {
		return labelHit{}, false
	}
	for _, p := range v.phrases {
		if p.re.MatchString(text) {
			return p.hit, true
		}
	}
	return labelHit{}, false
}

var (
	// negation is a word that turns what a header says into its opposite.
	negation = regexp.MustCompile(`^無(?:押印|捺印|印鑑)|(?:し|ら|され?て?い)ない|要しない|要さない|不徴収|非対応|非対象|` +
		`不要|免除|不可|廃止|省略|撤廃|無し|なし|できない|困難|不適|未(?:対応|実施|導入|着手|整備)|対象外|除外|以外|除く`)
	// bothSides name a question by its two answers: 要・不要, 対象／対象外
	bothSides = regexp.MustCompile(`(?:必?要|可|有り?|あり|対象|適用|実施済?)(?:[・/／|｜,、又はか]|または)*(?:不要|不可|無し|なし|対象外|適用除外|未実施)`)
	// aside is a remark in brackets that says of what the column holds more, not what it is
	aside = regexp.MustCompile(`[（(〔\[【][^（(〔\[【）)〕\]】]*(?:を|場合|含|のみ|選択|記入|記載|入力)[^（(〔\[【）)〕\]】]*[）)〕\]】]`)
	// yesNo are the fields whose headers a negation turns round.
	yesNo = map[string]bool{
		"seal_required":       true,
		"fee":                 true,
		"national_law_change": true,
		"scope":               true,
		"identity_method":     true,
		"digitization_status": true,
		"attachments":         true,
	}
)

// negated finds the words in a header of the field that turn it round.
func negated(field, text string) []string {
	if !yesNo[field] {
		return nil
	}
	return negation.FindAllString(bothSides.ReplaceAllString(aside.ReplaceAllString(text, ""), ""), -1)
}
