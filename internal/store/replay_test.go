package store_test

import (
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// What is shown as of a moment is what a replay of the changes counts, over random histories: the
// figures and their bureaus, the funnel, the choices' counts, the curve, and the ends and parts of
// the bridge of each rate between any two moments.
func TestWhatIsShownIsWhatAReplayCounts(t *testing.T) {
	t.Parallel()
	for seed := range map[bool]uint64{true: 1, false: 3}[testing.Short()] {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := storetest.New(t)
			replay := w.Live(t, 40+seed)
			whole := registry.Operator("test")
			in, err := w.ProgressCurve(t.Context(), whole, store.CurveQuestion{From: replay[0].At, Step: progress.Monthly,
				To: replay[len(replay)-1].At.AddDate(0, 1, -1)})
			if err != nil {
				t.Fatal(err)
			}
			curve := progress.CurveOf(in)
			for i, m := range replay {
				at := m.At.Add(time.Hour)
				if i == len(replay)-1 {
					at = time.Time{} // now
				}
				replayed(t, w, at, m.Rows)
				got, want := curve.Points[i].Rates, countsOf(m.Rows)
				for _, k := range progress.RateKinds {
					if r := k.Of(got); want.rate(k) != (progress.Sum{Numerator: r.Numerator, Denominator: r.Denominator, Unknown: r.Unknown}) {
						t.Errorf("the curve at %s has %+v of %s, a replay %+v", curve.Points[i].Day, r, k, want.rate(k))
					}
				}
			}
			for _, pair := range [][2]int{{0, 5}, {3, 17}, {11, 12}, {2, len(replay) - 1}} {
				bridged(t, w, replay[pair[0]], replay[pair[1]])
			}
		})
	}
}

// replayCounts are counted row by row from the definitions of domain.md, rule 4.
type replayCounts struct {
	processes, inScope, done                     int64
	cases, casesDone, casesUnknown               int64
	usageTotal, usageOnline, usageUnknown        int64
	discretion, discretionDone, discretionUnkown int64
	steps                                        map[progress.FunnelStep]int64
	statuses, obstacles                          map[string]int64
}

func (c replayCounts) rate(k progress.RateKind) progress.Sum {
	switch k {
	case progress.RateCases:
		return progress.Sum{Numerator: c.casesDone, Denominator: c.cases, Unknown: c.casesUnknown}
	case progress.RateUsage:
		return progress.Sum{Numerator: c.usageOnline, Denominator: c.usageTotal, Unknown: c.usageUnknown}
	case progress.RateDiscretion:
		return progress.Sum{Numerator: c.discretionDone, Denominator: c.discretion, Unknown: c.discretionUnkown}
	}
	return progress.Sum{Numerator: c.done, Denominator: c.inScope}
}

func countsOf(rows []storetest.Row) replayCounts {
	c := replayCounts{steps: map[progress.FunnelStep]int64{}, statuses: map[string]int64{}, obstacles: map[string]int64{}}
	for _, r := range rows {
		c.processes++
		name := func(code string) string {
			if code == "" {
				return store.Blank
			}
			return code
		}
		c.statuses[name(string(r.Status))]++
		for _, o := range r.Obstacle {
			c.obstacles[o]++
		}
		if len(r.Obstacle) == 0 {
			c.obstacles[store.Blank]++
		}
		done := r.Status == "done"
		switch {
		case !r.InScope:
			c.steps[progress.FunnelOut]++
			continue
		case r.Status == "exempt" || r.Status == "abolished":
			c.steps[progress.FunnelAside]++
			continue
		case done:
			c.steps[progress.FunnelDone]++
			c.done++
		case r.NationalLawChange == "required":
			c.steps[progress.FunnelBlocked]++
		case r.Status == "partial" || r.Status == "in_progress" || r.Status == "planned":
			c.steps[progress.FunnelInHand]++
		default:
			c.steps[progress.FunnelNotBegun]++
		}
		c.inScope++
		if len(r.Volumes) == 0 {
			c.casesUnknown++
		}
		usage := false
		for _, v := range r.Volumes { // a row of these histories has one year
			c.cases += *v.Total.Value
			if done {
				c.casesDone += *v.Total.Value
			}
			if v.Online.Value != nil {
				usage = true
				c.usageTotal, c.usageOnline = c.usageTotal+*v.Total.Value, c.usageOnline+*v.Online.Value
			}
		}
		if !usage {
			c.usageUnknown++
		}
		switch r.NationalLawChange {
		case "not_required":
			c.discretion++
			if done {
				c.discretionDone++
			}
		case "unknown":
			c.discretionUnkown++
		}
	}
	return c
}

// replayed compares what is shown as of a moment with the rows of a replay.
func replayed(t *testing.T, w *storetest.World, at time.Time, rows []storetest.Row) {
	t.Helper()
	scopes := map[registry.Scope][]storetest.Row{registry.Operator("test"): rows}
	for _, bureau := range []int{10, 11, 12} {
		var own []storetest.Row
		for _, r := range rows {
			if r.BureauID == bureau {
				own = append(own, r)
			}
		}
		scopes[registry.Operator("test").Only(bureau)] = own
	}
	for scope, rows := range scopes {
		want := countsOf(rows)
		standing, err := w.Standing(t.Context(), scope, at)
		if err != nil {
			t.Fatal(err)
		}
		f := progress.Of(standing)
		for _, k := range progress.RateKinds {
			r := k.Of(f.Rates)
			if got := (progress.Sum{Numerator: r.Numerator, Denominator: r.Denominator, Unknown: r.Unknown}); got != want.rate(k) {
				t.Errorf("%v, bureau %d: %s is %+v, a replay counts %+v", at, scope.BureauID, k, got, want.rate(k))
			}
		}
		if f.Processes != want.processes {
			t.Errorf("%v: %d processes, a replay counts %d", at, f.Processes, want.processes)
		}
		for _, p := range progress.FunnelOf(standing).Steps {
			if p.Processes != want.steps[p.Step] {
				t.Errorf("%v: the step %s has %d, a replay counts %d", at, p.Step, p.Processes, want.steps[p.Step])
			}
		}
		facets, err := w.Facets(t.Context(), scope, store.ProcessFilter{AsOf: at})
		if err != nil {
			t.Fatal(err)
		}
		for field, counts := range map[string]map[string]int64{"status": want.statuses, "obstacle": want.obstacles} {
			for value, n := range counts {
				if got := facets.Of(field, value).Processes; got != n {
					t.Errorf("%v: %s=%s counts %d, a replay %d", at, field, value, got, n)
				}
			}
		}
	}
}

// bridged wants the bridge of each rate between two moments to lead from what a replay counts at
// the one to what it counts at the other, by its parts alone.
func bridged(t *testing.T, w *storetest.World, from, to storetest.Moment) {
	t.Helper()
	b, err := w.Bridge(t.Context(), registry.Operator("test"), store.BridgeQuestion{From: from.At.Add(time.Hour), To: to.At.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	before, after := countsOf(from.Rows), countsOf(to.Rows)
	for _, k := range progress.RateKinds {
		at := before.rate(k)
		for _, p := range b.Of(k).Parts {
			at.Numerator, at.Denominator, at.Unknown = at.Numerator+p.Numerator, at.Denominator+p.Denominator, at.Unknown+p.Unknown
		}
		if at != after.rate(k) {
			t.Errorf("the bridge of %s from %s to %s leads to %+v, a replay counts %+v", k, from.At, to.At, at, after.rate(k))
		}
	}
}
