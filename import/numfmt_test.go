package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/sheettest"
)

// TestYearsThatAreDays reads a sheet whose two year headers are days shown as years.
func TestYearsThatAreDays(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1",
		[]any{"手続名", "根拠法令", "年間件数", nil, "デジタル化状況"},
		[]any{nil, nil, 43556, 43922, nil}, // 2019-04-01, 2020-04-01
		[]any{"架空の申請", "架空法", 1200, 1300, "実施済"},
		[]any{"架空の届出", "架空法", 40, 50, "検討中"},
		[]any{"架空の交付", "架空法", "不明", 60, "検討中"})
	format := `[$-411]ggge"年度";@`
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{f.SetCellStyle("Sheet1", "C2", "D2", style), f.MergeCell("Sheet1", "C1", "D1"),
		f.MergeCell("Sheet1", "A1", "A2"), f.MergeCell("Sheet1", "B1", "B2"), f.MergeCell("Sheet1", "E1", "E2")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r := checkFile(t, f, importer.Options{})
	var got []string
	for _, rec := range r.Records {
		line := rec.Values.ProcedureName
		for _, v := range rec.Values.Volumes {
			line += fmt.Sprintf(" %d:%s", v.FiscalYear, v.Total.Raw)
		}
		got = append(got, line)
	}
	want := "[架空の申請 2019:1200 2020:1300 架空の届出 2019:40 2020:50 架空の交付 2019:不明 2020:60]"
	if s := fmt.Sprint(got); s != want || r.Summary.Errors > 0 {
		t.Errorf("%s\nwant %s\n%+v", s, want, r.Findings)
	}
}

// checkFile reads a made-up workbook and holds what is found to its form.
func checkFile(t *testing.T, f *excelize.File, opt importer.Options) *importer.Report {
	t.Helper()
	r := checkBook(t, f, opt)
	checkFindings(t, r)
	return r
}

