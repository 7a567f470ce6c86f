// Package progress computes the figures that headquarters reports from tallies of
// the registry: pure functions, no database, no clock.
//
// What the figures mean (domain.md, rules 1, 2 and 4):
//   - in scope: the scope field says "in" and the status is neither exempt nor
//     abolished; "partial" never counts as done;
//   - the volume of a process is that of the latest fiscal year with a provided
//     total; a process without one is left out and counted as unknown, never as 0;
//   - a sum of cases adds the numbers as they are stated, and says beside it how many of them
//     are not exact and between which bounds the sum lies;
//   - priority is decided by volume (or by a person's decision) alone, whatever the
//     scope and the status, so that the count equals the priority list.
package progress

import (
	"time"

	"tetsuzuki/internal/registry"
)

// RuleVersion names the definitions above; it changes when they do, see [Rules].
const RuleVersion = "2026-2"

// Figures is the state of the programme at one moment.
type Figures struct {
	AsOf        time.Time   `json:"as_of"`
	RuleVersion string      `json:"rule_version"`
	Threshold   int64       `json:"threshold"` // cases a year, inclusive
	Processes   int64       `json:"processes"`
	InScope     int64       `json:"in_scope"`
	Done        int64       `json:"done"`    // in scope
	Partial     int64       `json:"partial"` // in scope, not counted as done
	Statuses    []StatusSum `json:"statuses"`
	Rates       Rates       `json:"rates"`
	Priority    Priority    `json:"priority"`
	Target      *Target     `json:"target"`  // the first of Targets; null: none had begun by then
	Targets     []Target    `json:"targets"` // first those in force, and of them the latest
	Bureaus     []Bureau    `json:"bureaus"`
}

// StatusSum counts the processes of one status, whatever their scope. The empty
// status is that of the processes for which the bureau gave none.
type StatusSum struct {
	Status    registry.Status `json:"status"`
	Processes int64           `json:"processes"`
	InScope   int64           `json:"in_scope"`
}

// Rates are the four rates of domain.md, rule 4, always side by side.
type Rates struct {
	Process    Rate `json:"process"`    // done ÷ in scope, in processes
	Cases      Rate `json:"cases"`      // volume of done ÷ volume in scope, in cases a year
	Usage      Rate `json:"usage"`      // online ÷ total, in cases of the years in which both are known
	Discretion Rate `json:"discretion"` // done ÷ in scope, of the processes that need no change of national law
}

// Rate is a share with what it was computed from.
type Rate struct {
	Numerator   int64    `json:"numerator"`
	Denominator int64    `json:"denominator"`
	Rate        *float64 `json:"rate"`    // numerator ÷ denominator, not rounded; null where the denominator is 0
	Percent     string   `json:"percent"` // for display, see [Percent]
	Unknown     int64    `json:"unknown"` // processes in scope left out because the value is unknown

	// Of sums of cases: how many of the processes in the denominator have an inexact number,
	// and what the sums may be. Null where processes are counted.
	Inexact           int64   `json:"inexact"`
	NumeratorBounds   *Bounds `json:"numerator_bounds"`
	DenominatorBounds *Bounds `json:"denominator_bounds"`
}

// Bounds are what a sum of cases may be at least and at most, where its numbers are ranges
// (10件未満, 100～200件, 以上). A number that is only about counts as it is stated.
type Bounds struct {
	Low  int64  `json:"low"`
	High *int64 `json:"high"` // null: one of the numbers has no upper end
}

// Priority sums up the priority processes (重点手続).
type Priority struct {
	Count         int64    `json:"count"`
	Volume        int64    `json:"volume"`          // cases a year of those with a known volume
	ShareOfVolume *float64 `json:"share_of_volume"` // of the known volume of all processes; null where that is 0
	SharePercent  string   `json:"share_percent"`   // for display, see [Percent]
	VolumeInexact int64    `json:"volume_inexact"`  // of Count, those whose volume is not exact
	VolumeBounds  *Bounds  `json:"volume_bounds"`
	Undecidable   int64    `json:"undecidable"` // unknown is never "not a priority"
	Because       Because  `json:"undecidable_because"`
	Done          int64    `json:"done"`     // of Count, in scope and done
	InScope       int64    `json:"in_scope"` // of Count, in scope
}

