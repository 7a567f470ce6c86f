package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// told are the log's entries of a kind, newest first, each as "actor: object".
func (r *rig) told(kind registry.AuditKind) []string {
	r.t.Helper()
	events, _, err := r.store.AuditEvents(r.t.Context(), registry.Operator("試験"), store.AuditFilter{Kind: kind})
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for _, e := range events {
		if e.At.IsZero() || e.Kind != kind {
			r.t.Errorf("entry %+v", e)
		}
		out = append(out, e.Actor+": "+e.Object)
	}
	return out
}

func TestWhatIsSensitiveIsNoted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.world.Catalogue(t)
	admin, planner := r.as(registry.Administrator), r.as(registry.Planner)
	const adminName, plannerName = "架空の管理者", "架空の企画"
	now := time.Now().In(registry.Tokyo)
	today := now.Format(time.DateOnly)
	account := "/admin/accounts/" + num(r.ids[registry.Auditor])
	for _, c := range []struct {
		kind   registry.AuditKind
		act    func() answer
		status int
		want   string
	}{
		{registry.AuditSignIn, func() answer { return r.visitor().post("/sign-in", "login", "planner", "password", password) }, 303, plannerName + ": planner"},
		{registry.AuditSignInFailed, func() answer {
			return r.visitor().post("/sign-in", "login", "planner", "password", "wrong horse battery")
		}, 422, plannerName + ": planner"},
		{registry.AuditSignInFailed, func() answer { return r.visitor().post("/sign-in", "login", "my secret by mistake", "password", "x") }, 422, ": "},
		{registry.AuditSignOut, func() answer { return r.signIn(registry.Officer).post("/sign-out") }, 303, "架空の局入力者: officer"},
		{registry.AuditSessionEnded, func() answer { return planner.post("/account/sessions/end") }, 303, plannerName + ": planner"},
		{registry.AuditAccountAdded, func() answer {
			return admin.post("/admin/accounts", "login", "fresh", "name", "架空 新人", "role", "planner", "password", password)
		}, 303, adminName + ": fresh"},
		{registry.AuditAccountChanged, func() answer { return admin.post(account, "name", "架空 改名", "role", "auditor") }, 303, adminName + ": auditor"},
		{registry.AuditPasswordReset, func() answer { return admin.post(account+"/password", "password", "a new horse battery") }, 303, adminName + ": auditor"},
		{registry.AuditAccountDisabled, func() answer { return admin.post(account + "/disable") }, 303, adminName + ": auditor"},
		{registry.AuditAccountEnabled, func() answer { return admin.post(account + "/enable") }, 303, adminName + ": auditor"},
		{registry.AuditTokenAdded, func() answer { return planner.post("/account/tokens", "name", "集計用（架空）", "days", "30") }, 200, plannerName + ": 集計用（架空）"},
		{registry.AuditTokenRevoked, func() answer {
			tokens, err := r.store.Tokens(t.Context(), registry.Scope{AccountID: r.ids[registry.Planner]})
			if err != nil || len(tokens) != 1 {
				t.Fatal(tokens, err)
			}
			return planner.post("/account/tokens/" + num(tokens[0].ID) + "/revoke")
		}, 303, plannerName + ": 集計用（架空）"},
		{registry.AuditExport, func() answer { return planner.get("/processes.csv?status=done") }, 200, plannerName + ": 手続一覧（csv）"},
		{registry.AuditExport, func() answer { return planner.get("/processes.xlsx") }, 200, plannerName + ": 手続一覧（xlsx）"},
		{registry.AuditExport, func() answer { return planner.get("/exports/progress.xlsx?as_of=2022-04-01") }, 200, plannerName + ": 進捗報告"},
		{registry.AuditRoundAdded, func() answer {
			return admin.post("/admin/rounds", "name", "架空の回", "fiscal_year", "2025", "opens_on", today, "deadline", today)
		}, 303, adminName + ": 架空の回"},
		{registry.AuditRoundChanged, func() answer {
			return admin.post("/admin/rounds/1", "name", "架空の棚卸", "fiscal_year", "2025", "opens_on", today, "deadline", "2098-03-31")
		}, 303, adminName + ": 架空の回"},
		{registry.AuditReminded, func() answer {
			return admin.post("/board/reminders", "round", "1", "bureau", "all", "text", "架空の言葉")
		}, 303, adminName + ": 架空の棚卸"},
		{registry.AuditDeputySet, func() answer {
			return r.as(registry.Approver).post("/deputies", "deputy", num(r.ids[registry.Officer]), "from", "2098-01-01", "to", "2098-01-31")
		}, 303, "架空の局承認者: officer"},
		{registry.AuditDeputyEnded, func() answer { return r.as(registry.Approver).post("/deputies/1/end") }, 303, "架空の局承認者: officer"},
		{registry.AuditPasswordChanged, func() answer {
			return planner.post("/account/password", "current", password, "password", "another horse battery", "again", "another horse battery")
		}, 303, plannerName + ": planner"},
	} {
		before := len(r.told(c.kind))
		c.act().want(t, c.status)
		after := r.told(c.kind)
		if len(after) != before+1 || after[0] != c.want {
			t.Errorf("%s: %d entries before, after: %q, want the first %q", c.kind, before, after, c.want)
		}
	}
	r.as(registry.Headquarters).get("/admin/log").want(t, 200, "締切："+date(now)+" → 2098年3月31日", "添えた言葉：架空の言葉", "督促した局：", "、環境局、",
		"承認者：approver", "この日まで：2098年1月31日", "方法：パスワード", "名前：架空の監査 → 架空 改名", "役割：企画", "アカウント：planner", "条件：status=done", "!{&#34;")
	events, _, err := r.store.AuditEvents(t.Context(), registry.Operator("試験"), store.AuditFilter{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"my secret by mistake", password, "a new horse battery", "$argon2id", "tzk_"} {
		if strings.Contains(string(all), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestWhatFailedIsNotNotedAsDone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := len(r.told(registry.AuditAccountAdded))
	r.as(registry.Administrator).post("/admin/accounts", "login", "planner", "name", "x", "role", "planner", "password", password).want(t, 422)
	if after := len(r.told(registry.AuditAccountAdded)); after != before {
		t.Errorf("%d entries more", after-before)
	}
}

func TestTheLogIsShown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.as(registry.Planner).get("/processes.csv?status=done").want(t, 200)
	auditor := r.as(registry.Auditor)
	auditor.get("/admin/log").want(t, 200, "操作の記録", "架空の企画", "手続一覧（csv）", "127.0.0.1", "アカウントの登録", "サーバー上")
	auditor.get("/admin/log?kind=export&q=&from=&to=").want(t, 200, "手続一覧（csv）", "!>サーバー上<")
	auditor.get("/admin/log?q=企画&kind=sign_in").want(t, 200, "架空の企画", "!架空の監査</td>")
	auditor.get("/admin/log?to=2020-01-01").want(t, 200, "この条件に合う記録はありません")
	auditor.get("/admin/log?kind=nonsense").want(t, 400, "種類を一覧から選んでください")
	auditor.get("/admin/log?limit=2").want(t, 200, "前の記録")
	r.as(registry.Planner).get("/admin/log").want(t, 403)

	check := newContract(t)
	var seen []int64
	for path := "/api/v1/audit-events?limit=3"; path != ""; {
		got := auditor.get(path).want(t, 200)
		if err := check(http.MethodGet, path, got); err != nil {
			t.Error(err)
		}
		var page auditJSON
		if err := json.Unmarshal([]byte(got.body), &page); err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			if len(seen) > 0 && e.ID >= seen[len(seen)-1] {
				t.Errorf("entry %d after %d", e.ID, seen[len(seen)-1])
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
		auditor.get("/api/v1/audit-events?"+wrong).want(t, 400)
	}
}
