package sample

import (
	"testing"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/registry"
)

// Standing at the end of 2022 with the sample's plans, and with what became of those before, the
// band for March 2023 holds the 50.7 % that were published, where the straight line does not.
func TestTheForecastFromTheSamplesPlansHoldsWhatCame(t *testing.T) {
	t.Parallel()
	l := NewLife()
	const stand = Quarter(9)
	counts := func(p registry.Process) bool {
		return p.InScope && p.Status != registry.Exempt && p.Status != registry.Abolished
	}
	of := func(p process, x registry.Process) forecast.Group {
		g := forecast.Group{PlannedYear: x.PlannedFiscalYear, Law: x.NationalLawChange == registry.LawChangeRequired,
			Begun: x.Status == registry.Planned || x.Status == registry.InProgress || x.Status == registry.Partial,
			Done:  x.Status == registry.Done}
		for _, o := range x.Obstacle {
			g.Hindered = g.Hindered || o >= "3" && o <= "6"
		}
		for i := range bureaus {
			if bureaus[i].name == p.row.Process.Bureau {
				g.Bureau = i + 1
			}
		}
		return g
	}
	in := forecast.Input{At: stand.End().Add(-1), Quarters: 2}
	groups := map[forecast.Group]int64{}
	outcomes := map[forecast.Outcome][2]int64{}
	rhythm := forecast.Rhythm{FiscalYear: 2021}
	var then, all float64
	for _, p := range l.processes {
		if p.born > stand {
			continue
		}
		if x := p.at(stand); counts(x) {
			groups[of(p, x)]++
		}
		if p.done >= 3 && p.done <= 6 {
			rhythm.Done[p.done-3]++
		}
		if x := p.at(stand - 4); p.born <= stand-4 && counts(x) {
			all++
			if x.Status == registry.Done {
				then++
			}
		}
		begin, end := p.at(2), p.at(6)
		if p.born > 2 || !counts(begin) || !counts(end) || begin.Status == registry.Done {
			continue
		}
		g := of(p, begin)
		c := forecast.Class{Plan: forecast.Unplanned, Law: g.Law, Begun: g.Begun, Hindered: g.Hindered}
		if g.PlannedYear == 2021 {
			c.Plan = forecast.Planned
		} else if g.PlannedYear != 0 && g.PlannedYear < 2021 {
			c.Plan = forecast.Late
		}
		key := forecast.Outcome{FiscalYear: 2021, Bureau: g.Bureau, Class: c}
		n := outcomes[key]
		n[0]++
		if end.Status == registry.Done {
			n[1]++
		}
		outcomes[key] = n
	}
	for g, n := range groups {
		g.Processes = n
		in.Groups = append(in.Groups, g)
	}
	for o, n := range outcomes {
		o.Open, o.Done = n[0], n[1]
		in.Outcomes = append(in.Outcomes, o)
	}
	in.Rhythms = []forecast.Rhythm{rhythm}
	in.Past = []forecast.Point{{At: (stand - 4).End().Add(-1), Rate: then / all}}
	f := forecast.Of(in)
	q := f.Quarters[0]
	t.Logf("%d of %d done; %+v", f.Done, f.InScope, q)
	if q.Day != "2023-03-31" || q.P10 > .507 || q.P90 < .507 {
		t.Errorf("the band of %s is %.3f to %.3f", q.Day, q.P10, q.P90)
	}
	if q.AsPlanned < .59 || q.AsPlanned > .65 {
		t.Errorf("the plans come to %.3f, want about 62 %%", q.AsPlanned)
	}
	if q.Line > .45 {
		t.Errorf("the straight line says %.3f", q.Line)
	}
}
