package layout

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"tetsuzuki/import/form"
)

// newVocabulary folds the form's labels and synonyms.
func newVocabulary() *vocabulary {
	v := &vocabulary{known: map[string]labelHit{}}
	for _, h := range form.Current().Headers() {
		hit := labelHit{h.Field.Key, "synonym", 0.95}
		if h.Standard {
			hit = labelHit{h.Field.Key, "exact", 1}
		}
		f := fold(h.Text)
		if _, ok := v.known[f]; !ok {
			v.known[f] = hit
			v.labels = append(v.labels, folded{f, h.Field.Key, newShape(f)})
		}
	}
	for _, w := range form.Current().Words(form.NotField) {
		if f := fold(w); v.known[f] == (labelHit{}) {
			v.known[f] = labelHit{match: "exact", confidence: 1}
		}
	}
	return v
}

var (
	online   = regexp.MustCompile(`オンライン|電子|デジタル|インターネット`)
	share    = regexp.MustCompile(`[%‰]|パーセント`) // which folding drops, and which is no count
	relative = regexp.MustCompile(`前年度|昨年度|前々年度|翌年度|次年度|来年度`)
)

// blocked tells whether the texts hold a word that the field's headers never
// carry, the label itself aside.
func blocked(field, label string, texts ...string) bool {
	re := never[field]
	if re == nil {
		return false
	}
	for _, t := range texts {
		for _, m := range re.FindAllString(squeeze(t), -1) {
			if m != "" && !strings.Contains(label, strings.ReplaceAll(m, "の", "")) {
				return true
			}
		}
	}
	return false
}

// field finds what a heading names. The empty field with a confidence of 1 is a
// heading known to be no field (No., 内線).
func (v *vocabulary) field(h heading) (labelHit, bool) {
	if hit, ok := v.listed(h); ok {
		return hit, true
	}
	return v.similar(h)
}

// listed finds a heading by labels and synonyms alone.
func (v *vocabulary) listed(h heading) (labelHit, bool) {
	n := len(h.path)
	if n == 0 {
		return labelHit{}, false
	}
	leaf, groups := h.path[n-1], h.path[:n-1]
	leafCores := cores(leaf)
	for i, l := range leafCores {
		if l == "" {
			continue
		}
		// a group and its leaf together, the nearest group first: 手数料／有無
		for k := len(groups) - 1; k >= 0; k-- {
			for _, g := range cores(groups[k]) {
				if hit, ok := v.known[g+l]; ok && g != "" {
					return hit, true
				}
			}
		}
		hit, ok := v.known[l]
		if !ok {
			continue
		}
		if hit.field == "" {
			return hit, true
		}
		if isVolume(hit.field) && share.MatchString(squeeze(leaf)) || i > 0 && blocked(hit.field, l, leaf) || blocked(hit.field, l, groups...) {
			continue
		}
		if hit.field == "annual_volume" && online.MatchString(squeeze(strings.Join(groups, ""))) {
			return labelHit{"online_volume", "similar", 0.85}, true
		}
		return hit, true
	}
	// a leaf that only says 全体 or a year: its group names the field
	if wholly(leaf) {
		for i := len(groups) - 1; i >= 0; i-- {
			for _, g := range cores(groups[i]) {
				if hit, ok := v.known[g]; ok && hit.field != "" && !blocked(hit.field, g, groups[i], leaf) {
					return hit, true
				}
			}
		}
	}
	return labelHit{}, false
}

// similar finds the field whose headers a heading is most like.
func (v *vocabulary) similar(h heading) (labelHit, bool) {
	n := len(h.path)
	if n == 0 {
		return labelHit{}, false
	}
	leaf, groups := h.path[n-1], h.path[:n-1]
	leafCores := cores(leaf)
	bare := leafCores[len(leafCores)-1]
	best := labelHit{}
	for _, t := range []string{bare, fold(withoutYears(squeeze(strings.Join(h.path, ""))))} {
		if hit, ok := v.nearest(t); ok && hit.confidence > best.confidence && !blocked(hit.field, v.labelOf(t, hit.field), h.path...) {
			best = hit
		}
	}
	if best.field == "annual_volume" && (online.MatchString(bare) || online.MatchString(strings.Join(groups, ""))) {
		return labelHit{}, false
	}
	return best, best.field != ""
}

// labelOf is the field's label that is most like the folded text.
func (v *vocabulary) labelOf(text, field string) string {
	best, at := "", -1.0
	sh := newShape(text)
	for _, l := range v.labels {
		if l.field == field {
			if s := similarity(sh, l.shape, 0); s > at {
				best, at = l.text, s
			}
		}
	}
	return best
}

// candidate is one column's claim to a field.
type candidate struct {
	col  int
	hit  labelHit
	year int
	fit  float64 // share of the sampled cells that could be values of the field
	n    int     // sampled cells

	placed bool // a person said so of this very column
}

// rank orders claims: said of the column, remembered, exact, synonym, similar; a
// claim that the cells contradict comes last.
func (c candidate) rank() int {
	if c.placed {
		return -1
	}
	r := map[string]int{"remembered": 0, "exact": 1, "synonym": 2, "similar": 3}[c.hit.match]
	if r > 0 && (c.n >= 3 || c.n == 2 && r == 3) && c.fit < 0.3 {
		r += 4
	}
	return r
}

func byClaim(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.hit.confidence, a.hit.confidence),
		cmp.Compare(b.fit, a.fit), cmp.Compare(b.year, a.year), cmp.Compare(a.col, b.col))
}

// settle gives every field (a volume: every field and year) to its best claim.
func settle(cs []candidate) (won, lost []candidate) {
	slices.SortStableFunc(cs, byClaim)
	type key struct {
		field string
		year  int
	}
	taken := map[key]bool{}
	for _, c := range cs {
		k := key{field: c.hit.field}
		if isVolume(c.hit.field) {
			k.year = c.year
		}
		if c.hit.match == "similar" && c.rank() > 4 {
			continue // only its header is a little like a label
		}
		if taken[k] {
			lost = append(lost, c)
			continue
		}
		taken[k] = true
		won = append(won, c)
	}
	return won, lost
}

func isVolume(field string) bool { return field == "annual_volume" || field == "online_volume" }