// Because counts the undecidable processes by cause; together they are all of them.
type Because struct {
	Unknown int64 `json:"unknown"` // no volume is known
	Range   int64 `json:"range"`   // the ends of the volume's range lie on both sides of the line
	Open    int64 `json:"open"`    // the volume's range has no upper end
}

// Target is a target with how far it is reached.
type Target struct {
	Name  string               `json:"name"`
	Rate  float64              `json:"rate"`            // of one that is a number: what share that is of Of; 0: it counts nothing
	Count int64                `json:"count,omitempty"` // the number that was set; 0: the rate was
	From  string               `json:"from"`            // the first day
	To    string               `json:"to"`              // the last day
	Scope registry.TargetScope `json:"scope"`
	Of    int64                `json:"of"`   // the processes that the target counts
	Done  int64                `json:"done"` // of the processes that the target counts
	Goal  int64                `json:"goal"` // how many of them the target asks for, rounded up
	Gap   int64                `json:"gap"`  // how many are missing to the goal; 0 when reached
}

// TargetUnknown is how many processes a target may count and does not, as what decides it is
// unknown of them, and why in Japanese; empty: of every process it is known.
func (f Figures) TargetUnknown(t Target) (n int64, why string) {
	switch t.Scope {
	case registry.TargetDiscretion:
		return f.Rates.Discretion.Unknown, "法令改正の要否が不明の手続"
	case registry.TargetPriority:
		return f.Priority.Undecidable, "重点手続かどうかを判定できない手続"
	}
	return 0, ""
}

// Empty reports whether a target asks for nothing, as it counts no process: it is not reached then.
func (t Target) Empty() bool { return t.Goal == 0 }

// Aim is the rate that the target asks for, in per cent for display.
func (t Target) Aim() string {
	if t.Count > 0 {
		return Percent(t.Goal, t.Of)
	}
	return Percent(registry.RateOf(t.Rate), registry.RateUnit)
}

// Told says in Japanese how far the target is reached.
func (t Target) Told() string {
	switch {
	case t.Empty():
		return "数える手続がありません"
	case t.Gap == 0:
		return "目標に達しています"
	}
	return "あと " + registry.Thousands(t.Gap) + " 手続"
}

// Bureau is the share of one bureau. Volume is cases a year of all its processes.
type Bureau struct {
	Code          string  `json:"code"`
	Bureau        string  `json:"bureau"`
	Processes     int64   `json:"processes"`
	InScope       int64   `json:"in_scope"`
	Done          int64   `json:"done"`
	Partial       int64   `json:"partial"`
	Volume        int64   `json:"volume"`
	VolumeUnknown int64   `json:"volume_unknown"` // processes without a known volume
	VolumeInexact int64   `json:"volume_inexact"` // processes whose known volume is not exact
	VolumeBounds  *Bounds `json:"volume_bounds"`
	Priority      int64   `json:"priority"`
	Undecidable   int64   `json:"undecidable"`
	Because       Because `json:"undecidable_because"`
	Process       Rate    `json:"process"` // as in [Rates]
	Cases         Rate    `json:"cases"`   // as in [Rates]
}

