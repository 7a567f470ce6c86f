package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// What leaves the registry is the whole list in its order, with the volumes of the
// moment: also beyond what is read at a time, and over the unknown values at its end.
func TestViewEach(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	var rows []*storetest.Row
	for i := range 1015 {
		r := &storetest.Row{Process: registry.Process{BureauID: 1 + i%2}}
		if i%7 != 0 {
			r.Volumes = []registry.Volume{storetest.Cases(2019, registry.Exact, int64(i)), storetest.Cases(2020, registry.Exact, int64(i%100))}
		}
		rows = append(rows, r)
	}
	w.Change(t, "2022-04-01 09:00", "作成者", rows...)
	rows[1].Volumes = []registry.Volume{storetest.Cases(2021, registry.Exact, 5)}
	w.Change(t, "2022-05-01 09:00", "作成者", rows[1], &storetest.Row{Process: rows[2].Process, Gone: true})

	for _, c := range []struct {
		name   string
		scope  registry.Scope
		filter store.ProcessFilter
		asOf   time.Time
		n      int
		years  []int
	}{
		{"everything", planner, store.ProcessFilter{}, time.Time{}, 1014, []int{2019, 2020, 2021}},
		{"by volume, then", planner, store.ProcessFilter{Sort: "volume", Descending: true, Limit: 10, Cursor: "ignored"}, moment(t, "2022-04-30"), 1015, []int{2019, 2020}},
		{"one bureau's", officer(2), store.ProcessFilter{Sort: "volume"}, time.Time{}, 507, []int{2019, 2020, 2021}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var want []registry.Process
			f := c.filter
			f.AsOf, f.Cursor = c.asOf, ""
			if err := w.EachProcess(t.Context(), c.scope, f, func(p registry.Process,
				_ []registry.Volume) error {
				want = append(want, p)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			err := w.View(t.Context(), c.scope, store.Export{What: "試験"}, c.asOf, func(s *store.View) error {
				n, err := s.Count(t.Context(), c.filter)
				if err != nil || n != c.n || len(want) != c.n {
					t.Errorf("%d processes (%v), %d by EachProcess, want %d", n, err, len(want), c.n)
				}
				if years, err := s.FiscalYears(t.Context()); err != nil || !slices.Equal(years, c.years) {
					t.Errorf("years %v (%v), want %v", years, err, c.years)
				}
				i := 0
				return s.Each(t.Context(), c.filter, func(p registry.Process, volumes []registry.Volume) error {
					if p.ID != want[i].ID {
						return fmt.Errorf("number %d is %s, want %s", i, p.ID, want[i].ID)
					}
					if d := registry.Deciding(volumes); (d == nil) != (p.Deciding == nil) || d != nil && *d.Total.Value != *p.Deciding.Total.Value {
						return fmt.Errorf("%s has the volumes %v, which do not decide as %v", p.ID, volumes, p.Deciding)
					}
					i++
					return nil
				})
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestViewEndsWithTheError(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	enough := errors.New("enough")
	err := w.View(t.Context(), planner, store.Export{What: "試験"}, time.Time{}, func(s *store.View) error {
		return s.Each(t.Context(), store.ProcessFilter{}, func(registry.Process, []registry.Volume) error { return enough })
	})
	if !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	if err := w.View(t.Context(), registry.Scope{}, store.Export{What: "試験"}, time.Time{},
		func(*store.View) error { return nil }); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("nobody may take data out, got %v", err)
	}
}

// A view shows the group as it was when it began, whatever is written meanwhile; so do the rows.
func TestAViewShowsItsGroupAsOfItself(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	hq := registry.Operator("架空の本部")
	g := registry.Group{Name: "架空の群", Source: "架空", Filter: "status=done", Reason: "架空"}
	number, err := w.SetGroup(t.Context(), hq, g)
	if err != nil {
		t.Fatal(err)
	}
	before, err := w.GroupStanding(t.Context(), planner, time.Time{}, number)
	if err != nil {
		t.Fatal(err)
	}
	counted := func(s registry.Standing) (n int64) {
		for _, tally := range s.Tallies {
			n += tally.Processes
		}
		return n
	}
	err = w.View(t.Context(), planner, store.Export{What: "試験"}, time.Time{}, func(v *store.View) error {
		if _, err := v.Standing(t.Context()); err != nil {
			return err
		}
		g.Number, g.Filter, g.Members = number, "", []registry.ProcessID{1, 2, 3}
		if _, err := w.SetGroup(t.Context(), hq, g); err != nil {
			return err
		}
		for _, named := range []string{"架空の群", "1"} {
			if got, err := v.GroupStanding(t.Context(), named); err != nil || counted(got) != counted(before) {
				t.Errorf("the group %s has %d processes (%v), want %d", named, counted(got), err, counted(before))
			}
		}
		_, err := v.GroupStanding(t.Context(), "ない群")
		if registry.CodeOf(err) != registry.Invalid {
			t.Errorf("a group that is not there: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	after, err := w.GroupStanding(t.Context(), planner, time.Time{}, number)
	if err != nil || counted(after) == counted(before) {
		t.Errorf("the group has %d processes after the write (%v), and had %d", counted(after), err, counted(before))
	}
}
