package value

import "testing"

func count(n int64, q string) Count { return provided(Count{Raw: itoa(int(n))}, n, q) }

func TestRulesOverARow(t *testing.T) {
	t.Parallel()
	upTo := func(n, upper int64) Count {
		c := count(n, Range)
		c.Upper = &upper
		return c
	}
	unknown := Count{State: NotProvided}
	volumes := func(total, online Count) []YearCounts { return []YearCounts{{2020, total, online}} }
	for name, c := range map[string]struct {
		row  Row
		want string
	}{
		"nothing wrong":                {Row{ProcedureName: "架空の届出", Years: volumes(count(3, Exact), count(3, Exact))}, ""},
		"no name":                      {Row{}, "!R-missing-name"},
		"online over total":            {Row{ProcedureName: "架空", Years: volumes(count(3, Exact), count(4, Exact))}, "!R-online-over-total"},
		"online over about":            {Row{ProcedureName: "架空", Years: volumes(count(3, Approx), count(4, Exact))}, "?R-online-over-total"},
		"online over a lower bound":    {Row{ProcedureName: "架空", Years: volumes(count(3, Lower), count(4, Exact))}, ""},
		"online within the range":      {Row{ProcedureName: "架空", Years: volumes(upTo(3, 9), count(4, Exact))}, ""},
		"online over the range":        {Row{ProcedureName: "架空", Years: volumes(upTo(3, 9), count(10, Exact))}, "?R-online-over-total"},
		"online over an unknown":       {Row{ProcedureName: "架空", Years: volumes(unknown, count(4, Exact))}, ""},
		"as many as can be":            {Row{ProcedureName: "架空", Years: volumes(count(MostPlausible, Exact), unknown)}, ""},
		"more than can be":             {Row{ProcedureName: "架空", Years: volumes(count(MostPlausible+1, Approx), unknown)}, "?R-implausible-volume"},
		"up to more than can be":       {Row{ProcedureName: "架空", Years: volumes(upTo(5, MostPlausible+1), unknown)}, "?R-implausible-volume"},
		"up to as many as can be":      {Row{ProcedureName: "架空", Years: volumes(upTo(5, MostPlausible), unknown)}, ""},
		"a thousand times last year":   {Row{ProcedureName: "架空", Years: []YearCounts{{2019, count(7, Exact), unknown}, {2020, count(7000, Exact), unknown}}}, "?R-implausible-volume"},
		"not a thousand times":         {Row{ProcedureName: "架空", Years: []YearCounts{{2019, count(7, Exact), unknown}, {2020, count(6999, Exact), unknown}}}, ""},
		"more than none":               {Row{ProcedureName: "架空", Years: []YearCounts{{2020, count(7000, Exact), unknown}, {2019, count(0, Exact), unknown}}}, ""},
		"digitized on, but not yet":    {Row{ProcedureName: "架空", DigitizationStatus: "considering", DigitizedOn: "2021-04-01"}, "?R-status-and-date"},
		"digitized on and done":        {Row{ProcedureName: "架空", DigitizationStatus: "done", DigitizedOn: "2021-04-01"}, ""},
		"a law, but nothing to change": {Row{ProcedureName: "架空", NationalLawChange: "not_required", LawToChange: "架空法"}, "?R-law-change"},
	} {
		got := ""
		for _, f := range CheckRow(c.row) {
			checkRowFinding(t, f)
			got += map[bool]string{true: "!", false: "?"}[f.Severity == "error"] + f.Rule
			if (f.Rule == "R-online-over-total" || f.Rule == "R-implausible-volume") != (f.FiscalYear == 2020) {
				t.Errorf("%s: fiscal year %d", name, f.FiscalYear)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func checkRowFinding(t *testing.T, f RowFinding) {
	t.Helper()
	if f.Message == "" || f.Example == "" || f.Field == "" || f.Count != 1 {
		t.Errorf("an unfinished finding: %+v", f)
	}
}
