package workbook_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tetsuzuki/import/workbook"
)

// Parts of a text that are struck through, raised or lowered come with the cell; the
// text stays as it was saved.
func TestPartsOfATextInTheSheetItself(t *testing.T) {
	t.Parallel()
	run := func(look, text string) string { return "<r><rPr>" + look + "</rPr><t>" + text + "</t></r>" }
	cell := func(ref string, runs ...string) string {
		return `<c r="` + ref + `" t="inlineStr"><is>` + strings.Join(runs, "") + `</is></c>`
	}
	rows := `<row r="1">` + cell("A1", run("<strike/>", "80"), run("<b/>", "90")) +
		cell("B1", run("", "1_x0032_"), run(`<vertAlign val="superscript"/>`, "※1")) +
		cell("C1", run(`<strike val="0"/>`, "70")) + cell("D1", run("<strike/>", "60")) +
		cell("E1", run("", "CO"), run(`<vertAlign val="subscript"/>`, "2")) + cell("F1", run("<strike/>", ""), run("", "50")) +
		cell("G1", run(`<strike val="true"/><sz val="11"/><rFont val="x"/>`, "40"), run(`<b val="true"/><sz val="11"/>`, "45")) + `</row>`
	b, err := open(t, "a.xlsx", rowsOf(rows).zip(t), workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := b.Sheets[0].Rows(context.Background(), func(r workbook.Row) error {
		for _, c := range r.Cells {
			l := c.Look()
			got = append(got, fmt.Sprintf("%s|%s|%v|%d", c.Text, l.Shown, l.Struck, len(l.Runs)))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if s, want := strings.Join(got,
		" "), "8090|90|false|2 12※1|12|false|2 70||false|0 60||true|1 CO2||false|2 50||false|0 4045|45|false|2"; s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
}
