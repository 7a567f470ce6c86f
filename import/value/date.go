package value

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// What can be wrong with a day. They are told apart by errors.Is.
var (
	errNoDay     = errors.New("no day")              // not a day in any writing
	errNoSuchDay = errors.New("no such day")         // 2月30日, 13月
	errNoYear    = errors.New("no year")             // 4月1日, 21/4/1
	errNoDayPart = errors.New("a month without day") // 令和3年4月
	errFarDay    = errors.New("a day out of bounds") // 1820, 2999
)

// The days that a sheet can sensibly mean.
const (
	firstYear = 1868
	lastYear  = 2100
)

// normalisation says what was done to read a text: a Japanese sentence, empty where the
// meaning is plain, and whether it wants a person's look.
type normalisation struct {
	said string
	warn bool
}

func (p *parser) date() string {
	if !p.cell.Number && !p.cell.Date {
		f := form.Current()
		if isDash(p.raw) {
			return ""
		}
		if f.Is(form.NoDate, p.raw) {
			p.normalise(ruleNoValue, noValue, "「"+p.raw+"」は、"+p.field.Label+"なしと読みました。")
			return ""
		}
	}
	d, h, err := parseDay(p.raw, p.cell, p.ctx.Date1904)
	if err != nil {
		p.find(finding.Error, ruleDate, "「"+p.raw+"」は"+p.field.Label+"として読めません。"+dayTrouble(err))
		return ""
	}
	p.noteNormalised(h, d.String())
	return d.String()
}

// noteNormalised notes how a day or year was read, where that is not plain.
func (p *parser) noteNormalised(h normalisation, read string) {
	switch {
	case h.warn:
		p.find(finding.Warning, ruleEra, h.said)
		p.findings[len(p.findings)-1].Read = read
	case h.said != "":
		p.normalise(ruleNormalised, read, h.said)
	}
}

func dayTrouble(err error) string {
	switch {
	case errors.Is(err, errNoSuchDay):
		return "暦にない日付です。"
	case errors.Is(err, errNoYear):
		return "年を西暦4桁か元号で書いてください。"
	case errors.Is(err, errNoDayPart):
		return "日まで入力してください。"
	case errors.Is(err, errFarDay):
		return "年を確かめてください。"
	}
	return "年月日で入力してください。"
}

// parseDay reads the cleaned text of a cell in any of the writings of the sheets:
// 2021/4/1, 2021年4月1日, R3.4.1, 令和３年４月１日, 20210401, a serial number. The era
// of a day written past its end (平成31年5月1日) is put right.
func parseDay(raw string, c Cell, date1904 bool) (Day, normalisation, error) {
	var h normalisation
	if c.Bool || oddDigits(raw) {
		return Day{}, h, errNoDay
	}
	if x, err := strconv.ParseFloat(raw, 64); err == nil && isDecimal(raw) {
		if n, ok := plainDigits(raw); ok && !c.Date && len(raw) == 8 {
			return checked(yearOf{year: int(n / 10000)}, Day{int(n / 10000), int(n / 100 % 100), int(n % 100)}, raw)
		}
		d, err := serialDay(x, date1904)
		if err == nil && !c.Date {
			if d.Year < 1954 || d.Year > 2099 {
				return Day{}, h, errNoDay
			}
			h.said = "「" + raw + "」を日付の通し番号とみて " + d.String() + " と読みました。"
		}
		return d, h, err
	}
	s := form.FoldSpaced(raw)
	y, ok := readYear(s)
	if !ok {
		return Day{}, h, noYear(s)
	}
	month, day, rest, err := readMonthDay(y.rest)
	if err != nil {
		return Day{}, h, err
	}
	tail := rest
	if rest, ok = afterDay(rest); !ok {
		return Day{}, h, errNoDay
	}
	d, h, err := checked(y, Day{y.year, month, day}, raw)
	if err == nil && h.said == "" && rest != "" {
		h.said = "「" + raw + "」の「" + strings.TrimSpace(tail) + "」を除いて " + d.String() + " と読みました。"
	}
	return d, h, err
}

// isDecimal tells whether a text is a number as files write it, nothing else that
// ParseFloat takes (inf, 0x10, 1_000).
func isDecimal(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return false
		}
	}
	return s != "" && s[0] != '+'
}

// noYear tells a day without a year from what is no day at all.
func noYear(s string) error {
	n, rest, ok := readSmall(s)
	if ok && n < 1000 && rest != "" && strings.ContainsAny(rest[:1], "./-") || ok && strings.HasPrefix(rest, "月") {
		return errNoYear
	}
	return errNoDay
}

