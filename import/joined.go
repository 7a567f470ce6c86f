package importer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
)

// piecesOf are the columns that make one value, as the report lists them.
func piecesOf(c layout.Column) []Column {
	var out []Column
	for _, p := range c.Pieces {
		col := Column{
			Column:     workbook.ColumnName(p.Col),
			Header:     p.Header,
			Field:      c.Field,
			FiscalYear: c.FiscalYear,
			Match:      c.Match,
			Confidence: c.Confidence,
			Part:       p.Part,
			Choice:     p.Choice,
		}
		if p.Part == layout.PartSum {
			col.Unit = p.Unit
		}
		out = append(out, col)
	}
	return out
}

// mostNamed is how many columns that were read as one are named each.
const mostNamed = 4

// aboutPieces tells of columns that were read as one.
func (t *table) aboutPieces(c column) {
	var names []string
	for _, p := range c.Pieces {
		names = append(names, "「"+p.Header+"」")
	}
	if n := len(names); n > mostNamed {
		names = []string{names[0] + "から" + names[n-1] + "までの" + strconv.Itoa(n) + "列"}
	}
	severity, rule := finding.Info, finding.RuleJoined
	how := strings.Join(names, "、") + "を合わせて「" + c.field.Label + "」として読みました。"
	switch {
	case c.Pieces[0].Part == layout.PartSum:
		rule = finding.RuleSummed
		how = strings.Join(names, "、") + "を足して「" + c.field.Label + "」としました。重なりがないか確かめてください。"
		if c.Match != "remembered" {
			severity = finding.Warning
		}
	case c.Match == "similar":
		severity, how = finding.Warning, how+"正しいか確かめてください。"
	}
	for k, p := range c.Pieces {
		if k == 0 || severity == finding.Warning && len(c.Pieces) <= mostNamed {
			t.find(layout.Column{Col: p.Col, HeaderRow: p.HeaderRow, Header: p.Header, Field: c.Field}, severity, rule, how, c.field.Label)
		}
	}
}

// joined reads the value that several cells of a row make together.
func (t *table) joined(c *column, cells []layout.Cell, rec *Record, i int) value.Value {
	for k := range cells {
		if cells[k].Text != "" {
			t.cells[i]++
			break
		}
	}
	switch c.Pieces[0].Part {
	case layout.PartChoice:
		return t.chosen(c, cells, rec)
	case layout.PartSum:
		return value.Value{Count: t.summed(c, cells, rec)}
	}
	return t.dated(c, cells, rec, i)
}

// piece is the column of one piece, as its cells are read and told of.
func (c *column) piece(k int) *column {
	p := *c
	at := c.Pieces[k]
	p.Col, p.HeaderRow, p.Header, p.Pieces = at.Col, at.HeaderRow, at.Header, nil
	p.ctx.Unit = int64(max(at.Unit, 1))
	return &p
}

// say notes a finding on the cell of one piece.
func (t *table) say(c *column, k int, rec *Record, f finding.Finding) {
	f.Sheet, f.Cell, f.Field = t.sheet.Name, workbook.CellName(c.Pieces[k].Col, rec.Row), c.Field
	t.r.found.add(f)
}

