package layout

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// period is what a text says of the time that its numbers cover, other than by a fiscal
// year: 上半期, 令和2年4月～9月, 12月末現在, 暦年.
type period struct {
	text       string
	start, end int    // where it stands in the squeezed text
	year       int    // fiscal year that it is or begins in; 0 where it does not say
	months     uint16 // of a fiscal year, April first; 0 where it is no run of them
	calendar   bool   // a calendar year
	point      bool   // the end of a fiscal year, as the day to which was counted
}

// allMonths are the months of a fiscal year.
const allMonths = 1<<12 - 1

// whole tells whether the period is one fiscal year from its first day to its last.
func (p period) whole() bool { return p.months == allMonths }

const (
	eraOrYear  = `(?:(?:(令和|平成|昭和|令|平|昭|[RHSrhs])\.?(元|\d{1,2})|((?:19|20)\d{2}))(?:[(/]\d{4}年?\)?)?(年度|年|[./-])の?|(翌年?|同年?))?`
	monthOrDay = `(\d{1,2})(?:月(?:(\d{1,2})日|末日?)?|[./-](\d{1,2})日?)?`
)

var (
	monthRange = regexp.MustCompile(eraOrYear + monthOrDay + `分?(?:から|より|[~〜∼\-−–—―ー→])(?:至)?` + eraOrYear + monthOrDay + `分?(?:まで|迄)?`)
	monthAlone = regexp.MustCompile(eraOrYear + `(\d{1,2})月(?:(\d{1,2})日|(末)日?)?(分|時点|現在|まで|迄|以降|から|実績|累計|$|[)\]】〕])`)
	halfYear   = regexp.MustCompile(`(上半期?|上期|前半期?|前期)|(下半期?|下期|後半期?|後期)|第?([1-4一二三四])[・/]?四半期|([1-4])Q|Q([1-4])|四半期|半期|半年`)
	calendar   = regexp.MustCompile(`暦年`)
	// loose is a time that is no fiscal year, whatever it is
	loose    = regexp.MustCompile(`(?:直近|最近)の?(?:1年間?|12か月)|(?:年度)?の?途中(?:まで)?|年度中途`)
	deadline = regexp.MustCompile(`^(?:までに?|迄に?)?(?:に)?(?:ご)?(?:記入|回答|提出|入力|報告|締切|〆切)`)
)

// periods finds the periods that a squeezed text names.
func periods(text string) []period {
	if !strings.ContainsAny(text, "月期半年途Q./") {
		return nil
	}
	var out []period
	add := func(p period, start, end int) {
		for _, o := range out {
			if start < o.end && end > o.start {
				return
			}
		}
		if deadline.MatchString(text[end:]) || deadline.MatchString(strings.TrimPrefix(text[end:], "まで")) {
			return
		}
		p.start, p.end, p.text = start, end, strings.Trim(text[start:end], "()[]【】〔〕")
		out = append(out, p)
	}
	for _, m := range monthRange.FindAllStringSubmatchIndex(text, -1) {
		if p, ok := rangeOf(text, m); ok {
			add(p, m[0], m[1])
		}
	}
	for _, m := range monthAlone.FindAllStringSubmatchIndex(text, -1) {
		if p, ok := monthOf(text, m); ok {
			add(p, m[0], m[1])
		}
	}
	for _, m := range halfYear.FindAllStringSubmatchIndex(text, -1) {
		p := period{}
		switch {
		case strings.HasPrefix(text[m[1]:], "比") || m[0] > 0 && text[m[0]-1] >= '0' && text[m[0]-1] <= '9' && m[8] >= 0:
			continue
		case m[2] >= 0:
			p.months = 0b000000111111
		case m[4] >= 0:
			p.months = 0b111111000000
		default:
			for _, g := range []int{6, 8, 10} {
				if m[g] >= 0 {
					q := strings.Index("一二三四", text[m[g]:m[g+1]]) / len("一")
					if n, err := strconv.Atoi(text[m[g]:m[g+1]]); err == nil {
						q = n - 1
					}
					p.months = 0b111 << (3 * q)
				}
			}
		}
		add(p, m[0], m[1])
	}
	for _, m := range calendar.FindAllStringIndex(text, -1) {
		add(period{calendar: true}, m[0], m[1])
	}
	for _, m := range loose.FindAllStringIndex(text, -1) {
		add(period{}, m[0], m[1])
	}
	slices.SortFunc(out, func(a, b period) int { return a.start - b.start })
	return out
}

