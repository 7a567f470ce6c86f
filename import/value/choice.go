package value

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// code reads a cell that holds one choice of the field's list.
func (p *parser) code() string {
	list := p.field.List
	text := p.raw
	if p.cell.Bool {
		text = boolWord(p.raw)
	}
	if c, ok := p.legend(text); ok {
		return c
	}
	if c, done := p.negated(text); done {
		return c
	}
	if c, _, ok := list.Lookup(text); ok {
		return p.inForce(c)
	}
	if m, ok := list.Mark(text); ok {
		said := "見出しに凡例がないため、「" + p.raw + "」を「" + list.Label(m.Code) + "」と読みました。"
		if len(p.ctx.Legend) > 0 {
			said = "凡例に「" + p.raw + "」がないため、「" + list.Label(m.Code) + "」と読みました。"
		}
		if m.Warn || len(p.ctx.Legend) > 0 {
			p.find(finding.Warning, ruleMarkUnclear, said+"確かめてください。")
		} else {
			p.normalise(ruleMark, list.Label(m.Code), said)
		}
		return m.Code
	}
	if isDash(text) {
		return ""
	}
	if p.cell.Date {
		if c, ok := p.codeBecomeDate(); ok {
			return c
		}
	}
	if c, ok := p.annotated(text); ok {
		return c
	}
	if c, ok := p.dated(text); ok {
		return c
	}
	if c, ok := p.feeOf(text); ok {
		return c
	}
	if found, _ := split(text, p.known); len(found) > 0 {
		if len(found) == 1 {
			return found[0]
		}
		p.find(finding.Warning, ruleSeveral, p.field.Label+"は一つだけ選んでください。「"+p.raw+"」には "+strings.Join(labels(list, found), "、")+" があります。")
		return ""
	}
	p.unknownCode(p.raw)
	return ""
}

// codes reads a cell that holds any number of choices. They come once each, in the
// list's order.
func (p *parser) codes() []string {
	list := p.field.List
	text := strings.TrimFunc(p.cell.Text, invisible)
	if c, ok := p.known(p.raw); ok {
		return []string{p.inForceCode(c)}
	}
	if isDash(p.raw) {
		return nil
	}
	if p.cell.Date {
		if c, ok := p.codeBecomeDate(); ok {
			return []string{c}
		}
	}
	if p.cell.Number && strings.ContainsAny(p.raw, ".eE") {
		p.find(
			finding.Error,
			ruleChoice,
			"「"+p.raw+"」は小数なので、"+p.field.Label+"の選択肢の番号として読めません。二つ以上選ぶときは、「"+strings.ReplaceAll(p.raw, ".", "; ")+"」のように「;」で区切ってください。",
		)
		return nil
	}
	if form.Current().Is(form.NoDuration, p.raw) {
		p.normalise(ruleNoValue, noValue, "「"+p.raw+"」は、"+p.field.Label+"なしと読みました。")
		return nil
	}
	if decimal.MatchString(form.Fold(text)) {
		p.find(finding.Error, ruleChoice, "「"+p.raw+"」は小数です。"+p.field.Label+"が二つあるときは、「; 」で区切って入力してください。")
		return nil
	}
	found, bad := split(text, p.known)
	if bad != "" {
		p.unknownCode(Clean(bad))
		return nil
	}
	for _, c := range found {
		p.inForceCode(c)
	}
	order := list.All()
	slices.SortFunc(found, func(a, b string) int { return place(order, a) - place(order, b) })
	return found
}

// decimal is what a spreadsheet makes of two codes with a point between them.
var decimal = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)

func place(codes []form.Code, code string) int {
	return slices.IndexFunc(codes, func(c form.Code) bool { return c.Code == code })
}

func labels(l *form.CodeList, codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = "「" + l.Label(c) + "」"
	}
	return out
}

// known finds the code that a text as a whole names, by legend or list.
func (p *parser) known(text string) (string, bool) {
	if c, ok := p.legend(text); ok {
		return c, true
	}
	c, _, ok := p.field.List.Lookup(text)
	return c.Code, ok
}

func (p *parser) legend(text string) (string, bool) {
	if len(p.ctx.Legend) == 0 || len(text) > 16 {
		return "", false
	}
	c, ok := p.ctx.Legend[form.MarkKey(text)]
	return c, ok
}

func (p *parser) inForceCode(code string) string {
	if c, ok := p.field.List.Code(code); ok {
		return p.inForce(c)
	}
	return code
}

// inForce warns where a choice is not one of the year's.
func (p *parser) inForce(c form.Code) string {
	if !c.In(p.ctx.FiscalYear) {
		p.find(finding.Warning, ruleRetired, "「"+c.Label+"」は、この年度の"+p.field.Label+"の選択肢にありません。確かめてください。")
	}
	return c.Code
}

// annotated reads a choice with a remark in brackets behind it, 要（第3条）. The
// remark may be another writing of the choice; if it is another choice, the two
// contradict each other and the cell is not understood.
func (p *parser) annotated(text string) (string, bool) {
	f := form.FoldSpaced(text)
	open := strings.IndexByte(f, '(')
	if open <= 0 || !strings.HasSuffix(f, ")") {
		return "", false
	}
	choice, remark := strings.TrimSpace(f[:open]), strings.TrimSpace(f[open+1:len(f)-1])
	resolve := func(s string) (string, bool) {
		if c, ok := p.known(s); ok {
			return c, true
		}
		m, ok := p.field.List.Mark(s)
		return m.Code, ok
	}
	c, ok := resolve(choice)
	if !ok {
		return "", false
	}
	if other, ok := resolve(remark); ok {
		if other != c {
			return "", false
		}
		return c, true
	}
	if strings.Contains(remark, "一部") || strings.Contains(remark, "除く") || strings.Contains(remark, "除き") {
		return "", false
	}
	p.find(finding.Warning, ruleRemark, "「"+p.raw+"」を「"+p.field.List.Label(c)+"」と読み、括弧の中を除きました。説明は備考に書いてください。")
	return c, true
}

