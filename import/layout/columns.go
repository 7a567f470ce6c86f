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
	v := &vocabulary{known: map[string]labelHit{}, phrases: newPhrases(form.Current())}
	for _, h := range form.Current().Headers() {
		hit := labelHit{field: h.Field.Key, match: "synonym", confidence: 0.95}
		if h.Standard {
			hit = labelHit{field: h.Field.Key, match: "exact", confidence: 1}
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
	online = regexp.MustCompile(`オンライン|電子|デジタル|インターネット`)
	share  = regexp.MustCompile(`[%‰]|パーセント|[(（]割[)）]`) // which folding drops, and which is no count
)

// blocked tells whether the texts hold a word that the field's headers never
// carry, the label itself aside.
func blocked(field, label string, texts ...string) bool {
	re := never[field]
	for _, t := range texts {
		t = squeeze(withoutLegend(t))
		if strings.Contains(t, "月") { // 翌年3月
			t = monthRange.ReplaceAllString(t, "")
		}
		words := negated(field, t)
		if re != nil {
			words = append(words, re.FindAllString(t, -1)...)
		}
		for _, m := range words {
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
	return v.unlisted(h)
}

// unlisted finds a heading that no list holds by its words, or else by likeness.
func (v *vocabulary) unlisted(h heading) (labelHit, bool) {
	if hit, ok := v.phrase(h); ok {
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
	if leaf == form.VersionHeader || strings.HasPrefix(leaf, form.LastTime) {
		return labelHit{match: "exact", confidence: 1}, true
	}
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
		if isVolume(hit.field) && share.MatchString(squeeze(leaf)) || i > 0 && blocked(hit.field, l, leaf) ||
			blocked(hit.field, l, groups...) && (hit.field != "remarks" || hit.match != "exact") {
			continue
		}
		if hit.field == "annual_volume" && online.MatchString(squeeze(strings.Join(groups, ""))) {
			return labelHit{field: "online_volume", match: "similar", confidence: 0.85}, true
		}
		return hit, true
	}
	// a leaf that only says 全体 or a year: its group names the field
	if len(groups) > 0 && wholly(leaf) {
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

// outcome are counts of what came of the cases, rather than of the cases.
var (
	outcome = regexp.MustCompile(`許可|認可|承認|認定|決定|交付|発行|処分|完了|登録|免許|証明|不許可|却下`)
	intake  = regexp.MustCompile(`申請|届出|受付|受理|取扱|処理|総|全|手続`)
)

// weakVolume tells whether a header of volumes counts only what came of the cases.
func weakVolume(header string) bool {
	return outcome.MatchString(header) && !intake.MatchString(header)
}

// beside are the words of a column that holds a field's value of another time: a
// target, a plan, last year's.
var beside = regexp.MustCompile(`目標|計画|将来|見込|前回|前年|昨年|当初|予定`)

// aside is the field whose column the heading would be, did it not speak of another
// time.
func (v *vocabulary) aside(h heading) string {
	if !beside.MatchString(h.text()) {
		return ""
	}
	for i := len(h.path) - 1; i >= 0; i-- {
		for _, l := range cores(h.path[i]) {
			if hit, ok := v.known[l]; ok && hit.field != "" {
				return hit.field
			}
		}
	}
	return ""
}

// candidate is one column's claim to a field.
type candidate struct {
	col  int
	hit  labelHit
	year int
	fit  float64 // share of the sampled cells that could be values of the field
	n    int     // sampled cells

	before int    // years before the sheet's own: 前年度件数
	part   string // of another time than one fiscal year
	placed bool   // a person said so of this very column
	pieces []Piece
	weak   bool // counts what came of the cases: 許可件数 beside 申請件数
	noted  bool // its header has the form's own note
}

// rank orders claims: said of the column, remembered, exact, synonym, similar; a
// claim that the cells contradict comes last.
func (c candidate) rank() int {
	if c.placed {
		return -1
	}
	r := map[string]int{"remembered": 0, "exact": 10, "synonym": 20, "similar": 30}[c.hit.match]
	if c.weak && r > 0 {
		r += 15
	}
	if r > 0 && (c.n >= 3 || c.n == 2 && c.hit.match == "similar") && c.fit < 0.3 {
		r += contradicted
	}
	return r
}

// contradicted is what the rank of a claim loses when the cells are none of its values.
const contradicted = 50

func byClaim(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.rank(), b.rank()), byNote(a, b), cmp.Compare(b.hit.confidence, a.hit.confidence),
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
		if c.hit.match == "similar" && c.rank() > contradicted {
			continue // only its header is a little like a label
		}
		if c.hit.sense == form.Maybe && (taken[k] || c.n > 0 && c.fit < 0.5) {
			continue
		}
		if taken[k] {
			lost = append(lost, c)
			for _, p := range c.pieces[min(1, len(c.pieces)):] {
				lost = append(lost, candidate{col: p.Col, hit: c.hit, year: c.year})
			}
			continue
		}
		taken[k] = true
		won = append(won, c)
	}
	return won, lost
}

// soleVolumes leaves a volume that its header only may mean out where another column
// says that it is one, of whatever year.
func soleVolumes(won []candidate) []candidate {
	sure := slices.ContainsFunc(won, func(c candidate) bool { return c.hit.field == "annual_volume" && c.hit.sense != form.Maybe })
	return slices.DeleteFunc(won, func(c candidate) bool {
		return sure && c.hit.field == "annual_volume" && c.hit.sense == form.Maybe
	})
}

func isVolume(field string) bool { return field == "annual_volume" || field == "online_volume" }
