package value

import (
	"strings"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// What a cell shows against what was saved in it: "=" where nothing is to be said, "!"
// for an error, "?" for a value that wants a look, "~" for one that is only told of.
func TestShownAgainstStored(t *testing.T) {
	t.Parallel()
	number := func(text, shown, plain string) Cell {
		return Cell{Text: text, Number: true, Shown: shown, Plain: plain, Unseen: shown == ""}
	}
	day := func(shown string) Cell {
		return Cell{Text: "45672", Number: true, Date: true, Shown: shown, Plain: shown} // 2025-01-15
	}
	thousands := &Context{Unit: 1000}
	for _, c := range []struct {
		field string
		cell  Cell
		ctx   *Context
		want  string
	}{
		{"annual_volume", number("12", "12千件", "12千件"), nil, "~12000"},
		{"annual_volume", number("12", "12千件", "12千件"), thousands, "=12000"},
		{"annual_volume", number("12000", "12,000件", "12000件"), nil, "=12000"},
		{"annual_volume", number("12345", "12千件", "12.345千件"), nil, "=12345"},
		{"annual_volume", number("1.25", "1.3万件", "1.25万件"), nil, "?12500"},
		{"annual_volume", number("1.2", "1.2万件", "1.2万件"), nil, "~12000"},
		{"annual_volume", number("1200", "約1,200", "約1200"), nil, "~約1200"},
		{"annual_volume", number("10", "10件未満", "10件未満"), nil, "~10未満"},
		{"annual_volume", number("10", "10以上", "10以上"), nil, "~10以上"},
		{"annual_volume", number("0", "不明", "不明"), nil, "~不明"},
		{"annual_volume", number("0", "該当なし", "該当なし"), nil, "~該当なし"},
		{"annual_volume", number("0", "", ""), nil, "!"},
		{"annual_volume", number("0", "-", "-"), nil, "!"},
		{"annual_volume", number("0.45", "45%", "45%"), nil, "!"},
		{"annual_volume", number("1200", "¥1,200", "¥1200"), nil, "!"},
		{"annual_volume", number("1200", "千二百", "1200"), nil, "=1200"},
		{"annual_volume", number("12", "0012", "12"), nil, "=12"},
		{"annual_volume", number("12000", "12", "12"), nil, "!"},
		{"annual_volume", number("12345", "12", "12.345"), nil, "!"},
		{"annual_volume", number("12345", "12", "12.345"), thousands, "?12345"},
		{"annual_volume", number("0.5", "12:00", "12:00"), nil, "!"},
		{"annual_volume", day("2025年度"), nil, "!"},
		{"annual_volume", Cell{Text: "12001350", Shown: "1350"}, nil, "~1350"},
		{"annual_volume", Cell{Text: "1,2341)", Shown: "1,234"}, nil, "~1234"},
		{"annual_volume", Cell{Text: "104", Shown: "", Unsure: true}, nil, "!"},
		{"legal_article", number("3", "第3条の2", "第3条の2"), nil, "~第3条の2"},
		{"legal_article", number("12", "第十二条", "第12条"), nil, "~第十二条"},
		{"legal_article", number("3", "0003", "3"), nil, "~0003"},
		{"legal_article", number("12345", "12", "12.345"), nil, "!"},
		{"legal_basis", Cell{Text: "旧見本条例新見本条例", Shown: "新見本条例"}, nil, "~新見本条例"},
		{"procedure_name", Cell{Text: "見本の届出", Unseen: true}, nil, "!"},
		{"procedure_name", Cell{Text: "見本の届出", Shown: "見本の届出（新規）", Plain: "見本の届出（新規）"}, nil, "~見本の届出（新規）"},
		{"process_id", number("123", "P-0000123", "P-123"), nil, "~P-0000123"},
		{"process_type", number("2", "2-1", "2-1"), nil, "~2-1"},
		{"digitization_status", number("1", "実施済", "実施済"), nil, "~done"},
		{"digitization_status", number("1", "○", "○"), nil, "~done"},
		{"planned_fiscal_year", number("5", "令和5年度", "令和5年度"), nil, "~2023"},
		{"planned_fiscal_year", number("2024", "2024年度", "2024年度"), nil, "=2024"},
		{"planned_fiscal_year", day("2025年度"), nil, "~2025"},
		{"planned_fiscal_year", day("2025"), nil, "~2025"},
		{"planned_fiscal_year", day("令和7年1月"), nil, "~2024"},
		{"planned_fiscal_year", day("1月"), nil, "!"},
		{"planned_fiscal_year", Cell{Text: "45672", Number: true, Date: true, Shown: "Jan-25", Plain: "2025年1月"}, nil, "~2024"},
		{"planned_fiscal_year", day("2025年1月末"), nil, "?2024"},
		{"standard_processing_period", number("10", "10営業日", "10営業日"), nil, "~"},
		{"digitized_on", day("令和7年1月"), nil, "?2025-01-15"},
		{"digitized_on", day("2025年1月15日頃"), nil, "?2025-01-15"},
		{"standard_processing_period", number("30", "30日", "30日"), nil, "~P30D"},
		{"standard_processing_period", number("30", "30日", "30日"), &Context{DurationUnit: 'D'}, "=P30D"},
		{"process_type", Cell{Text: "44228", Number: true, Date: true, Shown: "2月1日", Plain: "2月1日"}, nil, "?2-1"}, // 2021-02-01
	} {
		f := form.Current().Field(c.field)
		ctx := c.ctx
		if ctx == nil {
			ctx = &Context{}
		}
		v, found := Parse(f, c.cell, ctx)
		mark := "="
		for _, x := range found {
			if x.Severity == finding.Info && mark != "=" || x.Field != c.field {
				continue
			}
			mark = map[finding.Severity]string{finding.Error: "!", finding.Warning: "?", finding.Info: "~"}[x.Severity]
			if x.Rule == finding.RuleShown && x.Severity != finding.Info && !strings.Contains(x.Message, "保存されている") && !c.cell.Unsure {
				t.Errorf("%+v: the message does not show both: %s", c.cell, x.Message)
			}
			if x.Severity != finding.Error && x.Rule == finding.RuleShown && (x.Read == "" || !x.Normalised()) {
				t.Errorf("%+v: a mended cell does not say what was read: %+v", c.cell, x)
			}
		}
		got := mark + plainly(v)
		if mark == "!" {
			if got = mark; v.Text != "" || v.Year != 0 || v.Count.Value != nil {
				t.Errorf("%+v: an error with a value: %+v", c.cell, v)
			}
		}
		if got != c.want {
			t.Errorf("%s %+v: %s, want %s\n%+v", c.field, c.cell, got, c.want, found)
		}
	}
}

// plainly writes a value for a test.
func plainly(v Value) string {
	switch {
	case v.Year != 0:
		return itoa(v.Year)
	case v.Count.Value != nil:
		n := itoa(int(*v.Count.Value))
		return map[string]string{Exact: n, Approx: "約" + n, Lower: n + "以上", Upper: n + "未満"}[v.Count.Qualifier]
	case v.Count.State == NotProvided:
		return "不明"
	case v.Count.State == NotApplicable:
		return "該当なし"
	}
	return v.Text + strings.Join(v.List, ",")
}

// An error of the spreadsheet is no value, whatever it is called.
func TestAnErrorOfTheSpreadsheetIsNoValue(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"annual_volume", "procedure_name", "digitization_status", "digitized_on", "planned_fiscal_year"} {
		for _, c := range []Cell{{Text: "#N/A", Error: true}, {Text: "#BUSY!", Error: true}, {Text: "#REF!"}} {
			v, found := read(t, field, c, nil)
			if v.Text != "" || v.Year != 0 || v.Count.Value != nil || len(found) != 1 || found[0].Severity != finding.Error ||
				found[0].Rule != ruleErrorValue {
				t.Errorf("%s %+v: %+v %+v", field, c, v, found)
			}
		}
	}
}
