package store_test

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// Each choice counts the processes and cases of the list to which it leads, whatever else the
// filter asks for, now and as of then, over all bureaus and over one; and the totals are those of
// the filter's own list.
func TestFacetsCountTheListsToWhichTheyLead(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Live(t, 5)
	for _, scope := range []registry.Scope{registry.Operator("test"), registry.Operator("test").Only(10)} {
		for _, query := range []string{"", "status=done&status=planned", "bureau=B10&law_change=required", "as_of=2022-06-30&scope=counted",
			"priority=undecidable&obstacle=3", "plan=passed", "plan=none&as_of=2022-06-30", "obstacle=none&platform=none", "platform=jGrants",
			"cause=unknown", "volume_min=5000&planned_year=2022", "doubt=jumped", "changed_since=2022-12-31", "q=%E6%9E%B6%E7%A9%BA"} {
			t.Run(fmt.Sprintf("%d %s", scope.BureauID, query), func(t *testing.T) {
				t.Parallel()
				counted(t, w, scope, query)
			})
		}
	}
}

func counted(t *testing.T, w *storetest.World, scope registry.Scope, query string) {
	t.Helper()
	f := filterOf(t, query)
	facets, err := w.Facets(t.Context(), scope, f)
	if err != nil {
		t.Fatal(err)
	}
	all := facets.Totals
	want := listTotals(t, w, scope, f)
	if !reflect.DeepEqual(all.CasesBounds, want.bounds()) {
		t.Errorf("the total may be %+v, the list's %+v", all.CasesBounds, want)
	}
	want.low, want.high, want.open = 0, 0, 0
	if got := (totals{Processes: all.Processes, Cases: all.Cases, CasesUnknown: all.CasesUnknown, InScope: all.InScope,
		Done: all.Done}); got != want {
		t.Errorf("the totals are %+v, the list has %+v", got, want)
	}
	if len(facets.Fields) != len(store.FacetNames()) {
		t.Errorf("fields %v", facets.Fields)
	}
	for _, field := range facets.Fields {
		var offered []string
		for _, p := range store.ProcessParameters {
			if p.Name == field.Name {
				offered = p.Enum
			}
		}
		for _, v := range field.Values {
			offered = append(offered, v.Value)
		}
		for _, value := range offered {
			values := f.Values()
			values.Set(field.Name, value)
			got := facets.Of(field.Name, value)
			want := listTotals(t, w, scope, filterOf(t, values.Encode()))
			if got.Processes != want.Processes || got.Cases != want.Cases || got.CasesUnknown != want.CasesUnknown ||
				!reflect.DeepEqual(progress.BoundsOf(got.Cases, got.CasesSlack), want.bounds()) {
				t.Errorf("%s=%s counts %+v, its list has %+v", field.Name, value, got, want)
			}
		}
	}
}

