package layout

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/import/workbook"
)

func TestShowYears(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format string
		want   string
	}{
		{`ggge"年度"`, "2020年度"},
		{`[$-411]ggge"年度";@`, "2020年度"},
		{`yyyy"年度"`, "2020年度"},
		{`yyyy\年`, "2020年度"},
		{`"Day of "yyyy`, "2020年度"},
		{`yyyy"年"m"月"`, "2020年4月"},
		{`yyyy/m/d`, "43922"},
		{`[$-411]ggge"年"m"月"d"日"`, "43922"},
		{`"yyyy`, "43922"},
	} {
		cells := []workbook.Cell{{Col: 1, Text: "43922", Kind: workbook.Number, Date: true, NumFmt: c.format}}
		showYears(cells, false)
		if cells[0].Text != c.want {
			t.Errorf("%s shows %s, want %s", c.format, cells[0].Text, c.want)
		}
	}
	plain := []workbook.Cell{{Col: 1, Text: "43922", Kind: workbook.Number}, {Col: 2, Text: "x", Kind: workbook.Text, Date: true, NumFmt: "yyyy"}}
	want := append([]workbook.Cell(nil), plain...)
	showYears(plain, false)
	if d := cmp.Diff(want, plain); d != "" {
		t.Error(d)
	}
}
