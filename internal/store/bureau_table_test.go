package store_test

import (
	"testing"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The table of bureaus counts what the lists hold, over a random history with transfers, now and
// as of then: what was done a year before is counted for the bureau that has it at the moment,
// and the bureaus add up to all.
func TestTheBureauTableCountsTheLists(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Live(t, 21)
	if _, err := w.SaveRound(t.Context(), registry.Operator("test"), registry.Round{Name: "架空の回", FiscalYear: 2021,
		OpensOn: moment(t, "2022-04-01"), Deadline: moment(t, "2022-05-31")}); err != nil {
		t.Fatal(err)
	}
	whole := registry.Operator("test")
	moved := false
	for _, scope := range []registry.Scope{whole, whole.Only(11)} {
		for _, day := range []string{"", "2022-06-30", "2022-05-31", "2021-05-31"} {
			var asOf time.Time
			if day != "" {
				asOf = moment(t, day)
			}
			table, err := w.BureauTable(t.Context(), scope, asOf)
			if err != nil {
				t.Fatal(err)
			}
			before := store.ProcessFilter{AsOf: table.Before, Scope: store.ScopeCounted, Statuses: []string{"done"}}
			doneBefore, there := map[registry.ProcessID]bool{}, map[registry.ProcessID]bool{}
			for _, p := range ids(t, w, whole, before) {
				doneBefore[p] = true
			}
			for _, p := range ids(t, w, whole, store.ProcessFilter{AsOf: asOf}) {
				there[p] = true
			}
			var all progress.BureauStanding
			for _, b := range table.Bureaus {
				list := store.ProcessFilter{AsOf: asOf, Bureaus: []string{b.Code}}
				var was int64
				for _, p := range ids(t, w, scope, list) {
					if doneBefore[p] {
						was++
					}
				}
				before.Bureaus = []string{b.Code}
				for _, p := range ids(t, w, whole, before) {
					if !there[p] { // gone since: it counts for the bureau that had it
						was++
					}
				}
				moved = moved || int64(len(ids(t, w, whole, before))) != was
				list.Scope = store.ScopeCounted
				inScope := int64(len(ids(t, w, scope, list)))
				done := int64(len(ids(t, w, scope, list.Counted(registry.Done))))
				if b.InScope != inScope || b.Done != done || b.YearBefore != was || b.Increase != done-was {
					t.Errorf("%q %s: %d of %d, %d before; the lists hold %d of %d, %d before", day, b.Code, b.Done, b.InScope, b.YearBefore,
						done, inScope, was)
				}
				all.InScope, all.Done, all.YearBefore = all.InScope+b.InScope, all.Done+b.Done, all.YearBefore+b.YearBefore
				if overdue := day != "2022-05-31" && day != "2021-05-31" && inScope > 0; b.Overdue != overdue {
					t.Errorf("%q %s: overdue %t", day, b.Code, b.Overdue)
				}
			}
			if a := table.All; a.InScope != all.InScope || a.Done != all.Done || a.YearBefore != all.YearBefore ||
				a.Increase != all.Done-all.YearBefore {
				t.Errorf("%q: all are %+v, the bureaus add up to %+v", day, a, all)
			}
			if !scope.AllBureaus() && len(table.Bureaus) != 1 {
				t.Errorf("a bureau sees %d", len(table.Bureaus))
			}
			if (table.Round == nil) != (day == "2021-05-31") {
				t.Errorf("%q: the round is %+v", day, table.Round)
			}
		}
	}
	if !moved {
		t.Error("no process went to another bureau")
	}
}

// ids are the processes of a list of one page.
func ids(t *testing.T, w *storetest.World, scope registry.Scope, f store.ProcessFilter) []registry.ProcessID {
	t.Helper()
	f.Limit = store.MaxLimit
	page, err := w.Processes(t.Context(), scope, f)
	if err != nil || page.Next != "" {
		t.Fatal(err, page.Next)
	}
	all := make([]registry.ProcessID, len(page.Processes))
	for i, p := range page.Processes {
		all[i] = p.ID
	}
	return all
}
