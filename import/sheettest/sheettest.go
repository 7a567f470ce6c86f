// Package sheettest makes the workbooks of tests. What it is given is made up.
package sheettest

import (
	"bytes"
	"os/exec"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Book is a workbook of one sheet as a file, with the rows from A1 on.
func Book(t testing.TB, sheet string, rows ...[]any) []byte {
	t.Helper()
	return Bytes(t, New(t, sheet, rows...))
}

// New is a workbook of one sheet with the rows from A1 on, open until the end of the test.
func New(t testing.TB, sheet string, rows ...[]any) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	Fill(t, f, sheet, 1, 1, rows...)
	return f
}

// Add adds a sheet with the rows from A1 on.
func Add(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	if _, err := f.NewSheet(sheet); err != nil {
		t.Fatal(err)
	}
	Fill(t, f, sheet, 1, 1, rows...)
}

// Fill writes rows with their first cell in a column and a row, both counted from 1. Where a
// row is nil or a cell of it, nothing is written.
func Fill(t testing.TB, f *excelize.File, sheet string, col, row int, rows ...[]any) {
	t.Helper()
	for i := range rows {
		if rows[i] == nil {
			continue
		}
		at, err := excelize.CoordinatesToCellName(col, row+i)
		if err == nil {
			err = f.SetSheetRow(sheet, at, &rows[i])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Bytes is a workbook as a file, protected where the options have a password.
func Bytes(t testing.TB, f *excelize.File, opt ...excelize.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, opt...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Python is a Python that has openpyxl. Where there is none, the test is skipped.
func Python(t testing.TB) string {
	t.Helper()
	for _, path := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), path, "-c", "import openpyxl").Run() == nil {
			return path
		}
	}
	t.Skip("no Python with openpyxl is installed")
	return ""
}
