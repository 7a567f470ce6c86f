package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/sheettest"
)

// addSheet adds a sheet to a workbook.
func addSheet(t *testing.T, f *excelize.File, name string, rows ...[]any) {
	t.Helper()
	if _, err := f.NewSheet(name); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
}

// TestALegendOnAnotherSheet reads marks by the legend of another sheet, in the forms in
// which such sheets hold one, and does not where two legends differ.
func TestALegendOnAnotherSheet(t *testing.T) {
	t.Parallel()
	inventory := func(marks ...any) *excelize.File {
		rows := [][]any{{"手続名", "根拠法令", "デジタル化状況"}}
		for i, m := range marks {
			rows = append(rows, []any{fmt.Sprintf("架空の申請%d", i+1), "架空法", m})
		}
		return sheettest.New(t, "Sheet1", rows...)
	}
	for _, c := range []struct {
		name   string
		marks  []any
		sheets map[string][][]any
		want   string
		said   finding.Severity // of the column's header
	}{
		{"a table", []any{"○", "●"}, map[string][][]any{"凡例": {{"記号", "意味"}, {"●", "実施済"}, {"○", "一部実施済"}}}, "partial done", finding.Info},
		{"lines", []any{"○", "●"}, map[string][][]any{"記入要領": {{"記入要領"}, {"デジタル化状況は次の記号で示す"}, {"●：実施済"}, {"○：一部実施済"}, {"△：検討中"}}}, "partial done", finding.Info},
		{"one line", []any{"◎", "○"}, map[string][][]any{"注意": {{"デジタル化状況　◎：実施済、○：検討中、×：未着手"}}}, "done considering", finding.Info},
		{"letters", []any{"A", "B"}, map[string][][]any{"コード表": {{"コード", "意味"}, {"A", "実施済"}, {"B", "検討中"}}}, "done considering", finding.Info},
		{"numbers", []any{1, 2}, map[string][][]any{"コード": {{"番号", "状況"}, {1, "実施済"}, {2, "検討中"}}}, "done considering", finding.Info},
		{"of several fields", []any{"○", "×"}, map[string][][]any{"凡例": {{"項目", "記号", "意味"}, {"手数料", "○", "無"}, {nil, "×", "有"}, {"デジタル化状況", "○", "検討中"}, {nil, "×", "実施済"}}}, "considering done", finding.Info},
		{"of several fields, apart", []any{"○", "×"}, map[string][][]any{"凡例": {{"手数料"}, {"○", "無"}, {"×", "有"}, {}, {"デジタル化状況"}, {"○", "検討中"}, {"×", "実施済"}}}, "considering done", finding.Info},
		{"two that differ", []any{"○", "×"}, map[string][][]any{"凡例": {{"○", "一部実施済"}, {"×", "検討中"}}, "凡例2": {{"○", "検討中"}, {"×", "一部実施済"}}}, "done not_started", ""},
		{"of another field", []any{"○", "×"}, map[string][][]any{"凡例": {{"○", "要"}, {"×", "否"}}}, "done not_started", ""},
	} {
		f := inventory(c.marks...)
		for name, rows := range c.sheets {
			addSheet(t, f, name, rows...)
		}
		r := checkFile(t, f, importer.Options{})
		var got []string
		for _, rec := range r.Records {
			got = append(got, rec.Values.DigitizationStatus)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s\n%+v", c.name, s, c.want, r.Findings)
		}
		lent := 0
		for _, l := range r.Ledger {
			lent += l.Fates.Legend
		}
		if (lent > 0) != (c.said != "") {
			t.Errorf("%s: %d cells are of a legend: %+v", c.name, lent, r.Ledger)
		}
		if said := worst(r, "C1"); said != c.said {
			t.Errorf("%s: of the header is said %q, want %q", c.name, said, c.said)
		}
	}
}

