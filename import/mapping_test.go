package importer_test

import (
	"strings"
	"testing"

	importer "tetsuzuki/import"
)

// TestMapping corrects what is understood of a made-up sheet.
func TestMapping(t *testing.T) {
	t.Parallel()
	const sheet = `
一覧の説明
件名らしきもの|ほかの数|根拠法令|メモ
架空の申請|12|架空法|あ
架空の届出|30|架空法|い
※架空の報告|40||`
	columns := []importer.MappedColumn{
		{Header: "件名らしきもの", Field: "procedure_name"},
		{Header: "ほかの数", Field: "annual_volume", FiscalYear: 2020, Unit: 1000},
		{Header: "メモ", Field: importer.Ignore},
		{Header: "ない列", Field: "nothing"},
	}
	rep := checkText(t, sheet,
		importer.Options{Mapping: &importer.Mapping{Columns: columns,
			Sheets: []importer.MappedSheet{{Sheet: "made", HeaderRows: []int{2}, Ignore: []int{4}, Records: []int{5}}}}})
	got := strings.Join(lines(rep), "\n")
	for _, want := range []string{"3 架空の申請 annual_volume@2020=12000", "4 note", "5 ※架空の報告 annual_volume@2020=40000"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, c := range rep.Tables[0].Columns {
		if want := map[string]string{"procedure_name": "remembered", "annual_volume": "remembered",
			"legal_basis": "exact"}[c.Field]; c.Match != want {
			t.Errorf("%s is %s, want %s", c.Header, c.Match, want)
		}
	}
	if rep.Summary.Warnings != 1 || rep.Findings[0].Rule != "R-unknown-mapping" {
		t.Errorf("findings: %+v", rep.Findings)
	}
	rep = checkText(t, sheet, importer.Options{Mapping: &importer.Mapping{Sheets: []importer.MappedSheet{{Sheet: "made", Skip: true}}}})
	if len(rep.Tables) != 0 {
		t.Errorf("a sheet to be skipped was read: %+v", rep.Tables)
	}
}

// TestMappingIsRememberedByHeader reads the next year's sheet by this year's
// mapping: width, spaces and line breaks of a header may differ.
func TestMappingIsRememberedByHeader(t *testing.T) {
	t.Parallel()
	m := &importer.Mapping{Columns: []importer.MappedColumn{{Header: "所管／担当", Field: "division"}, {Header: "区分Ａ", Field: "remarks"}}}
	rep := checkText(t, `
手続名|所管|区分 A|根拠法令
|担当||
架空の申請|管理課|あ|架空法`, importer.Options{Mapping: m})
	if got := strings.Join(lines(rep), "\n"); !strings.Contains(got, "division=管理課") || !strings.Contains(got, "remarks=あ") {
		t.Errorf("got\n%s", got)
	}
}
