package workbook_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// longBook writes a made-up workbook of so many rows of 40 cells, texts and
// numbers, as a bureau's largest list would be. shared asks for shared strings,
// as Excel saves them; else the texts stand in the cells.
func longBook(t testing.TB, rows int, shared bool) string {
	t.Helper()
	var sheet, table bytes.Buffer
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	strings := 0
	text := func(s string) int {
		fmt.Fprintf(&table, "<si><t>%s</t></si>", s)
		strings++
		return strings - 1
	}
	labels := make([]int, 20)
	for i := range labels {
		labels[i] = text(fmt.Sprintf("見本の区分%d", i))
	}
	for r := 1; r <= rows; r++ {
		fmt.Fprintf(&sheet, `<row r="%d">`, r)
		for c := 1; c <= 40; c++ {
			ref := workbook.CellName(c, r)
			value := fmt.Sprintf("見本の手続%d-%dの許可の申請", r, c)
			switch {
			case c%4 == 0:
				fmt.Fprintf(&sheet, `<c r="%s"><v>%d</v></c>`, ref, r*c%100000)
			case !shared:
				fmt.Fprintf(&sheet, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, value)
			case c%4 == 1:
				fmt.Fprintf(&sheet, `<c r="%s" s="0" t="s"><v>%d</v></c>`, ref, text(value))
			default:
				fmt.Fprintf(&sheet, `<c r="%s" s="0" t="s"><v>%d</v></c>`, ref, labels[(r+c)%len(labels)])
			}
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData></worksheet>")
	head := fmt.Sprintf(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%d">`, strings)
	data := parts{"xl/worksheets/sheet1.xml": sheet.String(), "xl/sharedStrings.xml": head + table.String() + "</sst>"}.zip(t)
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
