package page_test

import (
	"net/http"
	"testing"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

// Auditors verify the registry from a page, see how far it is, and what was found.
func TestTheRegistryIsVerifiedFromAPage(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	auditor := r.As(registry.Auditor)
	auditor.Get("/admin/log").Want(t, 200).See(t, webtest.Link("検証", "/admin/verify"))
	auditor.Get("/admin/verify").Want(t, 200).See(t, webtest.Button("検証を始める"), webtest.Not(webtest.Heading("前回の結果")))
	r.As(registry.Officer).Get("/admin/verify").Want(t, 403)
	r.As(registry.Planner).Post("/admin/verify").Want(t, 403)

	r.Idle = true
	auditor.Post("/admin/verify").Want(t, 303)
	waits := auditor.Get("/admin/verify").Want(t, 200, "検証の順番を待っています")
	waits.See(t, webtest.Live(), webtest.Not(webtest.Button("検証を始める")))
	if !webtest.Refreshes(waits.Body) {
		t.Error("without scripts the page stands still")
	}
	auditor.Post("/admin/verify").Want(t, 303) // no second one
	r.Idle = false
	r.Work()
	done := auditor.Get("/admin/verify").Want(t, 200, "書き換えは見つかりませんでした", "架空の監査")
	done.See(t, webtest.Notice("success", "問題はありません"), webtest.Row("架空の監査", "問題なし"), webtest.Button("もう一度検証する"))
	if webtest.Refreshes(done.Body) {
		t.Error("the page is shown anew though nothing goes on")
	}
	if got := r.Told(registry.AuditVerified); len(got) != 1 || got[0] != "架空の監査: 問題なし" {
		t.Errorf("the log has %q", got)
	}

	if _, err := pgtest.Open(t, r.World.URL).Exec(`set session_replication_role = replica; update audit_event set actor = '架空のすり替え'
		where kind = 'verified'`); err != nil {
		t.Fatal(err)
	}
	r.As(registry.Administrator).Post("/admin/verify").Want(t, 303)
	auditor.Get("/admin/verify").Want(t, 200, "行が、最後の封印のあとで書き換えられています", "表 audit_event").
		See(t, webtest.Notice("error", "問題が"), webtest.Row("架空の管理者", "問題"))

	check := webtest.NewContract(t)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if err := check(method, "/api/v1/verification", auditor.Call(method, "/api/v1/verification", "")); err != nil {
			t.Error(err)
		}
	}
	auditor.Get("/api/v1/verification").Want(t, 200, `"state":"done"`, `"actor":"架空の監査"`, "封印のあとで書き換えられています")
	officer := registry.ScopeOf(registry.Account{Role: registry.Officer, BureauID: 10})
	if _, err := r.Store.Verifications(t.Context(), officer, 1); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("an officer: %v", err)
	}
}
