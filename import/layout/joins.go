package layout

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// Part says how a column is one of several that make one value of a field. The empty
// part is a column of its own.
type Part string

// The parts.
const (
	PartSum    Part = "sum"    // one of several that add up: 本庁, 支所
	PartChoice Part = "choice" // a mark in it stands for one choice: 実施済, 未実施
	PartEra    Part = "era"    // of a day: 元号
	PartYear   Part = "year"   // 年
	PartMonth  Part = "month"  // 月
	PartDay    Part = "day"    // 日

	// Of a column that only says of the counts in its row:
	PartUnit       Part = "unit"        // what one of them counts: 千件
	PartFiscalYear Part = "fiscal_year" // of which year they are
)

// Guides tells whether a column of that part says what the counts in its row are, rather
// than holding some of them.
func (p Part) Guides() bool { return p == PartRow || p == PartUnit || p == PartFiscalYear }

// Piece is one of the columns that make one value.
type Piece struct {
	Col       int
	Header    string
	HeaderRow int
	Part      Part
	Choice    string // code of the field's list, for a choice
	Unit      int    // what one counts, for a sum
	UnitFrom  string
}

// join is several columns that claim a field together.
type join struct {
	hit    labelHit
	pieces []Piece
	year   int // of a sum; 0 where the sheet says
	before int
	placed bool
}

// joins finds the columns that make one value together. What a person said of a column
// goes first; columns of which something else was said take no part.
func (s *scanner) joins(d *draft, cols []int, heads map[int]heading, saved map[int]MappedColumn, placed map[int]bool) []join {
	out := toldJoins(cols, heads, saved, placed)
	free := slices.DeleteFunc(slices.Clone(cols), func(col int) bool { _, given := saved[col]; return given })
	out = append(out, s.dayJoins(free, heads)...)
	taken := map[int]bool{}
	for _, j := range out {
		for _, p := range j.pieces {
			taken[p.Col] = true
		}
	}
	free = slices.DeleteFunc(free, func(col int) bool { return taken[col] })
	out = append(out, s.choiceJoins(d, free, heads)...)
	out = append(out, s.officeJoins(d, free, heads)...)
	return append(out, s.periodJoins(free, heads)...)
}

// toldJoins are the columns of which a person said that they belong together: those of
// one field and one kind of part.
func toldJoins(cols []int, heads map[int]heading, saved map[int]MappedColumn, placed map[int]bool) []join {
	type key struct {
		field string
		year  int
	}
	at := map[key]int{}
	var out []join
	for _, col := range cols {
		m, ok := saved[col]
		if !ok || m.Part == "" || m.Part.Guides() {
			continue
		}
		k := key{field: m.Field}
		if isVolume(m.Field) {
			k.year = firstOf(m.FiscalYear, heads[col].year)
		}
		i, seen := at[k]
		if !seen {
			i = len(out)
			at[k] = i
			out = append(
				out,
				join{hit: labelHit{field: m.Field, match: "remembered", confidence: 1}, year: k.year, before: heads[col].before},
			)
		}
		out[i].placed = out[i].placed || placed[col]
		out[i].pieces = append(
			out[i].pieces,
			Piece{Col: col, Header: heads[col].text(), Part: m.Part, Choice: m.Choice, Unit: firstOf(m.Unit, heads[col].unit)},
		)
	}
	return out
}

var dayPart = regexp.MustCompile(`^(.*?)[（(]?(元号|年号|年度|年|月|日)[）)]?$`)

var partOfDay = map[string]Part{"元号": PartEra, "年号": PartEra, "年度": PartYear, "年": PartYear, "月": PartMonth, "日": PartDay}

