package importer_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// A corrected cell is read and checked as any other; the file stays as it is, and the report
// tells what stood there, what stands there now, and who put it right.
func TestACorrectedCellIsReadAsAnyOther(t *testing.T) {
	t.Parallel()
	const text = "手続名,根拠法令,年間件数（令和2年度）\n架空の届出,架空法,たくさん\n架空の許可,,5\n架空の検査,架空法,1\n"
	correct := func(cell, value string) importer.Correction {
		return importer.Correction{Correction: workbook.Correction{Sheet: "a", Cell: cell, Value: value}, By: "架空の人、いま"}
	}
	for _, c := range []struct {
		name        string
		corrections []importer.Correction
		errors      int
		says        string // of a finding about a correction
		want        func(records []importer.Record) bool
	}{
		{"none", nil, 1, "", nil},
		{"a number", []importer.Correction{correct("C2", "1200")}, 0, "画面で「たくさん」を「1200」に直しました（架空の人、いま）", func(r []importer.Record) bool {
			return *r[0].Values.Volumes[0].Total.Value == 1200
		}},
		{"still wrong", []importer.Correction{correct("C2", "まだたくさん")}, 1, "「まだたくさん」に直しました", nil},
		{"a blank cell", []importer.Correction{correct("B3", "別法")}, 1, "空欄に「別法」を入れました", func(r []importer.Record) bool {
			return r[1].Values.LegalBasis == "別法"
		}},
		{"made blank", []importer.Correction{correct("B4", "")}, 1, "「架空法」を消しました", func(r []importer.Record) bool { return r[2].Values.LegalBasis == "" }},
		{"a name made blank", []importer.Correction{correct("A4", " "), correct("C2", "1")}, 1, "「架空の検査」を消しました", nil},
		{"no such row", []importer.Correction{correct("C9", "1")}, 2, "この行には、何も書かれていません", nil},
	} {
		rep, err := importer.Check(t.Context(), importer.Source{Name: "a.csv", Data: strings.NewReader(text), Size: int64(len(text))},
			importer.Options{Corrections: c.corrections})
		if err != nil {
			t.Fatal(err)
		}
		said := c.says == ""
		for _, f := range rep.Findings {
			said = said || strings.HasPrefix(f.Rule, "R-correct") && strings.Contains(f.Message, c.says)
		}
		if rep.Summary.Errors != c.errors || !said || c.want != nil && !c.want(rep.Records) || len(rep.Corrections) != len(c.corrections) {
			t.Errorf("%s: %+v, %+v", c.name, rep.Summary, rep.Findings)
		}
		for _, s := range rep.Ledger {
			if sum := s.Fates.Sum(); sum != s.Cells {
				t.Errorf("%s: %d cells, and the fate of %d", c.name, s.Cells, sum)
			}
		}
	}
}

// Of merged cells the first is corrected, for all rows that it covers.
func TestAMergedCellIsCorrectedAtItsFirst(t *testing.T) {
	t.Parallel()
	book := merged(t)
	check := func(cells ...string) *importer.Report {
		t.Helper()
		var list []importer.Correction
		for _, cell := range cells {
			list = append(list, importer.Correction{By: "架空の人",
				Correction: workbook.Correction{Sheet: "Sheet1", Cell: cell, Value: "別法"}})
		}
		rep, err := importer.Check(t.Context(), importer.Source{Name: "a.xlsx", Data: bytes.NewReader(book), Size: int64(len(book))},
			importer.Options{Corrections: list})
		if err != nil {
			t.Fatal(err)
		}
		return rep
	}
	for _, cells := range [][]string{{"B2"}, {"B2", "B3"}} {
		rep := check(cells...)
		if r := rep.Records; rep.Summary.Errors != 0 || r[0].Values.LegalBasis != "別法" || r[1].Values.LegalBasis != "別法" {
			t.Errorf("%v: %+v", cells, rep.Findings)
		}
	}
	rep := check("B3")
	if rep.Summary.Errors != 1 || rep.Records[1].Values.LegalBasis != "架空法" ||
		rep.Findings[len(rep.Findings)-1].Rule != finding.RuleCorrectionRefused {
		t.Errorf("%+v", rep.Findings)
	}
}

// merged is a made-up workbook with a law that stands once for two rows.
func merged(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{{"手続名", "根拠法令", "年間件数（令和2年度）"}, {"架空の届出", "架空法", 1}, {"架空の許可", nil, 2}, {"架空の検査", "架空検査法", 3}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.MergeCell("Sheet1", "B2", "B3"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
