package finding

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAlike(t *testing.T) {
	many := Finding{Severity: Error, Rule: "L2-01", Sheet: "一覧", Field: "annual_volume", Raw: "たくさん", Message: "数字ではありません。"}
	at := func(cell string, change ...func(*Finding)) Finding {
		x := many
		x.Cell, x.Count = cell, 1
		for _, f := range change {
			f(&x)
		}
		return x
	}
	in := func(sheet string) func(*Finding) { return func(x *Finding) { x.Sheet = sheet } }
	raw := func(raw string) func(*Finding) { return func(x *Finding) { x.Raw = raw } }
	stands := func(count int, cells ...string) func(*Finding) {
		return func(x *Finding) { x.Count, x.Cells = count, cells }
	}
	for _, c := range []struct {
		name       string
		give, want []Finding
	}{
		{"none", nil, nil},
		{"one stays", []Finding{at("K2")}, []Finding{at("K2")}},
		{"alike, one below the other", []Finding{at("K2"), at("K3"), at("K4"), at("K9")}, []Finding{at("K2", stands(4, "K2:K4", "K9"))}},
		{"alike in two columns", []Finding{at("K2"), at("L2"), at("K3"), at("L3")}, []Finding{at("K2", stands(4, "K2:K3", "L2:L3"))}},
		{"another text, another sheet", []Finding{at("K2"), at("K3", raw("多い")), at("K2", in("別表"))}, []Finding{at("K2"), at("K3", raw("多い")), at("K2", in("別表"))}},
		{"in the order of the first", []Finding{at("K2"), at("K3", raw("多い")), at("K4")}, []Finding{at("K2", stands(2, "K2", "K4")), at("K3", raw("多い"))}},
		{"with what stands for several", []Finding{at("K2", stands(3, "K2:K4")), at("K5")}, []Finding{at("K2", stands(4, "K2:K5"))}},
		{"cells that are not named", []Finding{at("K2", stands(30)), at("K40")}, []Finding{at("K2", stands(30)), at("K40")}},
		{"the whole sheet", []Finding{at(""), at("")}, []Finding{at(""), at("")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Alike(c.give)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