var dateAround = regexp.MustCompile(`(令和|平成|令|平|r|h|20[0-9]{2}|fy)[0-9元./年月日度]*(末|中|頃|目途|目処|に|から|より|まで|までに|の)?|^(現在|現時点|今後|既に|すでに)`)

// dated reads a choice that is written with a date: R5年度実施予定, 現在検討中.
func (p *parser) dated(text string) (string, bool) {
	f := form.Fold(text)
	rest := strings.Trim(dateAround.ReplaceAllString(f, ""), "~:,-()")
	if rest == f || rest == "" {
		return "", false
	}
	c, ok := p.known(rest)
	if !ok {
		return "", false
	}
	p.find(finding.Warning, ruleRemark, "「"+p.raw+"」を「"+p.field.List.Label(c)+"」と読み、ほかの言葉を除きました。時期は予定年度や実施日の欄に書いてください。")
	return c, true
}

// codeBecomeDate reads a code like 2-1 that the spreadsheet took for 1 February.
func (p *parser) codeBecomeDate() (string, bool) {
	d, _, err := parseDay(p.raw, p.cell, p.ctx.Date1904)
	if err != nil {
		return "", false
	}
	c, ok := p.field.List.Code(itoa(d.Month) + "-" + itoa(d.Day))
	if !ok {
		return "", false
	}
	p.find(
		finding.Warning,
		ruleCodeDate,
		"表計算ソフトがコードを日付に変えています。"+itoa(d.Month)+"月"+itoa(d.Day)+"日をコード "+c.Code+"「"+c.Label+"」と読みました。確かめてください。",
	)
	return c.Code, true
}

func (p *parser) unknownCode(part string) {
	list := p.field.List
	var choices []string
	for _, c := range list.In(p.ctx.FiscalYear) {
		if list.Numbered() {
			choices = append(choices, c.Code+" "+c.Label)
		} else {
			choices = append(choices, c.Label)
		}
	}
	p.find(finding.Error, ruleChoice, "「"+part+"」は"+p.field.Label+"の選択肢にありません。次から選んでください："+strings.Join(choices, "／"))
}

func boolWord(raw string) string {
	if raw == "1" || strings.EqualFold(raw, "true") {
		return "TRUE"
	}
	return "FALSE"
}

// split parts a text into the codes it names. Line breaks, semicolons, slashes and
// bars always part; commas, middle dots and spaces part where the pieces are
// choices, since labels hold them too. bad is the first piece that names nothing.
func split(text string, known func(string) (string, bool)) (codes []string, bad string) {
	add := func(c string) {
		if !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	for _, part := range strings.FieldsFunc(circled(text), strong) {
		part = strings.TrimFunc(part, func(r rune) bool { return invisible(r) || weak(r) })
		if part == "" {
			continue
		}
		if c, ok := known(part); ok {
			add(c)
			continue
		}
		pieces, ok := greedy(part, known)
		if !ok {
			return nil, part
		}
		for _, c := range pieces {
			add(c)
		}
	}
	if len(codes) == 0 {
		return nil, text
	}
	return codes, ""
}

// mostPieces bounds the work on one cell.
const mostPieces = 64

// greedy parts a text at its weak separators, taking the longest choice first.
func greedy(part string, known func(string) (string, bool)) (codes []string, ok bool) {
	ends := []int{}
	for i, r := range part {
		if weak(r) {
			ends = append(ends, i)
		}
	}
	ends = append(ends, len(part))
	if len(ends) == 1 || len(ends) > mostPieces {
		return nil, false
	}
	trim := func(s string) string {
		return strings.TrimFunc(s, func(r rune) bool { return invisible(r) || weak(r) })
	}
	number := "" // the choice of a number that a label follows: 4 その他
	for start, from := 0, 0; from < len(ends); {
		if trim(part[start:ends[from]]) == "" {
			start, from = ends[from], from+1
			continue
		}
		next := -1
		for i := len(ends) - 1; i >= from; i-- {
			piece := trim(part[start:ends[i]])
			c, found := known(piece)
			if !found {
				continue
			}
			bare := strings.Trim(form.Fold(piece), "0123456789-") == ""
			if number != "" && !bare && number != c {
				return nil, false
			}
			if number = ""; bare && i+1 < len(ends) && numbers(part[ends[i]:]) {
				number = c
			}
			codes, next = append(codes, c), i
			break
		}
		if next < 0 {
			return nil, false
		}
		start, from = ends[next], next+1
	}
	return codes, len(codes) > 0
}

// numbers tells whether a text goes on as behind the number of a choice: by a space or a
// full stop.
func numbers(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsSpace(r) || r == '.' || r == '．'
}

func strong(r rune) bool {
	switch r {
	case ';', '；', '\n', '\r', '/', '／', '|', '｜', '\v', '\f', '\u2028':
		return true
	}
	return false
}

func weak(r rune) bool {
	switch r {
	case ',', '，', '､', '、', '・', '･', '+', '＋', '&', '＆', '.', '．':
		return true
	}
	return unicode.IsSpace(r)
}

// circled sets circled numbers (①⑥), which stand without separators, apart.
func circled(s string) string {
	if !strings.ContainsFunc(s, isCircled) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isCircled(r) {
			b.WriteByte(';')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isCircled(r rune) bool {
	return r >= '①' && r <= '⑳' || r == '⓪' || r >= '❶' && r <= '❿'
}
