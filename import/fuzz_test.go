package importer_test

import (
	"context"
	"strings"
	"testing"

	importer "tetsuzuki/import"
)

// FuzzCheck reads any text as a bureau's CSV: nothing panics, the summary counts
// right, and no row is a record and ignored, or either of them twice.
func FuzzCheck(f *testing.F) {
	f.Add(exampleSheet)
	f.Add("手続名,年間件数（令和2年度）\n架空の申請,1\n\n手続名,年間件数（令和2年度）\n架空の届出,2\n合計,3\n")
	f.Add("所管,,手続,件数,\n部,課,名称,R1,R2\n総務部,〃,架空の申請,1,2\n")
	f.Add("手続名,根拠法令,,手続名,根拠法令\nあ,い,,う,え\n")
	f.Fuzz(func(t *testing.T, text string) {
		rep, err := importer.Check(context.Background(), importer.Source{Name: "made.csv", Data: strings.NewReader(text), Size: int64(len(text))}, importer.Options{FiscalYear: 2020})
		if err != nil {
			t.Fatal(err)
		}
		if rep.Summary.Records != len(rep.Records) {
			t.Errorf("the summary counts %d records of %d", rep.Summary.Records, len(rep.Records))
		}
		told := map[int]int{}
		for _, r := range rep.Records {
			told[r.Row]++
		}
		for _, tab := range rep.Tables {
			for _, i := range tab.IgnoredRows {
				told[i.Row]++
			}
		}
		for row, n := range told {
			if n > len(rep.Tables) {
				t.Errorf("row %d is told of %d times", row, n)
			}
		}
		checkFindings(t, rep)
	})
}
