package importer_test

import (
	"fmt"
	"strings"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
)

// Many findings that say the same are one with all their cells; of many that only break
// the same, the first are listed and one stands for the others.
func TestManyAlikeAreOne(t *testing.T) {
	t.Parallel()
	const rows = 751
	for _, c := range []struct {
		name         string
		cell         func(int) string
		lines, cells int
		says         string
	}{
		{"few that say the same", func(row int) string { return map[bool]string{true: "その他の状況", false: "実施済"}[row < 30] }, 28, 28, ""},
		{"many that say the same", func(int) string { return "その他の状況" }, 1, rows, "「その他の状況」"},
		{"many that break the same", func(row int) string { return fmt.Sprint("その他の状況", row) }, 51, rows, "同じ種類の指摘が、ほかに 701 か所"},
		{"some of both", func(row int) string { return fmt.Sprint("その他の状況", max(row-rows+30, 0)) }, 32, rows, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			b.WriteString("手続名,根拠法令,デジタル化状況\n")
			for row := 2; row < rows+2; row++ {
				fmt.Fprintf(&b, "架空の届出%d,架空法%d,%s\n", row, row, c.cell(row))
			}
			rep := checkData(t, "made.csv", []byte(b.String()), importer.Options{Bureau: "環境局"})
			lines, cells, says := 0, map[string]bool{}, ""
			for _, f := range rep.Findings {
				if f.Rule != "L2-04" {
					continue
				}
				lines++
				says += f.Message
				if !f.Named() {
					t.Errorf("not all cells are named: %+v", f)
				}
				for one := range f.Each() {
					if cells[one.Cell] {
						t.Errorf("%s is told of twice", one.Cell)
					}
					cells[one.Cell] = true
				}
			}
			if lines != c.lines || len(cells) != c.cells || rep.Summary.Errors != c.cells || !strings.Contains(says, c.says) {
				t.Errorf("%d lines of %d cells, %d errors, want %d of %d", lines, len(cells), rep.Summary.Errors, c.lines, c.cells)
			}
			found := 0
			for _, f := range rep.Findings {
				if (finding.Filter{Row: 29, Column: "C"}).Finds(f) {
					found++
				}
			}
			if found != 1 {
				t.Errorf("%d findings in row 29", found)
			}
		})
	}
}
