package page_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
	"tetsuzuki/internal/web/webtest"
)

// While the database stands still, is stopped or takes no writes, every page says so soon
// and when to come back; nobody's connection or session suffers from it.
func TestWhileTheDatabaseIsAwayPagesSaySo(t *testing.T) {
	t.Parallel()
	own := pgtest.NewOwn(t)
	r := webtest.NewRigOver(t, storetest.Over(t, own.URL, store.Options{
		Bounds: store.Bounds{Connect: 300 * time.Millisecond, Silence: 200 * time.Millisecond, Probe: 300 * time.Millisecond}}))
	r.Idle = true
	person, program := r.As(registry.Headquarters), r.Visitor()
	token, hash := auth.NewToken()
	if _, err := r.Store.AddToken(t.Context(), registry.Scope{AccountID: r.Ids[registry.Headquarters]}, "作り物", hash, time.Now().
		Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	program.Header.Set("Authorization", "Bearer "+token)
	const promised = 3 * time.Second // of ten, by bounds that are shorter
	soon := func(what string, ask func() webtest.Answer) webtest.Answer {
		t.Helper()
		start := time.Now()
		a := ask()
		if took := time.Since(start); took > promised {
			t.Errorf("%s: %v", what, took)
		}
		return a
	}
	for _, outage := range []struct {
		name, word string
		begin, end func(testing.TB)
	}{
		{"stands still", "データベースが応答しません", own.Freeze, own.Thaw},
		{"is stopped", "データベースに接続できません", own.Stop, own.Start},
	} {
		outage.begin(t)
		for _, path := range []string{"/", "/processes", "/sign-in", "/processes.csv", "/api/v1/processes", "/admin/accounts", "/no/such/page"} {
			a := soon(path, func() webtest.Answer { return person.Get(path) }).Want(t, 503, outage.word)
			if a.Header.Get("Retry-After") == "" {
				t.Errorf("%s, while it %s: no Retry-After", path, outage.name)
			}
			if !strings.HasPrefix(path, "/api/") {
				a.Want(t, 503, "問い合わせ番号").See(t, webtest.Heading("ただいまご利用になれません"))
			}
		}
		soon("a program", func() webtest.Answer { return program.Get("/api/v1/bureaus") }).Want(t, 503, `"unavailable"`, outage.word)
		soon("signing in", func() webtest.Answer {
			return r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password)
		}).Want(t, 503, outage.word)
		soon("signing out", func() webtest.Answer { return r.Visitor().Post("/sign-out") }).Want(t, 503)
		soon("not ready", func() webtest.Answer { return r.Visitor().Get("/readyz") }).Want(t, 503, outage.word)
		person.Get("/healthz").Want(t, 200, "ok") // the program itself is well
		outage.end(t)
		back, last := time.Now(), webtest.Answer{}
		for last.Status != http.StatusOK && time.Since(back) < 10*time.Second {
			last = person.Get("/")
		}
		if took := time.Since(back); last.Status != http.StatusOK || took > 2*time.Second {
			t.Errorf("after it %s: %d, after %v", outage.name, last.Status, took)
		}
		person.Get("/processes").Want(t, 200)
		program.Get("/api/v1/bureaus").Want(t, 200)
		r.Visitor().Get("/readyz").Want(t, 200, "ready")
	}
	own.Exec(t, "alter database own set default_transaction_read_only = on")
	own.Exec(t, "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'")
	r.Visitor().Get("/readyz").Want(t, 503, "読み取り専用")
	a := r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 503, "読み取り専用").See(t, webtest.Heading("サインイン"))
	if a.Header.Get("Retry-After") == "" {
		t.Error("read-only: no Retry-After")
	}
	person.Get("/processes").Want(t, 200) // reading goes on
	own.Exec(t, "begin; set transaction read write; alter database own reset default_transaction_read_only; commit")
	own.Exec(t, "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'")
	r.Visitor().Get("/readyz").Want(t, 200)
	r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 303)
}
