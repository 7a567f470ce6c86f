package value

import "testing"

func TestFiscalYearsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	const normalised, none, bad = "R-normalised", "R-no-value", "!R-bad-year"
	for _, c := range []struct {
		text    string
		want    int
		finding string
	}{
		{"2021", 2021, ""},
		{"２０２１", 2021, ""},
		{"2021年度", 2021, ""},
		{"2021年", 2021, ""},
		{"FY2021", 2021, ""},
		{"西暦2021年度", 2021, ""},
		{"R3", 2021, ""},
		{"r3", 2021, ""},
		{"Ｒ３年度", 2021, ""},
		{"R.3年度", 2021, ""},
		{"R03", 2021, ""},
		{"令3", 2021, ""},
		{"令和3", 2021, ""},
		{"令和３年", 2021, ""},
		{"令和3年度", 2021, ""},
		{"令和　３　年度", 2021, ""},
		{"令和三年度", 2021, ""},
		{"令和十二年度", 2030, ""},
		{"令和元年度", 2019, ""},
		{"R元年度", 2019, ""},
		{"H31", 2019, ""},
		{"平成31年度", 2019, ""},
		{"平30年度", 2018, ""},
		{"昭和63年度", 1988, ""},
		{"（R3）", 2021, ""},
		{"令和3（2021）年度", 2021, ""},
		{"2021年度（令和3年度）", 2021, ""},
		{"2021(R3)", 2021, ""},
		{"令和3年度中", 2021, normalised},
		{"令和3年度末", 2021, normalised},
		{"令和3年度予定", 2021, normalised},
		{"令和3年度（予定）", 2021, normalised},
		{"令和3年度以降", 2021, normalised},
		{"令和3年度までに", 2021, normalised},
		{"令和3年度上半期", 2021, normalised},
		{"2030年度以降", 2030, normalised},
		{"令和4年3月", 2021, normalised},
		{"令和4年4月", 2022, normalised},
		{"R4.3", 2021, normalised},
		{"2022/3/31", 2021, normalised},
		{"令和4年4月1日", 2022, normalised},
		{"2022年10月予定", 2022, normalised},
		// the national survey's numbered choices
		{"2 2025年度", 2025, ""},
		{"7 2030年度以降", 2030, normalised},
		// none
		{"", 0, ""},
		{"－", 0, ""},
		{"未定", 0, none},
		{"検討中", 0, none},
		// no year
		{"来年", 0, bad},
		{"令和", 0, bad},
		{"20222", 0, bad},
		{"202", 0, bad},
		{"R99年度", 0, bad},
		{"R0", 0, bad},
		{"3", 0, bad},
		{"3年度", 0, bad},
		{"21年度", 0, bad},
		{"1800年度", 0, bad},
		{"令和3～5年度", 0, bad},
		{"R3-R5", 0, bad},
		{"令和3年度～令和5年度", 0, bad},
		{"令和3、4年度", 0, bad},
		{"令和3（2022）年度", 0, bad},
		{"令和3年末", 0, bad},
		{"令和4年13月", 0, bad},
		{"2022/2/30", 0, bad},
		{"R③", 0, bad},
		{"春", 0, bad},
	} {
		v, found := read(t, "planned_fiscal_year", Cell{Text: c.text}, nil)
		if v.Year != c.want || ids(found) != c.finding {
			t.Errorf("%q: %d %q, want %d %q", c.text, v.Year, ids(found), c.want, c.finding)
		}
	}
}

func TestFiscalYearsInNumberCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell    Cell
		want    int
		finding string
	}{
		{Cell{Text: "2022", Number: true}, 2022, ""},
		{Cell{Text: "2022.0", Number: true}, 2022, ""},
		{Cell{Text: "20222", Number: true}, 0, "!R-bad-year"},
		{Cell{Text: "4", Number: true}, 0, "!R-bad-year"},
		{Cell{Text: "2022.5", Number: true}, 0, "!R-bad-year"},
		{Cell{Text: "44651", Number: true, Date: true}, 2021, "R-normalised"}, // 2022-03-31
		{Cell{Text: "44652", Number: true, Date: true}, 2022, "R-normalised"},
		{Cell{Text: "1", Bool: true}, 0, "!R-bad-year"},
	} {
		v, found := read(t, "planned_fiscal_year", c.cell, nil)
		if v.Year != c.want || ids(found) != c.finding {
			t.Errorf("%+v: %d %q, want %d %q", c.cell, v.Year, ids(found), c.want, c.finding)
		}
	}
}