// dress gives cells a look.
func dress(t *testing.T, f *excelize.File, from, to string, look excelize.Style) {
	t.Helper()
	id, err := f.NewStyle(&look)
	if err == nil {
		err = f.SetCellStyle("Sheet1", from, to, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// worst is the gravest that is said of a cell.
func worst(r *importer.Report, cell string) finding.Severity {
	var all []finding.Severity
	for _, f := range r.Findings {
		column, row, _ := finding.ParsePlace(cell)
		if at := finding.CellsOf([]finding.Finding{f}, finding.Filter{Column: column, Row: row}).Some(0, 1); len(at) > 0 && at[0].Cell == cell {
			all = append(all, f.Severity)
		}
	}
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Info} {
		for _, x := range all {
			if x == s {
				return s
			}
		}
	}
	return ""
}

// TestWhatANumberFormatShows reads cells whose formats add to what was saved in them,
// in one column of a field and year: all of them one format, or each its own.
func TestWhatANumberFormatShows(t *testing.T) {
	t.Parallel()
	type shown struct {
		value  any
		format string
		want   string // of the record; empty for none
		said   finding.Severity
	}
	columns := map[string][]shown{
		"年間件数（令和2年度）": {
			{12, `0"千件"`, "12000 exact", finding.Info}, {12000, `0,"千件"`, "12000 exact", ""}, {12, `#,##0\千\件`, "12000 exact", finding.Info},
			{1.2, `0.0"万件"`, "12000 exact", finding.Info},
			{1200, `"約"#,##0"件"`, "1200 approx", finding.Info}, {10, `0"件未満"`, "10 upper", finding.Info}, {10, `0"以上"`, "10 lower", finding.Info},
			{1200, `#,##0"件程度"`, "1200 approx", finding.Info},
			{0, `#,##0;-#,##0;"不明"`, "not_provided", finding.Info}, {7, `#,##0;-#,##0;"不明"`, "7 exact", ""},
			{0, `[=0]"該当なし";0`, "not_applicable", finding.Info}, {5, `[<10]"10件未満";0"件"`, "10 upper", finding.Info},
			{0, `0;-0;;@`, "not_provided", finding.Error}, {0, `0;-0;"－"`, "not_provided", finding.Error},
			{0, `_ * #,##0_ ;_ * \-#,##0_ ;_ * "-"_ ;_ @_ `, "0 exact", ""},
			{0.45, `0%`, "not_provided", finding.Error}, {12000, `#,##0,`, "not_provided", finding.Error},
			{1200, `"¥"#,##0`, "not_provided", finding.Error}, {500, `;;;`, "not_provided", finding.Error},
			{43922, "yyyy/m/d", "not_provided", finding.Error},
			{1200, `[DBNum1]General`, "1200 exact", ""}, {1200, `#,##0"件"`, "1200 exact", ""}, {1200, `0000000`, "1200 exact", ""},
			{1200, `[Red]#,##0`, "1200 exact", ""}, {"1200", `"約"@`, "1200 approx", finding.Info},
			{"1200", `0;0;0;"約"@`, "1200 approx", finding.Info},
		},
		"手続ID":      {{123, `"P-"0000000`, "P-0000123", finding.Info}},
		"根拠条項":      {{3, `"第"0"条"`, "第3条", finding.Info}, {3, `"第"0"条の2"`, "第3条の2", finding.Info}, {12, `"第"[DBNum1]General"条"`, "第十二条", finding.Info}, {3, "0", "3", ""}},
		"デジタル化状況":   {{1, `[=1]"実施済";[=0]"未着手"`, "done", finding.Info}, {0, `[=1]"実施済";[=0]"未着手"`, "not_started", finding.Info}, {0, `"○";;"×"`, "not_started", finding.Info}},
		"デジタル化予定年度": {{5, `"令和"0"年度"`, "2023", finding.Info}, {5, `"R"0`, "2023", finding.Info}, {2024, `0"年度"`, "2024", ""}, {45672, `yyyy"年度"`, "2025", finding.Info}, {45672, `[$-411]ggge"年度"`, "2025", finding.Info}, {45672, "yyyy/m/d", "2024", finding.Info}},
		"標準処理期間":    {{30, `0"日"`, "P30D", finding.Info}, {2, `0"週間"`, "P2W", finding.Info}},
		"デジタル化実施日":  {{44287, `[$-411]ggge"年"m"月"d"日"`, "2021-04-01", ""}, {44287, `yyyy"年"m"月"`, "2021-04-01", finding.Warning}},
	}
	for header, cells := range columns {
		f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", header})
		for i, c := range cells {
			row := i + 2
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &[]any{fmt.Sprintf("架空の申請%d", row), "架空法", c.value}); err != nil {
				t.Fatal(err)
			}
			at := fmt.Sprintf("C%d", row)
			dress(t, f, at, at, excelize.Style{CustomNumFmt: &c.format})
		}
		r := checkFile(t, f, importer.Options{})
		if len(r.Records) != len(cells) {
			t.Errorf("%s: %d records, want %d", header, len(r.Records), len(cells))
			continue
		}
		for i, c := range cells {
			if got := third(r.Records[i].Values); got != c.want {
				t.Errorf("%s: %v as %s is %q, want %q", header, c.value, c.format, got, c.want)
			}
			if got := worst(r, fmt.Sprintf("C%d", i+2)); got != c.said {
				t.Errorf("%s: of %v as %s is said %q, want %q", header, c.value, c.format, got, c.said)
			}
		}
	}
}

// third is the value of the only field besides name and law.
func third(v importer.Values) string {
	out := v.ProcessID + v.LegalArticle + v.DigitizationStatus + v.StandardProcessingPeriod + v.DigitizedOn
	if v.PlannedFiscalYear != 0 {
		out += fmt.Sprint(v.PlannedFiscalYear)
	}
	for _, y := range v.Volumes {
		if out += y.Total.State; y.Total.Value != nil {
			out = fmt.Sprint(*y.Total.Value, " ", y.Total.Qualifier)
		}
	}
	return out
}

// TestPartsOfATextThatDoNotCount reads texts with marks of notes and with parts that
// are struck through.
func TestPartsOfATextThatDoNotCount(t *testing.T) {
	t.Parallel()
	struck, raised := &excelize.Font{Strike: true}, &excelize.Font{VertAlign: "superscript"}
	f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和2年度）"})
	for i, row := range [][3][]excelize.RichTextRun{
		{{{Text: "架空の申請"}, {Text: "※1", Font: raised}}, {{Text: "旧架空法", Font: struck}, {Text: "架空法"}}, {{Text: "1200", Font: struck}, {Text: "1350"}}},
		{{{Text: "床面積1,000m"}, {Text: "2", Font: raised}, {Text: "以上の架空の届出"}}, {{Text: "架空法"}}, {{Text: "1,234"}, {Text: "1)", Font: raised}}},
		{{{Text: "架空の交付"}}, {{Text: "架空法"}}, {{Text: "10"}, {Text: "4", Font: raised}}},
		{{{Text: `="架空の縦覧"`}}, {{Text: "架空法"}}, {{Text: `="7"`}}},
	} {
		for k, runs := range row {
			if err := f.SetCellRichText("Sheet1", fmt.Sprintf("%c%d", 'A'+k, i+2), runs); err != nil {
				t.Fatal(err)
			}
		}
	}
	dress(t, f, "C2", "C2", excelize.Style{Font: &excelize.Font{Strike: true}}) // as some programs do where the first part is
	r := checkFile(t, f, importer.Options{})
	var got []string
	for _, rec := range r.Records {
		got = append(got, rec.Values.ProcedureName+" "+rec.Values.LegalBasis+" "+third(importer.Values{Volumes: rec.Values.Volumes}))
	}
	want := "架空の申請 架空法 1350 exact, 床面積1,000m2以上の架空の届出 架空法 1234 exact, 架空の交付 架空法 not_provided, 架空の縦覧 架空法 7 exact"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
	for cell, want := range map[string]finding.Severity{"A2": finding.Info, "B2": finding.Info, "C2": finding.Info, "A3": "",
		"C3": finding.Info, "C4": finding.Error, "A5": finding.Info, "C5": finding.Info} {
		if got := worst(r, cell); got != want {
			t.Errorf("of %s is said %q, want %q", cell, got, want)
		}
	}
}

// TestWhatIsStruckOrUnseen tells of rows and cells whose look takes back what they say.
func TestWhatIsStruckOrUnseen(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和2年度）"}, []any{"架空の申請1", "架空法", 10},
		[]any{"架空の申請2", "架空法", 20}, []any{"架空の申請3", "架空法", 30},
		[]any{"架空の申請4", "架空法", 40})
	dress(t, f, "A3", "C3", excelize.Style{Font: &excelize.Font{Strike: true}})
	dress(t, f, "C4", "C4", excelize.Style{Font: &excelize.Font{Strike: true}})
	dress(t, f, "C5", "C5", excelize.Style{Font: &excelize.Font{Color: "FFFFFF"}})
	dress(t, f, "B5", "B5", excelize.Style{Font: &excelize.Font{Color: "FFFFFF"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"00B0F0"}}})
	r := checkFile(t, f, importer.Options{})
	if len(r.Records) != 4 {
		t.Errorf("%d records", len(r.Records))
	}
	for cell, want := range map[string]finding.Severity{"A2": "", "C2": "", "A3": finding.Error, "C3": "", "A4": "", "C4": finding.Error,
		"B5": finding.Info, "C5": finding.Warning} {
		if got := worst(r, cell); got != want {
			t.Errorf("of %s is said %q, want %q", cell, got, want)
		}
	}
}

