package plan

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// example is a small registry: two processes that share a law, one that waits for a national law,
// one of unknown volume that is planned, one that should not be digitized, one of another bureau.
func example() Basis {
	return Basis{At: time.Date(2022, 6, 30, 12, 0, 0, 0, registry.Tokyo), InScope: 10, Done: 4, Cases: 5000, CasesDone: 1000,
		Names: map[int]string{1: "架空局", 2: "架空庁"},
		Goals: []Goal{{Name: "架空の目標", Scope: registry.TargetInScope, Day: "2024-03-31", Of: 10, Done: 4, Goal: 7}},
		Facts: []Fact{
			{ID: 1, Bureau: 1, Type: "1", LegalBasis: "架空法", Law: registry.LawChangeNotRequired, Cases: 100, Known: true},
			{ID: 2, Bureau: 1, Type: "1", LegalBasis: "架空法（昭和２５年法律第１号）", Cases: 300, Known: true, Platform: true, Status: registry.InProgress},
			{ID: 3, Bureau: 1, Type: "3", LegalBasis: "架空規則", Law: registry.LawChangeRequired, Cases: 9000, Known: true},
			{ID: 4, Bureau: 1, Type: "1", Planned: 2023, Obstacle: []string{"3", "4"}},
			{ID: 5, Bureau: 1, Type: "1", Obstacle: []string{"5"}, Cases: 80, Known: true, Planned: 2021},
			{ID: 6, Bureau: 2, Type: "9", LegalBasis: "架空法", Cases: 50, Known: true, Planned: 2022},
		}}
}

func wish(objective Objective) Wish {
	return Wish{Objective: objective, Assumptions: Defaults(2022)}
}

// A target that counts nothing is reached in no year, and one that was reached before is told so.
func TestWhetherATargetIsReachedIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		goal Goal
		told string
	}{
		{"it counts nothing", Goal{}, "目標が数える手続がありません"},
		{"reached before", Goal{Of: 10, Done: 8, Goal: 7}, "もう届いています"},
		{"reached by the plan", Goal{Of: 10, Done: 4, Goal: 5}, "令和4年度の終わりまでに届きます"},
		{"out of reach", Goal{Of: 10, Done: 4, Goal: 10000}, "計画の年度のうちには届きません"},
	} {
		b := example()
		c.goal.Name, c.goal.Scope, c.goal.Day = "架空の目標", registry.TargetInScope, "2024-03-31"
		b.Goals = []Goal{c.goal}
		o, err := Make("plan.test", b, wish(Soonest), nil)
		if err != nil || o.Told() != c.told || (c.goal.Goal == 0) != (o.InTime == nil) {
			t.Errorf("%s: %q, in time %v, %v; want %q", c.name, o.Told(), o.InTime, err, c.told)
		}
	}
}