// readMonthDay reads what follows a year: 年4月1日, .4.1, /4/1, -04-01.
func readMonthDay(s string) (month, day int, rest string, err error) {
	s = strings.TrimLeft(s, " ")
	sep := ""
	if t, ok := strings.CutPrefix(s, "年"); ok {
		s = strings.TrimLeft(t, " ")
	} else {
		if s == "" || !strings.ContainsAny(s[:1], "./-,") {
			return 0, 0, "", errNoDay
		}
		sep, s = s[:1], strings.TrimLeft(s[1:], " ")
	}
	month, s, ok := readSmall(s)
	if !ok {
		return 0, 0, "", errNoDay
	}
	s = strings.TrimLeft(s, " ")
	switch {
	case sep == "":
		if s, ok = strings.CutPrefix(s, "月"); !ok {
			return 0, 0, "", errNoDay
		}
	case s == "":
		return 0, 0, "", errNoDayPart
	default:
		if s, ok = strings.CutPrefix(s, sep); !ok {
			return 0, 0, "", errNoDay
		}
	}
	if s = strings.TrimLeft(s, " "); s == "" {
		return 0, 0, "", errNoDayPart
	}
	if day, s, ok = readSmall(s); !ok {
		return 0, 0, "", errNoDayPart
	}
	s = strings.TrimLeft(s, " ")
	if t, ok := strings.CutPrefix(s, "日"); ok {
		s = t
	} else if sep == "" {
		return 0, 0, "", errNoDay
	}
	return month, day, s, nil
}

// afterDay takes off what may follow a day: the day of the week and the time of
// day, which say nothing more, and words like から, which are left in rest.
func afterDay(s string) (rest string, ok bool) {
	s = strings.TrimLeft(s, " ")
	if t, found := strings.CutPrefix(s, "("); found {
		day, after, closed := strings.Cut(t, ")")
		day = strings.TrimSuffix(strings.TrimSuffix(day, "日"), "曜")
		if len(day) == 0 || !closed || !strings.Contains("日月火水木金土祝", day) && !weekdays[day] {
			return s, false
		}
		s = strings.TrimLeft(after, " ")
	}
	if clock := strings.TrimPrefix(s, "t"); strings.Contains(clock, ":") {
		if strings.Trim(clock, "0123456789:.z+") == "" {
			return "", true
		}
		return s, false
	}
	switch strings.TrimSpace(s) {
	case "", "から", "より", "~", "付", "付け", "付で", "開始", "実施", "施行", "以降", "運用開始", "から実施", "から運用開始", "稼働", "導入", "に実施":
		return strings.TrimSpace(s), true
	}
	return s, false
}

var weekdays = map[string]bool{"mon": true, "tue": true, "wed": true, "thu": true, "fri": true, "sat": true, "sun": true}

// checked is a day when the calendar has it, with its era put right.
func checked(y yearOf, d Day, raw string) (Day, normalisation, error) {
	switch {
	case d.Year < firstYear || d.Year > lastYear:
		return Day{}, normalisation{}, errFarDay
	case !d.exists():
		return Day{}, normalisation{}, errNoSuchDay
	case y.over(d):
		return d, normalisation{"「" + raw + "」は" + y.era.Name + "の期間の外です。" + d.inEra() + "（" + d.String() + "）と読みました。確かめてください。", true}, nil
	}
	return d, normalisation{}, nil
}

// serialDay is the day of a spreadsheet's serial number. The 1900 system counts a
// 29 February 1900 that never was as number 60.
func serialDay(x float64, date1904 bool) (Day, error) {
	n := math.Floor(x)
	if n < 0 || n > 2_958_465 {
		return Day{}, errFarDay
	}
	days := int(n)
	switch {
	case date1904:
		days += 1462
	case days == 60:
		return Day{}, errNoSuchDay
	case days == 0:
		return Day{}, errNoDay
	case days < 60:
		days++
	}
	d := fromEpoch(days - 25569)
	if d.Year < firstYear || d.Year > lastYear {
		return Day{}, errFarDay
	}
	return d, nil
}

// fromEpoch is the day that lies n days after 1970-01-01.
func fromEpoch(n int) Day {
	// the civil-from-days algorithm, with eras of 400 years from 0000-03-01
	n += 719468
	cycle := n / 146097
	doe := n - cycle*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := Day{yoe + cycle*400, mp + 3, doy - (153*mp+2)/5 + 1}
	if d.Month > 12 {
		d.Month, d.Year = d.Month-12, d.Year+1
	}
	return d
}
