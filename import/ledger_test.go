package importer_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/ledger"
	"tetsuzuki/import/sheettest"
)

// checkLedger holds a report to the account of its cells: every sheet has one, its fates
// add up, and what may hold a fact and was not read is told of.
func checkLedger(t *testing.T, rep *importer.Report) {
	t.Helper()
	if rep.Unreadable() {
		return
	}
	if len(rep.Ledger) != len(rep.Sheets) {
		t.Errorf("%d accounts of %d sheets", len(rep.Ledger), len(rep.Sheets))
		return
	}
	type told struct{ rule, sheet string }
	cells := map[told]int{}
	for _, f := range rep.Findings {
		cells[told{f.Rule, f.Sheet}] += f.Count
	}
	for i, s := range rep.Ledger {
		at := func(rules ...string) (n int) {
			for _, rule := range rules {
				n += cells[told{rule, s.Sheet}]
			}
			return n
		}
		fields, reasons := 0, 0
		for _, n := range s.Fields {
			fields += n
		}
		for _, n := range s.Ignored {
			reasons += n
		}
		f := s.Fates
		over := at(finding.RuleTooMany) + cells[told{finding.RuleTooMany, ""}]
		switch {
		case s.Sheet != rep.Sheets[i].Name:
			t.Errorf("the account of %q stands at %q", s.Sheet, rep.Sheets[i].Name)
		case f.Sum() != s.Cells:
			t.Errorf("%s: the fates of %d cells add up to %d: %+v", s.Sheet, s.Cells, f.Sum(), f)
		case fields != f.Value+f.Ditto || reasons != f.Ignored:
			t.Errorf("%s: %d cells by field and %d by reason, of %+v", s.Sheet, fields, reasons, f)
		case f.NoTable != at(finding.RuleSkippedSheet) && f.NoTable > 0 && over == 0:
			t.Errorf("%s: told of %d of %d cells of a sheet that was not read", s.Sheet, at(finding.RuleSkippedSheet), f.NoTable)
		case f.Beside != at(finding.RuleNoHeader, finding.RuleOutside) && over == 0:
			t.Errorf("%s: told of %d of %d cells beside the tables", s.Sheet, at(finding.RuleNoHeader, finding.RuleOutside), f.Beside)
		}
	}
}

// TestLedger gives every kind of cell its fate.
func TestLedger(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1", [][]any{
		0:  {"架空の手続の一覧"},
		1:  {"凡例　○：実施済、×：未着手"},
		2:  {"決裁", "局長", "部長", "課長", "係長"},
		4:  {"No.", "手続名", "根拠法令", "実績", nil, "庁内メモ", nil, "状況（○：実施済、×：未着手）"},
		5:  {nil, nil, nil, "年間件数（令和2年度）", "うちオンライン件数（令和2年度）"},
		6:  {1, "架空の届出", "架空法", 12, 3, "後で確認", nil, "○"},
		7:  {2, "架空の申請", "〃", 20, 4, nil, "見出しのない値", "×", nil},
		8:  {3, "架空の報告", "架空規則", 5, " ", "済", nil, "○", "右の外の値"},
		9:  {nil, "合計", nil, 37, 7},
		10: {"※ 架空のデータです。"},
	}...)
	for _, m := range [][2]string{{"A5", "A6"}, {"B5", "B6"}, {"C5", "C6"}, {"D5", "E5"}} {
		must(t, f.MergeCell("Sheet1", m[0], m[1]))
	}
	sheettest.Add(t, f, "別紙", nil, []any{nil, "覚え書き", 1})
	rep := checkBook(t, f, importer.Options{Bureau: "環境局"})
	want := []ledger.Sheet{
		{Sheet: "Sheet1", Cells: 49,
			Fates:   ledger.Fates{Value: 13, Ditto: 1, Header: 7, Group: 1, Ignored: 3, Note: 2, Legend: 1, Unmapped: 5, Beside: 7, Space: 1},
			Fields:  map[string]int{"procedure_name": 3, "legal_basis": 3, "annual_volume": 3, "online_volume": 2, "digitization_status": 3},
			Ignored: map[string]int{"total": 3}},
		{Sheet: "別紙", Cells: 2, Fates: ledger.Fates{NoTable: 2}},
	}
	want[0].Cells = want[0].Fates.Sum()
	if diff := cmp.Diff(want, rep.Ledger); diff != "" {
		t.Error(diff)
	}
	checkLedger(t, rep)
	var told []string
	for _, f := range rep.Findings {
		switch f.Rule {
		case finding.RuleUnmapped, finding.RuleNoHeader, finding.RuleOutside, finding.RuleSkippedSheet:
			told = append(told, fmt.Sprintf("%s %s %s %d %s", f.Severity, f.Rule, f.Cell, f.Count, strings.Join(f.Cells, " ")))
		}
	}
	if diff := cmp.Diff([]string{
		"warning R-unmapped-column F5 2 F7 F9",
		"warning R-no-header G5 1 G8",
		"warning R-no-header I5 1 I9",
		"info R-outside-table A3 5 A3:E3",
		"info R-skipped-sheet  2 A1:C2",
	}, told); diff != "" {
		t.Error(diff)
	}
}