// dayJoins finds 年 | 月 | 日 side by side under one label.
func (s *scanner) dayJoins(cols []int, heads map[int]heading) []join {
	type piece struct {
		part  Part
		label string // what stands before it, folded
	}
	of := func(col int) piece {
		h := heads[col]
		if len(h.path) == 0 {
			return piece{}
		}
		m := dayPart.FindStringSubmatch(squeeze(h.path[len(h.path)-1]))
		if m == nil {
			return piece{}
		}
		return piece{partOfDay[m[2]], fold(strings.Join(append(slices.Clone(h.path[:len(h.path)-1]), m[1]), ""))}
	}
	var out []join
	for i := 0; i < len(cols); i++ {
		run := []Piece{}
		first := of(cols[i])
		if first.label == "" || first.part != PartYear && first.part != PartEra {
			continue
		}
		for k := i; k < len(cols) && (k == i || cols[k] == cols[k-1]+1); k++ {
			p := of(cols[k])
			if p.part == "" || p.label != first.label || len(run) > 0 && !comesAfter(run[len(run)-1].Part, p.part) {
				break
			}
			run = append(run, Piece{Col: cols[k], Header: heads[cols[k]].text(), Part: p.part})
		}
		last := run[len(run)-1].Part
		if len(run) < 2 || last != PartMonth && last != PartDay {
			continue
		}
		hit, ok := s.dayField(heads[cols[i]], first.label, last == PartDay)
		if !ok {
			continue
		}
		out = append(out, join{hit: hit, pieces: run})
		i += len(run) - 1
	}
	return out
}

func comesAfter(a, b Part) bool {
	order := []Part{PartEra, PartYear, PartMonth, PartDay}
	return slices.Index(order, b) == slices.Index(order, a)+1
}

// dayField is the field of a day or a year whose label stands over or before its parts.
func (s *scanner) dayField(h heading, label string, day bool) (labelHit, bool) {
	ends := []string{"", "年度", "時期"}
	if day {
		ends = []string{"", "日", "年月日"}
	}
	for _, end := range ends {
		hit, ok := s.field(newHeading([]string{label + end}))
		if f := form.Current().Field(hit.field); ok && f != nil && (f.Kind == form.Date || f.Kind == form.Year) &&
			!blocked(hit.field, label, h.path...) {
			return hit, true
		}
	}
	return labelHit{}, false
}

// choiceJoins finds one column for each choice, under the field's label or side by side
// without one: their labels are choices of one list, their cells are marks.
func (s *scanner) choiceJoins(d *draft, cols []int, heads map[int]heading) []join {
	var out []join
	for i := 0; i < len(cols); {
		k := i + 1
		for k < len(cols) && cols[k] == cols[k-1]+1 && sameGroup(heads[cols[i]], heads[cols[k]]) {
			k++
		}
		if j, n := s.choicesOf(d, cols[i:k], heads); n > 0 {
			out = append(out, j)
			i += n
			continue
		}
		i++
	}
	return out
}

func sameGroup(a, b heading) bool {
	return len(a.path) == len(b.path) && len(a.path) > 0 && slices.Equal(a.path[:len(a.path)-1], b.path[:len(b.path)-1])
}

// choicesOf is the longest run of columns from the first that are choices of one field.
func (s *scanner) choicesOf(d *draft, run []int, heads map[int]heading) (best join, n int) {
	h := heads[run[0]]
	if len(run) < 2 || len(h.path) == 0 {
		return join{}, 0
	}
	group, match := "", "similar"
	if groups := h.path[:len(h.path)-1]; len(groups) > 0 {
		if hit, ok := s.field(newHeading(groups)); ok && hit.sense == form.Plainly {
			group = hit.field
			if hit.match != "similar" {
				match = "synonym"
			}
		}
	}
	several := false
	for _, f := range s.opt.Form.Fields() {
		if f.List == nil || group != "" && f.Key != group {
			continue
		}
		j := join{hit: labelHit{field: f.Key, match: match, confidence: 0.7}}
		codes, marked := map[string]bool{}, 0
		for _, col := range run {
			leaf := heads[col].path[len(heads[col].path)-1]
			c, _, ok := f.List.Lookup(squeeze(withoutLegend(leaf)))
			if !ok || group == "" && utf8.RuneCountInString(squeeze(leaf)) < 2 {
				break
			}
			marks, sound := marksOnly(d, col)
			if !sound {
				break
			}
			codes[c.Code] = true
			marked += marks
			j.pieces = append(j.pieces, Piece{Col: col, Header: heads[col].text(), Part: PartChoice, Choice: c.Code})
		}
		switch {
		case len(codes) < 2 || marked == 0 || len(j.pieces) < n:
		case len(j.pieces) == n:
			several = true
		default:
			best, n, several = j, len(j.pieces), false
		}
	}
	if several {
		return join{}, 0
	}
	return best, n
}

