package survey

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// The figures that domain.md holds the data to.
func TestRowsAreTheRealOnes(t *testing.T) {
	t.Parallel()
	rows := Rows(t)
	var atLeast, cases int64
	for _, r := range rows {
		cases += r.Total()
		if r.Total() >= 10_000 {
			atLeast++
		}
	}
	if len(rows) != 22_861 || atLeast != 394 || cases/1_000_000 != 895 {
		t.Errorf("%d rows, %d of 10,000 cases or more, %d cases", len(rows), atLeast, cases)
	}
}

func TestWorkbookHoldsEveryRow(t *testing.T) {
	t.Parallel()
	rows := Rows(t)[:100]
	f, err := excelize.OpenFile(Workbook(t, rows))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cells, err := f.GetRows("手続一覧")
	if err != nil {
		t.Fatal(err)
	}
	if len(cells) != 101 || cells[100][3] != rows[99]["手続名"] || cells[1][0] != rows[0].Bureau() {
		t.Errorf("%d rows, the last %q", len(cells), cells[len(cells)-1])
	}
}