// TestHiddenUnderMerge finds what lies under a merged cell, where nobody sees it.
func TestHiddenUnderMerge(t *testing.T) {
	t.Parallel()
	data := sheettest.Book(t, "Sheet1", []any{"手続名", "根拠法令", "備考"}, []any{"架空の届出", "架空法", "あ"},
		[]any{"架空の申請", "別の法", "い"}, []any{"架空の報告", "架空法", "う"})
	// excelize empties what it merges; other programs keep it
	data = rewritten(t, data, "xl/worksheets/sheet1.xml", "</sheetData>",
		`</sheetData><mergeCells count="1"><mergeCell ref="B2:B4"/></mergeCells>`)
	rep := checkData(t, "made.xlsx", data, importer.Options{Bureau: "環境局"})
	for _, r := range rep.Records {
		if r.Values.LegalBasis != "架空法" {
			t.Errorf("row %d: %q is read, which nobody sees", r.Row, r.Values.LegalBasis)
		}
	}
	at := ""
	for _, f := range rep.Findings {
		if f.Rule == finding.RuleCovered {
			at += fmt.Sprint(f.Severity, " ", f.Cell, " ", f.Raw, " ", f.Count)
		}
	}
	if at != "warning B3 別の法 1" || rep.Ledger[0].Fates.Covered != 2 {
		t.Errorf("%q, %+v", at, rep.Ledger[0].Fates)
	}
}

func checkBook(t *testing.T, f *excelize.File, opt importer.Options) *importer.Report {
	t.Helper()
	return checkData(t, "made.xlsx", sheettest.Bytes(t, f), opt)
}

func checkData(t *testing.T, name string, data []byte, opt importer.Options) *importer.Report {
	t.Helper()
	rep, err := importer.Check(context.Background(), importer.Source{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}, opt)
	must(t, err)
	return rep
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rewritten is a workbook with a text of one of its parts replaced.
func rewritten(t *testing.T, data []byte, part, old, text string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		if f.Name == part {
			if !bytes.Contains(content, []byte(old)) {
				t.Fatalf("%s has no %s", part, old)
			}
			content = bytes.Replace(content, []byte(old), []byte(text), 1)
		}
		w, err := out.Create(f.Name)
		must(t, err)
		_, err = w.Write(content)
		must(t, err)
	}
	must(t, out.Close())
	return b.Bytes()
}

// TestNothingToRead says of a file without a list what it holds and what it lacks, and
// never to write what is there.
func TestNothingToRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		rows     [][]any
		rule, at string
		says     []string
	}{
		{"empty", nil, finding.RuleEmptyFile, "", []string{"値が一つもありません"}},
		{"one column", [][]any{{"手続名"}, {"架空の届出"}}, finding.RuleNoTable, "A1", []string{"見出し「手続名」がありますが", "根拠法令、年間件数"}},
		{"no names", [][]any{{"架空の一覧"}, {"根拠法令", "年間件数（令和2年度）"}, {"架空法", 5}}, finding.RuleNoTable, "A2", []string{"見出し「根拠法令」「年間件数（令和2年度）」がありますが", "手続の名称の列"}},
		{"other words", [][]any{{"日付", "議題", "出席"}, {"4月1日", "架空の打合せ", 5}}, finding.RuleNoTable, "A1", []string{"「日付」「議題」「出席」は、見出しの言葉として分かりませんでした"}},
		{"numbers", [][]any{{1, 2}, {3, 4}}, finding.RuleNoTable, "", []string{"見出しの行がありません"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rep := checkBook(t, sheettest.New(t, "Sheet1", c.rows...), importer.Options{Bureau: "環境局"})
			checkLedger(t, rep)
			for _, x := range rep.Findings {
				if x.Severity != finding.Error {
					continue
				}
				for _, text := range c.says {
					if x.Rule != c.rule || x.Cell != c.at || !strings.Contains(x.Message, text) {
						t.Errorf("%+v does not say %s", x, text)
					}
				}
			}
			if rep.Summary.Errors != 1 {
				t.Errorf("%d errors", rep.Summary.Errors)
			}
		})
	}
}

// TestTextBoxes tells of what lies on a sheet in no cell.
func TestTextBoxes(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令"}, []any{"架空の届出", "架空法"})
	must(t, f.AddShape("Sheet1", &excelize.Shape{Cell: "D5", Type: "rect",
		Paragraph: []excelize.RichTextRun{{Text: "件数は千件単位"}, {Text: "です"}}}))
	said := ""
	for _, x := range checkBook(t, f, importer.Options{Bureau: "環境局"}).Findings {
		if x.Rule == finding.RuleTextBox {
			said += fmt.Sprint(x.Severity, " ", x.Cell, " ", strings.ReplaceAll(x.Raw, "\n", ""))
		}
	}
	if said != "warning D5 件数は千件単位です" {
		t.Errorf("%q", said)
	}
}
