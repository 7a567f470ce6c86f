package redpen_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// FuzzMarks puts marks anywhere on any sheet that can be read: it says the same
// afterwards, and every mark has its comment.
func FuzzMarks(f *testing.F) {
	f.Add(sheetOf(`<sheetData><row r="2"><c r="B2"><v>1</v></c><c r="D2" s="1"><f>1</f><v>1</v></c></row><row r="4"/></sheetData>`),
		[]byte{1, 1, 2, 2, 3, 2, 4, 4, 9, 9})
	f.Add(sheetOf(`<cols><col min="1" max="3" style="2"/></cols><sheetData><row><c><v>1</v></c></row><row s="1" customFormat="1">`+
		`<c t="inlineStr"><is><t>a</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>`),
		[]byte{1, 1, 2, 1, 1, 2})
	f.Add(sheetOf("<!-- <row> -->\n<sheetData> <row r=\"1\"/>\n</sheetData>"), []byte{1, 1})
	f.Fuzz(func(t *testing.T, sheet string, places []byte) {
		data := handmade(t, sheet)
		b, err := workbook.Open(t.Context(), "a.xlsx", bytes.NewReader(data), int64(len(data)), workbook.Options{})
		if err != nil || len(b.Sheets) == 0 || b.Sheets[0].CellCount == 0 {
			return
		}
		b.Close()
		var found []finding.Finding
		marked := map[string]bool{}
		for ; len(places) >= 2 && len(found) < 50; places = places[2:] {
			cell := workbook.CellName(int(places[0])%30+1, int(places[1])%30+1)
			found = append(found, wrong("一覧", cell))
			marked[cell] = true
		}
		back := give(t, "a.xlsx", data, found...)
		if was, is := dump(t, "a.xlsx", data), dump(t, "a.xlsx", back); was != is {
			t.Fatalf("reads otherwise:\n%s\n%s", was, is)
		}
		g, err := excelize.OpenReader(bytes.NewReader(back))
		if err != nil {
			t.Fatal(err)
		}
		defer g.Close()
		comments, err := g.GetComments("一覧")
		if err != nil || len(comments) != len(marked) {
			t.Fatalf("%d comments for %d marks, %v", len(comments), len(marked), err)
		}
		if clean := give(t, "a.xlsx", back); dump(t, "a.xlsx", clean) != dump(t, "a.xlsx", data) {
			t.Fatal("a clean return reads otherwise")
		}
	})
}