// marksOnly tells whether a column holds nothing but marks, and how many say yes.
func marksOnly(d *draft, col int) (yes int, ok bool) {
	n, good := 0, 0
	for _, l := range d.sample {
		for i := range l.cells {
			if c := &l.cells[i]; c.Col == col && !form.Current().Is(form.Ditto, c.Text) {
				n++
				switch chosen, mark := Chosen(*c); {
				case mark && chosen:
					yes++
					good++
				case mark:
					good++
				}
			}
		}
	}
	return yes, good*10 >= n*8
}

// Chosen tells whether a cell in a column of one choice says that it is the one; ok is
// false where it says something else.
func Chosen(c workbook.Cell) (chosen, ok bool) {
	t := strings.ToLower(squeeze(c.Text))
	if c.Kind == workbook.Bool {
		return t == "1" || t == "true", true
	}
	switch Mark(t) {
	case "○", "◎", "●", "✓", "✔", "☑", "レ", "■", "★", "☆", "1":
		return true, true
	case "×", "－", "0", "□":
		return false, true
	}
	switch t {
	case "該当", "有", "あり", "はい", "yes", "true":
		return true, true
	case "", "非該当", "無", "なし", "いいえ", "no", "false":
		return false, true
	}
	return false, false
}

var (
	officeName = `[\p{Han}\p{Hiragana}\p{Katakana}ー]{0,8}?(?:本庁|本所|本局|本署|本部|支庁|支所|支局|支部|出張所|事務所|分室|分所|分庁舎|センター)(?:分|受付分|受付|計)?`
	office     = regexp.MustCompile(`^[（(［\[]?(` + officeName + `)[）)］\]]?$`)
	officeIn   = regexp.MustCompile(`[（(［\[](` + officeName + `)[）)］\]]`)
	officeAt   = regexp.MustCompile(`^(` + officeName + `)(?:の|における)?([^名長].*)$`)
)

// withoutOffice is a header's path without the office that it names.
func withoutOffice(path []string) (rest []string, found bool) {
	for _, t := range path {
		s := squeeze(t)
		switch {
		case office.MatchString(s):
			found = true
			continue
		case officeIn.MatchString(s):
			s, found = officeIn.ReplaceAllString(s, ""), true
		case officeAt.MatchString(s):
			s, found = officeAt.FindStringSubmatch(s)[2], true
		}
		rest = append(rest, s)
	}
	return rest, found
}

// countsOnly tells whether all cells of a column may be counts, and there are some.
func (s *scanner) countsOnly(d *draft, col int) bool {
	share, n := s.fit(d, col, "annual_volume")
	return n > 0 && share == 1
}

// officeJoins finds the volumes of several offices. They add up to the bureau's, as long
// as no column has the whole.
func (s *scanner) officeJoins(d *draft, cols []int, heads map[int]heading) []join {
	type key struct {
		field string
		year  int
	}
	found := map[key]*join{}
	for _, col := range cols {
		h := heads[col]
		rest, ok := withoutOffice(h.path)
		if !ok {
			continue
		}
		bare := newHeading(rest)
		hit, ok := s.field(bare)
		if !ok && (onlyYears(bare) && bare.year > 0 || len(rest) == 0 && s.countsOnly(d, col)) {
			hit, ok = labelHit{field: "annual_volume"}, true
		}
		if !ok || !isVolume(hit.field) {
			continue
		}
		k := key{hit.field, firstOf(h.year, -h.before)}
		if found[k] == nil {
			found[k] = &join{hit: labelHit{field: hit.field, match: "similar", confidence: 0.6}, year: h.year, before: h.before}
		}
		found[k].pieces = append(found[k].pieces, Piece{Col: col, Header: h.text(), Part: PartSum, Unit: h.unit})
	}
	var out []join
	for _, k := range slices.SortedFunc(maps.Keys(found), func(a, b key) int {
		return found[a].pieces[0].Col - found[b].pieces[0].Col
	}) {
		if len(found[k].pieces) > 1 {
			out = append(out, *found[k])
		}
	}
	return out
}
