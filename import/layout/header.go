package layout

import (
	"regexp"
	"slices"
	"strings"
)

// headerBytes is how much of a header's text is looked at.
const headerBytes = 1000

// heading is what the header cells above one column say, top to bottom.
type heading struct {
	path    []string // texts as written, groups first, without repeats
	year    int      // fiscal year named, 0 none, -1 several
	guessed bool     // the year was named without its era
	base    bool     // 今年度, 本年度, 当年度: the year that the sheet is of
	before  int      // 前年度, 前々年度: how many years before that one
	counted bool     // the year was counted from the sheet's own
	part    string   // what says that it is not of a whole fiscal year: 上半期, 12月末現在, 令和2年
	periods []period // of which it is
	solar   bool     // its year is a calendar year
	unit    int      // what one counts, 0 when not said
	legend  map[string]string
}

// text is the heading as a report shows it and a mapping remembers it.
func (h heading) text() string { return strings.Join(h.path, "／") }

var (
	brackets = regexp.MustCompile(`[（(【［\[〔｛{「《<＜][^（(【［\[〔｛{「《<＜）)】］\]〕｝}」》>＞]*[）)】］\]〕｝}」》>＞]`)
	// itemNumber is the number of a column before its label: ①課, (2) 手続名, ３．件数
	itemNumber = regexp.MustCompile(
		`^[\s　]*(?:[①-⑳㉑-㉟❶-❿]|[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.．、)）:：]|[(（]?[ア-ンa-zA-Zａ-ｚＡ-Ｚ][.．、)）:：\s　])[\s　]*`,
	)
	requisite  = regexp.MustCompile(`必須|任意|記入欄|プルダウン|[*＊※]`)
	unitMark   = regexp.MustCompile(`[(\[【〈<]?単位[:は]?(` + magnitude + `)?件[)\]】〉>]?|[(\[【〈<](` + magnitude + `)?件(/年|/年度)?[)\]】〉>]`)
	yearBefore = regexp.MustCompile(`前々年度|一昨年度|前年度|昨年度`)
	baseYear   = regexp.MustCompile(`今年度|本年度|当年度|当該年度`)
	tails      = regexp.MustCompile(`(年度)?(実績|時点|現在|末)$`)
	heads      = regexp.MustCompile(`^(年度)?(実績|における|中|分|末時点)`)
	// whole leaves that say only "all of it" under a group that names the field
	whole = map[string]bool{
		"":     true,
		"年度":   true,
		"全体":   true,
		"総数":   true,
		"合計":   true,
		"計":    true,
		"全数":   true,
		"全件":   true,
		"件数":   true,
		"総件数":  true,
		"実績":   true,
		"年間":   true,
		"全件数":  true,
		"合計件数": true,
	}
)

// wholly tells whether a leaf says no more than a year, a unit or "all of it".
func wholly(leaf string) bool {
	s := squeeze(leaf)
	if unitWord.MatchString(s) {
		return true
	}
	return whole[fold(unitMark.ReplaceAllString(withoutPeriods(requisite.ReplaceAllString(s, "")), ""))]
}

// newHeading reads the texts above one column.
func newHeading(path []string) heading {
	h := pathOnly(path)
	var ys []yearText
	for _, t := range h.path {
		s := squeeze(itemNumber.ReplaceAllString(t, ""))
		ys = append(ys, years(s, false)...)
		h.periods = append(h.periods, periods(s)...)
		if baseYear.MatchString(s) {
			h.base = true
		}
		switch yearBefore.FindString(s) {
		case "":
		case "前々年度", "一昨年度":
			h.before = 2
		default:
			h.before = 1
		}
		if u := headerUnit(s); u != 0 {
			h.unit = u
		}
		if l := legend(t); l != nil {
			h.legend = l
		}
	}
	h.year, h.guessed = soleYear(ys)
	h.ofPart(ys)
	return h
}

