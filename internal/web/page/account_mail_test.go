package page_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

func TestAddressesOfAccounts(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin, officer := r.As(registry.Administrator), r.As(registry.Officer)
	at := "/admin/accounts/" + webtest.Num(r.Ids[registry.Officer])
	change := func(email string) webtest.Answer {
		return admin.Post(at, "name", "架空の局入力者", "role", "officer", "bureau", webtest.Num(int64(r.Bureau.ID)), "email", email)
	}
	officer.Get("/account").Want(t, 200, "!メールを止める")
	officer.Post("/account/mails", "on", "1").Want(t, 404, "管理者に登録を依頼")
	for _, wrong := range []string{"kankyo", "kankyo@", "架空@example.lg.jp", "a@b\r\nBcc: c@d", "a@b.example\n", "a b@example.lg.jp",
		"a,b@example.lg.jp", "<a@example.lg.jp>",
		"a@" + strings.Repeat("x", 64) + ".jp", "a@" + strings.Repeat("x.", 150) + "jp", `"a"@example.lg.jp`} {
		res := change(wrong)
		if trimmed := strings.TrimSpace(wrong); trimmed != wrong {
			res.Want(t, 303) // what a person pastes
			continue
		}
		res.Want(t, 422, "メールアドレスは、").See(t, webtest.Wrong("メールアドレス"))
	}
	change(" kankyo@example.lg.jp ").Want(t, 303)
	admin.Get(at).Want(t, 200).See(t, webtest.Filled("メールアドレス", "kankyo@example.lg.jp"))
	officer.Get("/account").Want(t, 200, "kankyo@example.lg.jp", "メールの送信が設定されていない", "メールを止める")
	officer.Post("/account/mails", "on", "").Want(t, 303)
	officer.Get("/account").Want(t, 200, "止めました", "kankyo@example.lg.jp で受け取る")
	change("kankyo@mail.example.lg.jp").Want(t, 303) // another address changes nothing in the choice
	officer.Get("/account").Want(t, 200, "kankyo@mail.example.lg.jp で受け取る")
	officer.Post("/account/mails", "on", "1").Want(t, 303)
	officer.Get("/account").Want(t, 200, "メールを止める")
	change("").Want(t, 303)
	officer.Get("/account").Want(t, 200, "!メールを止める", "!で受け取る")
	if got := strings.Join(r.Told(registry.AuditAccountChanged), "\n"); !strings.Contains(got, "officer") {
		t.Errorf("the changes are not noted: %s", got)
	}

	admin.Post("/admin/accounts", "name", "架空の新人", "role", "planner", "login", "shinjin", "password", "架空の長いパスワードです", "email",
		"shinjin@example.lg.jp").Want(t, 303)
	id := strings.TrimPrefix(admin.Get("/admin/accounts").Page(t).Href("架空の新人"), "/admin/accounts/")
	if i := strings.LastIndex(id, "/"); i >= 0 {
		id = id[i+1:]
	}
	admin.Get("/admin/accounts/"+id).Want(t, 200).See(t, webtest.Filled("メールアドレス", "shinjin@example.lg.jp"))
}

func TestOnlyAVerifiedAddressComesWithTheSignIn(t *testing.T) {
	t.Parallel()
	p, configure := newProvider(t)
	r := webtest.NewRig(t, configure, func(o *web.Options) { o.OpenID.Scopes = append(o.OpenID.Scopes, "email"); o.Mailing = true })
	p.has("hanako", "架空 花子", "tz-kankyo")
	start := r.Url + "/sign-in/openid?next=/account"
	for _, c := range []struct {
		email    string
		verified any
		want     string
	}{
		{"hanako@example.lg.jp", false, "!hanako@example.lg.jp"},
		{"hanako@example.lg.jp", true, "hanako@example.lg.jp"},
		{"mallory@example.lg.jp", nil, "hanako@example.lg.jp"},
		{"花子@example.lg.jp", true, "hanako@example.lg.jp"}, // no address for us: the one before stays
		{"hanako@new.example.lg.jp", "true", "hanako@new.example.lg.jp"},
	} {
		p.hasEmail("hanako", c.email, c.verified)
		newSurfer(t).signIn(start, "hanako").Want(t, 200, "架空 花子", c.want, "!設定されていない")
	}
}

func TestTheAdministratorSeesMailsThatDoNotGo(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	hq := r.As(registry.Headquarters)
	hq.Get("/admin").Want(t, 200, "メールの送信は設定されていません")
	if _, err := r.World.Pool.ExecContext(t.Context(), `insert into mail (account_id, notice, kind, at, actor, state, ended_at, problem)
		select $1, 'made up/' || n, 'upload_submitted', now(), '架空', s, e, p from (values
			(1, 'waiting', null, ''), (2, 'waiting', null, '架空の<理由>'), (3, 'sent', now(), ''), (4, 'failed', now() - interval '1 hour', '前の理由'),
			(5, 'dropped', now(), '')
		) as m (n, s, e, p)`, r.Ids[registry.Officer]); err != nil {
		t.Fatal(err)
	}
	page := hq.Get("/admin").Want(t, 200, "架空の<理由>", "!前の理由").See(t, webtest.Figure("送信待ち", "2通"), webtest.Figure("この30日に送れなかったもの", "1通"))
	if strings.Contains(page.Body, "example.lg.jp") {
		t.Error("the page names addresses")
	}
	w := r.Window()
	hq.Lend(w)
	w.Go("/admin")
	w.Accessible("/admin")
}