// moment is a month, or a day, as a text names it.
type moment struct{ year, month, day int } // year 0 where it does not say; day 0 the whole month, -1 its end

// momentOf reads the groups of eraOrYear and monthOrDay from index g on; relative is 翌 or 同.
func momentOf(text string, m []int, g int) (at moment, relative string, ok bool) {
	part := func(i int) string {
		if i >= len(m) || m[i] < 0 {
			return ""
		}
		return text[m[i]:m[i+1]]
	}
	number := func(s string) int {
		n, _ := strconv.Atoi(s)
		return n
	}
	switch era := part(g); {
	case era != "":
		n := 1
		if part(g+2) != "元" {
			n = number(part(g + 2))
		}
		at.year = eraStart[eraName(era)] + n
	case part(g+4) != "":
		at.year = number(part(g + 4))
	}
	relative = part(g + 8)
	at.month, at.day = number(part(g+10)), number(part(g+12)+part(g+14))
	if at.month < 1 || at.month > 12 || at.day > 31 {
		return moment{}, "", false
	}
	if part(g+6) == "年度" && at.month < 4 {
		at.year++
	}
	return at, relative, true
}

// fiscal is the fiscal year of a month.
func (m moment) fiscal() int {
	if m.year > 0 && m.month < 4 {
		return m.year - 1
	}
	return m.year
}

// rangeOf reads a run of months. Without a year or a word for month or day, two numbers
// are none.
func rangeOf(text string, m []int) (period, bool) {
	if m[0] > 0 && text[m[0]-1] >= '0' && text[m[0]-1] <= '9' {
		return period{}, false
	}
	a, _, ok := momentOf(text, m, 2)
	b, relative, ok2 := momentOf(text, m, 18)
	whole := text[m[0]:m[1]]
	if !ok || !ok2 || a.year == 0 && !strings.Contains(whole, "月") && (a.day == 0 || b.day == 0) {
		return period{}, false
	}
	ends := func() bool { return b.day == 0 || b.day >= 28 }
	months := (b.month-a.month+12)%12 + 1
	if b.year == 0 {
		if b.year = a.year; a.year > 0 && (b.month < a.month || strings.HasPrefix(relative, "翌")) {
			b.year++
		}
	}
	if a.year > 0 {
		months = (b.year-a.year)*12 + b.month - a.month + 1
	}
	p := period{year: a.fiscal()}
	from := (a.month + 8) % 12
	switch {
	case a.day > 1 || !ends() || months < 1:
	case a.month == 1 && months == 12:
		p.calendar = true
	case from+months <= 12:
		p.months = uint16((1<<months - 1) << from)
	}
	return p, true
}

// monthOf reads one month, or a day up to which was counted.
func monthOf(text string, m []int) (period, bool) {
	if m[0] > 0 && text[m[0]-1] >= '0' && text[m[0]-1] <= '9' {
		return period{}, false
	}
	at, _, ok := momentOf(text, m, 2)
	if !ok {
		return period{}, false
	}
	day, end, word := m[14] >= 0, m[16] >= 0, text[m[18]:m[19]]
	p := period{year: at.fiscal()}
	switch {
	case at.month == 3 && (end || at.day == 31) && word != "分" && word != "以降" && word != "から":
		p.point, p.months = true, allMonths
	case !day && !end && (word == "" || word == "分" || word == "実績" || strings.ContainsAny(word, ")]】〕")):
		p.months = 1 << ((at.month + 8) % 12)
	}
	return p, true
}

// withoutPeriods takes the periods off a squeezed text, and its fiscal years.
func withoutPeriods(s string) string {
	var b strings.Builder
	at := 0
	for _, p := range periods(s) {
		b.WriteString(s[at:p.start])
		at = p.end
		if shut := s[p.end-1]; p.end-p.start > 1 && (shut == ')' || shut == ']') {
			at-- // the bracket around it
		}
	}
	b.WriteString(s[at:])
	return withoutYears(b.String())
}

// onlyPeriod tells whether a text names a part of a year and nothing else.
func onlyPeriod(text string) bool {
	s := squeeze(text)
	return len(periods(s)) > 0 && fold(withoutPeriods(s)) == ""
}

// wholeYear tells whether several periods together are all of a fiscal year, and none of
// it twice.
func wholeYear(ps []period) bool {
	var all uint16
	for _, p := range ps {
		if p.months == 0 || all&p.months != 0 {
			return false
		}
		all |= p.months
	}
	return all == allMonths
}
