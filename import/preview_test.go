package importer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/sheettest"
)

// TestPreview shows some rows of each sheet: the first, those around a header and
// those that were left out, cut to what a page can hold.
func TestPreview(t *testing.T) {
	t.Parallel()
	f := sheettest.New(t, "Sheet1")
	set := func(sheet, cell string, value any) {
		t.Helper()
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	for row := 1; row <= 30; row++ {
		set("Sheet1", fmt.Sprintf("A%d", row), fmt.Sprintf("架空のまえがき %d", row))
	}
	for i, h := range []string{"手続名", "根拠法令", "年間件数（令和2年度）", "デジタル化実施日"} {
		set("Sheet1", fmt.Sprintf("%c40", 'A'+i), h)
	}
	for row := 41; row <= 99; row++ {
		set("Sheet1", fmt.Sprintf("A%d", row), fmt.Sprintf("架空の手続\n%d", row))
		set("Sheet1", fmt.Sprintf("C%d", row), row)
	}
	set("Sheet1", "B41", strings.Repeat("長", 100))
	set("Sheet1", "D41", time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC))
	set("Sheet1", "CZ41", "遠い列")
	set("Sheet1", "A100", "合計")
	set("Sheet1", "C100", 9)
	if _, err := f.NewSheet("表紙"); err != nil {
		t.Fatal(err)
	}
	set("表紙", "B2", "架空の表紙")
	data, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := importer.Check(context.Background(), importer.Source{Name: "made.xlsx", Data: bytes.NewReader(data.Bytes()),
		Size: int64(data.Len())}, importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Sheets) != 2 || rep.Sheets[0].Left != "" || rep.Sheets[1].Left != importer.LeftNoTable || len(rep.Sheets[1].Rows) != 1 {
		t.Fatalf("sheets %+v", rep.Sheets)
	}
	rows := map[int]string{}
	last := 0
	for _, r := range rep.Sheets[0].Rows {
		if r.Row <= last {
			t.Errorf("row %d comes after %d", r.Row, last)
		}
		last = r.Row
		for _, c := range r.Cells {
			rows[r.Row] += c.Column + "=" + c.Text + " "
		}
	}
	for row, want := range map[int]string{1: "A=架空のまえがき 1 ", 20: "A=架空のまえがき 20 ", 21: "", 40: "A=手続名 B=根拠法令 C=年間件数（令和2年度） D=デジタル化実施日 ",
		41: "A=架空の手続 41 B=" + strings.Repeat("長", 60) + "… C=41 D=2021年4月 ", 48: "A=架空の手続 48 C=48 ", 49: "", 99: "", 100: "A=合計 C=9 "} {
		if rows[row] != want {
			t.Errorf("row %d: %q, want %q", row, rows[row], want)
		}
	}
	published, err := json.Marshal(rep)
	if err != nil || strings.Contains(string(published), "まえがき") {
		t.Errorf("the published report holds the preview: %v", err)
	}
}

// TestMappingOfPlaces corrects single columns, several headers and rows of one sheet.
func TestMappingOfPlaces(t *testing.T) {
	t.Parallel()
	const sheet = `
手続名|根拠法令|備考
架空の一|架空法|あ
区分|何か|ほか
架空の二|架空法|い
架空の三|架空法|う`
	given := importer.MappedSheet{Sheet: "made", HeaderRows: []int{1, 3}, Columns: []importer.MappedPlace{
		{Column: "A", Table: 3, Field: "procedure_name"}, {Column: "B", Table: 3, Field: "division"}, {Column: "C", Field: importer.Ignore},
		{Column: "D", Field: "nothing"}}}
	rep := checkText(t, sheet, importer.Options{Mapping: &importer.Mapping{Sheets: []importer.MappedSheet{given}}})
	got := strings.Join(lines(rep), "\n")
	for _, want := range []string{"2 架空の一 legal_basis=架空法", "4 架空の二 division=架空法", "5 架空の三 division=架空法"} {
		if !slices.ContainsFunc(lines(rep), func(line string) bool { return holds(line, want) }) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if len(rep.Records) != 3 || strings.Contains(got, "remarks=あ") {
		t.Errorf("read as\n%s", got)
	}
	if len(rep.Tables) != 2 || rep.Summary.Warnings != 1 || rep.Findings[0].Rule != "R-unknown-mapping" {
		t.Errorf("%d tables, %+v", len(rep.Tables), rep.Findings)
	}
}

// TestMappingTakesTheYearFromTheHeader reads the next year's columns by this year's
// mapping, and leaves alone what was to be ignored in that year alone.
func TestMappingTakesTheYearFromTheHeader(t *testing.T) {
	t.Parallel()
	m := &importer.Mapping{Columns: []importer.MappedColumn{{Header: "ほかの数（令和2年度）", Field: "annual_volume"},
		{Header: "うち電子の数", Field: "online_volume"},
		{Header: "おまけ（令和2年度）", Field: importer.Ignore}}}
	rep := checkText(t, `
手続名|根拠法令|ほかの数（令和3年度）|うち電子の数|おまけ（令和3年度）
架空の申請|架空法|12|3|あ`, importer.Options{Mapping: m})
	if got := strings.Join(lines(rep), "\n"); !strings.Contains(got, "annual_volume@2021=12") ||
		!strings.Contains(got, "online_volume@2021=3") {
		t.Errorf("read as\n%s", got)
	}
	if u := rep.Tables[0].Unmapped; len(u) != 1 || u[0].Reason != "unknown" {
		t.Errorf("unmapped %+v", u)
	}
}

// TestMappingOfAHeaderAlone reads a table of which a person has only said where its
// header is: what its columns are can then be said.
func TestMappingOfAHeaderAlone(t *testing.T) {
	t.Parallel()
	const sheet = `
まえがき
なまえ|もと
架空の一|い
架空の二|ろ`
	header := importer.MappedSheet{Sheet: "made", HeaderRows: []int{2}}
	rep := checkText(t, sheet, importer.Options{Mapping: &importer.Mapping{Sheets: []importer.MappedSheet{header}}})
	if len(rep.Tables) != 1 || rep.Tables[0].Range != "A2:B4" || len(rep.Tables[0].Unmapped) != 2 {
		t.Fatalf("tables %+v", rep.Tables)
	}
	if rep.Summary.Errors != 1 ||
		!slices.ContainsFunc(rep.Findings, func(f finding.Finding) bool { return f.Rule == finding.RuleNoNameColumn }) {
		t.Errorf("findings %+v", rep.Findings)
	}
	header.Columns = []importer.MappedPlace{{Column: "A", Field: "procedure_name"}}
	rep = checkText(t, sheet, importer.Options{Mapping: &importer.Mapping{Sheets: []importer.MappedSheet{header}}})
	if rep.Summary.Errors != 0 || len(rep.Records) != 2 || rep.Records[1].Values.ProcedureName != "架空の二" {
		t.Errorf("records %+v, findings %+v", rep.Records, rep.Findings)
	}
}
