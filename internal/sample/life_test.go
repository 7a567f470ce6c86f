package sample_test

import (
	"math"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/sample"
)

// The course of the made-up catalogue is the published one (domain.md), quarter by quarter, and
// its processes are what the bureaus' files say, told once each.
func TestTheLifeRunsAlongThePublishedCourse(t *testing.T) {
	t.Parallel()
	l := sample.NewLife()
	published := map[sample.Quarter]float64{0: .050, 6: .211, 8: .276, 9: .300, 10: .507, 14: .70, 18: .789, 21: .91}
	names := map[string]string{}
	total := 0
	for q := sample.First; q <= 24; q++ {
		var inScope, done float64
		total = 0
		for _, bureau := range append(sample.Senders(q), "東京都立病院機構") {
			for _, r := range l.Inventory(q, bureau) {
				p := r.Process
				total++
				if q == sample.First {
					names[p.ProcedureName+p.Bureau] = ""
				}
				if !p.InScope || p.Status == registry.Exempt || p.Status == registry.Abolished {
					continue
				}
				inScope++
				if p.Status == registry.Done {
					done++
					if p.DigitizedOn.IsZero() || !p.DigitizedOn.Before(q.End()) {
						t.Fatalf("%s is done on %v in %s", p.ProcedureName, p.DigitizedOn, q.Label())
					}
				}
			}
		}
		if want, ok := published[q]; ok && math.Abs(done/inScope-want) > .012 {
			t.Errorf("%s: %.1f %%, want %.1f %%", q.Label(), 100*done/inScope, 100*want)
		}
	}
	if len(names) != sample.Total || total < 29_500 || total > 30_500 {
		t.Errorf("%d processes at first and %d at last, want 28,000 and about 30,000", len(names), total)
	}
}

// Of each state of a proposal there is one, its days run on, and what it asks for waits for its law
// in the first inventory.
func TestProposalsAreInEveryState(t *testing.T) {
	t.Parallel()
	rows := sample.NewLife().Inventory(sample.First, "")
	last := map[registry.ProposalState]bool{}
	for _, p := range sample.Proposals {
		for i, s := range p.Steps[1:] {
			if !s.Day.After(p.Steps[i].Day) {
				t.Errorf("%s: %s is not after %s", p.Title, s.Day, p.Steps[i].Day)
			}
		}
		last[p.Steps[len(p.Steps)-1].State] = true
		waiting := 0
		for _, r := range rows {
			if r.Process.LegalBasis == p.Law && r.Process.NationalLawChange == registry.LawChangeRequired {
				waiting++
			}
		}
		if waiting == 0 {
			t.Errorf("no process waits for %s", p.Law)
		}
	}
	if len(last) != len(registry.ProposalStates) {
		t.Errorf("only these states: %v", last)
	}
}

// What a quarter alters is a small part, and every kind of it is there: done, planned, corrected,
// slipped, abolished.
func TestQuartersAlterAPart(t *testing.T) {
	t.Parallel()
	l := sample.NewLife()
	seen := map[registry.Status]int{}
	slipped := 0
	for q := sample.Quarter(1); q <= 24; q++ {
		rows := l.Updates(q)
		if len(rows) > 12_000 || len(rows) < 50 {
			t.Errorf("%s alters %d rows", q.Label(), len(rows))
		}
		for _, r := range rows {
			seen[r.Process.Status]++
			if r.Process.Status == registry.Planned && r.Process.PlannedFiscalYear == q.FiscalYear() {
				slipped++
			}
		}
	}
	for _, s := range []registry.Status{registry.Done, registry.Planned, registry.InProgress, registry.Abolished} {
		if seen[s] == 0 {
			t.Errorf("no row becomes %s", s)
		}
	}
	if slipped == 0 {
		t.Error("no plan slips")
	}
}