func filterOf(t *testing.T, query string) store.ProcessFilter {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	f, err := store.ParseFilter(values)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// totals are what is compared of a list's totals.
type totals struct {
	Processes, Cases, CasesUnknown, InScope, Done int64

	low, high, open int64 // what Cases may be, and how many of them have no upper end
}

func (t totals) bounds() *progress.Bounds {
	if t.open > 0 {
		return &progress.Bounds{Low: t.low}
	}
	return &progress.Bounds{Low: t.low, High: &t.high}
}

// listTotals reads the whole list and adds it up.
func listTotals(t *testing.T, w *storetest.World, scope registry.Scope, f store.ProcessFilter) (sum totals) {
	t.Helper()
	f.Limit = store.MaxLimit
	page, err := w.Processes(t.Context(), scope, f)
	if err != nil {
		t.Fatal(err)
	}
	if page.Next != "" {
		t.Fatal("the list has more than a page")
	}
	for _, p := range page.Processes {
		sum.Processes++
		if p.Deciding == nil {
			sum.CasesUnknown++
		} else {
			sum.Cases += *p.Deciding.Total.Value
			low, high := p.Deciding.Total.Bounds()
			if sum.low += low; high == nil {
				sum.open++
			} else {
				sum.high += *high
			}
		}
		if p.Counts() {
			sum.InScope++
			if p.Status == registry.Done {
				sum.Done++
			}
		}
	}
	return sum
}

// What each of the further filters leaves, of processes made for it.
func TestFiltersByPlanObstaclePlatformDoubtAndChange(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	row := func(name string, status registry.Status, year int, change func(*storetest.Row)) *storetest.Row {
		r := &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: name, Status: status, InScope: true,
			NationalLawChange: registry.LawChangeUnknown, PlannedFiscalYear: year}}
		change(r)
		return r
	}
	same := func(*storetest.Row) {}
	jumped := func(r *storetest.Row) {
		r.Volumes = []registry.Volume{storetest.Cases(2020, registry.Exact, 7), storetest.Cases(2021, registry.Exact, 70)}
	}
	grown := func(r *storetest.Row) {
		r.Volumes = []registry.Volume{storetest.Cases(2020, registry.Exact, 7), storetest.Cases(2021, registry.Approx, 69)}
	}
	passed := row("架空・過ぎた", registry.Planned, 2021, func(r *storetest.Row) { r.Obstacle = []string{"3", "6"} })
	late := row("架空・あとで変わる", registry.NotStarted, 0, same)
	w.Change(t, "2022-04-01 09:00", "架空の担当者", passed, row("架空・これから", registry.Planned, 2022, grown), late,
		row("架空・済んだ", registry.Done, 2021, func(r *storetest.Row) { r.Platform = "jGrants" }), row("架空・跳ねた", registry.Done, 0, jumped))
	late.Remarks = "架空の備考"
	w.Change(t, "2023-02-01 09:00", "架空の担当者", late)
	for query, want := range map[string]string{
		"plan=passed": "過ぎた", "plan=ahead": "これから", "plan=none": "あとで変わる",
		"obstacle=6": "過ぎた", "obstacle=6&obstacle=none": "過ぎた,これから,あとで変わる,済んだ,跳ねた", "obstacle=1": "",
		"platform=jGrants": "済んだ", "platform=none&status=done": "跳ねた",
		"doubt=inexact": "これから", "doubt=jumped": "跳ねた", "doubt=unconfirmed&as_of=2023-03-31": "",
		"doubt=unconfirmed&as_of=2023-04-30": "過ぎた,これから,済んだ,跳ねた",
		"changed_since=2022-04-01":           "あとで変わる", "changed_since=2022-03-31": "過ぎた,これから,あとで変わる,済んだ,跳ねた",
		"changed_since=2022-04-01&as_of=2022-12-31": "",
	} {
		if !strings.Contains(query, "as_of") {
			query += "&as_of=2023-02-01" // in the fiscal year 2022
		}
		page, err := w.Processes(t.Context(), registry.Operator("test"), filterOf(t, query))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range page.Processes {
			got = append(got, strings.TrimPrefix(p.ProcedureName, "架空・"))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s gives %v, want %s", query, got, want)
		}
	}
	// An inventory of the whole bureau confirms what it leaves as it is; one of a part does not.
	inventory := func(partial bool) {
		if _, err := w.Pool.ExecContext(t.Context(), `insert into upload
			(actor, bureau_id, file_name, file_bytes, sha256, state, finished_at, partial)
			values ('架空の担当者', 10, '架空.xlsx', 1, sha256('a'), 'confirmed', '2023-04-15', $1)`, partial); err != nil {
			t.Fatal(err)
		}
	}
	for _, partial := range []bool{true, false} {
		inventory(partial)
		day := map[bool]string{true: "2023-05-01", false: "2023-05-02"}[partial] // another one each time: an answer of the past stays
		n, err := w.Total(t.Context(), registry.Operator("test"), filterOf(t, "doubt=unconfirmed&as_of="+day))
		if err != nil || (n == 0) == partial {
			t.Errorf("partial %v: %d unconfirmed, %v", partial, n, err)
		}
	}
}
