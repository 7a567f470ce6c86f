package store_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The steps of the funnel add up to all processes, each step, each cell of the matrix and each
// weakness counts its list, over random histories, now and as of then, over all and over one
// bureau.
func TestFunnelMatrixAndHonestyCountTheirLists(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Live(t, 8)
	for _, scope := range []registry.Scope{registry.Operator("test"), registry.Operator("test").Only(11)} {
		for _, day := range []string{"", "2022-06-30", "2021-03-31"} {
			t.Run(fmt.Sprintf("%d %s", scope.BureauID, day), func(t *testing.T) {
				t.Parallel()
				var asOf time.Time
				if day != "" {
					asOf = moment(t, day)
				}
				deskCounts(t, w, scope, asOf)
			})
		}
	}
}

func deskCounts(t *testing.T, w *storetest.World, scope registry.Scope, asOf time.Time) {
	t.Helper()
	standing, err := w.Standing(t.Context(), scope, asOf)
	if err != nil {
		t.Fatal(err)
	}
	f := progress.FunnelOf(standing)
	var sum, cases int64
	for _, p := range f.Steps {
		sum, cases = sum+p.Processes, cases+p.Cases
		want := listTotals(t, w, scope, store.OnStep(p.Step, asOf))
		if p.Processes != want.Processes || p.Cases != want.Cases || p.CasesUnknown != want.CasesUnknown ||
			!reflect.DeepEqual(p.CasesBounds, want.bounds()) {
			t.Errorf("the step %s counts %+v, its list has %+v", p.Step, p, want)
		}
	}
	if all := listTotals(t, w, scope, store.ProcessFilter{AsOf: asOf}); sum != all.Processes || cases != all.Cases || f.All.Processes != sum {
		t.Errorf("the steps hold %d processes and %d cases, all are %+v", sum, cases, all)
	}
	m, err := w.Obstacles(t.Context(), scope, asOf, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := listTotals(t, w, scope, store.NotDone(asOf)); m.All.Processes != want.Processes || m.All.Cases != want.Cases {
		t.Errorf("the matrix holds %+v, what is not done is %+v", m.All, want)
	}
	for _, b := range m.Bureaus {
		for _, code := range append([]string{""}, m.Codes...) {
			list, got := store.NotDone(asOf), m.Sums[b.ID]
			list.Bureaus = []string{b.Code}
			if code != "" {
				list.Obstacles, got = []string{code}, m.Cells[store.ObstacleCell{BureauID: b.ID, Code: code}]
			}
			if want := listTotals(t, w, scope, list); got.Processes != want.Processes || got.Cases != want.Cases ||
				!reflect.DeepEqual(progress.BoundsOf(got.Cases, got.CasesSlack), want.bounds()) {
				t.Errorf("the cell %s %q has %+v, its list %+v", b.Code, code, got, want)
			}
		}
	}
	h, err := w.Honesty(t.Context(), scope, asOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, weakness := range store.Weaknesses {
		if want := listTotals(t, w, scope, weakness.List(asOf)); h.Counts[weakness] != want.Processes {
			t.Errorf("%s counts %d, its list has %d", weakness, h.Counts[weakness], want.Processes)
		}
	}
	if want := listTotals(t, w, scope, store.ProcessFilter{AsOf: asOf, Scope: store.ScopeCounted}); h.InScope != want.Processes {
		t.Errorf("%d are in scope, the list has %d", h.InScope, want.Processes)
	}
}
