package importer_test

import (
	"fmt"
	"strings"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/workbook"
)

// checkSheet checks a workbook that make has filled in the sheet 手続一覧.
func checkSheet(t *testing.T, l workbook.Limits, make func(set func(cell string, value any),
	merge func(from, to string))) *importer.Report {
	t.Helper()
	f := sheettest.New(t, "手続一覧")
	make(func(cell string, value any) { must(t, f.SetCellValue("手続一覧", cell, value)) },
		func(from, to string) { must(t, f.MergeCell("手続一覧", from, to)) })
	return checkData(t, "架空.xlsx", sheettest.Bytes(t, f), importer.Options{Limits: l})
}

// A text that counts for many rows counts in each of them: shared by cells, merged over
// rows, or repeated by 同上. The refusal names the place and what to do, and stands alone.
func TestWhatAFileBecomesIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("架空の長い備考。", 100) // 2,400 bytes
	head := func(set func(string, any)) {
		for cell, header := range map[string]string{"A1": "手続名", "B1": "根拠法令", "C1": "備考"} {
			set(cell, header)
		}
	}
	rows := func(set func(string, any), remark func(row int) any) {
		for row := 2; row <= 101; row++ {
			set(fmt.Sprint("A", row), fmt.Sprintf("架空の届出%d", row))
			set(fmt.Sprint("B", row), "架空法")
			if r := remark(row); r != nil {
				set(fmt.Sprint("C", row), r)
			}
		}
	}
	once := func(row int) any {
		if row == 2 {
			return long
		}
		return nil
	}
	for _, c := range []struct {
		name   string
		limits workbook.Limits
		fill   func(set func(string, any), merge func(from, to string))
		says   string
	}{
		{"shared", workbook.Limits{Text: 100_000}, func(set func(string, any), _ func(from, to string)) {
			rows(set, func(int) any { return long })
		}, "セルの文字の合計が上限"},
		{"shared, where it is kept", workbook.Limits{Weight: 100_000}, func(set func(string, any), _ func(from, to string)) {
			rows(set, func(int) any { return long })
		}, "内容の合計が上限"},
		{"merged", workbook.Limits{Weight: 100_000}, func(set func(string, any), merge func(from, to string)) {
			rows(set, once)
			merge("C2", "C101")
		}, "内容の合計が上限"},
		{"repeated", workbook.Limits{Weight: 100_000}, func(set func(string, any), _ func(from, to string)) {
			rows(set, func(row int) any {
				if row > 2 {
					return "同上"
				}
				return long
			})
		}, "内容の合計が上限"},
		{"records", workbook.Limits{Records: 50}, func(set func(string, any), _ func(from, to string)) { rows(set, once) }, "上限（50行）"},
		{"headers", workbook.Limits{Headers: 500}, func(set func(string, any), _ func(from, to string)) {
			set("D1", strings.Repeat("架空の見出し", 100))
			rows(set, once)
		}, "見出しの列と文字の合計が上限"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fill := func(set func(string, any), merge func(from, to string)) {
				head(set)
				c.fill(set, merge)
			}
			if rep := checkSheet(t, workbook.Limits{}, fill); rep.Unreadable() || len(rep.Records) != 100 {
				t.Fatalf("within the usual limits: %d records, %+v", len(rep.Records), rep.Findings)
			}
			rep := checkSheet(t, c.limits, fill)
			if !rep.Unreadable() || len(rep.Findings) != 1 || len(rep.Tables) != 0 {
				t.Fatalf("read: %+v", rep.Summary)
			}
			f := rep.Findings[0]
			if f.Rule != finding.RuleLimit || f.Sheet != "手続一覧" || f.Cell == "" || !strings.Contains(f.Message, c.says) ||
				!strings.Contains(f.Message, "シート「手続一覧」の") || !strings.HasSuffix(f.Message, "保存してください。") {
				t.Errorf("%+v", f)
			}
		})
	}
}

// What findings quote is cut, and beyond their limit they are counted.
func TestFindingsTakeBoundedRoom(t *testing.T) {
	t.Parallel()
	fill := func(set func(string, any), _ func(from, to string)) {
		set("A1", "手続名")
		set("B1", "デジタル化状況")
		for row := 2; row <= 201; row++ {
			set(fmt.Sprint("A", row), fmt.Sprintf("架空の届出%d", row))
			set(fmt.Sprint("B", row), fmt.Sprint(row, strings.Repeat("架空の状況。", 1000)))
		}
	}
	size := func(rep *importer.Report) (n int) {
		for _, f := range rep.Findings {
			n += len(f.Sheet) + len(f.Raw) + len(f.Read) + len(f.Message) + len(f.Example)
		}
		return n
	}
	all := checkSheet(t, workbook.Limits{}, fill)
	if n := size(all); all.Summary.Errors < 200 || n > 200*4000 {
		t.Errorf("%d errors take %d bytes", all.Summary.Errors, n)
	}
	few := checkSheet(t, workbook.Limits{Findings: 50_000}, fill)
	if n := size(few); n > 52_000 || few.Summary.Errors != all.Summary.Errors || len(few.Findings) >= len(all.Findings) {
		t.Errorf("%d errors, %d listed, in %d bytes; without the limit %d", few.Summary.Errors, len(few.Findings), n, all.Summary.Errors)
	}
	if last := few.Findings[len(few.Findings)-1]; last.Rule != finding.RuleTooMany || last.Severity != finding.Error {
		t.Errorf("%+v", last)
	}
}
