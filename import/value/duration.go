package value

import (
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

func (p *parser) duration() string {
	if p.cell.Date || p.cell.Bool {
		p.unreadDuration()
		return ""
	}
	d, said, ok := readDuration(p.raw, p.ctx.DurationUnit)
	switch {
	case ok && said != "":
		p.normalise(ruleNormalised, d, "「"+p.raw+"」の"+said+" "+d+" と読みました。")
	case ok || isDash(p.raw):
	case businessDays(form.Fold(p.raw)):
		p.find(finding.Info, ruleDurationText, "営業日・開庁日で数える期間は暦の長さに直せないため、「"+p.raw+"」を文のまま残します。")
	case !strings.ContainsAny(form.Fold(p.raw), "0123456789"):
		p.find(finding.Info, ruleDurationText, "「"+p.raw+"」は長さに直せないため、文のまま残します。")
	default:
		p.unreadDuration()
	}
	return d
}

func (p *parser) unreadDuration() {
	p.find(finding.Warning, ruleDuration, "「"+p.raw+"」は期間の長さとして読めません。日・週・月で入力してください。")
}

// businessDays tells whether a folded text counts days on which an office is open.
func businessDays(s string) bool {
	if !strings.Contains(s, "日") && !strings.Contains(s, "実働") {
		return false
	}
	for _, w := range []string{"営業日", "開庁日", "業務日", "労働日", "勤務日", "平日", "実働", "稼働日", "閉庁日", "休日", "土日", "祝日", "休庁日"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// readDuration reads a cleaned text as an ISO 8601 duration, a range as two with a
// slash between: 30日 is P30D, 1～2週間 is P1W/P2W. bare is the unit of a number without one, 0
// where that has none. said names what of the text the duration does not hold.
func readDuration(raw string, bare byte) (iso, said string, ok bool) {
	s := form.Fold(raw)
	if oddDigits(raw) || businessDays(s) {
		return "", "", false
	}
	if t, isISO := isoDuration(s); isISO {
		return t, "", true
	}
	if s == "即日" || s == "当日" || s == "即日交付" || s == "即日処理" {
		return "P0D", "長さを", true
	}
	if open := strings.IndexByte(s, '('); open > 0 && strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 {
		said, s = "括弧の中を除いて", s[:open]
	}
	for _, w := range []string{"約", "概ね", "おおむね", "およそ", "おおよそ", "標準", "通常", "ほぼ", "原則", "原則として", "受理後", "受付後", "申請後", "受理から", "受付から",
		"申請から", "申請受理後", "最長", "最大"} {
		if t, found := strings.CutPrefix(s, w); found {
			said, s = "「"+w+"」を除いて", strings.TrimPrefix(t, "として")
			break
		}
	}
	if t, found := strings.CutPrefix(s, "~"); found {
		said, s = "上限を", t
	}
	a, s, unit, ok := readSpan(s)
	if !ok {
		return "", "", false
	}
	b := ""
	for _, sign := range []string{"~", "-", "から", "/"} {
		rest, found := strings.CutPrefix(s, sign)
		if !found {
			continue
		}
		var second byte
		if b, s, second, ok = readSpan(rest); !ok {
			return "", "", false
		}
		if unit == 0 {
			unit = second
			a += string(second)
		}
		if second == 0 {
			return "", "", false
		}
		break
	}
	if unit == 0 {
		if bare == 0 || s != "" && !afterDuration[s] {
			return "", "", false
		}
		a += string(bare)
	}
	if s != "" {
		if !afterDuration[s] {
			return "", "", false
		}
		said = "「" + s + "」を除いて"
	}
	iso = "P" + strings.TrimPrefix(a, "P")
	if b != "" {
		iso += "/P" + b
	}
	return iso, said, true
}

// afterDuration are words after a span that leave it that span.
var afterDuration = set(
	"程度",
	"以内",
	"前後",
	"くらい",
	"ぐらい",
	"ほど",
	"位",
	"間",
	"間程度",
	"間以内",
	"まで",
	"目安",
	"を目安",
	"未満",
	"以下",
	"以内に",
	"以内に処理",
	"。",
	"程度。",
	"以内。",
	"内",
	"見込み",
	"が目安",
)

// durationUnits are the units of time after folding, longest first where one
// begins another, and their letters. 1月 is a month's span here.
var durationUnits = []struct {
	word   string
	letter byte
}{
	{"日間", 'D'}, {"日", 'D'}, {"週間", 'W'}, {"週", 'W'},
	{"か月間", 'M'}, {"か月", 'M'}, {"ヶ月間", 'M'}, {"ヶ月", 'M'}, {"ケ月間", 'M'}, {"ケ月", 'M'}, {"ヵ月間", 'M'}, {"ヵ月", 'M'}, {"カ月間", 'M'}, {"カ月", 'M'},
	{"ゕ月", 'M'}, {"ゖ月", 'M'}, {"箇月間", 'M'}, {"箇月", 'M'}, {"個月", 'M'}, {"月間", 'M'}, {"月", 'M'}, {"年間", 'Y'}, {"年", 'Y'},
	{"時間", 'H'}, {"分", 'N'},
}

// readSpan reads 1か月15日 as 1M15D. A number without unit gives the number and
// unit 0; hours and minutes stand after a T.
func readSpan(s string) (iso, rest string, unit byte, ok bool) {
	var b strings.Builder
	last, timed := -1, false
	for {
		half := strings.HasPrefix(s, "半年")
		n, t, isNumber := readSmall(s)
		if half {
			n, t, isNumber = 6, "か月"+s[len("半年"):], true
		}
		if !isNumber || n > 9999 {
			break
		}
		letter, after := byte(0), t
		for _, u := range durationUnits {
			if x, found := strings.CutPrefix(t, u.word); found {
				letter, after = u.letter, x
				break
			}
		}
		order := strings.IndexByte("YMWDHN", letter)
		if letter == 0 {
			if b.Len() > 0 {
				break
			}
			return strconv.Itoa(n), t, 0, true
		}
		if order <= last {
			break
		}
		if order >= 4 && !timed {
			b.WriteByte('T')
			timed = true
		}
		last, s, unit = order, after, letter
		b.WriteString(strconv.Itoa(n))
		b.WriteByte(strings.Replace("YMWDHN", "N", "M", 1)[order])
		s = strings.TrimPrefix(s, "と")
	}
	return b.String(), s, unit, b.Len() > 0
}

// isoDuration takes a text that is a duration of whole numbers already (P30D).
func isoDuration(folded string) (string, bool) {
	if !strings.HasPrefix(folded, "p") {
		return "", false
	}
	parts := strings.Split(strings.ToUpper(folded), "/")
	for _, part := range parts {
		body, found := strings.CutPrefix(part, "P")
		day, clock, timed := strings.Cut(body, "T")
		if !found || body == "" || !isoPart(day, "YMWD") || timed && (clock == "" || !isoPart(clock, "HM")) {
			return "", false
		}
	}
	return strings.Join(parts, "/"), len(parts) <= 2
}

// isoPart tells whether s is numbers, each with one of the letters, in order.
func isoPart(s, letters string) bool {
	for s != "" {
		n := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if n == 0 || n > 4 || n == len(s) {
			return false
		}
		i := strings.IndexByte(letters, s[n])
		if i < 0 {
			return false
		}
		letters, s = letters[i+1:], s[n+1:]
	}
	return true
}
