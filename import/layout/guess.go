package layout

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// tell is what the cells of a field's column look like.
type tell struct {
	field string
	shape *regexp.Regexp
}

// telling are the fields whose cells tell what they are, whatever the header says.
var telling = []tell{
	{"bureau", regexp.MustCompile(`^.{2,20}(局|本部|庁|委員会事務局)$`)},
	{"department", regexp.MustCompile(`^[^0-9]{1,14}部$`)},
	{"division", regexp.MustCompile(`^.{1,16}(課|係|室|担当)$`)},
	{"legal_article", regexp.MustCompile(`^(附則)?第?[0-9一二三四五六七八九十百]{1,5}条(の[0-9一二三四五六七八九十]+)?(第[0-9一二三四五六七八九十]+[項号].*)?$`)},
	{"legal_basis", regexp.MustCompile(`^.{2,60}(法|法律|条例|規則|省令|政令|府令|施行令)$`)},
}

// unclaimed are the columns with a header that no field claims, from the left:
// not those that a person mapped nor those known to be no field.
func (s *scanner) unclaimed(heads map[int]heading, saved map[int]MappedColumn, claims ...[]candidate) []int {
	claimed := map[int]bool{}
	for _, c := range slices.Concat(claims...) {
		claimed[c.col] = true
		for _, p := range c.pieces {
			claimed[p.Col] = true
		}
	}
	var out []int
	for _, col := range slices.Sorted(maps.Keys(heads)) {
		if _, given := saved[col]; claimed[col] || given || heads[col].text() == "" {
			continue
		}
		if hit, ok := s.voc.listed(heads[col]); ok && hit.field == "" && !contactLike[fold(heads[col].text())] {
			continue
		}
		out = append(out, col)
	}
	return out
}

// contactLike are headers of no field that some sheets use for the organisation.
var contactLike = map[string]bool{"担当": true, "係": true, "連絡先": true}

// guessTexts finds organisations and laws under headers that nobody listed by their
// cells: all of them look like values of one field that is still open.
func (s *scanner) guessTexts(d *draft, heads map[int]heading, won, lost []candidate, saved map[int]MappedColumn) []candidate {
	taken := map[string]bool{}
	for _, c := range slices.Concat(won, lost) {
		taken[c.hit.field] = true
	}
	var out []candidate
	for _, col := range s.unclaimed(heads, saved, won, lost) {
		for _, f := range telling {
			if taken[f.field] || blocked(f.field, "", heads[col].path...) {
				continue
			}
			n, good := f.count(d, col)
			if n >= 2 && good*10 >= n*9 {
				out = append(
					out,
					candidate{
						col: col,
						hit: labelHit{field: f.field, match: "similar", confidence: 0.6},
						fit: float64(good) / float64(n),
						n:   n,
					},
				)
				taken[f.field] = true
				break
			}
		}
	}
	return out
}

// count counts the sampled cells of a column, and those that look like the field.
func (f tell) count(d *draft, col int) (n, good int) {
	for _, l := range d.sample {
		t := squeeze(l.text(col))
		if t == "" || form.Current().Is(form.Ditto, t) || totalKind(t) != "" || groupTotal(t) != "" {
			continue
		}
		n++
		if f.shape.MatchString(t) {
			good++
		}
	}
	return n, good
}

// organOf is the level of the organisation that a column holds: 部署 heads columns
// of 部 as well as of 課, 部局 those of 局 as well, and only the cells tell.
func (s *scanner) organOf(d *draft, col int, h heading, field string) string {
	mayBeAny := field == "bureau" && strings.Contains(h.text(), "部")
	if field != "department" && field != "division" && !mayBeAny {
		return field
	}
	best := field
	for _, f := range telling {
		if f.field != "department" && f.field != "division" && f.field != field {
			continue
		}
		n, good := f.count(d, col)
		switch {
		case f.field == field && good*10 >= n*3:
			return field
		case f.field != field && good*10 > n*6:
			best = f.field
		}
	}
	return best
}

