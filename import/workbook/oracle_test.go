package workbook_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// againstExcelize compares every cell of every sheet with what excelize reads,
// in both directions.
func againstExcelize(t *testing.T, data []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := open(t, "a.xlsx", data, workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(b.Sheets), len(f.GetSheetList()); got != want {
		t.Fatalf("%d sheets, excelize %d", got, want)
	}
	for _, s := range b.Sheets {
		theirs, err := f.GetRows(s.Name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		for _, row := range theirs {
			for _, v := range row {
				if v != "" {
					count++
				}
			}
		}
		cells := 0
		err = s.Rows(t.Context(), func(r workbook.Row) error {
			for _, c := range r.Cells {
				if c.Text == "" {
					continue
				}
				cells++
				want := ""
				if r.Number <= len(theirs) && c.Col <= len(theirs[r.Number-1]) {
					want = theirs[r.Number-1][c.Col-1]
				}
				got := c.Text
				if c.Kind == workbook.Bool {
					got = map[string]string{"TRUE": "1", "FALSE": "0"}[c.Text]
				}
				if got != want {
					t.Errorf("%s!%s: got %q, excelize %q", s.Name, workbook.CellName(c.Col, r.Number), got, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if cells != count || cells > s.CellCount {
			t.Errorf("%s: %d cells, excelize %d", s.Name, cells, count)
		}
		merges, err := f.GetMergeCells(s.Name)
		if err != nil || len(merges) != len(s.Merges) {
			t.Errorf("%s: %d merges, excelize %d, %v", s.Name, len(s.Merges), len(merges), err)
		}
		for col := 1; col <= s.MaxCol; col++ {
			shown, err := f.GetColVisible(s.Name, workbook.ColumnName(col))
			if err != nil || shown == slices.Contains(numbers(s.HiddenCols), col) {
				t.Errorf("%s: column %d hidden %v, excelize %v, %v", s.Name, col, slices.Contains(numbers(s.HiddenCols), col), !shown, err)
			}
		}
		for row := 1; row <= s.MaxRow; row++ {
			shown, err := f.GetRowVisible(s.Name, row)
			if err != nil || shown == slices.Contains(numbers(s.HiddenRows), row) {
				t.Errorf("%s: row %d hidden %v, excelize %v, %v", s.Name, row, slices.Contains(numbers(s.HiddenRows), row), !shown, err)
			}
		}
	}
}

// randomValue is a made-up value as it may stand in a cell.
func randomValue(rnd *rand.Rand) any {
	switch rnd.IntN(12) {
	case 0:
		return nil
	case 1:
		return rnd.IntN(1_000_000)
	case 2:
		return rnd.Float64() * 1000
	case 3:
		return -rnd.IntN(100)
	case 4:
		return rnd.IntN(2) == 0
	case 5:
		return "見本\nの改行 " + fmt.Sprint(rnd.IntN(5))
	case 6:
		return "  前後の空白　"
	case 7:
		return `<記号> & "引用" 'と' ]]> `
	case 8:
		return "0001234"
	case 9:
		return "_x000D_ のような文字"
	case 10:
		return strings.Repeat("長い文", rnd.IntN(2000))
	}
	return fmt.Sprintf("見本の手続%d", rnd.IntN(50))
}

func TestAgreesWithExcelize(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		f := excelize.NewFile()
		defer f.Close()
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		for i := range 3 {
			sheet := fmt.Sprintf("一覧%d", i)
			_, err := f.NewSheet(sheet)
			check(err)
			if i == 0 {
				w, err := f.NewStreamWriter(sheet)
				check(err)
				for r := 1; r <= 40; r++ {
					row := make([]any, rnd.IntN(30))
					for c := range row {
						row[c] = randomValue(rnd)
					}
					check(w.SetRow(fmt.Sprintf("A%d", r), row, excelize.RowOpts{Hidden: rnd.IntN(6) == 0}))
				}
				check(w.MergeCell("A1", "C3"))
				check(w.Flush())
				continue
			}
			for range 400 {
				check(f.SetCellValue(sheet, workbook.CellName(1+rnd.IntN(40), 1+rnd.IntN(60)), randomValue(rnd)))
			}
			for range 5 {
				check(f.SetRowVisible(sheet, 1+rnd.IntN(60), false))
				check(f.SetColVisible(sheet, workbook.ColumnName(1+rnd.IntN(40)), false))
			}
			check(f.MergeCell(sheet, "AX1", "AZ4"))
			check(f.SetCellFormula(sheet, "BA1", "1+1"))
		}
		var out bytes.Buffer
		check(f.Write(&out))
		againstExcelize(t, out.Bytes())
	}
}

// sharedFolder gives a folder of material beside the project, and skips where it
// is not there.
func sharedFolder(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no folder ../shared/%s beside the project", name)
	}
	return dir
}

func TestAgreesWithExcelizeOnTheSheets(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(sharedFolder(t, "sheets"), "*.xlsx"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sheets: %v", err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(path), func(t *testing.T) { againstExcelize(t, data) })
	}
}
