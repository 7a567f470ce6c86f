package progress

import (
	"time"

	"tetsuzuki/internal/registry"
)

// FunnelStep is where a process stands on the way from all to done. Each process is on exactly
// one.
type FunnelStep string

// The steps.
const (
	FunnelOut      FunnelStep = "out_of_scope"
	FunnelAside    FunnelStep = "exempt_or_abolished"
	FunnelBlocked  FunnelStep = "blocked_by_law"
	FunnelNotBegun FunnelStep = "not_begun"
	FunnelInHand   FunnelStep = "in_hand"
	FunnelDone     FunnelStep = "done"
)

// FunnelSteps lists them in the order of pages.
var FunnelSteps = []FunnelStep{FunnelOut, FunnelAside, FunnelBlocked, FunnelNotBegun, FunnelInHand, FunnelDone}

// InHand are the statuses of the processes at which somebody works, or has planned to.
var InHand = []registry.Status{registry.Partial, registry.InProgress, registry.Planned}

// NotBegun are the statuses of those at which nobody works yet; the bureau may have given none.
var NotBegun = []registry.Status{registry.Considering, registry.NotStarted, ""}

// Label is what the step is called.
func (s FunnelStep) Label() string {
	return map[FunnelStep]string{FunnelOut: "対象外", FunnelAside: "適用除外・廃止", FunnelBlocked: "国の法令改正待ち",
		FunnelNotBegun: "未着手", FunnelInHand: "取組中", FunnelDone: "実施済"}[s]
}

// Rule says which processes are on the step.
func (s FunnelStep) Rule() string {
	return map[FunnelStep]string{
		FunnelOut:      "対象範囲が「対象外」のもの",
		FunnelAside:    "対象のうち、状況が適用除外か廃止のもの",
		FunnelBlocked:  "率の分母になり、実施済ではなく、国の法令改正が「要」のもの",
		FunnelNotBegun: "率の分母になり、法令改正が「要」ではなく、状況が検討中・未着手・記入なしのもの",
		FunnelInHand:   "率の分母になり、法令改正が「要」ではなく、状況が一部実施済・実施中・予定のもの",
		FunnelDone:     "率の分母になり、実施済のもの",
	}[s]
}

// Funnel parts all processes by their steps.
type Funnel struct {
	AsOf        time.Time    `json:"as_of"`
	RuleVersion string       `json:"rule_version"`
	Bureau      string       `json:"bureau"` // empty: all
	Group       string       `json:"group"`  // empty: all
	All         FunnelPart   `json:"all"`
	Steps       []FunnelPart `json:"steps"` // together they are all
}

// FunnelPart is how many processes are on a step.
type FunnelPart struct {
	Step         FunnelStep `json:"step"` // empty: all
	Label        string     `json:"label"`
	Processes    int64      `json:"processes"`
	Cases        int64      `json:"cases"`         // a year, of those with a known volume
	CasesUnknown int64      `json:"cases_unknown"` // processes without a known volume
	CasesInexact int64      `json:"cases_inexact"` // processes whose known volume is not exact
	CasesBounds  *Bounds    `json:"cases_bounds"`  // what Cases may be

	slack registry.Slack
}

// Certainty says for people how sure the sum of the cases is; empty where nothing is inexact.
func (p FunnelPart) Certainty() string { return certainty(p.CasesInexact, p.CasesBounds) }

// FunnelOf parts the processes of a standing.
func FunnelOf(s registry.Standing) Funnel {
	f := Funnel{AsOf: s.AsOf.In(registry.Tokyo), RuleVersion: RuleVersion, All: FunnelPart{Label: "すべて"}}
	parts := map[FunnelStep]*FunnelPart{}
	for _, step := range FunnelSteps {
		parts[step] = &FunnelPart{Step: step, Label: step.Label()}
	}
	for _, t := range s.Tallies {
		f.All.add(t)
		parts[stepOf(t)].add(t)
	}
	for _, step := range FunnelSteps {
		f.Steps = append(f.Steps, parts[step].bounded())
	}
	f.All = f.All.bounded()
	return f
}

func (p *FunnelPart) add(t registry.Tally) {
	p.Processes += t.Processes
	p.Cases += t.Volume
	p.CasesUnknown += t.Processes - t.VolumeKnown
	p.CasesInexact += t.VolumeInexact
	p.slack = p.slack.Plus(t.VolumeSlack)
}

// bounded is the part with all that it counts added.
func (p FunnelPart) bounded() FunnelPart {
	p.CasesBounds = BoundsOf(p.Cases, p.slack)
	return p
}

func stepOf(t registry.Tally) FunnelStep {
	switch {
	case !t.InScope:
		return FunnelOut
	case !t.Counts():
		return FunnelAside
	case t.Status == registry.Done:
		return FunnelDone
	case t.LawChange == registry.LawChangeRequired:
		return FunnelBlocked
	case t.Status == registry.Partial || t.Status == registry.InProgress || t.Status == registry.Planned:
		return FunnelInHand
	}
	return FunnelNotBegun
}
