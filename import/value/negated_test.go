package value

import (
	"strings"
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
		{"seal_required", form.Not, "○", "no", ruleNormalised}, {"seal_required", form.Not, "×", "yes", ruleNormalised},
		{"seal_required", form.Not, "不要", "no", ""},
		{"seal_required", form.Not, "要", "yes", ""}, {"seal_required", form.Not, "はい", "no", ruleNormalised},
		{"seal_required", form.Not, "", "", ""}, {"seal_required", "", "○", "yes", ruleMark},
		{"fee", form.Not, "有", "none", ruleNormalised}, {"fee", form.Not, "免除", "none", ""},
		{"fee", form.Not, "500円", "required", ruleNormalised},
		{"scope", form.Not, "○", "out", ruleNormalised}, {"identity_method", form.Not, "×", "", ruleNegated},
		{"digitization_status", form.Not, "○", "not_started", ruleNormalised},
		{"digitization_status", form.Ask, "○", "", ruleNegated}, {"digitization_status", form.Ask, "検討中", "considering", ""},
		{"digitization_status", form.Ask, "－", "", ""},
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

// What a form asks for behind a choice is no part of it, and a decimal is no list of
// two codes.
func TestCodesOfSurveys(t *testing.T) {
	t.Parallel()
	obstacle, status := form.Current().Field("obstacle"), form.Current().Field("digitization_status")
	for _, c := range []struct {
		cell string
		want string // parted by spaces
		bad  bool
	}{
		{"7 上記に該当しない（理由を記載）", "7", false}, {"上記に該当しない（具体的に記入してください）", "7", false}, {"3 電子化に必要なシステムが省庁内に備わっていない; 7 上記に該当しない（理由を記載）", "3 7", false},
		{"3.6", "", true}, {"３．６", "", true}, {"3、6", "3 6", false}, {"3; 6", "3 6", false}, {"36", "", true}, {"上記に該当しない（予算がない）", "", true},
	} {
		v, found := Parse(obstacle, Cell{Text: c.cell}, &Context{})
		if got := strings.Join(v.List, " "); got != c.want || c.bad != (len(found) > 0) {
			t.Errorf("%s: %q with %v, want %q", c.cell, got, found, c.want)
		}
	}
	if v, found := Parse(status, Cell{Text: "4 その他"}, &Context{}); v.Text != "" || len(found) != 1 || found[0].Rule != ruleChoice {
		t.Errorf("4 その他: %q with %v", v.Text, found)
	}
}

// Under a header that asks for amounts every number is one.
func TestAmountsUnderTheirHeader(t *testing.T) {
	t.Parallel()
	f := form.Current().Field("fee")
	for text, want := range map[string]string{"5": "required", "0": "none", "500円": "required"} {
		if v, found := Parse(f, Cell{Text: text}, &Context{Amounts: true}); v.Text != want || len(found) != 1 {
			t.Errorf("%s: %q with %v, want %q", text, v.Text, found, want)
		}
	}
	if v, found := Parse(f, Cell{Text: "5"}, &Context{}); v.Text != "" || len(found) != 1 {
		t.Errorf("5 may be a code: %q with %v", v.Text, found)
	}
}
