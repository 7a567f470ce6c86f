package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/api"
	"tetsuzuki/internal/web/webtest"
)

func TestWhatIsSensitiveIsNoted(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.World.Catalogue(t)
	admin, planner := r.As(registry.Administrator), r.As(registry.Planner)
	const adminName, plannerName = "架空の管理者", "架空の企画"
	now := time.Now().In(registry.Tokyo)
	today := now.Format(time.DateOnly)
	account := "/admin/accounts/" + webtest.Num(r.Ids[registry.Auditor])
	for _, c := range []struct {
		kind   registry.AuditKind
		act    func() webtest.Answer
		status int
		want   string
	}{
		{registry.AuditSignIn, func() webtest.Answer {
			return r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password)
		}, 303, plannerName + ": planner"},
		{registry.AuditSignInFailed, func() webtest.Answer {
			return r.Visitor().Post("/sign-in", "login", "planner", "password", "wrong horse battery")
		}, 422, plannerName + ": planner"},
		{registry.AuditSignInFailed, func() webtest.Answer {
			return r.Visitor().Post("/sign-in", "login", "my secret by mistake", "password", "x")
		}, 422, ": "},
		{registry.AuditSignOut, func() webtest.Answer { return r.SignIn(registry.Officer).Post("/sign-out") }, 303, "架空の局入力者: officer"},
		{registry.AuditSessionEnded, func() webtest.Answer { return planner.Post("/account/sessions/end") }, 303, plannerName + ": planner"},
		{registry.AuditAccountAdded, func() webtest.Answer {
			return admin.Post("/admin/accounts", "login", "fresh", "name", "架空 新人", "role", "planner", "password", webtest.Password)
		}, 303, adminName + ": fresh"},
		{registry.AuditAccountChanged, func() webtest.Answer { return admin.Post(account, "name", "架空 改名", "role", "auditor") }, 303, adminName + ": auditor"},
		{registry.AuditPasswordReset, func() webtest.Answer { return admin.Post(account+"/password", "password", "a new horse battery") }, 303, adminName + ": auditor"},
		{registry.AuditAccountDisabled, func() webtest.Answer { return admin.Post(account + "/disable") }, 303, adminName + ": auditor"},
		{registry.AuditAccountEnabled, func() webtest.Answer { return admin.Post(account + "/enable") }, 303, adminName + ": auditor"},
		{registry.AuditTokenAdded, func() webtest.Answer {
			return planner.Post("/account/tokens", "name", "集計用（架空）", "days", "30")
		}, 200, plannerName + ": 集計用（架空）"},
		{registry.AuditTokenRevoked, func() webtest.Answer {
			tokens, err := r.Store.Tokens(t.Context(), registry.Scope{AccountID: r.Ids[registry.Planner]})
			if err != nil || len(tokens) != 1 {
				t.Fatal(tokens, err)
			}
			return planner.Post("/account/tokens/" + webtest.Num(tokens[0].ID) + "/revoke")
		}, 303, plannerName + ": 集計用（架空）"},
		{registry.AuditExport, func() webtest.Answer { return planner.Get("/processes.csv?status=done") }, 200, plannerName + ": 手続一覧（csv）"},
		{registry.AuditExport, func() webtest.Answer { return planner.Get("/processes.xlsx") }, 200, plannerName + ": 手続一覧（xlsx）"},
		{registry.AuditExport, func() webtest.Answer { return planner.Get("/exports/progress.xlsx?as_of=2022-04-01") }, 200, plannerName + ": 進捗報告"},
		{registry.AuditRoundAdded, func() webtest.Answer {
			return admin.Post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", today, "deadline", today)
		}, 303, adminName + ": 架空の回"},
		{registry.AuditRoundChanged, func() webtest.Answer {
			return admin.Post("/admin/rounds/1", "name", "架空の棚卸", "fiscal_year", "2025", "opens_on", today, "deadline", "2098-03-31")
		}, 303, adminName + ": 架空の回"},
		{registry.AuditReminded, func() webtest.Answer {
			return admin.Post("/board/reminders", "round", "1", "bureau", "all", "text", "架空の言葉")
		}, 303, adminName + ": 架空の棚卸"},
		{registry.AuditDeputySet, func() webtest.Answer {
			return r.As(registry.Approver).Post("/deputies", "deputy", webtest.Num(r.Ids[registry.Officer]), "from", "2098-01-01", "to",
				"2098-01-31")
		}, 303, "架空の局承認者: officer"},
		{registry.AuditDeputyEnded, func() webtest.Answer { return r.As(registry.Approver).Post("/deputies/1/end") }, 303, "架空の局承認者: officer"},
		{registry.AuditPasswordChanged, func() webtest.Answer {
			return planner.Post("/account/password", "current", webtest.Password, "password", "another horse battery", "again",
				"another horse battery")
		}, 303, plannerName + ": planner"},
	} {
		before := len(r.Told(c.kind))
		c.act().Want(t, c.status)
		after := r.Told(c.kind)
		if len(after) != before+1 || after[0] != c.want {
			t.Errorf("%s: %d entries before, after: %q, want the first %q", c.kind, before, after, c.want)
		}
	}
	r.As(registry.Headquarters).Get("/admin/log").Want(t, 200, "締切："+registry.DayText(now)+" → 2098年3月31日", "添えた言葉：架空の言葉", "督促した局：環境局",
		"承認者：approver", "この日まで：2098年1月31日", "方法：パスワード", "名前：架空の監査 → 架空 改名", "役割：企画", "アカウント：planner", "条件：デジタル化状況：実施済", `!{"`)
	events, _, _, err := r.Store.AuditEvents(t.Context(), registry.Operator("試験"), store.AuditFilter{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"my secret by mistake", webtest.Password, "a new horse battery", "$argon2id", "tzk_"} {
		if strings.Contains(string(all), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestWhatFailedIsNotNotedAsDone(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	before := len(r.Told(registry.AuditAccountAdded))
	r.As(registry.Administrator).Post("/admin/accounts", "login", "planner", "name", "x", "role", "planner", "password", webtest.Password).
		Want(t, 422)
	if after := len(r.Told(registry.AuditAccountAdded)); after != before {
		t.Errorf("%d entries more", after-before)
	}
}

func TestTheLogIsShown(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.As(registry.Planner).Get("/processes.csv?status=done").Want(t, 200)
	auditor := r.As(registry.Auditor)
	auditor.Get("/admin/log").Want(t, 200, "操作の記録", "架空の企画", "手続一覧（csv）", "127.0.0.1", "アカウントの登録", "サーバー上")
	auditor.Get("/admin/log?kind=export&q=&from=&to=").Want(t, 200, "手続一覧（csv）", "!>サーバー上<")
	auditor.Get("/admin/log?q=企画&kind=sign_in").Want(t, 200, "架空の企画").See(t, webtest.Not(webtest.Row("架空の監査")))
	auditor.Get("/admin/log?to=2020-01-01").Want(t, 200, "この条件に合うものはありません")
	auditor.Get("/admin/log?kind=nonsense").Want(t, 400, "種類を一覧から選んでください")
	auditor.Get("/admin/log?limit=2").Want(t, 200, "次のページ")
	r.As(registry.Planner).Get("/admin/log").Want(t, 403)

	check := webtest.NewContract(t)
	var seen []int64
	for path := "/api/v1/audit-events?limit=3"; path != ""; {
		got := auditor.Get(path).Want(t, 200)
		if err := check(http.MethodGet, path, got); err != nil {
			t.Error(err)
		}
		var page api.AuditJSON
		if err := json.Unmarshal([]byte(got.Body), &page); err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			if slices.Contains(seen, e.ID) {
				t.Errorf("entry %d is told twice", e.ID)
			}
			seen = append(seen, e.ID)
		}
		if path = ""; page.NextBefore != nil {
			path = fmt.Sprintf("/api/v1/audit-events?limit=3&before=%d", *page.NextBefore)
		}
	}
	if len(seen) < 8 {
		t.Errorf("%d entries over all pages", len(seen))
	}
	for _, wrong := range []string{"before=0", "limit=501", "from=yesterday", "what=x"} {
		auditor.Get("/api/v1/audit-events?"+wrong).Want(t, 400)
	}
}
