package progress_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// standing is a made-up registry of 20 processes in two bureaus.
func standing() registry.Standing {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, registry.Tokyo) }
	return registry.Standing{
		AsOf:      day(2022, 12, 31),
		Threshold: registry.Threshold{Volume: 10000},
		Targets:   []registry.Target{{Name: "３年間で70％", From: day(2021, 4, 1), To: day(2024, 3, 31), Rate: 70000, Scope: registry.TargetInScope}},
		Bureaus:   []registry.Bureau{{ID: 1, Code: "B01", Name: "甲局"}, {ID: 2, Code: "B02", Name: "乙局"}, {ID: 3, Code: "B03", Name: "何もない局"}},
		Tallies: []registry.Tally{
			// 5 done, one of them of unknown volume
			{BureauID: 1, Status: registry.Done, InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.No,
				Processes: 4, VolumeKnown: 4, Volume: 400, UsageKnown: 2, UsageTotal: 300, UsageOnline: 90},
			{BureauID: 1, Status: registry.Done, InScope: true, LawChange: registry.LawChangeUnknown, Priority: registry.Undecidable,
				Application: true, Processes: 1},
			// a priority process done, one not
			{BureauID: 2, Status: registry.Done, InScope: true, LawChange: registry.LawChangeRequired, Priority: registry.Yes,
				Processes: 1, VolumeKnown: 1, Volume: 20000, UsageKnown: 1, UsageTotal: 20000, UsageOnline: 9910},
			{BureauID: 2, Status: registry.Planned, InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.Yes,
				Processes: 1, VolumeKnown: 1, Volume: 10000},
			// partial is not done, a blank status is in scope
			{BureauID: 2, Status: registry.Partial, InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.No,
				Application: true, Processes: 3, VolumeKnown: 3, Volume: 30},
			{BureauID: 2, Status: "", InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.No,
				Processes: 5, VolumeKnown: 5, Volume: 70},
			// none of these is in scope, but a priority process stays one
			{BureauID: 1, Status: registry.Exempt, InScope: true, LawChange: registry.LawChangeNotRequired, Priority: registry.Yes,
				Processes: 1, VolumeKnown: 1, Volume: 50000, UsageKnown: 1, UsageTotal: 50000},
			{BureauID: 1, Status: registry.Abolished, InScope: true, Priority: registry.No, Processes: 2, VolumeKnown: 2, Volume: 8},
			{BureauID: 1, Status: registry.Done, InScope: false, LawChange: registry.LawChangeNotRequired, Priority: registry.Undecidable, Processes: 2},
		},
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	f := progress.Of(standing())
	rate := func(n, of, unknown int64) progress.Rate {
		q := float64(n) / float64(of)
		return progress.Rate{Numerator: n, Denominator: of, Rate: &q, Percent: progress.Percent(n, of), Unknown: unknown}
	}
	if f.Processes != 20 || f.InScope != 15 || f.Done != 6 || f.Partial != 3 {
		t.Errorf("%d processes, %d in scope, %d done, %d partial; want 20, 15, 6, 3", f.Processes, f.InScope, f.Done, f.Partial)
	}
	exact := func(r progress.Rate) progress.Rate {
		r.NumeratorBounds, r.DenominatorBounds = &progress.Bounds{Low: r.Numerator, High: &r.Numerator},
			&progress.Bounds{Low: r.Denominator, High: &r.Denominator}
		return r
	}
	if diff := cmp.Diff(progress.Rates{
		Process:    rate(6, 15, 0),
		Cases:      exact(rate(20400, 30500, 1)),
		Usage:      exact(rate(10000, 20300, 12)),
		Discretion: rate(4, 13, 1),
	}, f.Rates); diff != "" {
		t.Error(diff)
	}
	share, volume := 80000.0/80508, int64(80000)
	if diff := cmp.Diff(progress.Priority{Count: 3, Volume: 80000, ShareOfVolume: &share, SharePercent: "99.3",
		VolumeBounds: &progress.Bounds{Low: volume, High: &volume}, Because: progress.Because{Unknown: 3},
		Undecidable: 3, Done: 1, InScope: 2}, f.Priority); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(&progress.Target{Name: "３年間で70％", Rate: 0.7, From: "2021-04-01", To: "2024-03-31", Scope: "in",
		Of: 15, Done: 6, Goal: 11, Gap: 5}, f.Target); diff != "" {
		t.Error(diff)
	}
}

func TestBureausAddUpToTheWhole(t *testing.T) {
	t.Parallel()
	f := progress.Of(standing())
	if len(f.Bureaus) != 3 {
		t.Fatalf("%d bureaus, want 3", len(f.Bureaus))
	}
	var sum progress.Bureau
	for _, b := range f.Bureaus {
		sum.Processes += b.Processes
		sum.InScope += b.InScope
		sum.Done += b.Done
		sum.Partial += b.Partial
		sum.Priority += b.Priority
		sum.Undecidable += b.Undecidable
		sum.Volume += b.Volume
	}
	want := progress.Bureau{Processes: f.Processes, InScope: f.InScope, Done: f.Done, Partial: f.Partial,
		Priority: f.Priority.Count, Undecidable: f.Priority.Undecidable, Volume: 80508}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Error(diff)
	}
	var byStatus, inScope int64
	for _, s := range f.Statuses {
		byStatus += s.Processes
		inScope += s.InScope
	}
	if byStatus != f.Processes || inScope != f.InScope || len(f.Statuses) != 9 {
		t.Errorf("by status %d, in scope %d, %d statuses", byStatus, inScope, len(f.Statuses))
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set             func(*registry.Target)
		done, goal, gap int64
	}{
		"of all in scope":       {func(*registry.Target) {}, 6, 11, 5},
		"of what TMG decides":   {func(g *registry.Target) { g.Scope = registry.TargetDiscretion }, 4, 10, 6},
		"of priority processes": {func(g *registry.Target) { g.Scope = registry.TargetPriority }, 1, 2, 1},
		"of applications":       {func(g *registry.Target) { g.Scope = registry.TargetApplications }, 1, 3, 2},
		"a number":              {func(g *registry.Target) { g.Count = 7 }, 6, 7, 1},
		"reached to the point":  {func(g *registry.Target) { g.Rate = 40000 }, 6, 6, 0},
		"passed":                {func(g *registry.Target) { g.Rate = 10000 }, 6, 2, 0},
		"just missed":           {func(g *registry.Target) { g.Rate = 40001 }, 6, 7, 1},
	} {
		s := standing()
		c.set(&s.Targets[0])
		got := progress.Of(s).Target
		if got.Done != c.done || got.Goal != c.goal || got.Gap != c.gap {
			t.Errorf("%s: done %d, goal %d, gap %d; want %d, %d, %d", name, got.Done, got.Goal, got.Gap, c.done, c.goal, c.gap)
		}
	}
}

func TestAnEmptyRegistryHasNoRates(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(progress.Of(registry.Standing{AsOf: time.Date(2022, 4, 1, 0, 0, 0, 0, time.UTC)}))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		AsOf  string `json:"as_of"`
		Rates map[string]struct {
			Rate    *float64
			Percent string
		}
		Target  *struct{}
		Bureaus []struct{}
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	if f.AsOf != "2022-04-01T09:00:00+09:00" || f.Target != nil || f.Bureaus == nil || len(f.Rates) != 4 {
		t.Errorf("%s", b)
	}
	for name, r := range f.Rates {
		if r.Rate != nil || r.Percent != "—" {
			t.Errorf("%s: %v %s", name, r.Rate, r.Percent)
		}
	}
}
