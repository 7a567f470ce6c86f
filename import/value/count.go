package value

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// count reads a number of cases. A blank cell is a count that is not provided:
// unknown is not zero.
func (p *parser) count() Count {
	c := Count{State: NotProvided, Raw: p.raw}
	if n, ok := plainDigits(p.raw); ok && (p.ctx.Unit <= 1) && !p.cell.Bool && !p.cell.Date {
		return provided(c, n, Exact)
	}
	if p.raw == "" {
		return p.defined(p.ctx.Blank, c)
	}
	if p.unusable() {
		return c
	}
	switch {
	case p.cell.Bool:
		p.badCount("ではなく TRUE / FALSE になっています。")
		return c
	case p.cell.Date:
		day := ""
		if d, _, err := parseDay(p.raw, p.cell, p.ctx.Date1904); err == nil && d.String() != p.raw {
			day = "（" + d.String() + "）"
		}
		p.badCount("ではなく日付" + day + "になっています。セルの表示形式を数値に直してください。")
		return c
	case p.cell.Number:
		return p.numberCount(c)
	}
	f := form.Current()
	switch {
	case f.Is(form.Dash, p.raw):
		if strings.Trim(form.Fold(p.raw), "・.") == "" {
			return p.defined(p.ctx.Dots, c)
		}
		return p.defined(p.ctx.Dash, c)
	case f.Is(form.NotProvided, p.raw):
		return c
	case f.Is(form.NotApplicable, p.raw):
		c.State = NotApplicable
		return c
	}
	return p.textCount(c)
}

// defined is what a note says that a dash or a blank stands for.
func (p *parser) defined(m *Meaning, c Count) Count {
	if m == nil || m.Means == NotProvided {
		return c
	}
	sign := "「" + p.raw + "」"
	if p.raw == "" {
		sign = "空欄"
	}
	if m.Means == NotApplicable {
		c.State = NotApplicable
		p.normalise(ruleNormalised, "該当なし", "「"+m.Note+"」とあるので、"+sign+"を該当なしと読みました。")
		return c
	}
	p.normalise(ruleNormalised, "0", "「"+m.Note+"」とあるので、"+sign+"を 0 件と読みました。")
	return provided(c, 0, Exact)
}

func provided(c Count, n int64, qualifier string) Count {
	c.State, c.Value, c.Qualifier = Provided, &n, qualifier
	return c
}

func (p *parser) badCount(why string) {
	p.find(finding.Error, ruleNumber, p.field.Label+"は数字だけで入力してください。「"+p.raw+"」は件数"+why)
}

func (p *parser) fractionCount() {
	p.find(finding.Error, ruleNumber, p.field.Label+"は整数で入力してください。「"+p.raw+"」は1件に満たない端数になります。")
}

// numberCount reads a cell that the file itself types as a number. What is off a
// whole number by rounding of binary fractions only is that whole number.
func (p *parser) numberCount(c Count) Count {
	x, err := strconv.ParseFloat(p.raw, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		p.badCount("として読めません。")
		return c
	}
	if p.ctx.Unit > 1 {
		x *= float64(p.ctx.Unit)
	}
	n := math.Round(x)
	switch {
	case math.Abs(x-n) > 1e-9*math.Max(1, math.Abs(x)):
		p.fractionCount()
		return c
	case n < 0:
		p.badCount("ですが、0 より小さい件数はありえません。")
		return c
	case n > largest:
		p.badCount("ですが、件数として大きすぎます。")
		return c
	}
	return provided(c, int64(n), Exact)
}

// plainDigits reads a text of nothing but half-width digits.
func plainDigits(s string) (n int64, ok bool) {
	if len(s) == 0 || len(s) > 12 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, true
}

