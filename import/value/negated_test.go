package value

import (
	"testing"

	"tetsuzuki/import/form"
)

func TestNegatedHeaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field string
		sense form.Sense
		cell  string
		want  string
		rule  string // of a finding; empty for none
	}{
		{"seal_required", form.Not, "○", "no", ruleHealed}, {"seal_required", form.Not, "×", "yes", ruleHealed}, {"seal_required", form.Not, "不要", "no", ""},
		{"seal_required", form.Not, "要", "yes", ""}, {"seal_required", form.Not, "はい", "no", ruleHealed}, {"seal_required", form.Not, "", "", ""}, {"seal_required", "", "○", "yes", ruleMark},
		{"fee", form.Not, "有", "none", ruleHealed}, {"fee", form.Not, "免除", "none", ""}, {"fee", form.Not, "500円", "required", ruleHealed},
		{"scope", form.Not, "○", "out", ruleHealed}, {"identity_method", form.Not, "×", "", ruleNegated}, {"digitization_status", form.Not, "○", "not_started", ruleHealed},
		{"digitization_status", form.Ask, "○", "", ruleNegated}, {"digitization_status", form.Ask, "検討中", "considering", ""}, {"digitization_status", form.Ask, "－", "", ""},
	} {
		v, found := Parse(form.Current().Field(c.field), Cell{Text: c.cell}, &Context{Sense: c.sense})
		rule := ""
		if len(found) > 0 {
			rule = found[0].Rule
		}
		if v.Text != c.want || rule != c.rule || len(found) > 1 {
			t.Errorf("%s %q %q: %q with %v, want %q with %s", c.field, c.sense, c.cell, v.Text, found, c.want, c.rule)
		}
	}
}
