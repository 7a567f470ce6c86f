package workbook_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"tetsuzuki/import/workbook"
)

// The rows are those of the strict pass: neither what becomes of the file after it,
// nor what reads them at the same time, changes any.
func TestRowsComeFromTheStrictPass(t *testing.T) {
	t.Parallel()
	for name, rows := range map[string]int{"in memory": 10, "in a file": 3000} {
		data, err := os.ReadFile(longBook(t, rows, false))
		if err != nil {
			t.Fatal(err)
		}
		b, err := workbook.Open(t.Context(), name, bytes.NewReader(data), int64(len(data)), workbook.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		clear(data)
		var first, second []workbook.Row
		within := false
		read := func(into *[]workbook.Row, each func() error) error {
			return b.Sheets[0].Rows(t.Context(), func(r workbook.Row) error {
				r.Cells = slices.Clone(r.Cells)
				*into = append(*into, r)
				return each()
			})
		}
		err = read(&first, func() error {
			if within {
				return nil
			}
			within = true
			return read(&second, func() error { return nil })
		})
		if err != nil || len(first) != rows || !reflect.DeepEqual(first, second) {
			t.Errorf("%s: %d and %d rows of %d, %v", name, len(first), len(second), rows, err)
		}
		if c := first[rows-1].Cell(4); c.Kind != workbook.Number || c.Text != strconv.Itoa(rows*4) {
			t.Errorf("%s: the last row has %+v", name, c)
		}
	}
}
