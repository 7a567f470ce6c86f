package progress_test

import (
	"testing"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// What each process brings to a target is one of the missing ones, and its cases of the missing
// cases; whatever the target does not count brings nothing.
func TestWhatAProcessBringsToTheTarget(t *testing.T) {
	t.Parallel()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, registry.Tokyo) }
	target := registry.Target{Name: "架空の目標", From: day(2021, 4, 1), To: day(2024, 3, 31), Rate: 70000, Scope: registry.TargetInScope}
	tally := func(status registry.Status, law registry.LawChange, n, volume int64) registry.Tally {
		return registry.Tally{InScope: true, Status: status, LawChange: law, Processes: n, VolumeKnown: n, Volume: volume,
			Priority: registry.No}
	}
	s := registry.Standing{AsOf: day(2022, 12, 31), Threshold: registry.Threshold{Volume: 10000},
		Targets: []registry.Target{target}, Tallies: []registry.Tally{
			tally(registry.Done, registry.LawChangeNotRequired, 5, 1001), tally(registry.Planned, registry.LawChangeNotRequired, 6, 2000),
			tally(registry.Considering, registry.LawChangeRequired, 4, 3000), {Status: registry.Planned, Processes: 100, Volume: 100_000},
			tally(registry.Exempt, registry.LawChangeRequired, 100, 100_000)}}
	cases := int64(321)
	p := registry.Process{InScope: true, Status: registry.Planned, NationalLawChange: registry.LawChangeNotRequired, ProcessType: "2-1",
		Deciding: &registry.Volume{Total: registry.Count{Value: &cases}}}

	g := progress.GapOf(s)
	// 70 % of 15 are 11, of 6,001 cases 4,201.
	if g.Gap != 6 || g.CasesOf != 6001 || g.CasesDone != 1001 || *g.CasesGap != 4201-1001 {
		t.Errorf("the gap is %+v, %d cases", g, *g.CasesGap)
	}
	if b := g.Brings(p); b.Processes.Numerator != 1 || b.Processes.Denominator != 6 || b.Cases.Numerator != 321 ||
		b.Cases.Denominator != 3200 || b.Cases.Percent != "10.0" {
		t.Errorf("it brings %+v, %+v", b, b.Cases)
	}
	unknown := p
	unknown.Deciding = nil
	if b := g.Brings(unknown); b == nil || b.Cases != nil {
		t.Errorf("an unknown volume brings %+v", b)
	}
	for name, change := range map[string]func(*registry.Process){
		"done": func(p *registry.Process) { p.Status = registry.Done }, "exempt": func(p *registry.Process) { p.Status = registry.Exempt },
		"out of scope": func(p *registry.Process) { p.InScope = false },
	} {
		other := p
		change(&other)
		if b := g.Brings(other); b != nil {
			t.Errorf("%s: it brings %+v", name, b)
		}
	}
	for scope, in := range map[registry.TargetScope]func(*registry.Process){
		registry.TargetDiscretion:   func(p *registry.Process) { p.NationalLawChange = registry.LawChangeRequired },
		registry.TargetApplications: func(p *registry.Process) { p.ProcessType = "2-1" },
		registry.TargetPriority:     func(p *registry.Process) { p.Override = registry.No },
	} {
		s.Targets[0].Scope, s.Targets[0].Count = scope, 1000 // a number of processes, far away
		g, inside, outside := progress.GapOf(s), p, p
		inside.ProcessType, inside.Override = "1", registry.Yes
		in(&outside)
		if g.CasesGap != nil || g.Brings(inside) == nil || g.Brings(outside) != nil {
			t.Errorf("%s: %+v, inside %+v, outside %+v", scope, g, g.Brings(inside), g.Brings(outside))
		}
	}
	s.Targets[0].Rate, s.Targets[0].Count, s.Targets[0].Scope = 10000, 0, registry.TargetInScope
	if g := progress.GapOf(s); g.Gap != 0 || g.Brings(p) != nil {
		t.Errorf("a target that is reached: %+v", g)
	}
	s.AsOf = day(2024, 4, 1)
	if g := progress.GapOf(s); g != nil || g.Brings(p) != nil {
		t.Errorf("a target that is over: %+v", g)
	}
}