var (
	articleAlone = regexp.MustCompile(`^(附則|別表|第?[0-9一二三四五六七八九十百]+条|第|条)`)
	lawFirst     = regexp.MustCompile(`^.{2,60}(法|法律|条例|規則|令)(第|$)`)
)

// lawOf is legal_basis where the cells of a column of articles begin with the law:
// 根拠法令・条項 heads columns of both.
func (s *scanner) lawOf(d *draft, col int, field string) string {
	if field != "legal_article" {
		return field
	}
	n, articles := tell{shape: articleAlone}.count(d, col)
	if _, laws := (tell{shape: lawFirst}).count(d, col); n > 0 && articles*10 < n*3 && laws*10 > n*6 {
		return "legal_basis"
	}
	return field
}

// hints are words in a header that, with cells that are all choices of the field's
// list, tell the field, also where the choices are as short as 有 and 無.
var hints = map[string]*regexp.Regexp{
	"fee":                 regexp.MustCompile(`手数料|使用料|料金`),
	"seal_required":       regexp.MustCompile(`押印|印鑑|はんこ|捺印`),
	"national_law_change": regexp.MustCompile(`(法|制度).*(改正|見直)`),
	"scope":               regexp.MustCompile(`対象`),
	"obstacle":            regexp.MustCompile(`理由|支障|要因|課題|懸念|障壁|障害`),
	"payment_methods":     regexp.MustCompile(`納付|支払|決済`),
	"applicant":           regexp.MustCompile(`主体|(申請|届出|手続).*者`),
	"recipient":           regexp.MustCompile(`受け?手|提出先|相手`),
}

var (
	planLike = regexp.MustCompile(`予定|目標|時期|いつ|計画`)
	doneLike = regexp.MustCompile(`(オンライン|電子|デジタル|実施|開始|導入|稼働).*(日|時点|月|時期)|実施日|開始日`)
)

// guessTimes finds the planned year and the day of digitization under headers that
// nobody listed: a word of plans or of a beginning, and cells that are all years or
// all days.
func (s *scanner) guessTimes(d *draft, heads map[int]heading, won, lost []candidate, saved map[int]MappedColumn) []candidate {
	taken := map[string]bool{}
	for _, c := range slices.Concat(won, lost) {
		taken[c.hit.field] = true
	}
	var out []candidate
	for _, col := range s.unclaimed(heads, saved, won, lost) {
		for _, g := range []struct {
			field string
			like  *regexp.Regexp
		}{{"digitized_on", doneLike}, {"planned_fiscal_year", planLike}} {
			if taken[g.field] || !g.like.MatchString(heads[col].text()) || blocked(g.field, "", heads[col].path...) {
				continue
			}
			if fit, n := s.fit(d, col, g.field); n > 0 && fit >= 0.9 {
				out = append(out, candidate{col: col, hit: labelHit{field: g.field, match: "similar", confidence: 0.6}, fit: fit, n: n})
				taken[g.field] = true
				break
			}
		}
	}
	return out
}

var (
	actualsOnly = regexp.MustCompile(`^((年度)?(年間)?(の)?実績(値|数)?|年度分?|)$`)
	// overYears is a group over columns of years that says no more than that they are
	overYears = regexp.MustCompile(`^(年度別|年度|過去[0-9]*か?年(間|度)?|直近[0-9]*か?年(間|度)?)?(手続別)?(件数)?(実績)?(推移|内訳)?$`)
	// money is a title of a table of amounts
	money = regexp.MustCompile(`円|予算|決算|金額|単価`)
)

// onlyYears tells whether a heading says nothing but a year: 令和3年度実績, 令和3年度（件）.
func onlyYears(h heading) bool {
	n := len(h.path)
	if n == 0 || !actualsOnly.MatchString(fold(unitMark.ReplaceAllString(withoutPeriods(squeeze(h.path[n-1])), ""))) {
		return false
	}
	for _, g := range h.path[:n-1] {
		if !overYears.MatchString(fold(unitMark.ReplaceAllString(withoutPeriods(squeeze(g)), ""))) {
			return false
		}
	}
	return true
}