// textCount reads a count that somebody wrote as text.
func (p *parser) textCount(c Count) Count {
	raw := p.raw
	total, part, parted := splitPart(raw)
	if parted = parted && p.field.Key == "annual_volume"; parted {
		raw = total
	}
	w, why := readCount(raw)
	if why != "" {
		p.badCount(why)
		return c
	}
	if w.year != 0 && p.ctx.VolumeYear != 0 && w.year != p.ctx.VolumeYear {
		p.find(finding.Warning, ruleCountYear, "「"+p.raw+"」に"+itoa(w.year)+"年度とあります。見出しの年度の件数か確かめてください。")
	}
	unit := max(p.ctx.Unit, 1)
	if unit > 1 && (w.scaled || w.noun) {
		p.find(finding.Warning, ruleUnit, "見出しの単位は「"+unitName(unit)+"件」ですが、セルに「"+p.raw+"」と単位が書かれているため、セルの単位で読みました。確かめてください。")
		unit = 1
	}
	n, ok := whole(w.from, unit)
	upper, okUpper := whole(w.to, unit)
	if !ok || w.ranged && !okUpper {
		p.fractionCount()
		return c
	}
	if w.ranged && upper < n {
		p.badCount("の範囲として読めません。小さい数を先に書いてください。")
		return c
	}
	c = provided(c, n, w.qualifier)
	read := strconv.FormatInt(n, 10)
	if parted {
		online, why := readCount(part)
		k, whole := whole(online.from, unit)
		if why != "" || !whole {
			p.badCount("として読めません。")
			return Count{State: NotProvided, Raw: p.raw}
		}
		p.online = &k
		p.normalise(ruleNormalised, read, "「"+p.raw+"」を、年間件数 "+read+"、うちオンライン件数 "+strconv.FormatInt(k, 10)+" と読みました。オンライン件数は別の列に書いてください。")
		return c
	}
	switch {
	case w.ranged:
		c.Upper, c.Qualifier = &upper, Range
		read += " から " + strconv.FormatInt(upper, 10) + " まで"
	case w.qualifier == Approx:
		read = "およそ " + read
	case w.qualifier == Lower:
		read += " 以上"
	case w.qualifier == Over:
		read += " 超"
	case w.qualifier == Upper && w.reached:
		c.Upper = &n
		read += " 以下"
	case w.qualifier == Upper:
		read += " 未満"
	case !w.scaled && !w.kanji && !w.spaced && !w.marked:
		return c
	}
	p.normalise(ruleNormalised, read, "「"+p.raw+"」を "+read+" と読みました。")
	return c
}

// whole is a number of millionths times a unit, when that is a whole number.
func whole(micros, unit int64) (int64, bool) {
	if micros > math.MaxInt64/unit || micros*unit%micro != 0 {
		return 0, false
	}
	n := micros * unit / micro
	return n, n <= largest
}

func unitName(unit int64) string {
	switch unit {
	case 10:
		return "十"
	case 100:
		return "百"
	case 1000:
		return "千"
	case 10_000:
		return "万"
	case 1_000_000:
		return "百万"
	}
	return strconv.FormatInt(unit, 10)
}

// written is a count as text says it.
type written struct {
	from, to  int64 // in millionths
	ranged    bool
	qualifier string
	scaled    bool // with 千, 万, 億
	noun      bool // with 件 or the like
	reached   bool // an upper bound that may itself be the number (以下)
	kanji     bool
	spaced    bool // with spaces between the digits
	marked    bool // with the mark of a note behind it
	year      int  // fiscal year written behind it in brackets, 0 none
}

// The words around a number, after folding, longest first where one begins another.
var (
	approxBefore = []string{
		"約",
		"およそ",
		"おおよそ",
		"おおむね",
		"概ね",
		"凡そ",
		"ほぼ",
		"大体",
		"だいたい",
		"推計",
		"推定",
		"概算",
		"概数",
		"見込み",
		"見込",
		"平均",
		"ca.",
		"≒",
	}
	lowerBefore = []string{"少なくとも", "最低", "最小", ">=", "≧", "≥"}
	overBefore  = []string{">"}
	upperBefore = []string{"最大", "最高", "多くとも", "<=", "≦", "≤", "~"}
	underBefore = []string{"<"}
	plainBefore = []string{"年間", "毎年度", "毎年", "年", "延べ", "延", "のべ", "計", "全"}

	approxAfter = []string{"程度", "前後", "くらい", "ぐらい", "ほど", "内外", "見込み", "見込", "推計", "概数", "概算", "余り", "余", "位", "弱", "強"}
	lowerAfter  = []string{"以上", "~"}
	overAfter   = []string{"を超える", "超える", "を超過", "超過", "超", "より多い", "より多く"}
	upperAfter  = []string{"以下", "以内", "まで"}
	underAfter  = []string{"未満"}
	nouns       = []string{
		"件数",
		"件",
		"回",
		"人",
		"名",
		"通",
		"枚",
		"部",
		"台",
		"箇所",
		"か所",
		"ヶ所",
		"カ所",
		"社",
		"団体",
		"冊",
		"施設",
		"世帯",
		"店舗",
		"校",
		"戸",
		"棟",
		"者",
		"筆",
		"区画",
		"届",
		"申請",
	}
	perYear = []string{"/年度", "/年間", "/年", "毎年"}
)

var (
	// noteMark is the mark of a note behind a number: 1,234※1, 56（注2）, 78¹⁾
	noteMark = regexp.MustCompile(
		`[\s　]*(?:[※＊*†‡]+[0-9０-９]{0,2}[)）]?|[（(\[［]?注[0-9０-９]{0,2}[)）\]］]?|[（(\[［][※＊*][0-9０-９]{0,2}[)）\]］]|[¹²³⁰⁴-⁹]+⁾?)$`,
	)
	power = regexp.MustCompile(`(?:^|[^0-9,.])10$`) // whose exponent a raised number may be
)

