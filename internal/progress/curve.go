package progress

import (
	"fmt"
	"time"

	"tetsuzuki/internal/registry"
)

// Step is the distance between two points of a curve.
type Step string

// The steps: to each end of a calendar month, or of a quarter of the fiscal year.
const (
	Monthly   Step = "month"
	Quarterly Step = "quarter"
)

// Steps lists them.
var Steps = []Step{Monthly, Quarterly}

// MostPoints is how many points a curve has at most.
const MostPoints = 240

// Moments are those of a curve's points: the ends of the steps from the first day on, and
// the end of the last day.
func (s Step) Moments(first, last time.Time) []time.Time {
	months := 1
	if s == Quarterly {
		months = 3
	}
	first = first.In(registry.Tokyo)
	// A quarter of the fiscal year is one of the calendar.
	month := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, registry.Tokyo)
	month = month.AddDate(0, -(int(first.Month())-1)%months, 0)
	var moments []time.Time
	for {
		month = month.AddDate(0, months, 0)
		end := month.Add(-time.Microsecond)
		if !end.Before(last) {
			return append(moments, last)
		}
		moments = append(moments, end)
	}
}

// CurveInput is what a curve is computed from. Places are those of Moments, from 1.
type CurveInput struct {
	Step      Step
	Bureau    string // its name; empty: all
	Group     string // its name; empty: all
	Moments   []time.Time
	Versions  []registry.Span
	Digitized []registry.Digitized
	Planned   []registry.PlannedYear
	Now       []registry.Tally // at the last moment
	Targets   []registry.Target
	Entered   []registry.EnteredFigure
}

// Curve is how the rates went from one day to another, and how they are to go on.
type Curve struct {
	AsOf        time.Time      `json:"as_of"` // that of the last point
	RuleVersion string         `json:"rule_version"`
	Step        Step           `json:"step"`
	Bureau      string         `json:"bureau"` // empty: all
	Group       string         `json:"group"`  // empty: all
	Points      []CurvePoint   `json:"points"`
	Plan        Plan           `json:"plan"`
	Targets     []TargetLine   `json:"targets"`
	Entered     []EnteredPoint `json:"entered"`
}

// CurvePoint is the rates at one moment.
type CurvePoint struct {
	Day      string    `json:"day"`
	AsOf     time.Time `json:"as_of"`
	Rates    Rates     `json:"rates"`     // as known then
	KnownNow KnownNow  `json:"known_now"` // as known at the curve's last point
}

// KnownNow is what is known later of the rates at a moment: which processes were digitized
// by then, of those that are in scope at the curve's last point. Unknown counts those of
// them that are done without it being known since when.
type KnownNow struct {
	Process    Rate `json:"process"`
	Cases      Rate `json:"cases"`
	Discretion Rate `json:"discretion"`
}

// Plan is how the rates go on if each process is done by the end of its planned year.
type Plan struct {
	Points []PlanPoint `json:"points"`
	NoYear int64       `json:"no_year"` // processes in scope, not done, without a planned year
	Passed int64       `json:"passed"`  // those whose planned year has passed; the plan counts them in no year
}

// PlanPoint is the end of one fiscal year of the plan.
type PlanPoint struct {
	Day        string `json:"day"`
	FiscalYear int    `json:"fiscal_year"`
	Process    Rate   `json:"process"`
	Cases      Rate   `json:"cases"`
	Discretion Rate   `json:"discretion"`
}

// TargetLine is a target with the pace that it asks for from the curve's last point on.
type TargetLine struct {
	Target
	PerQuarter *int64 `json:"per_quarter"` // processes in each quarter that is left, rounded up; null: its period is over
}

// EnteredPoint is a figure that was published before the registry began, as it was entered.
type EnteredPoint struct {
	ID          int64    `json:"id"`
	Day         string   `json:"day"`
	Name        string   `json:"name"`
	RateKind    RateKind `json:"rate_kind"`
	Rate        float64  `json:"rate"`
	Percent     string   `json:"percent"`
	Numerator   *int64   `json:"numerator"`   // null: not known
	Denominator *int64   `json:"denominator"` // null: not known
	Source      string   `json:"source"`
}