// pathOnly is a heading with its texts alone, which is all that a label is known by. What
// else they say takes time to find out.
func pathOnly(path []string) heading {
	h := heading{}
	for _, t := range path {
		if len(t) > headerBytes {
			t = strings.ToValidUTF8(t[:headerBytes], "") // no label is as long
		}
		if t = oneLine(t); t == "" || len(h.path) > 0 && h.path[len(h.path)-1] == t {
			continue
		}
		h.path = append(h.path, t)
	}
	return h
}

// ofPart finds out whether the heading is of something else than one fiscal year.
func (h *heading) ofPart(ys []yearText) {
	fiscal, calendar := false, false
	for _, y := range ys {
		fiscal, calendar = fiscal || !y.calendar, calendar || y.calendar
	}
	h.solar = calendar && !fiscal
	dated := func(p period) bool { return p.whole() && p.year > 0 }
	if i := slices.IndexFunc(h.periods, func(p period) bool { return !p.whole() }); i >= 0 {
		h.part = h.periods[i].text
		if h.year == 0 {
			h.year = h.periods[i].year
		}
		return
	}
	if i := slices.IndexFunc(h.periods, dated); i >= 0 && h.periods[i].point && len(ys) == 1 {
		h.counted = true
	}
	switch {
	case h.solar:
		h.part = ofCalendar
	case h.year < 0 && throughYears.MatchString(strings.Join(h.path, "")):
		h.part = "二つ以上の年度"
	}
}

// ofCalendar is said of numbers of a calendar year.
const ofCalendar = "暦年"

// throughYears are several fiscal years whose cases are counted together.
var throughYears = regexp.MustCompile(`(年度?|[0-9])[）)]?(から|より|～|~|〜|－|-|・|及び|と)(令和|平成|令|平|R|H|Ｒ|Ｈ|20)?([元0-9０-９]{1,4})(年度|年)`)

// cores are the folded forms of one header text in which a label is looked for:
// whole; without year and unit; without anything in brackets.
func cores(t string) []string {
	s := requisite.ReplaceAllString(unwrap(squeeze(itemNumber.ReplaceAllString(withoutLegend(t), ""))), "")
	out := []string{fold(s)}
	add := func(s string) {
		f := fold(s)
		if f != out[len(out)-1] {
			out = append(out, f)
		}
	}
	s = withoutPeriods(s)
	s = unitMark.ReplaceAllString(s, "")
	add(s)
	s = unwrap(s)
	for range 3 {
		s = brackets.ReplaceAllString(s, "")
	}
	add(s)
	s = heads.ReplaceAllString(s, "")
	s = tails.ReplaceAllString(s, "")
	add(s)
	return out
}

// unwrap takes off brackets that hold the whole text: 【手続名】.
func unwrap(s string) string {
	for _, b := range []string{"()", "[]", "【】", "〔〕", "「」", "《》", "<>"} {
		r := []rune(b)
		inner, ok := strings.CutPrefix(s, string(r[0]))
		if !ok {
			continue
		}
		if inner, ok = strings.CutSuffix(inner, string(r[1])); ok && !strings.ContainsAny(inner, b) || ok && balanced(inner, r[0], r[1]) {
			return inner
		}
	}
	return s
}

// balanced tells whether every bracket inside closes inside.
func balanced(s string, open, shut rune) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case open:
			depth++
		case shut:
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

func withoutYears(s string) string {
	ys := years(s, false)
	if len(ys) == 0 {
		return withoutRelative(s)
	}
	var b strings.Builder
	at := 0
	for at < len(s) {
		hit := false
		for _, y := range ys {
			if y.start == at {
				at, hit = y.end, true
				break
			}
		}
		if !hit {
			b.WriteByte(s[at])
			at++
		}
	}
	return withoutRelative(b.String())
}

// withoutRelative takes off the words for this year and those before.
func withoutRelative(s string) string {
	return yearBefore.ReplaceAllString(baseYear.ReplaceAllString(s, ""), "")
}
