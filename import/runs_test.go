package importer_test

import (
	"strings"
	"testing"

	importer "tetsuzuki/import"
)

// An info that stands for several cells names them, those below each other as one,
// also where two columns of its field stand side by side.
func TestAnInfoNamesItsCells(t *testing.T) {
	t.Parallel()
	rows := []string{"手続名|根拠法令|年間件数（令和元年度）|年間件数（令和2年度）|備考",
		"甲の届出|架空法|約10件|約10件|", "乙の届出|架空法|約10件|約10件|", "丙の届出|架空法|3|約10件|", "丁の届出|架空法|約10件|4|", "戊の届出|架空法|約20件|5|"}
	rep := checkText(t, "\n"+strings.Join(rows, "\n"), importer.Options{})
	got := map[string]string{}
	for _, f := range rep.Findings {
		if f.Rule == "R-normalised" {
			got[f.Raw] = strings.Join(f.Cells, " ")
		}
	}
	if len(got) != 2 || got["約10件"] != "C2:C3 D2:D4 C5" || got["約20件"] != "" {
		t.Errorf("%v", got)
	}
}