// Of computes the figures.
func Of(s registry.Standing) Figures {
	all := sumOf(s.Tallies)
	f := Figures{
		AsOf:        s.AsOf.In(registry.Tokyo),
		RuleVersion: RuleVersion,
		Threshold:   s.Threshold.Volume,
		Processes:   all.processes,
		InScope:     all.inScope,
		Done:        all.done,
		Partial:     all.partial,
		Statuses:    statusesOf(s.Tallies),
		Rates:       all.rates(),
		Priority: Priority{
			Count:         all.priority,
			Volume:        all.priorityVolume.stated,
			ShareOfVolume: quotient(all.priorityVolume.stated, all.volume.stated),
			SharePercent:  Percent(all.priorityVolume.stated, all.volume.stated),
			VolumeInexact: all.priorityVolume.inexact,
			VolumeBounds:  all.priorityVolume.bounds(),
			Undecidable:   all.undecidable,
			Because:       all.because,
			Done:          all.priorityDone,
			InScope:       all.priorityInScope,
		},
		Targets: make([]Target, 0, len(s.Targets)),
		Bureaus: make([]Bureau, 0, len(s.Bureaus)),
	}
	for _, t := range s.Targets {
		f.Targets = append(f.Targets, targetOf(t, all))
	}
	if len(f.Targets) > 0 {
		f.Target = &f.Targets[0]
	}
	of := make(map[int][]registry.Tally, len(s.Bureaus))
	for _, t := range s.Tallies {
		of[t.BureauID] = append(of[t.BureauID], t)
	}
	for _, b := range s.Bureaus {
		sum := sumOf(of[b.ID])
		f.Bureaus = append(f.Bureaus, Bureau{
			Code: b.Code, Bureau: b.Name,
			Processes: sum.processes, InScope: sum.inScope, Done: sum.done, Partial: sum.partial,
			Volume: sum.volume.stated, VolumeUnknown: sum.volumeUnknown,
			VolumeInexact: sum.volume.inexact, VolumeBounds: sum.volume.bounds(),
			Priority: sum.priority, Undecidable: sum.undecidable, Because: sum.because,
			Process: sum.process(), Cases: sum.cases(),
		})
	}
	return f
}

// Totals sums up any list of processes.
type Totals struct {
	Processes    int64   `json:"processes"`
	Cases        int64   `json:"cases"`         // a year, of those with a known volume
	CasesUnknown int64   `json:"cases_unknown"` // processes without a known volume
	CasesInexact int64   `json:"cases_inexact"` // processes whose known volume is not exact
	CasesBounds  *Bounds `json:"cases_bounds"`
	InScope      int64   `json:"in_scope"`
	Done         int64   `json:"done"`    // in scope
	Process      Rate    `json:"process"` // as in [Rates]
	CasesRate    Rate    `json:"cases_rate"`
}

// TotalsOf sums up the tallies of a list.
func TotalsOf(tallies []registry.Tally) Totals {
	s := sumOf(tallies)
	return Totals{Processes: s.processes, Cases: s.volume.stated, CasesUnknown: s.volumeUnknown, CasesInexact: s.volume.inexact,
		CasesBounds: s.volume.bounds(), InScope: s.inScope, Done: s.done, Process: s.process(), CasesRate: s.cases()}
}

// Certainty says for people how sure the sum of the cases is; empty where nothing is inexact.
func (t Totals) Certainty() string { return certainty(t.CasesInexact, t.CasesBounds) }

// statusesOf counts by status in the order in which pages show them, the blank
// ones last and only where there are any.
func statusesOf(tallies []registry.Tally) []StatusSum {
	sums := make([]StatusSum, 0, len(registry.Statuses)+1)
	for _, status := range append(append([]registry.Status{}, registry.Statuses...), "") {
		sum := StatusSum{Status: status}
		for _, t := range tallies {
			if t.Status == status {
				sum.Processes += t.Processes
				if t.Counts() {
					sum.InScope += t.Processes
				}
			}
		}
		if status != "" || sum.Processes > 0 {
			sums = append(sums, sum)
		}
	}
	return sums
}

// targetOf measures a target. The goal is rounded up: 70 % of 15 are 11.
func targetOf(t registry.Target, s sum) Target {
	done, of := s.done, s.inScope
	switch t.Scope {
	case registry.TargetApplications:
		done, of = s.applicationsDone, s.applications
	case registry.TargetDiscretion:
		done, of = s.discretionDone, s.discretion
	case registry.TargetPriority:
		done, of = s.priorityDone, s.priorityInScope
	}
	goal := t.Count
	if goal == 0 {
		goal = (of*t.Rate + registry.RateUnit - 1) / registry.RateUnit
	}
	rate, count := float64(t.Rate)/registry.RateUnit, int64(0)
	if t.Rate == 0 {
		count = t.Count
		if of > 0 {
			rate = float64(goal) / float64(of)
		}
	}
	return Target{
		Name: t.Name, Rate: rate, Count: count,
		From: t.From.Format(time.DateOnly), To: t.To.Format(time.DateOnly),
		Scope: t.Scope, Of: of, Done: done, Goal: goal, Gap: max(0, goal-done),
	}
}
