package page_test

import (
	"bytes"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

// Whoever adds an account chooses how the first password comes to the person: by a mailed link,
// shown once, or typed.
func TestAFirstPasswordIsMailedShownOrTyped(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.Mailing = true })
	admin := r.As(registry.Administrator)
	add := func(login string, more ...string) webtest.Answer {
		return admin.Post("/admin/accounts", append([]string{"login", login, "name", "架空の" + login, "role", "planner"}, more...)...)
	}
	admin.Get("/admin/accounts").Want(t, 200, "本人にメールでリンクを送り", "一度だけ表示する", "下に入力する")
	add("ichi", "first", "mailed").Want(t, 422, "メールで送るには、メールアドレスを入力してください").See(t, webtest.Wrong("メールアドレス（任意）"))
	if n := r.Count("select count(*) from account where login = 'ichi'"); n != 0 {
		t.Error("it was added all the same")
	}
	add("ichi", "first", "mailed", "email", "ichi@example.lg.jp").Want(t, 303)
	admin.Get("/admin/accounts").Want(t, 200, "パスワードを決めるリンクを ichi@example.lg.jp に送ります")
	shown := add("ni", "first", "shown").Want(t, 200, "はじめのパスワードは今だけ表示します", "ni").Body
	add("san", "first", "typed", "password", "").Want(t, 422)
	add("san", "first", "typed", "password", webtest.Password).Want(t, 303)
	_, password, _ := strings.Cut(shown, `<code class="secret">`)
	password, _, _ = strings.Cut(password, "<")
	ni := r.Visitor()
	ni.Post("/sign-in", "login", "ni", "password", password).Want(t, 303)
	got := ni.Get("/home").Want(t, 303).Header.Get("Location")
	if !strings.HasPrefix(got, "/account/initial-password") {
		t.Errorf("a password that was shown leads to %s", got)
	}

	// The link, as its mail has it.
	link := func(login string) string {
		t.Helper()
		operator := registry.Operator("試験")
		if _, err := r.Store.GatherMails(t.Context(), operator); err != nil {
			t.Fatal(err)
		}
		m, ok, err := r.Store.ClaimMail(t.Context(), operator)
		if err != nil || !ok || m.Notice.Kind != registry.NoticePasswordLink {
			t.Fatalf("%+v, %t, %v", m, ok, err)
		}
		l, ok, err := r.Store.NewPasswordToken(t.Context(), operator, m.ID)
		if err != nil || !ok || l.Login != login {
			t.Fatalf("%+v, %t, %v", l, ok, err)
		}
		return l.Path()
	}
	at := link("ichi")
	v := r.Visitor()
	v.Post("/sign-in", "login", "ichi", "password", "").Want(t, 422)
	for range 2 { // looking does not use it up
		v.Get(at).Want(t, 200, "ログイン名「ichi」", "一度だけ使えます").See(t, webtest.Heading("パスワードを決める"))
	}
	form := webtest.FormOf(t, v.Get(at).Body, "/password-link")
	v.Submit("/password-link", form, "password", "correct horse battery", "again", "another").Want(t, 422, "確認用のパスワードが違います")
	v.Submit("/password-link", form, "password", "ichi", "again", "ichi").Want(t, 422)
	v.Submit("/password-link", form, "password", "correct horse battery", "again", "correct horse battery").Want(t, 200, "パスワードを決めました").
		See(t, webtest.Link("サインインへ進む", "/sign-in"))
	v.Submit("/password-link", form, "password", "correct horse batteries", "again", "correct horse batteries").Want(t, 404, "このリンクは使えません")
	v.Get(at).Want(t, 404, "使い終わったか、期限を過ぎています")
	v.Get("/password-link?token=x").Want(t, 404)
	v.Get("/password-link").Want(t, 404)
	if to := v.Post("/sign-in", "login", "ichi", "password", "correct horse battery").Want(t, 303).Header.Get("Location"); to != "/home" {
		t.Errorf("after it was chosen, a sign-in leads to %s", to)
	}

	// A password is reset by a link, too: the one before ends at once.
	page := "/admin/accounts/" + webtest.Num(r.Count("select id from account where login = 'ichi'"))
	admin.Get(page).Want(t, 200).See(t, webtest.Button("パスワードを決めるリンクを送る"))
	admin.Post(page+"/password", "first", "mailed").Want(t, 303)
	r.Visitor().Post("/sign-in", "login", "ichi", "password", "correct horse battery").Want(t, 422)
	r.Visitor().Get(link("ichi")).Want(t, 200, "ログイン名「ichi」")
	r.As(registry.Headquarters).Post(page+"/password", "first", "mailed").Want(t, 403)

	// Of a list, those with an address get a link, and the others' passwords are shown.
	checked := admin.Send("/admin/accounts/list", "一覧.csv",
		[]byte("名前,ログイン名,役割,局,メールアドレス\n架空の四,shi,planner,,shi@example.lg.jp\n架空の五,go,planner,,\n")).Want(t, 200, "新規")
	taken := admin.Submit("/admin/accounts/list/take", webtest.FormOf(t, checked.Body, "/admin/accounts/list/take"), "first", "mailed").
		Want(t, 200, "1人に、パスワードを決めるリンクをメールで送ります", "shi@example.lg.jp に、リンクを送ります", "今だけ表示します")
	if n := bytes.Count([]byte(taken.Body), []byte(`class="secret"`)); n != 1 {
		t.Errorf("%d passwords are shown", n)
	}
	link("shi")
}

// Where no mails are sent, nobody is promised one.
func TestNoLinkIsPromisedWithoutAMailServer(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin := r.As(registry.Administrator)
	admin.Get("/admin/accounts").Want(t, 200, "!本人にメールで", "一度だけ表示する")
	admin.Post("/admin/accounts", "login", "ichi", "name", "架空の一", "role", "planner", "email", "ichi@example.lg.jp", "first", "mailed").
		Want(t, 422, "メールを送る設定がない")
}
