package layout

import (
	"testing"

	"tetsuzuki/import/workbook"
)

func TestShowAll(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell workbook.Cell
		want string
		kind workbook.Kind
	}{
		{workbook.Cell{Text: "43922", Kind: workbook.Number, Date: true}.With(workbook.Look{Shown: "令和2年度", Plain: "令和2年度"}), "令和2年度", workbook.Text},
		{workbook.Cell{Text: "43922", Kind: workbook.Number, Date: true}.With(workbook.Look{Shown: "2020年"}), "2020年度", workbook.Text},
		{workbook.Cell{Text: "43922", Kind: workbook.Number, Date: true}.With(workbook.Look{Shown: "Apr-20", Plain: "2020年4月"}), "2020年4月", workbook.Text},
		{workbook.Cell{Text: "0.45", Kind: workbook.Number}.With(workbook.Look{Shown: "45%"}), "45%", workbook.Text},
		{workbook.Cell{Text: "43922", Kind: workbook.Number, Date: true}, "43922", workbook.Number},
		{workbook.Cell{Text: "12", Kind: workbook.Number}.With(workbook.Look{Unseen: true}), "12", workbook.Number},
		{workbook.Cell{Text: "年間件数旧", Kind: workbook.Text}.With(workbook.Look{Shown: "年間件数"}), "年間件数", workbook.Text},
	} {
		cells := []workbook.Cell{c.cell}
		if showAll(cells); cells[0].Text != c.want || cells[0].Kind != c.kind {
			t.Errorf("%+v reads %q", c.cell, cells[0].Text)
		}
	}
}
