package layout

import (
	"regexp"
	"strconv"
	"strings"
)

// yearText is a fiscal year named in a header or a title.
type yearText struct {
	year       int
	start, end int  // where it stands in the squeezed text
	guessed    bool // no era was written (２年度)
	actual     bool // 実績 or 件数 follows: the year of the figures, not of the survey
	calendar   bool // 令和2年, without 度
}

var (
	eraYear   = regexp.MustCompile(`(令和|平成|昭和|令|平|昭|R|H|S|r|h|s)\.?(元|\d{1,2})(年度|年|FY)?`)
	adYear    = regexp.MustCompile(`(?:FY)?((?:19|20)\d{2})(年度|年|FY)?`)
	shortYear = regexp.MustCompile(`FY'?(\d{2})((?:年度)?)(?:$|[^0-9])`)
	bare      = regexp.MustCompile(`(元|\d{1,2})年度`)
	dateEnd   = regexp.MustCompile(`^[./年-]?\d{1,2}[./月-]`)
	actual    = regexp.MustCompile(`^[^0-9]{0,4}?(実績|件数|の件数)`)
)

var eraStart = map[string]int{"令和": 2018, "令": 2018, "R": 2018, "平成": 1988, "平": 1988, "H": 1988, "昭和": 1925, "昭": 1925, "S": 1925}

// years finds the fiscal years that a squeezed text names. strict asks for 年度
// (a title also holds dates and document numbers; a header rarely does).
func years(text string, strict bool) []yearText {
	var out []yearText
	taken := func(a, b int) bool {
		for _, y := range out {
			if a < y.end && b > y.start {
				return true
			}
		}
		return false
	}
	add := func(y, start, end int, unit string, guessed bool) {
		if strict && unit != "年度" && unit != "FY" || taken(start, end) {
			return
		}
		if unit == "年" && strings.HasPrefix(text[end:], "間") { // R2年間件数
			end, unit = end-len("年"), ""
		}
		rest := text[end:]
		if unit != "年度" && dateEnd.MatchString(rest) || unit == "年" && len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
			return // a date
		}
		if unit == "" && len(rest) > 0 &&
			(rest[0] >= '0' && rest[0] <= '9' || rest[0] >= 'a' && rest[0] <= 'z' || rest[0] >= 'A' && rest[0] <= 'Z') {
			return // a word or a number
		}
		out = append(out, yearText{y, start, end, guessed, actual.MatchString(rest), unit == "年" && !strings.HasPrefix(rest, ")度")})
	}
	for _, p := range periods(text) {
		if p.whole() && p.year > 0 && (!strict || ofFigures(text)) { // R2.4～R3.3
			out = append(out, yearText{year: p.year, start: p.start, end: p.end, actual: !p.point})
		}
	}
	for _, m := range eraYear.FindAllStringSubmatchIndex(text, -1) {
		era, num, unit := text[m[2]:m[3]], text[m[4]:m[5]], ""
		if m[6] >= 0 {
			unit = text[m[6]:m[7]]
		}
		if len(era) == 1 && m[0] > 0 {
			if c := text[m[0]-1]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
				continue
			}
		}
		n := 1
		if num != "元" {
			n, _ = strconv.Atoi(num)
		}
		if n == 0 || n > 64 {
			continue
		}
		add(eraStart[eraName(era)]+n, m[0], m[1], unit, false)
	}
	for _, m := range adYear.FindAllStringSubmatchIndex(text, -1) {
		unit := ""
		if m[4] >= 0 {
			unit = text[m[4]:m[5]]
		}
		if m[0] > 0 && text[m[0]-1] >= '0' && text[m[0]-1] <= '9' {
			continue
		}
		if strings.HasPrefix(text[m[0]:], "FY") {
			unit = "年度"
		}
		y, _ := strconv.Atoi(text[m[2]:m[3]])
		add(y, m[0], m[1], unit, false)
	}
	for _, m := range shortYear.FindAllStringSubmatchIndex(text, -1) { // FY20
		y, _ := strconv.Atoi(text[m[2]:m[3]])
		add(2000+y, m[0], m[5], "FY", false)
	}
	for _, m := range bare.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > 0 && text[m[0]-1] >= '0' && text[m[0]-1] <= '9' {
			continue
		}
		n := 1
		if num := text[m[2]:m[3]]; num != "元" {
			n, _ = strconv.Atoi(num)
		}
		switch {
		case n == 0:
		case m[0] > 0 && strings.ContainsAny(text[m[0]-1:m[0]], "'`"): // '20年度
			add(2000+n, m[0]-1, m[1], "年度", false)
		case strings.HasSuffix(text[:m[0]], "’"):
			add(2000+n, m[0]-len("’"), m[1], "年度", false)
		case n <= 20:
			add(2018+n, m[0], m[1], "年度", true)
		default:
			add(1988+n, m[0], m[1], "年度", true)
		}
	}
	return out
}

// ofFigures tells whether a title speaks of the time of the figures rather than of the
// survey.
func ofFigures(text string) bool {
	return aboutFigures.MatchString(text) && !survey.MatchString(text)
}

var (
	aboutFigures = regexp.MustCompile(`件数|実績|集計|統計|対象期間|調査対象|上半期|下半期|上期|下期|四半期|年度`)
	survey       = regexp.MustCompile(`提出|回答|受付期間|募集|締|期限|照会|依頼|調査期間|実施期間|作成|改訂|更新|予定`)
)

func eraName(s string) string {
	if len(s) == 1 {
		return strings.ToUpper(s)
	}
	return s
}

// soleYear is the one fiscal year that the texts agree on: 0 when they name
// none, -1 when they name several and nothing tells which the figures are of.
func soleYear(ys []yearText) (year int, guessed bool) {
	pick := func(only func(yearText) bool) (int, bool, bool) {
		year, guessed := 0, false
		for _, y := range ys {
			switch {
			case !only(y):
			case year == 0:
				year, guessed = y.year, y.guessed
			case year != y.year:
				return -1, false, true
			}
		}
		return year, guessed, year != 0
	}
	if y, g, ok := pick(func(y yearText) bool { return y.actual }); ok {
		return y, g
	}
	y, g, _ := pick(func(yearText) bool { return true })
	return y, g
}

// countYears gives 前年度件数 its fiscal year: counted from the volumes of the sheet's
// own year, else from the title's where that is not the year of the figures, else the
// one that the caller gave for them.
func countYears(claims []candidate, heads map[int]heading, title, option int, titleActual bool) {
	own := 0
	for _, c := range claims {
		if c.hit.field == "annual_volume" && c.before == 0 {
			own = max(own, c.year)
		}
	}
	for i := range claims {
		c := &claims[i]
		if c.before == 0 {
			continue
		}
		switch c.year = 0; {
		case own > 0:
			c.year = own - c.before
		case title > 0 && !titleActual:
			c.year = title - c.before
		case title > 0:
			c.year = title
		case option > 0:
			c.year = option
		}
		if c.year > 0 {
			h := heads[c.col]
			h.year, h.counted = c.year, true
			heads[c.col] = h
		}
	}
}