// TestNotesThatSayWhatADashIs reads dashes and blanks of counts as the notes of the
// sheet, or of another one, define them.
func TestNotesThatSayWhatADashIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ note, want string }{
		{"※「－」は0件を示す。", "0 exact, not_provided"},
		{"※空欄は0件", "not_provided, 0 exact"},
		{"（注）「－」は該当なし、空欄は０件", "not_applicable, 0 exact"},
		{"※件数は令和2年度の実績", "not_provided, not_provided"},
	} {
		for _, apart := range []bool{false, true} {
			rows := [][]any{{"手続名", "根拠法令", "年間件数（令和2年度）"}, {"架空の申請1", "架空法", "－"}, {"架空の申請2", "架空法", nil}, {"架空の申請3", "架空法", 30}}
			if !apart {
				rows = append(rows, []any{c.note})
			}
			f := sheettest.New(t, "Sheet1", rows...)
			if apart {
				addSheet(t, f, "記入要領", []any{"記入要領"}, []any{c.note})
			}
			r := checkFile(t, f, importer.Options{})
			var got []string
			for _, rec := range r.Records {
				got = append(got, third(importer.Values{Volumes: rec.Values.Volumes}))
			}
			if s := strings.Join(got, ", "); s != c.want+", 30 exact" {
				t.Errorf("%s (apart %v): %s, want %s", c.note, apart, s, c.want)
			}
			for cell, want := range map[string]string{"C2": strings.Split(c.want, ", ")[0], "C3": strings.Split(c.want, ", ")[1]} {
				if got := worst(r, cell); (got == finding.Info) != (want != "not_provided") {
					t.Errorf("%s (apart %v): of %s is said %q", c.note, apart, cell, got)
				}
			}
		}
	}
}

// TestColoursAndCommentsAreToldOf holds a workbook in which colours or comments carry
// data to saying so, with the cells.
func TestColoursAndCommentsAreToldOf(t *testing.T) {
	t.Parallel()
	yellow := excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}}
	f := sheettest.New(t, "Sheet1", []any{"※黄色の行は実施済"}, []any{"手続名", "根拠法令", "年間件数（令和2年度）"},
		[]any{"架空の申請1", "架空法", 10}, []any{"架空の申請2", "架空法", 20},
		[]any{"架空の申請3", "架空法", 30})
	dress(t, f, "A4", "C4", yellow)
	for cell, text := range map[string]string{"C3": "千件単位", "A4": "千件単位", "B5": "旧法", "A2": "正式な名称", "C5": "【手続レジストリ】見本の指摘"} {
		if err := f.AddComment("Sheet1", excelize.Comment{Cell: cell, Author: "架空",
			Paragraph: []excelize.RichTextRun{{Text: text}}}); err != nil {
			t.Fatal(err)
		}
	}
	r := checkFile(t, f, importer.Options{})
	for cell, want := range map[string]finding.Severity{"A1": finding.Warning, "A4": finding.Warning, "C4": finding.Info,
		"C3": finding.Warning, "B5": finding.Warning, "A2": finding.Info, "C5": "", "A3": ""} {
		if got := worst(r, cell); got != want {
			t.Errorf("of %s is said %q, want %q", cell, got, want)
		}
	}
	for _, x := range r.Findings {
		if x.Rule == finding.RuleComment && strings.Contains(x.Message, "千件") &&
			!(x.Count == 2 && slices.Contains(x.Cells, "C3") && slices.Contains(x.Cells, "A4")) {
			t.Errorf("comments that say the same are told of apart: %+v", x)
		}
	}

	f = sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和2年度）"}, []any{"架空の申請1", "架空法", 10})
	addSheet(t, f, "記入要領", []any{"黄色のセルに入力してください。"}, []any{"灰色の行は廃止した手続を示す"})
	r = checkFile(t, f, importer.Options{})
	if !slices.ContainsFunc(r.Findings, func(x finding.Finding) bool {
		return x.Rule == finding.RuleColour && x.Sheet == "記入要領" && x.Cell == "A2"
	}) || worst(r, "A1") == finding.Warning {
		t.Errorf("the legend of colours on another sheet: %+v", r.Findings)
	}

	// stripes say nothing, a few rows of a colour may
	for rows, want := range map[int]finding.Severity{1: finding.Info, 3: ""} {
		f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和2年度）"})
		for i := range 6 {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &[]any{fmt.Sprintf("架空の申請%d", i), "架空法", 10}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range rows {
			dress(t, f, fmt.Sprintf("A%d", 2*i+2), fmt.Sprintf("C%d", 2*i+2), yellow)
		}
		if got := worst(checkFile(t, f, importer.Options{}), "A2"); got != want {
			t.Errorf("of %d coloured rows is said %q, want %q", rows, got, want)
		}
	}
}
