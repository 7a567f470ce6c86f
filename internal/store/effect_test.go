package store

import (
	"testing"

	"tetsuzuki/internal/registry"
)

func TestTalliesOfWhatComesAndGoes(t *testing.T) {
	t.Parallel()
	volume := int64(12000)
	p := registry.Process{BureauID: 3, Status: registry.Planned, InScope: true, NationalLawChange: registry.LawChangeRequired,
		Deciding: &registry.Volume{FiscalYear: 2022, Total: registry.Count{Value: &volume, Qualifier: registry.Exact, State: registry.Provided}},
		Usage:    &registry.Usage{FiscalYear: 2022, Total: 12000, Online: 7}}
	after := p
	after.Status = registry.Done
	change := tallying{}
	change.add(factOf(p, usageBounds{}), 10_000, -1)
	change.add(factOf(after, usageBounds{}), 10_000, 1)
	if n := len(change.tallies()); n != 2 {
		t.Errorf("%d tallies", n)
	}
	want := registry.Tally{BureauID: 3, Status: registry.Planned, InScope: true, LawChange: registry.LawChangeRequired, Priority: registry.Yes,
		Processes: -1, VolumeKnown: -1, Volume: -12000, UsageKnown: -1, UsageTotal: -12000, UsageOnline: -7}
	for _, got := range change.tallies() {
		if got.Status == registry.Planned && got != want {
			t.Errorf("got %+v", got)
		}
	}
	change.add(factOf(after, usageBounds{}), 10_000, -1)
	change.add(factOf(p, usageBounds{}), 10_000, 1)
	if left := change.tallies(); len(left) != 0 {
		t.Errorf("left %+v", left)
	}
}
