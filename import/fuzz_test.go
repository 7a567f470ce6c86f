package importer_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/sheettest"
)

// FuzzCheck reads any text as a bureau's CSV: nothing panics, the summary counts
// right, and no row is a record and ignored, or either of them twice.
func FuzzCheck(f *testing.F) {
	f.Add(exampleSheet)
	f.Add("手続名,年間件数（令和2年度）\n架空の申請,1\n\n手続名,年間件数（令和2年度）\n架空の届出,2\n合計,3\n")
	f.Add("所管,,手続,件数,\n部,課,名称,R1,R2\n総務部,〃,架空の申請,1,2\n")
	f.Add("手続名,根拠法令,,手続名,根拠法令\nあ,い,,う,え\n")
	f.Fuzz(func(t *testing.T, text string) {
		rep, err := importer.Check(context.Background(), importer.Source{Name: "made.csv", Data: strings.NewReader(text),
			Size: int64(len(text))}, importer.Options{FiscalYear: 2020})
		if err != nil {
			t.Fatal(err)
		}
		if rep.Summary.Records != len(rep.Records) {
			t.Errorf("the summary counts %d records of %d", rep.Summary.Records, len(rep.Records))
		}
		told := map[int]int{}
		for _, r := range rep.Records {
			told[r.Row]++
		}
		for _, tab := range rep.Tables {
			for _, i := range tab.IgnoredRows {
				told[i.Row]++
			}
		}
		for row, n := range told {
			if n > len(rep.Tables) {
				t.Errorf("row %d is told of %d times", row, n)
			}
		}
		checkFindings(t, rep)
	})
}

// FuzzBook reads any grid of texts as a workbook with merged cells: every cell has one
// fate. Cells are parted by |, rows by line breaks; each four bytes of merges are one.
func FuzzBook(f *testing.F) {
	f.Add("手続名|根拠法令|年間件数（令和2年度）\n架空の申請|架空法|1\n|〃|2\n合計||3", []byte{1, 0, 2, 1})
	f.Add("表題\n\n部|手続名|件数\n総務部|架空の届出|5|外\n\n区分|件数\n計|5", []byte{0, 0, 0, 2, 3, 1, 4, 1})
	f.Fuzz(func(t *testing.T, text string, merges []byte) {
		if len(text) > 2000 || len(merges) > 40 || !utf8.ValidString(text) {
			t.Skip()
		}
		book := excelize.NewFile()
		defer book.Close()
		for i, line := range strings.Split(text, "\n") {
			for c, value := range strings.Split(line, "|") {
				at, err := excelize.CoordinatesToCellName(c+1, i+1)
				if err != nil || value == "" {
					continue
				}
				must(t, book.SetCellStr("Sheet1", at, strings.Map(func(r rune) rune {
					if r < ' ' || r == utf8.RuneError || r > 0xFFFD {
						return '・'
					}
					return r
				}, value)))
			}
		}
		var list strings.Builder
		for ; len(merges) >= 4; merges = merges[4:] {
			from, _ := excelize.CoordinatesToCellName(int(merges[1]%8)+1, int(merges[0]%12)+1)
			to, _ := excelize.CoordinatesToCellName(int(merges[1]%8)+1+int(merges[3]%4), int(merges[0]%12)+1+int(merges[2]%4))
			list.WriteString(`<mergeCell ref="` + from + ":" + to + `"/>`)
		}
		data := sheettest.Bytes(t, book)
		if list.Len() > 0 { // excelize itself would empty what it merges
			data = rewritten(t, data, "xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData><mergeCells>"+list.String()+"</mergeCells>")
		}
		rep := checkData(t, "made.xlsx", data, importer.Options{FiscalYear: 2020})
		checkFindings(t, rep)
	})
}