// guessVolumes finds annual volumes where their headers just give a year or a unit, over
// whole numbers: 平成30年度 | 令和元年度 | 令和2年度. Beside other annual volumes they
// have to stand next to them.
func (s *scanner) guessVolumes(d *draft, t *Table, heads map[int]heading, won, lost []candidate, saved map[int]MappedColumn) []candidate {
	if slices.ContainsFunc(t.Titles, func(p Place) bool { return money.MatchString(squeeze(p.Text)) }) {
		return nil
	}
	volumes, years := map[int]bool{}, map[int]bool{}
	for _, c := range slices.Concat(won, lost) {
		if isVolume(c.hit.field) {
			volumes[c.col] = true
		}
		if c.hit.field == "annual_volume" {
			years[c.year] = true
		}
	}
	alone := len(years) == 0
	var out []candidate
	for _, col := range s.unclaimed(heads, saved, won, lost) {
		h := heads[col]
		if h.year <= 0 || years[h.year] || !onlyYears(h) {
			continue
		}
		if fit, n := s.fit(d, col, "annual_volume"); n >= 1 && fit >= 0.9 && !s.flags(d, col) {
			c := candidate{
				col:  col,
				hit:  labelHit{field: "annual_volume", match: "similar", confidence: 0.6},
				year: h.year,
				fit:  fit,
				n:    n,
				part: h.part,
			}
			if c.part != "" {
				c.year = -col
			}
			out = append(out, c)
			years[c.year] = true
		}
	}
	switch {
	case alone && len(out) == 1 && out[0].n < 2:
		return nil
	case alone:
		return out
	}
	for again := true; again; {
		again = false
		for _, c := range out {
			if !volumes[c.col] && (volumes[c.col-1] || volumes[c.col+1]) {
				volumes[c.col], again = true, true
			}
		}
	}
	return slices.DeleteFunc(out, func(c candidate) bool { return !volumes[c.col] })
}

// flags tells whether the numbers of a column only mark rows: all are 1, and some rows
// have none.
func (s *scanner) flags(d *draft, col int) bool {
	n := 0
	for _, l := range d.sample {
		switch t := squeeze(l.text(col)); t {
		case "":
		case "1":
			n++
		default:
			return false
		}
	}
	return n < len(d.sample)
}

// guessOnline finds the online volume of the only annual volume: whole numbers
// under a header that says 電子 or オンライン, never more than the total.
func (s *scanner) guessOnline(d *draft, heads map[int]heading, won, lost []candidate, saved map[int]MappedColumn) (candidate, bool) {
	total := candidate{}
	for _, c := range slices.Concat(won, lost) {
		switch {
		case c.hit.field == "online_volume", c.hit.field == "annual_volume" && total.col != 0:
			return candidate{}, false
		case c.hit.field == "annual_volume":
			total = c
		}
	}
	if total.col == 0 {
		return candidate{}, false
	}
	for _, col := range s.unclaimed(heads, saved, won, lost) {
		h := heads[col]
		if !online.MatchString(h.text()) || blocked("online_volume", "", h.path...) || h.year > 0 && h.year != total.year {
			continue
		}
		n, good := 0, 0
		for _, l := range d.sample {
			for _, c := range l.cells {
				if c.Col != col || c.Kind != workbook.Number && !countShape.MatchString(squeeze(c.Text)) {
					continue
				}
				n++
				part, ok := wholeNumber(c.Text)
				all, known := wholeNumber(l.text(total.col))
				if ok && (!known || part <= all) {
					good++
				}
			}
		}
		if n >= 2 && good*10 >= n*9 {
			return candidate{
				col:  col,
				hit:  labelHit{field: "online_volume", match: "similar", confidence: 0.6},
				year: heads[total.col].year,
				fit:  float64(good) / float64(n),
				n:    n,
			}, true
		}
	}
	return candidate{}, false
}

// wholeNumber reads the digits of a count as far as a guess needs them.
func wholeNumber(text string) (int, bool) {
	t := strings.TrimSuffix(strings.ReplaceAll(squeeze(text), ",", ""), "件")
	if utf8.RuneCountInString(t) > 12 {
		return 0, false
	}
	n, err := strconv.Atoi(t)
	return n, err == nil && n >= 0
}
