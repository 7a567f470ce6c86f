package value

import (
	"errors"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// What can be wrong with a fiscal year.
var (
	errNoFiscalYear   = errors.New("no fiscal year")
	errFarYear        = errors.New("a fiscal year out of bounds")
	errYearsDisagree  = errors.New("two years that disagree")
	errSeveralYears   = errors.New("several fiscal years")
	errYearWithoutEra = errors.New("a year without era") // 3年度, 21年度
)

// The fiscal years that a sheet can sensibly mean.
const (
	firstFiscalYear = 1950
	lastFiscalYear  = 2060
)

func (p *parser) year() int {
	if n, ok := plainDigits(p.raw); ok && len(p.raw) == 4 && n >= firstFiscalYear && n <= lastFiscalYear && !p.cell.Bool && !p.cell.Date {
		return p.soon(int(n))
	}
	var y int
	var h normalisation
	var err error
	switch {
	case p.cell.Bool:
		err = errNoFiscalYear
	case p.cell.Date:
		var d Day
		if d, _, err = parseDay(p.raw, p.cell, p.ctx.Date1904); err == nil {
			y, _, err = within(d.FiscalYear(), "")
			h.said = "日付 " + d.String() + " を " + strconv.Itoa(y) + " 年度と読みました。"
		}
	case p.cell.Number:
		y, err = numberYear(p.raw)
	default:
		if isDash(p.raw) {
			return 0
		}
		if form.Current().Is(form.NoYear, p.raw) {
			p.normalise(ruleNoValue, noValue, "「"+p.raw+"」は、"+p.field.Label+"なしと読みました。")
			return 0
		}
		y, h, err = readFiscalYear(p.raw)
	}
	if err != nil {
		p.find(finding.Error, ruleYear, "「"+p.raw+"」は"+p.field.Label+"として読めません。"+yearTrouble(err))
		return 0
	}
	p.noteNormalised(h, strconv.Itoa(y)+"年度")
	return p.soon(y)
}

// farFromNow is how many years after the sheet's own a plan is still believed.
const farFromNow = 20

// soon asks about a year that lies far behind the sheet's, as R33 typed for R3.
func (p *parser) soon(y int) int {
	if p.ctx.FiscalYear != 0 && y > p.ctx.FiscalYear+farFromNow {
		p.find(finding.Warning, ruleYear, "「"+p.raw+"」を "+itoa(y)+" 年度と読みました。遠い先の年度です。確かめてください。")
	}
	return y
}

func yearTrouble(err error) string {
	switch {
	case errors.Is(err, errFarYear):
		return "年度の数字を確かめてください。"
	case errors.Is(err, errYearsDisagree):
		return "二つの年が合いません。"
	case errors.Is(err, errSeveralYears):
		return "年度を一つだけ入力してください。"
	case errors.Is(err, errYearWithoutEra):
		return "元号を付けるか、西暦4桁で入力してください。"
	}
	return "年度を西暦4桁で入力してください。"
}

// numberYear reads a cell that the file types as a number.
func numberYear(raw string) (int, error) {
	x, err := strconv.ParseFloat(raw, 64)
	switch n := int(x); {
	case err != nil || x != float64(n):
		return 0, errNoFiscalYear
	case n >= 1 && n < 100:
		return 0, errYearWithoutEra
	case n < firstFiscalYear || n > lastFiscalYear:
		return 0, errFarYear
	default:
		return n, nil
	}
}

// readFiscalYear reads a Japanese fiscal year in any of the writings of the sheets:
// 2021, 2021年度, R3, Ｒ３年度, 令3, 令和元年度, 令和3（2021）年度, or a day or month in it.
func readFiscalYear(raw string) (int, normalisation, error) {
	if oddDigits(raw) {
		return 0, normalisation{}, errNoFiscalYear
	}
	s := form.FoldSpaced(raw)
	// the national survey numbers its choices: "2 2025年度"
	if len(s) > 6 && s[0] >= '1' && s[0] <= '9' && s[1] == ' ' && strings.Contains(s, "年度") {
		s = s[2:]
	}
	y, rest, err := foldedYear(s)
	switch {
	case err != nil:
		return 0, normalisation{}, err
	case rest != "":
		return y, normalisation{said: "「" + raw + "」を " + strconv.Itoa(y) + " 年度と読みました。"}, nil
	}
	return y, normalisation{}, nil
}

// foldedYear reads a fiscal year; more is what the text says beyond it.
func foldedYear(s string) (year int, more string, err error) {
	s = unbracket(s)
	for _, word := range []string{"fy", "年度:", "年度"} {
		if t, ok := strings.CutPrefix(s, word); ok {
			s = strings.TrimLeft(t, " ")
			break
		}
	}
	y, ok := readYear(s)
	if !ok {
		if n, rest, isNumber := readSmall(s); isNumber {
			switch {
			case n < 100 && (rest == "" || strings.HasPrefix(rest, "年")):
				return 0, "", errYearWithoutEra
			case n > 9999 && rest == "" || strings.HasPrefix(rest, "年"):
				return 0, "", errFarYear
			}
		}
		return 0, "", errNoFiscalYear
	}
	rest := strings.TrimLeft(y.rest, " ")
	if rest, err = sameYear(y, rest); err != nil {
		return 0, "", err
	}
	fiscal := false
	switch {
	case strings.HasPrefix(rest, "年度"):
		rest, fiscal = rest[len("年度"):], true
	case strings.HasPrefix(rest, "fy"):
		rest, fiscal = rest[2:], true
	default:
		if month, err := monthOf(y); err == nil {
			fy := Day{y.year, month, 1}.FiscalYear()
			return within(fy, y.rest)
		} else if !errors.Is(err, errNoDay) {
			return 0, "", errNoFiscalYear
		}
		rest = strings.TrimPrefix(rest, "年")
	}
	rest = strings.TrimLeft(rest, " ")
	if rest, err = sameYear(y, rest); err != nil {
		return 0, "", err
	}
	if several(rest) {
		return 0, "", errSeveralYears
	}
	rest = strings.Trim(rest, " ()。")
	if rest != "" && !afterYear[rest] && !(fiscal && afterFiscalYear[rest]) {
		return 0, "", errNoFiscalYear
	}
	return within(y.year, rest)
}

func within(year int, more string) (int, string, error) {
	if year < firstFiscalYear || year > lastFiscalYear {
		return 0, "", errFarYear
	}
	return year, more, nil
}

// monthOf reads the month that follows a year, with or without a day that exists.
func monthOf(y yearOf) (int, error) {
	month, day, rest, err := readMonthDay(y.rest)
	if errors.Is(err, errNoDayPart) {
		month, day, rest = onlyMonth(y.rest), 1, ""
	} else if err != nil {
		if m := onlyMonth(y.rest); m > 0 {
			return m, nil
		}
		return 0, err
	}
	if after, ok := afterDay(rest); !ok || after != "" || !(Day{y.year, month, day}).exists() {
		return 0, errNoSuchDay
	}
	return month, nil
}

// onlyMonth reads 年4月 and what may follow a month; 0 where that is not so.
func onlyMonth(s string) int {
	s = strings.TrimLeft(s, " ")
	t, ok := strings.CutPrefix(s, "年")
	if !ok {
		if s == "" || !strings.ContainsAny(s[:1], "./-") {
			return 0
		}
		t = s[1:]
	}
	month, rest, isNumber := readSmall(strings.TrimLeft(t, " "))
	rest = strings.TrimPrefix(strings.Trim(rest, " ()"), "月")
	if !isNumber || month < 1 || month > 12 || rest != "" && !afterYear[rest] {
		return 0
	}
	return month
}

// sameYear reads a second writing of the year in brackets, 令和3（2021）年度, which
// has to mean the same.
func sameYear(y yearOf, s string) (string, error) {
	t, ok := strings.CutPrefix(s, "(")
	if !ok {
		return s, nil
	}
	inside, rest, closed := strings.Cut(t, ")")
	other, isYear := readYear(inside)
	if !closed || !isYear || strings.Trim(other.rest, "年度 ") != "" {
		return s, nil
	}
	if other.year != y.year {
		return s, errYearsDisagree
	}
	return strings.TrimLeft(rest, " "), nil
}

// several tells whether a second year follows the first.
func several(rest string) bool {
	for _, sign := range []string{"~", "-", "から", ",", "・", "/", "又は", "または", "及び", "or", ";"} {
		if t, ok := strings.CutPrefix(rest, sign); ok {
			t = strings.TrimLeft(t, " ")
			_, isYear := readYear(t)
			_, _, isNumber := readSmall(t)
			return isYear || isNumber
		}
	}
	return false
}

// Words after a year that leave it that year.
var (
	afterYear = set("中", "内", "頃", "ごろ", "予定", "以降", "以後", "まで", "までに", "まで予定", "目途", "目処", "めど", "を予定", "実施予定", "に実施予定",
		"実施", "から", "より", "~", "目標", "見込み", "見込", "導入予定", "対応予定", "完了予定", "度末", "度中", "度内", "中予定", "中に実施", "中に実施予定", "内に実施", "実績", "分")
	afterFiscalYear = set("末", "末まで", "末までに", "末予定", "当初", "初頭", "前半", "後半", "上半期", "下半期", "上期", "下期", "第1四半期", "第2四半期", "第3四半期", "第4四半期",
		"末頃", "中頃", "早期", "夏", "秋", "春", "冬", "4q", "3q", "2q", "1q")
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// unbracket takes off brackets around a whole text.
func unbracket(s string) string {
	if len(s) > 2 && s[0] == '(' && strings.IndexByte(s, ')') == len(s)-1 {
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}
