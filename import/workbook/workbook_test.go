package workbook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// open opens bytes under a file name.
func open(t testing.TB, name string, data []byte, opt workbook.Options) (*workbook.Book, error) {
	t.Helper()
	b, err := workbook.Open(t.Context(), name, bytes.NewReader(data), int64(len(data)), opt)
	if err == nil {
		t.Cleanup(func() { b.Close() })
	}
	return b, err
}

// dump writes a book's cells one per line, as in "手続一覧!K17 n 1200".
func dump(b *workbook.Book) (string, error) {
	var out strings.Builder
	for _, s := range b.Sheets {
		err := s.Rows(context.Background(), func(r workbook.Row) error {
			for _, c := range r.Cells {
				kind := [...]string{"-", "t", "n", "b", "e"}[c.Kind]
				if c.Date {
					kind += "d"
				}
				if c.Formula {
					kind += "f"
				}
				if r.Hidden {
					kind += "h"
				}
				fmt.Fprintf(&out, "%s!%s %s %s\n", s.Name, workbook.CellName(c.Col, r.Number), kind, c.Text)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

func mustDump(t testing.TB, name string, data []byte, opt workbook.Options) string {
	t.Helper()
	b, err := open(t, name, data, opt)
	if err != nil {
		t.Fatal(err)
	}
	s, err := dump(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refusal gives the finding that a file is refused with.
func refusal(t testing.TB, err error) *workbook.Error {
	t.Helper()
	var e *workbook.Error
	if !errors.As(err, &e) {
		t.Fatalf("got error %v, want a *workbook.Error", err)
	}
	if e.Finding.Message == "" || e.Finding.Rule == "" || e.Finding.Example == "" {
		t.Errorf("finding %+v lacks message, rule or example", e.Finding)
	}
	return e
}

// madeUp is a small made-up workbook with every kind of cell.
func madeUp(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(f.SetSheetName("Sheet1", "手続一覧"))
	check(f.SetSheetRow("手続一覧", "A1", &[]any{"手続名", "年間件数", "実施日", "有無"}))
	check(f.SetSheetRow("手続一覧", "A2", &[]any{"見本の申請", 1200, 44287, true}))
	check(f.SetSheetRow("手続一覧", "A4", &[]any{"見本の届出", 0.5, nil, false}))
	check(f.SetCellFormula("手続一覧", "B5", "SUM(B2:B4)"))
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	check(err)
	check(f.SetCellStyle("手続一覧", "C2", "C2", style))
	check(f.MergeCell("手続一覧", "A2", "A3"))
	check(f.SetRowVisible("手続一覧", 4, false))
	check(f.SetColVisible("手続一覧", "B", false))
	var out bytes.Buffer
	check(f.Write(&out))
	return out.Bytes()
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	b, err := open(t, "a.xlsx", madeUp(t), workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := dump(b)
	if err != nil {
		t.Fatal(err)
	}
	want := `手続一覧!A1 t 手続名
手続一覧!B1 t 年間件数
手続一覧!C1 t 実施日
手続一覧!D1 t 有無
手続一覧!A2 t 見本の申請
手続一覧!B2 n 1200
手続一覧!C2 nd 44287
手続一覧!D2 b TRUE
手続一覧!A4 th 見本の届出
手続一覧!B4 nh 0.5
手続一覧!D4 bh FALSE
手続一覧!B5 -f 
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	s := b.Sheets[0]
	if b.Format != "xlsx" || s.MaxRow != 5 || s.MaxCol != 4 || s.RowCount != 4 || s.CellCount != 12 || s.FormulaCount != 1 ||
		s.Uncomputed != 1 {
		t.Errorf("facts %s %+v", b.Format, s)
	}
	if fmt.Sprint(s.Merges, s.HiddenRows, s.HiddenCols) != "[A2:A3] [[4 4]] [[2 2]]" {
		t.Errorf("merges and hidden: %v %v %v", s.Merges, s.HiddenRows, s.HiddenCols)
	}
}
