package progress

import (
	"slices"

	"tetsuzuki/internal/registry"
)

// Gap is what is missing to the target in force, in processes and in cases.
type Gap struct {
	Target
	CasesOf   int64  `json:"cases_of"`   // cases a year of the processes that the target counts
	CasesDone int64  `json:"cases_done"` // of those that are done
	CasesGap  *int64 `json:"cases_gap"`  // missing to the target's rate; null: it is a number of processes

	scope     registry.TargetScope
	threshold int64
}

// GapOf is the gap to the first target in force; nil where none is.
func GapOf(s registry.Standing) *Gap {
	day := registry.DateOf(s.AsOf)
	at := slices.IndexFunc(s.Targets, func(t registry.Target) bool { return registry.DateOf(t.From) <= day && day <= registry.DateOf(t.To) })
	if at < 0 {
		return nil
	}
	t := s.Targets[at]
	g := &Gap{Target: targetOf(t, sumOf(s.Tallies)), scope: t.Scope, threshold: s.Threshold.Volume}
	for _, tally := range s.Tallies {
		if !tally.Counts() || !inTarget(t.Scope, tally.LawChange, tally.Application, tally.Priority) {
			continue
		}
		g.CasesOf += tally.Volume
		if tally.Status == registry.Done {
			g.CasesDone += tally.Volume
		}
	}
	if t.Count == 0 {
		gap := max(0, shareUp(g.CasesOf, t.Rate)-g.CasesDone)
		g.CasesGap = &gap
	}
	return g
}

// shareUp is a rate of a number, rounded up.
func shareUp(of, rate int64) int64 {
	whole, rest := of/registry.RateUnit, of%registry.RateUnit
	return whole*rate + (rest*rate+registry.RateUnit-1)/registry.RateUnit
}

// inTarget reports whether a target counts a process that is in the denominator of the rates.
func inTarget(scope registry.TargetScope, law registry.LawChange, application bool, priority registry.Priority) bool {
	switch scope {
	case registry.TargetApplications:
		return application
	case registry.TargetDiscretion:
		return law == registry.LawChangeNotRequired
	case registry.TargetPriority:
		return priority == registry.Yes
	}
	return true
}

// Brought is how much of a gap one process closes when it is done.
type Brought struct {
	Target    string `json:"target"`
	Processes Rate   `json:"processes"` // 1 ÷ the missing processes
	Cases     *Rate  `json:"cases"`     // its cases ÷ the missing cases; null: unknown, or none are missing
}

// Brings is what a process brings to the target; nil where it does not: it is done or not
// counted, or nothing is missing any more.
func (g *Gap) Brings(p registry.Process) *Brought {
	if g == nil || g.Gap == 0 || !p.Counts() || p.Status == registry.Done ||
		!inTarget(g.scope, p.NationalLawChange, p.IsApplication(), p.Priority(g.threshold)) {
		return nil
	}
	b := &Brought{Target: g.Name, Processes: NewRate(1, g.Gap)}
	if p.Deciding != nil && g.CasesGap != nil && *g.CasesGap > 0 {
		cases := NewRate(*p.Deciding.Total.Value, *g.CasesGap)
		b.Cases = &cases
	}
	return b
}
