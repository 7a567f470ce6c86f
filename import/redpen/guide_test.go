package redpen_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/redpen"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/wording"
)

// What a person told of a sheet's columns of units and years holds for the marked workbook,
// too: findings stand on the counts' cells and on those columns', and read again the workbook
// gives the same values and the same findings.
func TestColumnsOfUnitsAndYearsAreMarkedAndReadAgain(t *testing.T) {
	t.Parallel()
	data := sheettest.Book(t, "手続一覧", []any{"手続名", "根拠法令", "年間件数（令和2年度）", "数え方", "どの年"},
		[]any{"架空の届出", "架空法", 5, "千件", "R2"},
		[]any{"架空の申請", "見本法", 7, "架空の単位", "R2"},
		[]any{"架空の許可", "見本法", 8, "件", "R1"},
		[]any{"架空の登録", "見本法", "たくさん", "件", "R2"})
	opt := importer.Options{Bureau: "環境局", Mapping: &importer.Mapping{Columns: []importer.MappedColumn{
		{Header: "数え方", Field: "annual_volume", Part: importer.PartUnit},
		{Header: "どの年", Field: "annual_volume", Part: importer.PartFiscalYear},
	}}}
	read := func(name string, data []byte) (*importer.Report, string) {
		t.Helper()
		rep, err := importer.Check(t.Context(), source(name, data), opt)
		check(t, err)
		var all strings.Builder
		for _, r := range rep.Records {
			fmt.Fprintln(&all, r.Row, r.Values.ProcedureName)
			for _, v := range r.Values.Volumes {
				n := int64(-1)
				if v.Total.Value != nil {
					n = *v.Total.Value
				}
				fmt.Fprintln(&all, " ", v.FiscalYear, n, v.Total.State)
			}
		}
		for _, f := range rep.Findings {
			fmt.Fprintln(&all, f.Severity, f.Rule, f.Cell, f.Message)
		}
		return rep, all.String()
	}
	rep, first := read("棚卸.xlsx", data)
	if !strings.Contains(first, "2 架空の届出\n  2020 5000 ") {
		t.Fatalf("the unit told for the column does not count:\n%s", first)
	}
	var out bytes.Buffer
	check(t, redpen.Write(t.Context(), &out, source("棚卸.xlsx", data), rep, opt))
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	check(t, err)
	defer f.Close()
	list, err := f.GetComments("手続一覧")
	check(t, err)
	rows, err := f.GetRows("取込結果")
	check(t, err)
	for _, row := range rows {
		wording.Check(t, "the result sheet", strings.Join(row, " "))
	}
	var said bytes.Buffer
	check(t, importer.WriteText(&said, rep))
	wording.Check(t, "the check report", said.String())
	if id := regexp.MustCompile(`R-[a-z]`).FindString(said.String()); id != "" {
		t.Errorf("the check report has a rule's ID %q for its words:\n%s", id, said.String())
	}
	marked := map[string]string{}
	for _, c := range list {
		for _, p := range c.Paragraph {
			marked[c.Cell] += p.Text
		}
	}
	on := map[string]bool{}
	for _, x := range rep.Findings {
		if x.Severity == finding.Info || x.Cell == "" {
			continue
		}
		on[x.Cell] = true
		if !strings.Contains(marked[x.Cell], x.Message) {
			t.Errorf("%s: comment %q, want %q in it", x.Cell, marked[x.Cell], x.Message)
		}
	}
	for _, cell := range []string{"C3", "C4", "C5"} { // an unknown unit, another year, no number
		if !on[cell] {
			t.Errorf("nothing is said of %s:\n%s", cell, first)
		}
	}
	if _, again := read("赤ペン_棚卸.xlsx", out.Bytes()); again != first {
		t.Errorf("read again it differs:\n%s", cmp.Diff(first, again))
	}
}
