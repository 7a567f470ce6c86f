package finding

import (
	"strings"
	"testing"
)

func TestAFilterFindsWhatItSays(t *testing.T) {
	t.Parallel()
	all := []Finding{
		{Severity: Error, Rule: "L2-01", Sheet: "一覧", Cell: "K17", Field: "annual_volume"},
		{Severity: Error, Rule: "L2-01", Sheet: "一覧", Cell: "AK170", Field: "online_volume"},
		{Severity: Warning, Rule: "R-era", Sheet: "別表", Cell: "K17", Field: "digitized_on"},
		{Severity: Info, Rule: "R-normalised", Sheet: "一覧", Cell: "B17", Field: "annual_volume", Count: 3, Cells: []string{"B17:B18", "C30"}},
		{Severity: Info, Rule: RuleMacro},
	}
	for _, c := range []struct {
		name   string
		filter Filter
		want   string // the rules and cells found
	}{
		{"nothing said", Filter{}, "L2-01 K17, L2-01 AK170, R-era K17, R-normalised B17, R-macro "},
		{"severity", Filter{Severity: Error}, "L2-01 K17, L2-01 AK170"},
		{"rule", Filter{Rule: "R-era"}, "R-era K17"},
		{"sheet", Filter{Sheet: "一覧"}, "L2-01 K17, L2-01 AK170, R-normalised B17"},
		{"field", Filter{Field: "annual_volume"}, "L2-01 K17, R-normalised B17"},
		{"cell", Filter{Column: "K", Row: 17}, "L2-01 K17, R-era K17"},
		{"row", Filter{Row: 17}, "L2-01 K17, R-era K17, R-normalised B17"},
		{"a later cell", Filter{Column: "B", Row: 18}, "R-normalised B17"},
		{"a later row", Filter{Row: 30}, "R-normalised B17"},
		{"a row between", Filter{Row: 19}, ""},
		{"column", Filter{Column: "K"}, "L2-01 K17, R-era K17"},
		{"normalised", Filter{Normalised: true}, "R-era K17, R-normalised B17"},
		{"all at once", Filter{Severity: Error, Rule: "L2-01", Sheet: "一覧", Field: "annual_volume", Column: "K", Row: 17}, "L2-01 K17"},
		{"none", Filter{Sheet: "一覧", Rule: "R-era"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var found []string
			for _, x := range all {
				if c.filter.Finds(x) {
					found = append(found, x.Rule+" "+x.Cell)
				}
			}
			if got := strings.Join(found, ", "); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
	if got := NormalisedCells(all); got != 4 {
		t.Errorf("%d cells were normalised, want 4", got)
	}
}

func TestPlacesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Filter{
		"K17": {Column: "K", Row: 17}, " ｋ１７ ": {Column: "K", Row: 17}, "17": {Row: 17}, "XFD": {Column: "XFD"}, "": {},
	} {
		if column, row, ok := ParsePlace(text); !ok || column != want.Column || row != want.Row {
			t.Errorf("%q: %q, %d, %t", text, column, row, ok)
		}
	}
	for _, text := range []string{"17K", "K0", "0", "行", "ABCD1", "K-1", "99999999999999999999"} {
		if column, row, ok := ParsePlace(text); ok || column != "" || row != 0 {
			t.Errorf("%q is read as %q, %d", text, column, row)
		}
	}
}

func TestAFindingOfSeveralCellsIsEachOfThem(t *testing.T) {
	t.Parallel()
	x := Finding{Rule: RuleMerged, Cell: "B17", Raw: "環境局", Read: "環境局", Message: "結合", Count: 4, Cells: []string{"B17:B18", "B30"}}
	var got []string
	each := func(x Finding) (all []Finding) {
		for _, at := range CellsOf([]Finding{x}, Filter{}).Some(0, 10) {
			all = append(all, at.Findings...)
		}
		return all
	}
	for _, one := range each(x) {
		got = append(got, one.Cell+" "+one.Raw+" "+one.Read)
	}
	if want := "B17 環境局 環境局, B18  , B30  "; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %q", strings.Join(got, ", "), want)
	}
	x.Message = "「環境局」"
	if one := each(x)[1]; one.Raw != "環境局" || one.Count != 1 {
		t.Errorf("%+v", one)
	}
	if alone := (Finding{Cell: "A1", Count: 3}); len(each(alone)) != 1 || each(alone)[0].Count != 3 {
		t.Errorf("%+v", each(alone))
	}
}

// What is wrong was not mended, whatever its rule; ditto marks are under one rule in
// both cases.
func TestAnErrorIsNotNormalised(t *testing.T) {
	t.Parallel()
	for severity, want := range map[Severity]bool{Error: false, Warning: true, Info: true} {
		if got := (Finding{Severity: severity, Rule: "L2-02"}).Normalised(); got != want {
			t.Errorf("%s: %t", severity, got)
		}
	}
	for rule := range normalisingRules {
		if Reason(rule) == "" {
			t.Errorf("%s is no rule", rule)
		}
	}
}
