package page_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/webtest"
)

// The page of the bureaus says how each stands and why, with the rule beside it; its numbers
// lead to the lists that they count, and each state to its bureaus.
func TestTheBureausStandByARule(t *testing.T) {
	t.Parallel()
	r := lived(t)
	hq := r.As(registry.Headquarters)
	hq.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2022", "opens_on", "R5.4.1", "deadline", "R5.6.30").Want(t, 303)
	planner := r.As(registry.Planner)
	for _, at := range []string{"", "?as_of=2023-03-01"} {
		table := decoded[report.BureauTableJSON](t, planner.Get("/api/v1/bureau-table"+at).Want(t, 200))
		page := planner.Get("/progress/bureaus"+at).Want(t, 200, "定義")
		page.See(t, webtest.Current("局の状況"), webtest.Current("進捗"), webtest.Heading("状態の決まり方"))
		for _, s := range table.States {
			page.See(t, webtest.Row(s.Label, registry.Thousands(int64(s.Bureaus)), s.Rule))
			link := "/progress/bureaus" + at + "?state=" + string(s.State)
			if at != "" {
				link = "/progress/bureaus" + at + "&state=" + string(s.State)
			}
			list := planner.Get(link).Want(t, 200)
			list.See(t, webtest.Counted(registry.Thousands(int64(s.Bureaus))))
		}
		several := 0
		for _, b := range table.Bureaus {
			if b.InScope == 0 {
				continue
			}
			several++
			page.See(t, webtest.Row(b.Bureau, b.Label, b.Why[0], registry.Thousands(b.InScope), registry.Thousands(b.Done),
				registry.Thousands(b.InScope-b.Done), b.Process.Text()))
			for n, list := range map[int64]string{b.InScope: b.List, b.Done: b.ListDone, b.InScope - b.Done: b.ListLeft} {
				page.See(t, webtest.Link(registry.Thousands(n), "/processes?"+list))
				planner.Get("/processes?"+list).Want(t, 200).See(t, webtest.Counted(registry.Thousands(n)))
			}
		}
		if several < 3 {
			t.Errorf("%d bureaus have processes", several)
		}
	}
	planner.Get("/progress/bureaus").Want(t, 200, "調査回「架空の回」", "締切を過ぎて未提出").See(t,
		webtest.Row("環境局", "D 要対応", "まだ取り込んでいない"))
	csv := planner.Get("/progress/bureaus.csv?state=D").Want(t, 200).Body
	if !strings.Contains(csv, "D 要対応") || strings.Contains(csv, "判定なし") {
		t.Errorf("the file is %.400q", csv)
	}
	planner.Get("/progress/bureaus?state=F").Want(t, 400, "状態を一覧から選んでください")
	planner.Get("/progress/bureaus?as_of=きのう").Want(t, 400)
	r.As(registry.Officer).Get("/progress/bureaus").Want(t, 200, "環境局", "!産業労働局")
}
