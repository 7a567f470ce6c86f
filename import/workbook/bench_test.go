package workbook_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// longBook writes a made-up workbook of so many rows of 40 cells, texts and
// numbers, as a bureau's largest list would be. shared asks for shared strings,
// as Excel saves them; else the texts stand in the cells.
func longBook(t testing.TB, rows int, shared bool) string {
	t.Helper()
	var sheet, table []byte
	strings := 0
	text := func(s string) int {
		table = append(append(append(table, "<si><t>"...), s...), "</t></si>"...)
		strings++
		return strings - 1
	}
	labels := make([]int, 20)
	for i := range labels {
		labels[i] = text("見本の区分" + strconv.Itoa(i))
	}
	sheet = append(sheet, `<worksheet xmlns="`+mainNS+`"><sheetData>`...)
	for r := 1; r <= rows; r++ {
		number := strconv.Itoa(r)
		sheet = append(sheet, `<row r="`+number+`">`...)
		for c := 1; c <= 40; c++ {
			sheet = append(sheet, `<c r="`+workbook.CellName(c, r)...)
			value := "見本の手続" + number + "-" + strconv.Itoa(c) + "の許可の申請"
			switch {
			case c%4 == 0:
				sheet = append(sheet, `"><v>`+strconv.Itoa(r*c%100000)+`</v></c>`...)
			case !shared:
				sheet = append(sheet, `" t="inlineStr"><is><t>`+value+`</t></is></c>`...)
			case c%4 == 1:
				sheet = append(sheet, `" s="0" t="s"><v>`+strconv.Itoa(text(value))+`</v></c>`...)
			default:
				sheet = append(sheet, `" s="0" t="s"><v>`+strconv.Itoa(labels[(r+c)%len(labels)])+`</v></c>`...)
			}
		}
		sheet = append(sheet, "</row>"...)
	}
	sheet = append(sheet, "</sheetData></worksheet>"...)
	head := `<sst xmlns="` + mainNS + `" uniqueCount="` + strconv.Itoa(strings) + `">`
	data := parts{"xl/worksheets/sheet1.xml": string(sheet), "xl/sharedStrings.xml": head + string(table) + "</sst>"}.zip(t)
	path := filepath.Join(t.TempDir(), "long.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// BenchmarkRead compares Open and Rows together, strict pass included, with a
// bare loop of excelize over the same file.
func BenchmarkRead(b *testing.B) {
	for _, shared := range []bool{true, false} {
		path := longBook(b, 28_000, shared)
		name := map[bool]string{true: "shared", false: "inline"}[shared]
		b.Run(name+"/ours", func(b *testing.B) {
			for b.Loop() {
				readFile(b, path)
			}
		})
		b.Run(name+"/excelize", func(b *testing.B) {
			for b.Loop() {
				f, err := excelize.OpenFile(path)
				if err != nil {
					b.Fatal(err)
				}
				rows, err := f.Rows(f.GetSheetName(0))
				if err != nil {
					b.Fatal(err)
				}
				cells := 0
				for rows.Next() {
					columns, err := rows.Columns(excelize.Options{RawCellValue: true})
					if err != nil {
						b.Fatal(err)
					}
					cells += len(columns)
				}
				if cells != 28_000*40 {
					b.Fatal(cells)
				}
				rows.Close()
				f.Close()
			}
		})
	}
}

func readFile(t testing.TB, path string) (cells int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	book, err := workbook.Open(t.Context(), filepath.Base(path), f, st.Size(), workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, s := range book.Sheets {
		if err := s.Rows(t.Context(), func(r workbook.Row) error { cells += len(r.Cells); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	return cells
}
