package page_test

import (
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// The published rates come out with a denominator that moves, and are never rounded up; 10,000 cases
// are at the line of priority processes, 9,999 are not. The rows are made up (架空), a hundredth
// as many as there were.
func TestThePublishedRatesOnPages(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Published(t)
	r := webtest.NewRigOver(t, w)
	planner := r.As(registry.Planner)
	planner.Get("/progress/curve?from=2022-09-30&to=2022-12-31&step=quarter").Want(t, 200).See(t,
		webtest.Row("2022年9月30日", "実績", "27.6％", "79", "286"), webtest.Row("2022年12月31日", "実績", "30.0％", "87", "290"))
	planner.Get("/progress/bridge?from=2022-09-30&to=2022-12-31").Want(t, 200).See(t,
		webtest.Row("はじめ", "79", "286"), webtest.Row("終わり", "87", "290"))
	for list, count := range map[string]string{
		"as_of=2022-09-30&scope=counted&status=done": "79", "as_of=2022-09-30&scope=counted": "286",
		"as_of=2022-12-31&scope=counted&status=done": "87", "as_of=2022-12-31&scope=counted": "290",
		"priority=yes": "1", "priority=no": "1", "volume_min=10000": "1", "volume_max=9999": "1", "as_of=2022-12-31&status=abolished": "3",
	} {
		planner.Get("/processes?"+list).Want(t, 200).See(t, webtest.Counted(count+" 手続"))
	}
	planner.Get("/priorities").Want(t, 200).See(t, webtest.Row("1", "手続1", "環境局", "10,000"), webtest.Not(webtest.Row("2", "手続2")))
}

// 69.96 % are shown as 69.9 % and miss a target of 70 %.
func TestARateIsNeverRoundedUpOnPages(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	rows := make([]*storetest.Row, 2500)
	for i := range rows {
		rows[i] = &storetest.Row{Process: registry.Process{BureauID: 10, InScope: true, Status: registry.NotStarted}}
		if i < 1749 {
			rows[i].Status = registry.Done
		}
	}
	w.Change(t, "2024-03-31 18:00", "架空の作成者", rows...)
	planner := webtest.NewRigOver(t, w).As(registry.Planner)
	planner.Get("/progress/curve?from=2024-03-30&to=2024-03-31&step=quarter").Want(t, 200).See(t,
		webtest.Row("2024年3月31日", "実績", "69.9％", "1,749", "2,500"))
	planner.Get("/progress/bureaus?as_of=2024-03-31").Want(t, 200, "69.9％")
	planner.Get("/api/v1/progress?as_of=2024-03-31").Want(t, 200, `"percent":"69.9"`)
}

// The reconciliation of the table of December 2016: 28 + 9 − 1 + 3 = 39, of made-up rows.
func TestTheReconciliationOfARealTableOnPages(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	const general, other = 3, 10
	w.Reconciled(t, general, other)
	r := webtest.NewRigOver(t, w)
	r.As(registry.Headquarters).Get("/reconciliation?from=2016-09-30&to=2016-12-22").Want(t, 200).See(t,
		webtest.Row("総務局", "28", "9", "1", "3", "0", "39", "2", "8", "11", "4", "14", "0"))
}