// Efforts, earliest years and shared works follow from the assumptions, each of which counts.
func TestAssumptionsDecideEffortAndYears(t *testing.T) {
	t.Parallel()
	made := func(change func(*Wish)) Outcome {
		t.Helper()
		w := wish(Cases)
		if change != nil {
			change(&w)
		}
		o, err := Make("plan.test", example(), w, nil)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	of := func(o Outcome, id registry.ProcessID) Chosen {
		for _, c := range o.Processes {
			if c.ID == id {
				return c
			}
		}
		return Chosen{}
	}
	o := made(nil)
	for id, want := range map[registry.ProcessID]Chosen{
		1: {FiscalYear: 2022, Effort: 7},                 // 10 × 70 %
		2: {FiscalYear: 2022, Effort: 3},                 // 10 × 60 % × 50 % × 70 %, rounded up
		4: {FiscalYear: 2023, Effort: 30, Planned: 2023}, // 10 + 20
		6: {FiscalYear: 2022, Effort: 8, Planned: 2022},
	} {
		if got := of(o, id); got.FiscalYear != want.FiscalYear || got.Effort != want.Effort || got.Planned != want.Planned {
			t.Errorf("process %d is %+v, want %+v", id, got, want)
		}
	}
	if len(o.Processes) != 4 || len(o.Works) != 1 || o.Works[0].Name != "架空法" || o.Works[0].Processes != 2 || !o.Exact || o.Value != 450 {
		t.Errorf("%+v", o.Result)
	}
	want := Counts{Open: 6, Unsuitable: 1, CasesUnknown: 1, LawRequired: 1, LawUnknown: 4, NoYear: 3, Late: 1}
	if o.Unknown != want || o.Left.Law != 1 {
		t.Errorf("%+v, left %+v", o.Unknown, o.Left)
	}
	if c := of(made(func(w *Wish) { w.Assumptions.LawYear = 2024 }), 3); c.FiscalYear != 2024 || c.Effort != 8 {
		t.Errorf("with its law changed: %+v", c)
	}
	if c := of(made(func(w *Wish) { w.Assumptions.KeepPlanned = false }), 4); c.FiscalYear != 2022 {
		t.Errorf("not bound to its bureau's plan: %+v", c)
	}
	if c := of(made(func(w *Wish) { w.Assumptions.PlatformYear = 2024 }), 4); c.FiscalYear != 2024 {
		t.Errorf("when there is a system: %+v", c)
	}
	if c := of(made(func(w *Wish) { w.Assumptions.Unsuitable = true }), 5); c.Effort != 30 {
		t.Errorf("of a nature that it should not: %+v", c)
	}
	if o := made(func(w *Wish) { w.Assumptions.SharedBy = SharedByNothing }); of(o, 1).Effort != 10 || len(o.Works) != 0 {
		t.Errorf("without sharing: %+v", o.Result)
	}
	o = made(func(w *Wish) {
		w.Assumptions.Capacity = []Capacity{{Bureau: "架空局", FiscalYear: 2022, Days: 0}, {Bureau: "架空局", Days: 20}}
	})
	if c := of(o, 1); c.FiscalYear != 2023 || of(o, 4).ID != 0 {
		t.Errorf("with little capacity: %+v", o.Result)
	}
	if o := made(func(w *Wish) { w.Objective = Hours }); o.Value != 100+300+50*15./60 {
		t.Errorf("hours: %+v", o.Result)
	}
}

// The curve begins where the registry stands, and leads to the target; what bureaus plan now is
// beside it.
func TestACurveWithAndWithoutThePlan(t *testing.T) {
	t.Parallel()
	o, err := Make("plan.test", example(), wish(Soonest), nil)
	if err != nil {
		t.Fatal(err)
	}
	if o.Reached == nil || *o.Reached != 2022 || !*o.InTime || o.Value != 3 || len(o.Processes) != 3 {
		t.Fatalf("%+v", o)
	}
	var got []string
	for _, p := range o.Curve {
		got = append(got, p.Day)
		if p.Of != 10 {
			t.Errorf("%+v", p)
		}
	}
	if strings.Join(got, " ") != "2022-06-30 2023-03-31 2024-03-31 2025-03-31" {
		t.Errorf("days %v", got)
	}
	if last := o.Curve[3]; last.With != 7 || last.Without != 6 || o.Curve[0].With != 4 || last.CasesWithout != 1050 {
		t.Errorf("%+v", o.Curve)
	}
	w := wish(Soonest)
	w.GoalRate, w.GoalYear = 90_000, 2024
	if o, err = Make("plan.test", example(), w, nil); err != nil || o.Reached != nil || *o.InTime || o.Goal.Goal != 9 {
		t.Errorf("%v %+v", err, o)
	}
}

func TestWhatCannotBePlannedIsRefused(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*Wish){
		"objective":        func(w *Wish) { w.Objective = "best" },
		"first_year":       func(w *Wish) { w.Assumptions.FirstYear = 2021 },
		"last_year":        func(w *Wish) { w.Assumptions.LastYear = 2032 },
		"target":           func(w *Wish) { w.Target = "ない目標" },
		"goal_rate":        func(w *Wish) { w.GoalRate = registry.RateUnit + 1 },
		"goal_year":        func(w *Wish) { w.GoalRate, w.GoalYear = 50_000, 2030 },
		"capacity":         func(w *Wish) { w.Assumptions.Capacity = []Capacity{{Bureau: "ない局", Days: 1}} },
		"capacity_days":    func(w *Wish) { w.Assumptions.CapacityDays = -1 },
		"type_days":        func(w *Wish) { w.Assumptions.TypeDays = map[string]int64{"8": 1} },
		"obstacle_days":    func(w *Wish) { w.Assumptions.ObstacleDays["3"] = -1 },
		"minutes_saved":    func(w *Wish) { w.Assumptions.MinutesSaved["1"] = mostMinutes + 1 },
		"shared_by":        func(w *Wish) { w.Assumptions.SharedBy = "ministry" },
		"shared_percent":   func(w *Wish) { w.Assumptions.SharedPercent = 0 },
		"law_year":         func(w *Wish) { w.Assumptions.LawYear = 25 },
		"platform_year":    func(w *Wish) { w.Assumptions.PlatformYear = 3000 },
		"begun_percent":    func(w *Wish) { w.Assumptions.BegunPercent = 101 },
		"platform_percent": func(w *Wish) { w.Assumptions.PlatformPercent = -5 },
		"shared_days":      func(w *Wish) { w.Assumptions.SharedDays = mostDays + 1 },
	} {
		w := wish(Soonest)
		change(&w)
		_, err := Make("plan.test", example(), w, nil)
		if e, ok := errors.AsType[*registry.Error](err); !ok || e.Code != registry.Invalid || e.Field != field || e.Message == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	b := example()
	b.Goals = nil
	if _, err := Make("plan.test", b, wish(Soonest), nil); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without a target: %v", err)
	}
	if o, err := Make("plan.test", b, wish(Cases), nil); err != nil || o.Goal != nil || o.InTime != nil {
		t.Errorf("cases without a target: %v", err)
	}
}
