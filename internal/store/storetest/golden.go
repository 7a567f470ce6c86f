package storetest

import (
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// MajorProcedures fills an empty registry with made-up rows (架空) that add up as the published
// figures of the 169 major procedures do: 119 within TMG's authority (9.70 million cases), 40 that
// need the national government (1.30 million), 10 abolished and the like. Of the 119, 56 were
// digitized by March 2021 (5.40 million), 46 within fiscal year 2021 (3.95 million), 11 of them by
// September, and 17 are left (0.35 million). Beside them stand so many others, of other bureaus.
// It returns the IDs of the 169.
func (w *World) MajorProcedures(t testing.TB, others int) []registry.ProcessID {
	t.Helper()
	var rows []*Row
	add := func(n int, cases int64, name string, alter func(i int, r *Row)) {
		for i := range n {
			each := cases / int64(n)
			if i == 0 {
				each += cases % int64(n)
			}
			r := &Row{Process: registry.Process{BureauID: 10 + len(rows)%2, ProcedureName: fmt.Sprintf("架空の%s%d", name, i+1), InScope: true,
				ProcessType: "1", Status: registry.NotStarted, NationalLawChange: registry.LawChangeNotRequired}}
			if each > 0 {
				r.Volumes = []registry.Volume{Cases(2020, registry.Exact, each)}
			}
			alter(i, r)
			rows = append(rows, r)
		}
	}
	done := func(year int, month time.Month, day int) func(int, *Row) {
		return func(_ int, r *Row) {
			r.Status, r.DigitizedOn = registry.Done, time.Date(year, month, day, 0, 0, 0, 0, registry.Tokyo)
		}
	}
	planned := func(int, *Row) {}
	add(56, 5_400_000, "許可", done(2021, time.March, 31))
	add(46, 3_950_000, "届出", planned)
	add(17, 350_000, "登録", planned)
	add(40, 1_300_000, "国の手続", func(i int, r *Row) {
		r.NationalLawChange, r.LegalBasis, r.LegalArticle = registry.LawChangeRequired, fmt.Sprintf("架空第%d法", 1+i%8), "第3条"
	})
	add(10, 0, "廃止された手続", func(_ int, r *Row) { r.Status = registry.Abolished })
	for _, r := range rows {
		if r.Status != registry.Done && r.Status != registry.Abolished {
			r.PlannedFiscalYear = 2021
		}
	}
	w.Change(t, "2021-03-31 18:00", "架空の作成者", rows...)
	ids := make([]registry.ProcessID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	add(others, 0, "ほかの手続", func(_ int, r *Row) { r.BureauID = 3 })
	w.Change(t, "2021-04-01 09:00", "架空の作成者", rows[len(ids):]...)

	// The 46, as they came: 11 to September, the others to March.
	first, second := rows[56:67], rows[67:102]
	for i, r := range first {
		done(2021, time.September, 1+i)(i, r)
	}
	w.Change(t, "2021-09-30 18:00", "架空の作成者", first...)
	for i, r := range second {
		done(2022, time.March, 31)(i, r)
	}
	w.Change(t, "2022-03-31 18:00", "架空の作成者", second...)
	return ids
}
