package progress

import (
	"testing"

	"tetsuzuki/internal/registry"
)

func TestYearsAreInTheirOrderAndCountOnce(t *testing.T) {
	t.Parallel()
	tally := func(law registry.LawChange, n, cases int64) registry.Tally {
		return registry.Tally{LawChange: law, Processes: n, VolumeKnown: n, Volume: cases}
	}
	own, national := registry.LawChangeNotRequired, registry.LawChangeRequired
	got := YearsOf(YearsInput{Years: []int{2020, 2021}, Digitized: []registry.Digitized{{Since: 2, Tally: tally(own, 2, 20)},
		{Since: 1, Tally: tally(own, 3, 30)}, {Since: 1, Tally: tally(national, 1, 7)}, {Tally: tally(own, 4, 0)}},
		Planned: []registry.PlannedYear{{Tally: tally(national, 5, 5)}, {Year: 2021, Tally: tally(own, 6, 6)}}})
	want := []struct {
		label             string
		n, cases, own, of int64
	}{{"令和2年度までに実施済", 4, 37, 3, 30}, {"令和3年度に実施済", 2, 20, 2, 20}, {"実施済（いつからかが不明）", 4, 0, 4, 0},
		{"令和3年度に予定", 6, 6, 6, 6}, {"予定の年度がない", 5, 5, 0, 0}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		if g := got[i]; g.Label != w.label || g.Processes != w.n || g.Cases != w.cases || g.Own != w.own || g.OwnCases != w.of {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
}
