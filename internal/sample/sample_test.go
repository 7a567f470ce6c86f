package sample_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/sample"
)

func all() []report.Row {
	var rows []report.Row
	for i := range sample.Bureaus() {
		rows = append(rows, sample.Rows(i)...)
	}
	return rows
}

// The shape of the real catalogue (domain.md).
func TestShape(t *testing.T) {
	t.Parallel()
	const threshold = 10000
	rows := all()
	bureaus := make(map[string]bool)
	statuses := make(map[registry.Status]int)
	laws := make(map[registry.LawChange]int)
	qualifiers := make(map[registry.Qualifier]int)
	identities := make(map[string]bool)
	var cases, held int64
	var priority, undecidable, near int
	for _, r := range rows {
		p := r.Process
		bureaus[p.Bureau] = true
		statuses[p.Status]++
		laws[p.NationalLawChange]++
		identities[p.Bureau+p.ProcedureName] = true
		if p.Remarks != sample.Remark {
			t.Fatalf("%s does not say that it is made up", p.ProcedureName)
		}
		deciding := registry.Deciding(r.Volumes)
		for _, v := range r.Volumes {
			if v.Total.Known() && v.Online.Known() && *v.Online.Value > *v.Total.Value {
				t.Errorf("%s: more online than in all", p.ProcedureName)
			}
		}
		if registry.NearTheLine(deciding, threshold) {
			near++
		}
		switch registry.PriorityOf(deciding, threshold) {
		case registry.Yes:
			priority++
			held += *deciding.Total.Value
		case registry.Undecidable:
			undecidable++
		}
		if deciding != nil {
			cases += *deciding.Total.Value
			qualifiers[deciding.Total.Qualifier]++
		}
	}
	if len(rows) != sample.Total || len(identities) != sample.Total {
		t.Errorf("%d processes with %d names, want %d", len(rows), len(identities), sample.Total)
	}
	if len(bureaus) != 29 {
		t.Errorf("%d bureaus, want 29", len(bureaus))
	}
	if priority < sample.Total*15/1000 || priority > sample.Total*25/1000 {
		t.Errorf("%d priority processes, want about 2 %%", priority)
	}
	if share := float64(held) / float64(cases); share < 0.9 {
		t.Errorf("they hold %.3f of the cases, want over 0.9", share)
	}
	for name, n := range map[string]int{"undecidable": undecidable, "near the line": near} {
		if n < 10 {
			t.Errorf("only %d %s", n, name)
		}
	}
	for _, s := range registry.Statuses {
		if statuses[s] == 0 {
			t.Errorf("no process is %s", s)
		}
	}
	if len(laws) != 3 || len(qualifiers) != 5 {
		t.Errorf("law changes %v, qualifiers %v; want all of them", laws, qualifiers)
	}
}

// The same on every machine, as workbooks in the form.
func TestWorkbooks(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	var made []sample.Workbook
	err := sample.Workbooks(t.Context(), func(w sample.Workbook) error {
		made = append(made, w)
		if len(made) == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Fatal(err)
	}
	for i, w := range made {
		f, err := excelize.OpenReader(bytes.NewReader(w.Data))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(form.Current().Sheet)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != w.Rows+1 || w.Rows != len(sample.Rows(i)) {
			t.Errorf("%s: %d rows, want %d and a header", w.Name, len(rows), w.Rows)
		}
		if name := slices.Index(rows[0], "手続名"); rows[1][name] != sample.Rows(i)[0].Process.ProcedureName {
			t.Errorf("%s: begins with %q", w.Name, rows[1])
		}
	}
}

func TestWorkbooksStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	err := sample.Workbooks(ctx, func(sample.Workbook) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

// Only laws of the nation wait for the nation, each for at most two of its ministries.
func TestLawsOfTheNationStandInTheWay(t *testing.T) {
	t.Parallel()
	of := map[string][]string{}
	for _, r := range all() {
		p := r.Process
		if p.NationalLawChange != registry.LawChangeRequired {
			continue
		}
		law, _, _ := strings.Cut(p.LawToChange, " ")
		if !strings.HasPrefix(law, "架空の") {
			t.Errorf("%s waits for %s", p.ProcedureName, p.LawToChange)
		}
		if !slices.Contains(of[law], p.Ministry) {
			of[law] = append(of[law], p.Ministry)
		}
		if len(of[law]) > 2 {
			t.Errorf("%s is held by %v", law, of[law])
		}
	}
	if len(of) == 0 {
		t.Error("no process waits for the nation")
	}
}
