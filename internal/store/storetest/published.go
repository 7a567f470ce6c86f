package storetest

import (
	"testing"

	"tetsuzuki/internal/registry"
)

// Published makes up rows (架空) that have two published rates with a moving denominator, at a
// hundredth of their size: 79 of 286 on 2022-09-30 (27.6 %), and 87 of 290 on 2022-12-31 (30.0 %),
// for which 7 came and 3 were abolished. Of the first three, one has 10,000 cases a year, one
// 9,999 and one nobody knows how many.
func (w *World) Published(t testing.TB) {
	t.Helper()
	add := func(n int) (rows []*Row) {
		for range n {
			rows = append(rows, &Row{Process: registry.Process{BureauID: 10, InScope: true, ProcessType: "1", Status: registry.NotStarted,
				NationalLawChange: registry.LawChangeNotRequired}})
		}
		return rows
	}
	rows := add(286)
	for _, r := range rows[:79] {
		r.Status = registry.Done
	}
	rows[0].Volumes = []registry.Volume{Cases(2021, registry.Exact, 10_000)}
	rows[1].Volumes = []registry.Volume{Cases(2021, registry.Exact, 9_999)}
	rows[2].Volumes = []registry.Volume{Unknown(2021)}
	w.Change(t, "2022-09-30 18:00", "架空の作成者", rows...)
	for _, r := range rows[79:87] {
		r.Status = registry.Done
	}
	for _, r := range rows[283:] {
		r.Status = registry.Abolished
	}
	w.Change(t, "2022-12-31 18:00", "架空の作成者", append(append(add(7), rows[79:87]...), rows[283:]...)...)
}