// readCount reads the text of a count; why is empty or ends a sentence that starts
// with "「…」は数字".
func readCount(raw string) (w written, why string) {
	const unread = "として読めません。"
	if i := noteMark.FindStringIndex(raw); i != nil && !power.MatchString(raw[:i[0]]) {
		raw, w.marked = strings.TrimRight(raw[:i[0]], " 　"), true
	}
	if oddDigits(raw) {
		return w, unread
	}
	s := form.FoldSpaced(raw)
	w.qualifier = Exact
	if why := severalCounts(s); why != "" {
		return w, why
	}
	s, ok := stripNote(s, &w)
	if !ok {
		return w, unread
	}
	switch {
	case strings.ContainsAny(s, "%‰"):
		return w, "ではなく割合です。件数を入力してください。"
	case len(s) > 1 && strings.ContainsRune("-△", firstRune(s)) && strings.ContainsAny(s, "0123456789"):
		return w, "ですが、0 より小さい件数はありえません。"
	case strings.HasPrefix(s, "数") || strings.Contains(s, "十数") || strings.Contains(s, "百数"):
		return w, "としてはあいまいです。分からないときは「不明」と入力してください。"
	}
	for {
		t := s
		s = cut(s, approxBefore, func() { w.qualifier = Approx })
		s = cut(s, lowerBefore, func() { w.qualifier = Lower })
		s = cut(s, overBefore, func() { w.qualifier = Over })
		s = cut(s, upperBefore, func() { w.qualifier, w.reached = Upper, true })
		s = cut(s, underBefore, func() { w.qualifier = Upper })
		s = cut(s, plainBefore, nil)
		if s = strings.TrimLeft(s, " "); s == t {
			break
		}
	}
	if s == "ゼロ" || s == "ゼロ件" {
		w.kanji = true
		return w, ""
	}
	a, ok := readNumeral(s)
	if !ok {
		return w, unread
	}
	w.note(a, s)
	s = strings.TrimLeft(cut(strings.TrimLeft(a.rest, " "), nouns, func() { w.noun = true }), " ")
	w.from = a.micros
	if rest, isRange := rangeSign(s); isRange {
		s = cut(strings.TrimLeft(rest, " "), approxBefore, nil)
		b, ok := readNumeral(s)
		if !ok {
			return w, unread
		}
		// 1～2万件 means 1万～2万; 1～2,000件 stays as written.
		if b.scale > 1 && !a.scaled && !w.noun && a.micros < b.micros/b.scale {
			w.from *= b.scale
		}
		w.note(b, s)
		w.ranged, w.to, s = true, b.micros, b.rest
	}
	for s != "" {
		t := s
		s = strings.TrimLeft(s, " ")
		s = cut(s, perYear, nil)
		s = cut(s, nouns, func() { w.noun = true })
		s = cut(s, approxAfter, func() { w.qualifier = Approx })
		s = cut(s, lowerAfter, func() { w.qualifier = Lower })
		s = cut(s, overAfter, func() { w.qualifier = Over })
		s = cut(s, upperAfter, func() { w.qualifier, w.reached = Upper, true })
		s = cut(s, underAfter, func() { w.qualifier = Upper })
		s = strings.TrimSuffix(s, "。")
		if s == t {
			return w, unread
		}
	}
	return w, ""
}

// note keeps how a number was written; text is what it was read from.
func (w *written) note(n numeral, text string) {
	w.scaled = w.scaled || n.scaled
	w.kanji = w.kanji || n.kanji
	w.spaced = w.spaced || strings.Contains(strings.TrimRight(text[:len(text)-len(n.rest)], " "), " ")
}

// rangeSign takes off the sign between the ends of a range, when a number follows.
func rangeSign(s string) (rest string, ok bool) {
	for _, sign := range []string{"~", "-", "から", "…"} {
		if rest, ok = strings.CutPrefix(s, sign); ok {
			rest = strings.TrimLeft(rest, " ~-")
			return rest, rest != "" && (rest[0] >= '0' && rest[0] <= '9' || strings.ContainsRune("一二三四五六七八九十百千約", firstRune(rest)))
		}
	}
	return s, false
}

// stripNote takes brackets off the end of a text: （概数）makes it approximate,
// （年間）says nothing more; anything else in brackets is not understood.
func stripNote(s string, w *written) (string, bool) {
	open := strings.LastIndexByte(s, '(')
	if open <= 0 || !strings.HasSuffix(s, ")") {
		return s, true
	}
	note := strings.TrimSpace(s[open+1 : len(s)-1])
	switch note {
	case "概数", "推計", "推計値", "概算", "見込", "見込み", "約", "推定", "程度":
		w.qualifier = Approx
	case "件", "年間", "件/年", "実績", "年", "延べ", "実績なし", "実績無し", "該当なし", "申請なし":
	default:
		y, _, err := foldedYear(note)
		if err != nil {
			return s, false
		}
		w.year = y
	}
	return strings.TrimSpace(s[:open]), true
}

// cut takes the first of the words that s starts with off it.
func cut(s string, words []string, found func()) string {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w); ok {
			if found != nil {
				found()
			}
			return rest
		}
	}
	return s
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
