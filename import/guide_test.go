package importer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	importer "tetsuzuki/import"
)

// A column that says in what unit, or of which year, the counts of its row are is found
// by its header, or told by a person whatever its header, and remembered.
func TestGuides(t *testing.T) {
	t.Parallel()
	const file = "手続名,根拠法令,年間件数（令和2年度）,数え方,どの年\n架空の届出,架空法,5,千件,R2\n架空の申請,見本法,7,件,R1\n"
	told := &importer.Mapping{Columns: []importer.MappedColumn{
		{Header: "数え方", Field: "annual_volume", Part: importer.PartUnit},
		{Header: "どの年", Field: "annual_volume", Part: importer.PartFiscalYear},
	}}
	rep := checkData(t, "a.csv", []byte(file), importer.Options{Bureau: "環境局", Mapping: told})
	if got := *rep.Records[0].Values.Volumes[0].Total.Value; got != 5000 {
		t.Errorf("5 千件 is %d", got)
	}
	if v := rep.Records[1].Values.Volumes[0].Total.Value; v != nil {
		t.Errorf("the count of another year was read: %d", *v)
	}
	type column struct {
		Column, Field string
		Part          importer.Part
	}
	var got []column
	for _, c := range rep.Tables[0].Columns[3:] {
		got = append(got, column{c.Column, c.Field, c.Part})
	}
	if d := cmp.Diff([]column{{"D", "annual_volume", importer.PartUnit}, {"E", "annual_volume", importer.PartFiscalYear}}, got); d != "" {
		t.Error(d)
	}
	for _, c := range told.Columns {
		again := importer.MappingOf(rep)
		found := false
		for _, o := range again.Columns {
			found = found || o == c
		}
		if !found {
			t.Errorf("%+v is not remembered: %+v", c, again.Columns)
		}
	}
	if len(rep.Tables[0].Unmapped) != 0 {
		t.Errorf("not read: %+v", rep.Tables[0].Unmapped)
	}
	for part, want := range map[importer.Part]bool{importer.PartUnit: true, importer.PartFiscalYear: true, importer.PartDay: false} {
		if importer.PartFits("annual_volume", part, "") != want {
			t.Errorf("%s fits a count: %v", part, !want)
		}
	}
}
