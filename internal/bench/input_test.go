package bench

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/report"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/survey"
)

// input is a workbook of all bureaus, and what its rows are.
type input struct {
	path string
	rows int
	from string
}

// realInput is the workbook of the 22,861 real rows, or, where they are absent,
// of the made-up ones.
func realInput(b *testing.B) input {
	b.Helper()
	var in input
	b.Run("実データの有無", func(b *testing.B) { // ends alone where the data is absent
		rows := survey.Rows(b)
		in = input{survey.Workbook(b, rows), len(rows), "実データ"}
		kept := filepath.Join(os.TempDir(), filepath.Base(b.TempDir())+".xlsx")
		must(b, os.Rename(in.path, kept)) // the inner benchmark's folder ends with it
		in.path = kept
	})
	if in.path != "" {
		b.Cleanup(func() { os.Remove(in.path) })
		return in
	}
	rows := sampleRows()
	in = input{filepath.Join(b.TempDir(), "サンプル.xlsx"), len(rows), "架空のデータ（../shared がないため）"}
	must(b, report.WriteFile(in.path, func(w io.Writer) error {
		return report.List{Years: []int{2019, 2020}}.WriteXLSX(w, len(rows), each(rows))
	}))
	return in
}

func sampleRows() []report.Row {
	var rows []report.Row
	for i := range sample.Bureaus() {
		rows = append(rows, sample.Rows(i)...)
	}
	return rows
}

func each(rows []report.Row) report.Rows {
	return func(yield func(report.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// tenfold writes the rows of a workbook ten times, each time under other names.
func tenfold(b *testing.B, in input) input {
	b.Helper()
	f, err := excelize.OpenFile(in.path)
	must(b, err)
	defer f.Close()
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	must(b, err)
	name := -1
	for i, h := range rows[0] {
		if h == "手続名" {
			name = i
		}
	}
	out := excelize.NewFile()
	defer out.Close()
	w, err := out.NewStreamWriter("Sheet1")
	must(b, err)
	n := 1
	write := func(row []string, suffix string) {
		cells := make([]any, len(row))
		for i, s := range row {
			if i == name {
				s += suffix
			}
			if s != "" {
				cells[i] = s
			}
		}
		at, err := excelize.CoordinatesToCellName(1, n)
		must(b, err)
		must(b, w.SetRow(at, cells))
		n++
	}
	write(rows[0], "")
	for i := range 10 {
		for _, row := range rows[1:] {
			write(row, string(rune('A'+i)))
		}
	}
	must(b, w.Flush())
	big := input{filepath.Join(b.TempDir(), "10倍.xlsx"), 10 * in.rows, in.from}
	must(b, out.SaveAs(big.path))
	return big
}

// bareLoop is what reading is measured against: excelize over the same file.
func bareLoop(b *testing.B, path string) {
	b.Helper()
	f, err := excelize.OpenFile(path)
	must(b, err)
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	must(b, err)
	defer rows.Close()
	for rows.Next() {
		_, err := rows.Columns()
		must(b, err)
	}
	must(b, rows.Error())
}
