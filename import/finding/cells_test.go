package finding

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// plain gathers the cells one by one, as CellsOf must find them.
func plain(findings []Finding, f Filter) (cells []string) {
	type place struct {
		sheet, row int
		column     string
	}
	var sheets []string
	said := map[place][]string{}
	for i, x := range findings {
		if !f.Finds(x) {
			continue
		}
		for _, name := range x.stands() {
			column, first, last := span(name)
			for row := first; row <= last; row++ {
				if f.Row != 0 && row != f.Row || f.Column != "" && column != f.Column {
					continue
				}
				p := place{row: row, column: column}
				if x.Sheet != "" {
					if !slices.Contains(sheets, x.Sheet) {
						sheets = append(sheets, x.Sheet)
					}
					p.sheet = slices.Index(sheets, x.Sheet) + 1
				}
				said[p] = append(said[p], fmt.Sprint(i))
			}
		}
	}
	places := make([]place, 0, len(said))
	for p := range said {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(a.sheet-b.sheet, a.row-b.row, len(a.column)-len(b.column), strings.Compare(a.column, b.column))
	})
	for _, p := range places {
		sheet := ""
		if p.sheet > 0 {
			sheet = sheets[p.sheet-1]
		}
		cell := ""
		if p.row > 0 {
			cell = fmt.Sprint(p.column, p.row)
		}
		cells = append(cells, fmt.Sprint(sheet, "!", cell, " ", strings.Join(said[p], " ")))
	}
	return cells
}

// Any part of the cells is what one gets who makes all of them.
func TestCellsAreThoseOfAllFindings(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 3))
	for range 300 {
		var findings []Finding
		for i := range r.IntN(12) {
			x := Finding{Severity: Info, Sheet: []string{"", "一覧", "別表"}[r.IntN(3)], Message: fmt.Sprint(i), Count: 1}
			if r.IntN(5) > 0 {
				for range 1 + r.IntN(3) {
					first := 1 + r.IntN(9)
					name := fmt.Sprint([]string{"B", "C", "AA"}[r.IntN(3)], first)
					if last := first + r.IntN(4); last > first {
						name += ":" + strings.TrimRight(name, "0123456789") + fmt.Sprint(last)
					}
					x.Cells = append(x.Cells, name)
				}
				x.Cell, _, _ = strings.Cut(x.Cells[0], ":")
				if len(x.Cells) == 1 && x.Cells[0] == x.Cell {
					x.Cells = nil
				}
			}
			findings = append(findings, x)
		}
		f := Filter{}
		if r.IntN(3) == 0 {
			f.Row = 1 + r.IntN(9)
		}
		if r.IntN(3) == 0 {
			f.Column = "C"
		}
		want := plain(findings, f)
		cells := CellsOf(findings, f)
		if cells.Count() != len(want) {
			t.Fatalf("%d cells, want %d: %+v of %+v", cells.Count(), len(want), f, findings)
		}
		from := r.IntN(len(want) + 1)
		n := 1 + r.IntN(6)
		var got []string
		for _, at := range cells.Some(from, n) {
			var said []string
			for _, x := range at.Findings {
				said = append(said, x.Message)
			}
			got = append(got, fmt.Sprint(at.Sheet, "!", at.Cell, " ", strings.Join(said, " ")))
		}
		if some := want[from:min(from+n, len(want))]; !slices.Equal(got, some) {
			t.Fatalf("from %d: %q, want %q: %+v of %+v", from, got, some, f, findings)
		}
	}
}

// A page of the cells of findings that stand for millions costs what the page has.
func TestCellsOfManyRowsAreNotMade(t *testing.T) {
	var findings []Finding
	for _, column := range []string{"A", "B", "C", "D"} {
		findings = append(findings, Finding{Sheet: "一覧", Cell: column + "2", Cells: []string{column + "2:" + column + "1000001"},
			Count: 1_000_000})
	}
	grown := testing.AllocsPerRun(1, func() {
		cells := CellsOf(findings, Filter{})
		if page := cells.Some(3_999_990, 100); cells.Count() != 4_000_000 || len(page) != 10 || page[9].Cell != "D1000001" {
			t.Errorf("%d, %+v", cells.Count(), page)
		}
	})
	if grown > 500 {
		t.Errorf("%.0f allocations", grown)
	}
}