// CurveOf computes a curve.
func CurveOf(in CurveInput) Curve {
	last := in.Moments[len(in.Moments)-1]
	c := Curve{AsOf: last.In(registry.Tokyo), RuleVersion: RuleVersion, Step: in.Step, Bureau: in.Bureau, Group: in.Group,
		Points: make([]CurvePoint, len(in.Moments)), Targets: []TargetLine{}, Entered: []EnteredPoint{}}
	tallies := make([][]registry.Tally, len(in.Moments))
	for _, v := range in.Versions {
		for place := v.Since; place <= v.Until; place++ {
			tallies[place-1] = append(tallies[place-1], v.Tally)
		}
	}
	now := sumOf(in.Now)
	for i, m := range in.Moments {
		c.Points[i] = CurvePoint{Day: registry.DateOf(m), AsOf: m.In(registry.Tokyo), Rates: sumOf(tallies[i]).rates(),
			KnownNow: knownNow(now, in.Digitized, i+1)}
	}
	c.Plan = planOf(now, in.Planned, registry.FiscalYear(last))
	for _, t := range in.Targets {
		c.Targets = append(c.Targets, lineOf(t, now, last))
	}
	for _, e := range in.Entered {
		c.Entered = append(c.Entered, NewEnteredPoint(e))
	}
	return c
}

func lineOf(t registry.Target, now sum, at time.Time) TargetLine {
	line := TargetLine{Target: targetOf(t, now)}
	if quarters := quartersLeft(t, at); quarters > 0 {
		pace := (line.Gap + quarters - 1) / quarters
		line.PerQuarter = &pace
	}
	return line
}

// quartersLeft is how many quarters are left of a target's period, one that has begun included;
// 0: it is over.
func quartersLeft(t registry.Target, at time.Time) int64 {
	at = at.In(registry.Tokyo)
	end := t.To.In(registry.Tokyo)
	if end.Before(registry.DayOf(at)) {
		return 0
	}
	months := 12*(end.Year()-at.Year()) + int(end.Month()) - int(at.Month())
	return max(1, int64(months+2)/3)
}

// NewEnteredPoint is an entered figure as it is drawn and exported.
func NewEnteredPoint(e registry.EnteredFigure) EnteredPoint {
	return EnteredPoint{ID: e.ID, Day: e.Day.Format(time.DateOnly), Name: e.Name, RateKind: RateKind(e.RateKind),
		Rate: float64(e.Rate) / registry.RateUnit, Percent: Percent(e.Rate, registry.RateUnit),
		Numerator: e.Numerator, Denominator: e.Denominator, Source: e.Source}
}

func knownNow(now sum, digitized []registry.Digitized, place int) KnownNow {
	var done, unknown sum
	for _, d := range digitized {
		switch {
		case d.Since == 0:
			unknown.addInScope(d.Tally)
		case d.Since <= place:
			done.addInScope(d.Tally)
		}
	}
	return KnownNow{
		Process:    rateOf(done.done, now.inScope, unknown.done),
		Cases:      casesRate(done.doneVolume, now.inScopeVolume, unknown.done),
		Discretion: rateOf(done.discretionDone, now.discretion, unknown.discretionDone),
	}
}

// planOf adds what is planned for each fiscal year, from the running one on.
func planOf(now sum, planned []registry.PlannedYear, running int) Plan {
	plan := Plan{Points: []PlanPoint{}}
	last := running
	for _, p := range planned {
		switch {
		case p.Year == 0:
			plan.NoYear += p.Tally.Processes
		case p.Year < running:
			plan.Passed += p.Tally.Processes
		default:
			last = max(last, p.Year)
		}
	}
	// One year that somebody wrote by mistake must not draw a century.
	last = min(last, running+20)
	done := now
	for year := running; year <= last; year++ {
		for _, p := range planned {
			if p.Year == year {
				t := p.Tally
				t.Status = registry.Done
				var more sum
				more.addInScope(t)
				done.done += more.done
				done.doneVolume = done.doneVolume.plus(more.doneVolume)
				done.discretionDone += more.discretionDone
			}
		}
		r := done.rates()
		plan.Points = append(plan.Points, PlanPoint{Day: fmt.Sprintf("%d-03-31", year+1), FiscalYear: year,
			Process: r.Process, Cases: r.Cases, Discretion: r.Discretion})
	}
	return plan
}

// Dated reports whether the registry knows since when what the rate counts is so, and by when it
// is planned: since when a process is done, but not since when its cases come online.
func (k RateKind) Dated() bool { return k != RateUsage }

// KnownNow is the rate among what is known later of a moment; of a rate that is not [RateKind.Dated]
// there is none.
func (k RateKind) KnownNow(n KnownNow) Rate {
	switch k {
	case RateCases:
		return n.Cases
	case RateDiscretion:
		return n.Discretion
	case RateUsage:
		return NewRate(0, 0)
	}
	return n.Process
}

// OfPlan is the rate at a point of the plan; of a rate that is not [RateKind.Dated] there is none.
func (k RateKind) OfPlan(p PlanPoint) Rate {
	switch k {
	case RateCases:
		return p.Cases
	case RateDiscretion:
		return p.Discretion
	case RateUsage:
		return NewRate(0, 0)
	}
	return p.Process
}
