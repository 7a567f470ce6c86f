package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// What a new registry starts with (domain.md): 10,000 cases, 70 % in three years, and then
// all of what TMG decides itself.
func TestANewRegistryHasThresholdAndTargets(t *testing.T) {
	t.Parallel()
	s := open(t)
	thresholds, err := s.Thresholds(t.Context())
	if err != nil || len(thresholds) != 1 || thresholds[0].Volume != 10000 {
		t.Errorf("thresholds %+v, %v", thresholds, err)
	}
	targets, err := s.Targets(t.Context())
	if err != nil || len(targets) != 2 {
		t.Fatalf("targets %+v, %v", targets, err)
	}
	second, first := targets[0], targets[1]
	if first.Rate != 70*registry.RateUnit/100 || first.Scope != registry.TargetInScope || registry.DateOf(first.To) != "2024-03-31" {
		t.Errorf("the first: %+v", first)
	}
	if second.Rate != registry.RateUnit || second.Scope != registry.TargetDiscretion || registry.DateOf(second.To) != "2027-03-31" {
		t.Errorf("the second: %+v", second)
	}
}

// Setting a threshold and a target is a change of the history with its reason. Figures as of
// an earlier moment stay what they were, to the last digit.
func TestSettingsHaveAPast(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	hq := registry.Operator("test")
	at := func() time.Time {
		t.Helper()
		standing, err := w.Standing(t.Context(), hq, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		return standing.AsOf
	}
	figures := func(asOf time.Time) progress.Figures {
		t.Helper()
		standing, err := w.Standing(t.Context(), hq, asOf)
		if err != nil {
			t.Fatal(err)
		}
		f := progress.Of(standing)
		f.AsOf = time.Time{}
		return f
	}
	before := at()
	was := figures(before)
	day := time.Date(2022, 4, 1, 0, 0, 0, 0, registry.Tokyo)
	if err := w.SetThreshold(t.Context(), hq, registry.Threshold{EffectiveFrom: day, Volume: 9000, Reason: "試し"}); err != nil {
		t.Fatal(err)
	}
	between := at()
	if f := figures(time.Time{}); f.Threshold != 9000 || f.Priority.Count <= was.Priority.Count {
		t.Errorf("now: threshold %d, %d priority processes", f.Threshold, f.Priority.Count)
	}
	// The same day once more: the first version ends.
	if err := w.SetThreshold(t.Context(), hq, registry.Threshold{EffectiveFrom: day, Volume: 20000, Reason: "直し"}); err != nil {
		t.Fatal(err)
	}
	number, err := w.SetTarget(t.Context(), hq, registry.Target{Name: "申請等を全部", From: day, To: day.AddDate(9, 0, 0), Rate: registry.RateUnit,
		Scope: registry.TargetApplications, Reason: "試し"})
	if err != nil {
		t.Fatal(err)
	}
	if f := figures(time.Time{}); f.Threshold != 20000 || len(f.Targets) != 3 || f.Targets[1].Of != 5 {
		t.Errorf("now: threshold %d, targets %+v", f.Threshold, f.Targets)
	}
	if f := figures(between); f.Threshold != 9000 || len(f.Targets) != 2 {
		t.Errorf("between: threshold %d, targets %+v", f.Threshold, f.Targets)
	}
	if d := cmp.Diff(was, figures(before)); d != "" {
		t.Errorf("what was published before changed:\n%s", d)
	}
	if err := w.WithdrawTarget(t.Context(), hq, number, "誤り"); err != nil {
		t.Fatal(err)
	}
	if err := w.WithdrawThreshold(t.Context(), hq, day, "誤り"); err != nil {
		t.Fatal(err)
	}
	if f := figures(time.Time{}); f.Threshold != 10000 || len(f.Targets) != 2 {
		t.Errorf("at the end: threshold %d, targets %+v", f.Threshold, f.Targets)
	}
	thresholds, err := w.Thresholds(t.Context())
	if err != nil || len(thresholds) != 3 || thresholds[1].Set.Why != "誤り" || thresholds[2].Set.EndedAt.IsZero() {
		t.Errorf("thresholds %+v, %v", thresholds, err)
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	hq := registry.Operator("test")
	day := time.Date(2026, 4, 1, 0, 0, 0, 0, registry.Tokyo)
	whole := registry.Target{Name: "目標", From: day, To: day.AddDate(1, 0, 0), Rate: 50000, Scope: registry.TargetInScope, Reason: "試し"}
	target := func(change func(*registry.Target)) error {
		bad := whole
		change(&bad)
		_, err := w.SetTarget(t.Context(), hq, bad)
		return err
	}
	planner := registry.ScopeOf(registry.Account{ID: 1, Role: registry.Planner})
	for name, c := range map[string]struct {
		err   error
		code  registry.Code
		field string
	}{
		"no day":             {w.SetThreshold(t.Context(), hq, registry.Threshold{Volume: 1, Reason: "試し"}), registry.Invalid, "effective_from"},
		"no cases":           {w.SetThreshold(t.Context(), hq, registry.Threshold{EffectiveFrom: day, Reason: "試し"}), registry.Invalid, "volume"},
		"no reason":          {w.SetThreshold(t.Context(), hq, registry.Threshold{EffectiveFrom: day, Volume: 1, Reason: " "}), registry.Invalid, "reason"},
		"a planner":          {w.SetThreshold(t.Context(), planner, registry.Threshold{EffectiveFrom: day, Volume: 1, Reason: "試し"}), registry.Forbidden, ""},
		"the last threshold": {w.WithdrawThreshold(t.Context(), hq, time.Date(2021, 4, 1, 0, 0, 0, 0, registry.Tokyo), "試し"), registry.Conflict, ""},
		"no threshold there": {w.WithdrawThreshold(t.Context(), hq, day, "試し"), registry.NotFound, ""},
		"no name":            {target(func(g *registry.Target) { g.Name = " " }), registry.Invalid, "name"},
		"a name twice":       {target(func(g *registry.Target) { g.Name = "３年間で70％" }), registry.Conflict, "name"},
		"backwards":          {target(func(g *registry.Target) { g.To = g.From }), registry.Invalid, "to"},
		"more than all":      {target(func(g *registry.Target) { g.Rate = registry.RateUnit + 1 }), registry.Invalid, "rate"},
		"nothing counted":    {target(func(g *registry.Target) { g.Scope = "half" }), registry.Invalid, "scope"},
		"no such target":     {target(func(g *registry.Target) { g.Number = 99 }), registry.NotFound, ""},
	} {
		var e *registry.Error
		if !errors.As(c.err, &e) || e.Code != c.code || e.Field != c.field {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	// What was refused left nothing behind.
	thresholds, err := w.Thresholds(t.Context())
	if err != nil || len(thresholds) != 1 {
		t.Errorf("%+v, %v", thresholds, err)
	}
}

// The settings that were there stay in force, as what was always known; on the way back the
// current ones stay.
func TestSettingsSurviveTheirStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 60, 87
	_, do := migrating(t)
	do(before, `
		insert into threshold (effective_from, volume, reason, set_by) values ('2025-04-01', 5000, '作り物', '作り物の人');
		insert into target (name, valid_from, valid_to, rate, scope, set_by) values ('作り物の目標', '2025-04-01', '2026-03-31', 0.5, 'in', '作り物の人')`)
	do(step, `do $$ begin
		assert (select count(*) from threshold where recorded_from = '-infinity' and recorded_to = 'infinity') = 2;
		assert (select count(*) from target where recorded_from = '-infinity') = 3;
		assert (select count(distinct target) from target) = 3;
		insert into change (at, actor, kind, previous_hash, content_hash, hash)
		select now(), '作り物の人', 'setting', z, z, z from (select decode(repeat('00', 32), 'hex') as z) as zero;
		update threshold set recorded_to = now(), closed_by = 1 where effective_from = '2025-04-01';
		insert into threshold (effective_from, volume, reason, set_by, recorded_from, change_id)
		values ('2025-04-01', 6000, '作り物', '作り物の人', now(), 1);
		update target set recorded_to = now(), closed_by = 1 where name = '作り物の目標';
	end $$`)
	do(before, `do $$ begin
		assert (select array_agg(volume order by volume) from threshold) = '{6000,10000}';
		assert (select array_agg(name) from target) = '{３年間で70％}';
	end $$`)
	do(step, `select 1`)
}
