package report_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	sheets "tetsuzuki/import/workbook"
	"tetsuzuki/internal/report"
)

// Whatever a cell says, a csv of it read again says the same: every text of up to four of the
// letters that csv and spreadsheets have their own ideas of, in every encoding.
func TestEveryTextComesBackFromCSV(t *testing.T) {
	t.Parallel()
	letters := []string{"=", "＝", "+", "−", "@", "'", `"`, "1", "a", " ", "\t", "\n", ",", ";"}
	texts, last := []string{}, []string{""}
	for range 4 {
		var next []string
		for _, text := range last {
			for _, l := range letters {
				next = append(next, text+l)
			}
		}
		texts, last = append(texts, next...), next
	}
	texts = append(texts, `="012"`, `　＝"a""b"`, ` ="a'b"`, "'012", "''=x'", "-1,200", "＋５", "=SUM(A1:A2)", "\tx'y", "｜，｜", "a'b'c")
	for _, charset := range report.Encodings {
		rows := make([][]any, len(texts))
		for i, text := range texts {
			if charset == report.CP932 {
				text = strings.ReplaceAll(text, "−", "－") // which it lacks, and says so
			}
			rows[i] = []any{i, text, "終"}
		}
		for i, got := range readCSV(t, report.Table{Name: "架空", Columns: []string{"番号", "内容", "終わり"}, Rows: rows}, charset) {
			if want := []string{strconv.Itoa(i), rows[i][1].(string), "終"}; got != [3]string(want) {
				t.Errorf("%s: %q comes back as %q", charset, want, got)
			}
		}
	}
}

// What stands in every row is not taken for what separates the columns.
func TestNoTextOfACSVSeparatesItsColumns(t *testing.T) {
	t.Parallel()
	for i, sign := range []string{"\t", ";", "|", "，", "｜", "\t", ";", "|", "，", "｜"} {
		text := strings.Repeat("架空"+sign, 1+i)
		rows := [][]any{{0, text, "終"}, {1, text, "終"}, {2, text, "終"}}
		for i, got := range readCSV(t, report.Table{Name: "架空", Columns: []string{"番号", "内容", "終わり"}, Rows: rows}, report.UTF8) {
			if got != [3]string{strconv.Itoa(i), text, "終"} {
				t.Errorf("with %q, row %d comes back as %q", sign, i, got)
			}
		}
	}
}

// readCSV writes a table of three columns as a csv and reads its rows by the reader of inventories.
func readCSV(t *testing.T, table report.Table, charset string) (rows [][3]string) {
	t.Helper()
	var b bytes.Buffer
	if lost, err := table.WriteTable(&b, report.CSV, charset); err != nil || len(lost) > 0 {
		t.Fatalf("%s: %v, lost %v", charset, err, lost)
	}
	book, err := sheets.Open(t.Context(), "架空.csv", bytes.NewReader(b.Bytes()), int64(b.Len()), sheets.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	err = book.Sheets[0].Rows(t.Context(), func(r sheets.Row) error {
		if r.Number > 1 {
			rows = append(rows, [3]string{r.Cell(1).Text, r.Cell(2).Text, r.Cell(3).Text})
		}
		return nil
	})
	if err != nil || len(rows) != len(table.Rows) {
		t.Fatalf("%s: %d of %d rows are read: %v", charset, len(rows), len(table.Rows), err)
	}
	return rows
}
