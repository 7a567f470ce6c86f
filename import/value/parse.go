package value

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// Parse reads one cell of a field's column. The findings come without sheet and
// cell, which the caller knows. A blank cell is the zero Value without a finding
// (for a count, one that is not provided).
func Parse(f *form.Field, c Cell, ctx *Context) (Value, []finding.Finding) {
	if c.Shown != "" || c.Unseen || c.Unsure {
		return parseShown(f, c, ctx)
	}
	return parse(f, c, ctx)
}

func parse(f *form.Field, c Cell, ctx *Context) (Value, []finding.Finding) {
	raw := Clean(c.Text)
	p := parser{field: f, raw: raw, cell: c, ctx: ctx}
	v := p.parse()
	return v, p.findings
}

// parser is the reading of one cell.
type parser struct {
	field    *form.Field
	raw      string // the cell's text, cleaned
	cell     Cell
	ctx      *Context
	findings []finding.Finding
	online   *int64 // that a count names among its own
}

func (p *parser) parse() Value {
	if p.tooLong(p.raw) {
		return Value{}
	}
	p.lostSigns()
	if p.field.Kind == form.Count {
		c := p.count()
		return Value{Count: c, Online: p.online}
	}
	if p.raw == "" || p.unusable() {
		return Value{}
	}
	switch p.field.Kind {
	case form.OneCode:
		return Value{Text: p.code()}
	case form.Codes:
		return Value{List: p.codes()}
	case form.List:
		return Value{List: p.list()}
	case form.Year:
		return Value{Year: p.year()}
	case form.Date:
		return Value{Text: p.date()}
	case form.Duration:
		return Value{Text: p.duration()}
	case form.Organ:
		return Value{Text: p.bureau()}
	case form.ID:
		return Value{Text: p.id()}
	default:
		return Value{Text: p.text()}
	}
}

// unusable finds what is no value of any field: a spreadsheet's error, and a
// ditto mark that has nothing above it.
func (p *parser) unusable() bool {
	if p.cell.Error || errorValue(p.raw) {
		p.find(finding.Error, ruleErrorValue, p.field.Label+"のセルが表計算ソフトのエラー（"+p.raw+"）になっています。値を入力してください。")
		return true
	}
	if IsDitto(p.raw) {
		p.find(finding.Error, ruleDitto, "「"+p.raw+"」が指す上のセルに値がありません。"+p.field.Label+"を省略せずに入力してください。")
		return true
	}
	return false
}

// find notes a finding with the field's own example.
func (p *parser) find(s finding.Severity, rule, message string) {
	p.findWith(s, rule, message, p.field.Example)
}

// noValue is what a word for "none yet" is read as.
const noValue = "値なし"

// normalise notes that the value of the cell is not what stands in it.
func (p *parser) normalise(rule, read, message string) {
	p.find(finding.Info, rule, message)
	p.findings[len(p.findings)-1].Read = read
}

func (p *parser) findWith(s finding.Severity, rule, message, example string) {
	p.findings = append(p.findings, finding.Finding{
		Severity: s, Rule: rule, Field: p.field.Key, Raw: p.raw, Message: message, Example: example, Count: 1,
	})
}

func (p *parser) text() string {
	if isDash(p.raw) {
		return ""
	}
	if p.cell.Date {
		d, _, err := parseDay(p.raw, p.cell, p.ctx.Date1904)
		if err == nil {
			p.normalise(ruleNormalised, d.String(), p.field.Label+"が日付になっているため、"+d.String()+" と読みました。")
			return d.String()
		}
	}
	if p.cell.Bool {
		return boolWord(p.raw)
	}
	return p.raw
}
