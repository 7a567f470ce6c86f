package importer_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
)

// TestYearsThatAreDays reads a sheet whose two year headers are days shown as years.
func TestYearsThatAreDays(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	rows := [][]any{
		{"手続名", "根拠法令", "年間件数", nil, "デジタル化状況"},
		{nil, nil, 43556, 43922, nil}, // 2019-04-01, 2020-04-01
		{"架空の申請", "架空法", 1200, 1300, "実施済"},
		{"架空の届出", "架空法", 40, 50, "検討中"},
		{"架空の交付", "架空法", "不明", 60, "検討中"},
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
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
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	r, err := importer.Check(t.Context(), importer.Source{Name: "架空.xlsx", Data: bytes.NewReader(file.Bytes()), Size: int64(file.Len())}, importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
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
