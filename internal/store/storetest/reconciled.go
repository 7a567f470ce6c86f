package storetest

import (
	"testing"

	"tetsuzuki/internal/registry"
)

// Reconciled makes up the rows (架空) behind the table of a bureau from September to December 2016:
// 28 submitted + 9 received − 1 handed over + 3 new = 39. It returns those that the bureau has then,
// and how many of them are of each state: 2 + 11 + 8 + 4 + 14 + 0 = 39.
func (w *World) Reconciled(t testing.TB, general, other int) (now []*Row, want map[registry.Status]int64) {
	t.Helper()
	var own, others []*Row
	for range 28 {
		own = append(own, &Row{Process: registry.Process{BureauID: general, Status: registry.NotStarted}})
	}
	for range 12 {
		others = append(others, &Row{Process: registry.Process{BureauID: other, Status: registry.Planned}})
	}
	w.Change(t, "2016-09-01 09:00", "作成者", append(own, others...)...)
	handed, received := own[0], others[:9]
	handed.BureauID = other
	for _, r := range received {
		r.BureauID = general
	}
	now = append(append(now, own[1:]...), received...)
	for range 3 {
		now = append(now, &Row{Process: registry.Process{BureauID: general}})
	}
	want = map[registry.Status]int64{registry.Done: 2, registry.InProgress: 11, registry.Partial: 8, registry.Planned: 4,
		registry.Considering: 14}
	i := 0
	for _, status := range registry.Statuses {
		for range want[status] {
			now[i].Status = status
			i++
		}
	}
	w.Change(t, "2016-12-01 09:00", "作成者", append(now, handed)...)
	return now, want
}
