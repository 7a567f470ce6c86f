package plan

import (
	"fmt"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
)

// Outcome is a plan with what it was made of, as it is kept and shown.
type Outcome struct {
	AsOf        time.Time `json:"as_of"`
	ChangeID    int64     `json:"change_id"` // the last change up to then
	RuleVersion string    `json:"rule_version"`
	InScope     int64     `json:"in_scope"`
	Done        int64     `json:"done"`
	Cases       int64     `json:"cases"`
	CasesDone   int64     `json:"cases_done"`
	Goal        *Goal     `json:"target"`
	InTime      *bool     `json:"in_time"` // the target is reached by its day; null: there is none, it counts nothing, or it is not known
	Unknown     Counts    `json:"counts"`
	Result
	Curve []Point `json:"curve"`
}

// Point is where the plan leads by a day, beside what bureaus plan now: of the processes that the
// target counts (all in scope if there is none), and of the cases.
type Point struct {
	Day          string `json:"day"`
	FiscalYear   int    `json:"fiscal_year"`
	Of           int64  `json:"of"`
	With         int64  `json:"with_plan"`
	Without      int64  `json:"without_plan"`
	CasesWith    int64  `json:"cases_with_plan"`
	CasesWithout int64  `json:"cases_without_plan"`
}

// Make plans what is wished for.
func Make(op string, b Basis, w Wish, progress func(done, all int)) (Outcome, error) {
	if !slices.Contains(Objectives, w.Objective) {
		return Outcome{}, &registry.Error{Code: registry.Invalid, Op: op, Field: "objective",
			Message: "計画の目的は、soonest、cases、hours の中から選んでください。例：soonest"}
	}
	if err := w.Assumptions.Check(op); err != nil {
		return Outcome{}, err
	}
	year := registry.FiscalYear(b.At)
	if w.Assumptions.FirstYear < year {
		return Outcome{}, &registry.Error{Code: registry.Invalid, Op: op, Field: "first_year",
			Message: fmt.Sprintf("計画の最初の年度には、この時点の年度（%d）かそれより後を入力してください。", year)}
	}
	goal, err := b.goal(op, w)
	if err != nil {
		return Outcome{}, err
	}
	in, counts, err := b.input(op, w, goal)
	if err != nil {
		return Outcome{}, err
	}
	for _, f := range b.Facts {
		if f.Planned != 0 && f.Planned < year {
			counts.Late++
		}
	}
	o := Outcome{AsOf: b.At.In(registry.Tokyo), ChangeID: b.ChangeID, RuleVersion: b.RuleVersion, InScope: b.InScope, Done: b.Done,
		Cases: b.Cases, CasesDone: b.CasesDone, Goal: goal, Unknown: counts, Result: Of(in, progress)}
	for i := range o.Bureaus {
		o.Bureaus[i].Name = b.Names[o.Bureaus[i].Bureau]
	}
	if goal != nil && goal.Goal > 0 && w.Objective == Soonest {
		if in := o.Reached != nil && lastDay(*o.Reached) <= goal.Day; in || goal.Day <= lastDay(w.Assumptions.LastYear) {
			o.InTime = &in
		}
	}
	o.Curve = b.curve(in, goal, o.Result, year)
	return o, nil
}

// Told says in Japanese by when a plan for a target reaches it; empty for other objectives.
func (o Outcome) Told() string {
	switch {
	case o.Objective != Soonest || o.Goal == nil:
		return ""
	case o.Goal.Goal == 0:
		return "目標が数える手続がありません"
	case o.Goal.Done >= o.Goal.Goal:
		return "もう届いています"
	case o.Reached != nil:
		return registry.EraYear(*o.Reached) + "の終わりまでに届きます"
	}
	return "計画の年度のうちには届きません"
}

// curve is the course by the ends of fiscal years, from the moment on.
func (b Basis) curve(in Input, goal *Goal, r Result, year int) []Point {
	of, done, scope := b.InScope, b.Done, registry.TargetInScope
	if goal != nil {
		of, done, scope = goal.Of, goal.Done, goal.Scope
	}
	with, without, casesWith, casesWithout := map[int]int64{}, map[int]int64{}, map[int]int64{}, map[int]int64{}
	for _, c := range r.Processes {
		p := in.Processes[c.At]
		if p.Counts {
			with[c.FiscalYear]++
		}
		casesWith[c.FiscalYear] += p.Cases
	}
	for _, f := range b.Facts {
		if f.Planned < year {
			continue
		}
		if f.counts(scope) {
			without[f.Planned]++
		}
		casesWithout[f.Planned] += f.Cases
	}
	p := Point{Day: registry.DateOf(b.At), FiscalYear: year, Of: of, With: done, Without: done,
		CasesWith: b.CasesDone, CasesWithout: b.CasesDone}
	points := []Point{p}
	for y := year; y <= in.Years[len(in.Years)-1]; y++ {
		p.Day, p.FiscalYear = lastDay(y), y
		p.With += with[y]
		p.Without += without[y]
		p.CasesWith += casesWith[y]
		p.CasesWithout += casesWithout[y]
		points = append(points, p)
	}
	return points
}