// chosen reads one column for each choice: the marks say which.
func (t *table) chosen(c *column, cells []layout.Cell, rec *Record) value.Value {
	var codes []string
	first := 0
	for k := range cells {
		text := value.Clean(cells[k].Text)
		yes, ok := layout.Chosen(cells[k].Cell)
		if !ok {
			code, _, listed := c.field.List.Lookup(text)
			if yes = listed && code.Code == c.Pieces[k].Choice; !yes {
				t.say(
					c,
					k,
					rec,
					finding.Finding{
						Severity: finding.Error,
						Rule:     "L2-04",
						Raw:      clip(text),
						Message:  "「" + clip(text) + "」は、「" + c.Pieces[k].Header + "」に当たるかどうかを示す印（○）ではありません。",
						Example:  "○",
					},
				)
				continue
			}
		}
		if yes && !slices.Contains(codes, c.Pieces[k].Choice) {
			if len(codes) == 0 {
				first = k
			}
			codes = append(codes, c.Pieces[k].Choice)
		}
	}
	if c.field.Kind == form.Codes {
		order := c.field.List.All()
		slices.SortFunc(codes, func(a, b string) int {
			at := func(code string) int {
				return slices.IndexFunc(order, func(x form.Code) bool { return x.Code == code })
			}
			return at(a) - at(b)
		})
		return value.Value{List: codes}
	}
	switch len(codes) {
	case 0:
		return value.Value{}
	case 1:
		return value.Value{Text: codes[0]}
	}
	t.say(
		c,
		first,
		rec,
		finding.Finding{
			Severity: finding.Error,
			Rule:     "R-several-choices",
			Raw:      clip(value.Clean(cells[first].Text)),
			Message:  fmt.Sprintf("%sは一つだけ選んでください。%d つの列に印があります。", c.field.Label, len(codes)),
			Example:  "当たる列の一つだけに ○",
		},
	)
	return value.Value{}
}

// dated reads a day, or a year, whose parts stand in columns of their own.
func (t *table) dated(c *column, cells []layout.Cell, rec *Record, i int) value.Value {
	var text strings.Builder
	filled := false
	for k, p := range c.Pieces {
		part := strings.TrimSpace(form.FoldSpaced(cells[k].Text))
		filled = filled || part != ""
		unit := map[layout.Part]string{layout.PartYear: "年", layout.PartMonth: "月", layout.PartDay: "日"}[p.Part]
		if part == "" && (p.Part == layout.PartDay || p.Part == layout.PartEra) {
			continue
		}
		if x, err := strconv.ParseFloat(part, 64); err == nil && x == float64(int(x)) {
			part = strconv.Itoa(int(x)) // 4.0
		}
		text.WriteString(strings.TrimSuffix(strings.TrimSuffix(part, "度"), unit) + unit)
	}
	if !filled {
		return value.Value{}
	}
	cell := layout.Cell{Cell: workbook.Cell{Col: c.Col, Kind: workbook.Text, Text: text.String()}}
	t.cells[i]-- // counted already
	return t.cell(c, &cell, rec, i)
}

// summed adds up the counts of several columns. Where one of them is not known, neither
// is their sum.
func (t *table) summed(c *column, cells []layout.Cell, rec *Record) value.Count {
	sum := value.Count{State: value.Provided, Qualifier: value.Exact}
	var total int64
	var raws []string
	known, missing := 0, -1
	for k := range cells {
		p := c.piece(k)
		at := t.cells[0]
		v := t.cell(p, &cells[k], rec, 0).Count
		t.cells[0] = at
		if v.Raw != "" {
			raws = append(raws, v.Raw)
		}
		switch {
		case v.State == value.NotApplicable:
		case v.Value == nil:
			missing = k
		default:
			known++
			total += *v.Value
			switch {
			case v.Qualifier == value.Upper || v.Qualifier == value.Range || v.Qualifier == value.Over,
				sum.Qualifier == value.Lower && v.Qualifier == value.Approx,
				sum.Qualifier == value.Approx && v.Qualifier == value.Lower:
				missing = k
			case v.Qualifier != value.Exact:
				sum.Qualifier = v.Qualifier
			}
		}
	}
	sum.Raw = strings.Join(raws, "＋")
	switch {
	case known == 0:
		return value.Count{State: value.NotProvided, Raw: sum.Raw}
	case missing >= 0:
		t.say(
			c,
			missing,
			rec,
			finding.Finding{
				Severity: finding.Warning,
				Rule:     finding.RuleSummed,
				Raw:      clip(value.Clean(cells[missing].Text)),
				Message:  "「" + c.Pieces[missing].Header + "」の件数が分からないため、" + c.field.Label + "の合計は不明としました。0件なら 0 と書いてください。",
				Example:  "0",
			},
		)
		return value.Count{State: value.NotProvided, Raw: sum.Raw}
	}
	sum.Value = &total
	return sum
}
