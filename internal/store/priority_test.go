package store_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The lists are decided in SQL and shown by Go: both must say the same of every
// volume near the line, of every qualifier, with and without a person's decision.
func TestListsAgreeWithTheRule(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	var rows []*storetest.Row
	add := func(volumes ...registry.Volume) {
		for _, override := range []registry.Priority{"", registry.Yes, registry.No} {
			p := registry.Process{InScope: true, Override: override}
			if override != "" {
				p.OverrideReason = "作り物の理由"
			}
			rows = append(rows, &storetest.Row{Process: p, Volumes: volumes})
		}
	}
	add()
	add(storetest.Unknown(2020))
	add(storetest.Unknown(2021), storetest.Cases(2020, registry.Exact, 10000))
	add(storetest.Cases(2021, registry.Exact, 1), storetest.Cases(2020, registry.Exact, 10000))
	ends := []int64{0, 1, 9499, 9500, 9501, 9999, 10000, 10001, 10499, 10500, 10501, 1000000}
	for _, n := range ends {
		for _, q := range []registry.Qualifier{registry.Exact, registry.Approx, registry.Lower, registry.Over, registry.Upper, registry.Range} {
			add(storetest.Cases(2020, q, n))
		}
		for _, high := range ends {
			if high >= n {
				add(storetest.Between(2020, n, high))
			}
		}
	}
	w.Change(t, "2022-04-01 09:00", "作成者", rows...)

	for _, asOf := range []string{"2022-03-31", "2022-04-01", "2022-06-01"} {
		listed := map[registry.ProcessID]registry.Priority{}
		for _, p := range []registry.Priority{registry.Yes, registry.No, registry.Undecidable} {
			each(t, w, store.ProcessFilter{Priority: p, AsOf: moment(t, asOf)}, func(r registry.Process) {
				if was, twice := listed[r.ID]; twice {
					t.Errorf("%s is in two lists, %s and %s", r.ID, was, p)
				}
				listed[r.ID] = p
				if want := r.Priority(10000); want != p {
					t.Errorf("%s (%+v, override %q) is listed as %s, the rule says %s", r.ID, r.Deciding, r.Override, p, want)
				}
			})
		}
		because := map[registry.ProcessID]registry.Cause{}
		for _, cause := range registry.Causes {
			each(t, w, store.ProcessFilter{Cause: cause, AsOf: moment(t, asOf)}, func(r registry.Process) {
				if because[r.ID] != "" || listed[r.ID] != registry.Undecidable || r.Cause(10000) != cause {
					t.Errorf("%s (%+v) is listed as undecidable for %s and %q, the rule says %q", r.ID, r.Deciding, cause, because[r.ID], r.Cause(10000))
				}
				because[r.ID] = cause
			})
		}
		for id, p := range listed {
			if (because[id] != "") != (p == registry.Undecidable) {
				t.Errorf("%s is listed as %s for %q", id, p, because[id])
			}
		}
		near := map[registry.ProcessID]bool{}
		each(t, w, store.ListNear.Filter(moment(t, asOf)), func(r registry.Process) { near[r.ID] = true })
		all := 0
		each(t, w, store.ProcessFilter{AsOf: moment(t, asOf)}, func(r registry.Process) {
			all++
			if want := registry.NearTheLine(r.Deciding, 10000); want != near[r.ID] {
				t.Errorf("%s (%+v) near the line: listed %t, the rule says %t", r.ID, r.Deciding, near[r.ID], want)
			}
		})
		want := len(rows)
		if asOf == "2022-03-31" {
			want = 0
		}
		if all != want || len(listed) != want {
			t.Errorf("as of %s: %d processes, %d in the three lists, want %d", asOf, all, len(listed), want)
		}
		tallied := map[registry.Priority]int64{}
		s, err := w.Standing(t.Context(), planner, moment(t, asOf))
		if err != nil {
			t.Fatal(err)
		}
		for _, tally := range s.Tallies {
			tallied[tally.Priority] += tally.Processes
		}
		count := map[registry.Priority]int64{}
		for _, p := range listed {
			count[p]++
		}
		for _, p := range []registry.Priority{registry.Yes, registry.No, registry.Undecidable} {
			if tallied[p] != count[p] {
				t.Errorf("as of %s, %s: %d in the figures, %d in the list", asOf, p, tallied[p], count[p])
			}
		}
	}
}

func each(t *testing.T, w *storetest.World, f store.ProcessFilter, fn func(registry.Process)) {
	t.Helper()
	if err := w.EachProcess(t.Context(), planner, f, func(p registry.Process, _ []registry.Volume) error {
		fn(p)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestTheThresholdInForceDecides(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	if _, err := w.Pool.Exec(
		`insert into threshold (effective_from, volume, reason, set_by, recorded_from)
		 values ('2023-04-01', 9800, '作り物', '試験', '-infinity')`); err != nil {
		t.Fatal(err)
	}
	for asOf, want := range map[string]struct {
		threshold int64
		names     string
	}{
		"2022-12-31": {10000, "内部手続 ローン業の登録 重点とした手続"},
		"2023-03-31": {10000, "内部手続 ローン業の登録 重点とした手続"},
		"2023-04-01": {9800, "内部手続 ローン業の登録 廃棄物処理業の許可 重点とした手続"},
	} {
		page, err := w.Processes(t.Context(), planner, store.ListPriority.Filter(moment(t, asOf)))
		if err != nil {
			t.Fatal(err)
		}
		if got := names(page.Processes); got != want.names || page.Threshold != want.threshold {
			t.Errorf("as of %s: threshold %d, %s; want %d, %s", asOf, page.Threshold, got, want.threshold, want.names)
		}
	}
}
