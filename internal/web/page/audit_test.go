package page_test

import (
	"net/url"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// The log tells in words what was done anywhere, leads to it, and is filtered and taken out like
// every other list.
func TestTheLogKnowsWhatIsRecordedElsewhere(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	hq, auditor, officer := r.As(registry.Headquarters), r.As(registry.Auditor), r.As(registry.Officer)
	at := r.Imported([]any{"架空の新しい届出", "架空の新しい法", 5, 1, "検討中", "要"}, []any{"架空の別の届出", "架空の別の法", 5, 1, "検討中", "要"})
	upload := strings.TrimPrefix(at, "/uploads/")
	hq.Call("POST", "/api/v1/snapshots", `{"name": "架空の公表値"}`).Want(t, 201)
	hq.Post("/transfers", "from", "10", "to", "15", "processes", "P-0000001", "effective_on", "R5.4.1", "reason", "架空の組織改正").Want(t, 303)
	edit := officer.Get("/processes/P-0000002/edit").Want(t, 200)
	officer.Submit("/processes/P-0000002/edit", webtest.FormOf(t, edit.Body, "/processes/P-0000002/edit"),
		"remarks", "架空の備考", "reason", "架空の訂正").Want(t, 303)
	hq.Get("/processes.csv?bureau=B10&planned_year=2023").Want(t, 200)

	log := auditor.Get("/admin/log?limit=200").Want(t, 200, "条件：局：環境局、予定年度：令和5年度", "!bureau=", "!planned_year")
	log.See(t, webtest.Row("取込：受付"), webtest.Row("取込：確定"), webtest.Row("公表値の記録", "架空の公表値"),
		webtest.Row("所管替え：申出", "環境局 → 建設局", "架空の組織改正"), webtest.Row("手続の編集", "架空の局入力者", "架空の訂正"),
		webtest.Row("重点手続の基準の設定"), webtest.Row("目標の設定"), webtest.Row("サインイン", "架空の監査"),
		webtest.Link("受付番号 "+upload, at), webtest.Link("公表値 1", "/snapshots/1"), webtest.Link("所管替え 1", "/transfers/1"))
	auditor.Get("/admin/log?kind=upload_confirmed").Want(t, 200, "種類：取込：確定を外す").
		See(t, webtest.Counted("1 件"), webtest.Link("", "/admin/log.csv?kind=upload_confirmed"), webtest.Not(webtest.Row("サインイン")))
	auditor.Get("/admin/log?q="+url.QueryEscape("架空の組織改正")).Want(t, 200).See(t, webtest.Counted("1 件"))
	auditor.Get("/admin/log?kind=change_edit").Want(t, 200).See(t, webtest.Link("", "/changes/"+changeOf(t, r)))

	// The pages go on where the one before ended.
	first := auditor.Get("/admin/log?limit=1").Want(t, 200).Page(t)
	second := auditor.Get(first.Href("次のページ")).Want(t, 200).Page(t)
	if first.Text() == second.Text() {
		t.Error("the second page is the first one")
	}
	csv := auditor.Get("/admin/log.csv?kind=upload_confirmed").Want(t, 200).Body
	if lines := strings.Split(strings.TrimSpace(csv), "\r\n"); len(lines) != 2 || !strings.HasPrefix(lines[0], "\ufeff日時,種類,だれが,何を,詳しい内容") ||
		!strings.Contains(lines[1], "取込：確定") || !strings.Contains(lines[1], "受付番号 "+upload) {
		t.Errorf("the csv is %q", lines)
	}
	auditor.Get("/admin/log.xlsx").Want(t, 200)
	officer.Get("/admin/log.csv").Want(t, 403)
	auditor.Get("/api/v1/audit-events?kind=change_snapshot").Want(t, 200, `"total":1`, `"snapshot":1`)
	auditor.Get("/admin/log?kind=nonsense").Want(t, 400, "種類を一覧から選んでください")
	auditor.Get("/admin/log?from=x").Want(t, 400, "この日から「x」を日付として読めません")
}

// changeOf is the number of the last edit.
func changeOf(t *testing.T, r *webtest.Rig) string {
	t.Helper()
	return webtest.Num(r.Count(`select max(id) from change where kind = 'edit'`))
}
