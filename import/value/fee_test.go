package value

import (
	"strings"
	"testing"

	"tetsuzuki/import/finding"
)

func TestFees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell     Cell
		want     string
		severity finding.Severity
	}{
		{Cell{Text: "500円"}, "required", finding.Info}, {Cell{Text: "１，２００円"}, "required", finding.Info},
		{Cell{Text: "1件につき3,400円"}, "required", finding.Info}, {Cell{Text: "¥500"}, "required", finding.Info},
		{Cell{Text: "500円（窓口）、600円（郵送）"}, "required", finding.Info}, {Cell{Text: "500", Number: true}, "required", finding.Info},
		{Cell{Text: "1,200"}, "required", finding.Info}, {Cell{Text: "3千円"}, "required", finding.Info},
		{Cell{Text: "0円"}, "none", finding.Info}, {Cell{Text: "無料"}, "none", ""}, {Cell{Text: "有"}, "required", ""},
		{Cell{Text: "収入証紙"}, "required", finding.Warning}, {Cell{Text: "現金、クレジットカード"}, "required", finding.Warning},
		{Cell{Text: "500円（減免あり）"}, "", finding.Error}, {Cell{Text: "新規500円、更新0円"}, "", finding.Error},
		{Cell{Text: "別表のとおり"}, "", finding.Error}, {Cell{Text: "1", Number: true}, "", finding.Error},
	} {
		v, found := read(t, "fee", c.cell, nil)
		severity := finding.Severity("")
		if len(found) > 0 {
			severity = found[0].Severity
		}
		if v.Text != c.want || severity != c.severity {
			t.Errorf("%+v: %q with %q, want %q with %q", c.cell, v.Text, severity, c.want, c.severity)
		}
	}
	for text, want := range map[string]string{"収入証紙": "1-5", "現金": "1-1", "現金、収入証紙": "1-1 1-5", "収入印紙": "1-5", "都収入証紙": "1-5"} {
		if v, found := read(t, "payment_methods", Cell{Text: text}, nil); strings.Join(v.List, " ") != want || len(found) > 0 {
			t.Errorf("%s: %v %v, want %s", text, v.List, found, want)
		}
	}
}

// 3,6 that a spreadsheet took for a number is no list of choices.
func TestANumberWithAFractionIsNoChoice(t *testing.T) {
	t.Parallel()
	for field, cell := range map[string]Cell{"obstacle": {Text: "3.6", Number: true}, "process_type": {Text: "2.1", Number: true},
		"identity_method": {Text: "36", Number: true}, "payment_methods": {Text: "1.1", Number: true}} {
		if v, found := read(t, field, cell, nil); v.Text != "" || v.List != nil || len(found) != 1 || found[0].Severity != finding.Error {
			t.Errorf("%s %s: %+v %+v", field, cell.Text, v, found)
		}
	}
	if v, _ := read(t, "obstacle", Cell{Text: "３，６"}, nil); strings.Join(v.List, " ") != "3 6" {
		t.Errorf("a text of two choices: %v", v.List)
	}
}