// TestFormulasNeverCalculated tells of results that a program wrote without calculating
// them, in a file that says so and in one that does not.
func TestFormulasNeverCalculated(t *testing.T) {
	t.Parallel()
	for _, onLoad := range []bool{true, false} {
		f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和2年度）", "うちオンライン件数（令和2年度）", "紙", "電子"},
			[]any{"架空の申請1", "架空法", 0, 0, 900, 300}, []any{"架空の申請2", "架空法", 0, 0, 0, 0}, []any{"架空の申請3", "架空法", 0, 0, 40, 5}, []any{"架空の申請4", "架空法",
				0, 0, 4, 5})
		for cell, formula := range map[string]string{"C2": "SUM(E2:F2)", "C3": "SUM(E3:F3)", "C4": "E4+$F4-5", "C5": "VLOOKUP(A5,E:F,2)"} {
			if err := f.SetCellFormula("Sheet1", cell, formula); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &onLoad}); err != nil {
			t.Fatal(err)
		}
		r := checkFile(t, f, importer.Options{})
		want := map[string]finding.Severity{"C2": finding.Error, "C3": finding.Info, "C4": finding.Error, "C5": finding.Info, "": ""}
		values := "1200 exact, 0 exact, 40 exact, 0 exact"
		if onLoad {
			want["C5"], want[""], values = finding.Error, finding.Error, "1200 exact, 0 exact, 40 exact, not_provided"
		}
		for cell, severity := range want {
			if got := worst(r, cell); got != severity {
				t.Errorf("on load %v: of %q is said %q, want %q", onLoad, cell, got, severity)
			}
		}
		var got []string
		for _, rec := range r.Records {
			got = append(got, third(importer.Values{Volumes: []importer.Volume{{Total: rec.Values.Volumes[0].Total}}}))
		}
		if s := strings.Join(got, ", "); s != values {
			t.Errorf("on load %v: %s, want %s", onLoad, s, values)
		}
	}
}

// TestASheetThatHidesNoughts holds a 0 that nobody sees to be no number of cases.
func TestASheetThatHidesNoughts(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和2年度）"}, []any{"架空の申請1", "架空法", 0}, []any{"架空の申請2", "架空法", 20})
	hide := false
	if err := f.SetSheetView("Sheet1", 0, &excelize.ViewOptions{ShowZeros: &hide}); err != nil {
		t.Fatal(err)
	}
	r := checkFile(t, f, importer.Options{})
	if got := third(r.Records[0].Values) + ", " + third(r.Records[1].Values); got != "not_provided, 20 exact" ||
		worst(r, "C2") != finding.Error {
		t.Errorf("%s, and of C2 is said %q", got, worst(r, "C2"))
	}
}
