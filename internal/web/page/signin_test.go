package page_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/request"
	"tetsuzuki/internal/web/webtest"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	const refused = "ログイン名またはパスワードが正しくありません。"
	for _, c := range []struct {
		name, login, password, next string
		status                      int
		to                          string
		content                     []string
	}{
		{"right", "planner", webtest.Password, "/account", 303, "/account", nil},
		{"login in capitals and full width", " ＰLanner ", webtest.Password, "", 303, "/home", nil},
		{"wrong password", "planner", "wrong horse battery", "", 422, "", []string{refused, "planner", "!wrong horse"}},
		{"unknown login, the same answer", "nobody", webtest.Password, "", 422, "", []string{refused}},
		{"nothing entered", "", "", "", 422, "", []string{refused}},
		{"a way back elsewhere is not taken", "auditor", webtest.Password, "https://evil.example/", 303, "/home", nil},
		{"nor one without a scheme", "approver", webtest.Password, "//evil.example/", 303, "/home", nil},
		{"nor one with a backslash", "officer", webtest.Password, `/\evil.example`, 303, "/home", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := r.Visitor().Post("/sign-in", "login", c.login, "password", c.password, "next", c.next).Want(t, c.status, c.content...)
			if to := got.Header.Get("Location"); to != c.to {
				t.Errorf("leads to %q, want %q", to, c.to)
			}
		})
	}
}

func TestSignInPausesAfterFiveFailuresFromOneAddress(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.Visitor()
	for range 5 {
		b.Post("/sign-in", "login", "planner", "password", "wrong horse battery").Want(t, 422)
	}
	b.Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 503, "しばらく受け付けられません")
	r.As(registry.Officer) // others are not kept out
}

func TestSignInPausesForAnAccountThatIsTriedFromManyAddresses(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, webtest.BehindProxy)
	try := func(login, password, address string) webtest.Answer {
		b := r.Visitor()
		b.Header.Set("X-Forwarded-For", address)
		return b.Post("/sign-in", "login", login, "password", password)
	}
	for i := range 20 {
		try("planner", "wrong horse battery", fmt.Sprintf("192.0.2.%d", i)).Want(t, 422)
	}
	try("planner", webtest.Password, "192.0.2.100").Want(t, 503, "しばらく受け付けられません")
	try("auditor", webtest.Password, "192.0.2.100").Want(t, 303)
}

func TestSignInPausesForAnAddressThatTriesManyAccounts(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	keys := func(login, address string) store.SignInKeys {
		return store.SignInKeys{Pair: []byte(login + address), Login: []byte(login), Address: []byte(address)}
	}
	for i := range 100 {
		if err := r.Store.SignInAttempt(t.Context(), keys(fmt.Sprint(i), "here")); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Store.SignInAttempt(t.Context(), keys("new", "here")); registry.CodeOf(err) != registry.Unavailable {
		t.Errorf("the 101st: %v", err)
	}
	if err := r.Store.SignInAttempt(t.Context(), keys("new", "there")); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
}

func TestASessionGetsANewTokenAtSignInAndEndsAtSignOut(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.Visitor()
	first := webtest.Cookie(t, b.Post("/sign-in", "login", "planner", "password", webtest.Password))
	second := webtest.Cookie(t, b.Post("/sign-in", "login", "planner", "password", webtest.Password))
	if first.Value == second.Value {
		t.Error("the token stayed the same over a sign-in")
	}
	if !first.HttpOnly || first.SameSite != http.SameSiteLaxMode || first.Path != "/" || first.MaxAge != 0 {
		t.Errorf("cookie %+v", first)
	}
	old := r.Visitor()
	old.Header.Set("Cookie", first.Name+"="+first.Value)
	old.Get("/account").Want(t, 303)

	b.Get("/account").Want(t, 200)
	kept := r.Visitor()
	kept.Header.Set("Cookie", second.Name+"="+b.Session(t).Value)
	b.Post("/sign-out").Want(t, 303)
	b.Get("/account").Want(t, 303)
	kept.Get("/account").Want(t, 303)
}

func TestACookieOverTLSIsBoundToTheHost(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.SecureCookies = true })
	answer := r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password)
	if got := answer.Header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Errorf("browsers are told of TLS: %q", got)
	}
	c := webtest.Cookie(t, answer)
	if c.Name != "__Host-tetsuzuki_session" || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
}

func TestAnIdleSessionEnds(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.SessionIdle = time.Nanosecond })
	r.As(registry.Planner).Get("/account").Want(t, 303)
}

func TestASessionEndsAtItsLimitHoweverBusy(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) { o.SessionIdle, o.SessionLimit = time.Hour, time.Nanosecond })
	r.As(registry.Planner).Get("/account").Want(t, 303)
}

func TestAPersonSeesAndEndsTheirSessions(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.Visitor()
	b.Header.Set("User-Agent", "架空のブラウザー/1.0 <script>")
	b.Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 303)
	other, third := r.SignIn(registry.Planner), r.SignIn(registry.Planner)
	b.Get("/account").Want(t, 200, "架空のブラウザー/1.0 <script>", "この端末", "127.0.0.1")
	sessions, err := r.Store.Sessions(t.Context(), registry.Scope{AccountID: r.Ids[registry.Planner]})
	if err != nil || len(sessions) != 3 {
		t.Fatal(sessions, err)
	}
	own := ""
	for _, v := range sessions {
		if strings.HasPrefix(v.Agent, "架空の") {
			own = v.Key
		}
	}
	end := "/account/sessions/" + own + "/end"
	r.As(registry.Auditor).Post(end).Want(t, 404) // somebody else's
	b.Get("/account").Want(t, 200)
	other.Post(end).Want(t, 303)
	b.Get("/account").Want(t, 303)
	other.Post("/account/sessions/end").Want(t, 303)
	other.Get("/account").Want(t, 200, "ほかの端末でサインアウトしました（1件）")
	third.Get("/account").Want(t, 303)
}

func TestWhatIsSensitiveAsksForThePasswordOnceMore(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	r := webtest.NewRig(t, func(o *web.Options) { o.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) } })
	admin := r.SignIn(registry.Administrator)
	admin.Get("/admin/accounts").Want(t, 200)
	later.Store(int64(16 * time.Minute))
	const ask = "/account/confirm?next=%2Fadmin%2Faccounts"
	for _, got := range []webtest.Answer{admin.Get("/admin/accounts"),
		admin.Post("/account/tokens", "name", "x", "days", "30"),
		admin.Post("/admin/accounts/" + webtest.Num(r.Ids[registry.Planner]) + "/disable")} {
		if to := got.Want(t, 303).Header.Get("Location"); !strings.HasPrefix(to, "/account/confirm?next=") {
			t.Errorf("leads to %q", to)
		}
	}
	admin.Get("/account").Want(t, 200) // the rest goes on
	admin.Get(ask).Want(t, 200, "パスワードの確認").See(t, webtest.Sends("next", "/admin/accounts"))
	admin.Post("/account/confirm", "password", "wrong horse battery", "next", "/admin/accounts").Want(t, 422, "今のパスワードが正しくありません")
	got := admin.Post("/account/confirm", "password", webtest.Password, "next", "/admin/accounts").Want(t, 303)
	if to := got.Header.Get("Location"); to != "/admin/accounts" {
		t.Errorf("leads to %q", to)
	}
	admin.Get("/admin/accounts").Want(t, 200)
	admin.Post("/account/confirm", "password", webtest.Password, "next", "https://evil.example/").Want(t, 303)
}

func TestThePasswordCannotBeTriedOutInSomebodysSession(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.SignIn(registry.Planner)
	for range 3 {
		b.Post("/account/confirm", "password", "wrong horse battery").Want(t, 422)
	}
	const next = "another horse battery"
	for range 2 {
		b.Post("/account/password", "current", "wrong horse battery", "password", next, "again", next).Want(t, 422, "今のパスワードが正しくありません")
	}
	b.Post("/account/password", "current", webtest.Password, "password", next, "again", next).Want(t, 422, "しばらく受け付けられません")
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	planner, admin := r.As(registry.Planner), r.As(registry.Administrator)
	planner.Get("/account").Want(t, 200)
	admin.Post("/admin/accounts/"+webtest.Num(r.Ids[registry.Planner])+"/disable").Want(t, 303)
	planner.Get("/account").Want(t, 303)
	r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 422)
	admin.Post("/admin/accounts/"+webtest.Num(r.Ids[registry.Administrator])+"/disable").Want(t, 409, "ご自身のアカウントは停止できません")
}

func TestPasswordChange(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b, elsewhere := r.SignIn(registry.Planner), r.SignIn(registry.Planner)
	const next = "another horse battery"
	for _, c := range []struct{ name, current, password, again, problem string }{
		{"the current one is wrong", "wrong horse battery", next, next, "今のパスワードが正しくありません"},
		{"the second differs", webtest.Password, next, next + "x", "確認用のパスワードが違います"},
		{"too short", webtest.Password, "short", "short", "12文字以上"},
		{"holds the login", webtest.Password, "planner-planner", "planner-planner", "ログイン名を含めないで"},
		{"a common one", webtest.Password, "password2021!!", "password2021!!", "推測されやすい"},
	} {
		b.Post("/account/password", "current", c.current, "password", c.password, "again", c.again).Want(t, 422, c.problem)
	}
	b.Post("/account/password", "current", webtest.Password, "password", next, "again", next).Want(t, 303)
	b.Get("/account").Want(t, 200, "パスワードを変更しました")
	b.Get("/account").Want(t, 200, "!パスワードを変更しました")
	elsewhere.Get("/account").Want(t, 303)
	r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 422)
	r.Visitor().Post("/sign-in", "login", "planner", "password", next).Want(t, 303)
}

func TestTheLastSignInIsShown(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.SignIn(registry.Planner).Get("/account").Want(t, 200, "今回がはじめてです")
	before, err := r.Store.Account(t.Context(), registry.Operator("試験"), r.Ids[registry.Planner])
	if err != nil {
		t.Fatal(err)
	}
	b := r.SignIn(registry.Planner)
	b.Get("/").Want(t, 200, "前回のサインインは"+registry.MomentText(before.LastSignInAt))
	b.Get("/account").Want(t, 200, "!今回がはじめてです", registry.MomentText(before.LastSignInAt))
}

func TestAccountsAreAdministered(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin := r.As(registry.Administrator)
	admin.Post("/admin/accounts", "login", "New.Officer", "name", "架空 太郎", "role", "officer", "bureau", webtest.Num(int64(r.Bureau.ID)),
		"password", webtest.Password).Want(t, 303)
	admin.Get("/admin/accounts").Want(t, 200, "new.officer", "架空 太郎", "環境局")
	r.Visitor().Post("/sign-in", "login", "new.officer", "password", webtest.Password).Want(t, 303)
	for _, c := range []struct {
		name    string
		form    []string
		problem string
	}{
		{"taken", []string{"login", "planner", "name", "x", "role", "planner", "password", webtest.Password}, "すでに使われています"},
		{"no bureau", []string{"login", "o2", "name", "x", "role", "officer", "password", webtest.Password}, "局を1つ選んでください"},
		{"weak", []string{"login", "o3", "name", "x", "role", "planner", "password", "short"}, "12文字以上"},
		{"odd login", []string{"login", "あ", "name", "x", "role", "planner", "password", webtest.Password}, "ログイン名は半角の"},
		{"unknown role", []string{"login", "o4", "name", "x", "role", "king", "password", webtest.Password}, "役割を一覧から"},
	} {
		admin.Post("/admin/accounts", c.form...).Want(t, 422, c.problem)
	}
	admin.Post("/admin/accounts/"+webtest.Num(r.Ids[registry.Administrator]), "name", "x", "role", "planner").Want(t, 422, "管理者が一人もいなくなる")
	planner := "/admin/accounts/" + webtest.Num(r.Ids[registry.Planner])
	admin.Post(planner, "name", "架空 花子", "role", "approver", "bureau", webtest.Num(int64(r.Bureau.ID))).Want(t, 303)
	admin.Get(planner).Want(t, 200, "架空 花子").See(t, webtest.Filled("役割", "局承認者"))
	admin.Post(planner+"/password", "password", "a new horse battery").Want(t, 303)
	r.Visitor().Post("/sign-in", "login", "planner", "password", "a new horse battery").Want(t, 303)
	admin.Get("/admin/accounts/999999").Want(t, 404)
	admin.Get("/admin/accounts/x").Want(t, 404)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.As(registry.Planner)
	page := b.Post("/account/tokens", "name", "集計用（架空）", "days", "30").Want(t, 200, "tzk_", "今だけ表示されます")
	token := page.Page(t).Secrets()[0]
	b.Get("/account").Want(t, 200, "集計用（架空）", "!"+token)

	program := r.Visitor()
	program.Header.Set("Authorization", "Bearer "+token)
	program.Get("/api/nothing").Want(t, 404) // known, but nothing is there
	program.Get("/account").Want(t, 303)     // a token opens the API only
	for _, wrong := range []string{"Bearer tzk_WRONG", "Basic " + token, token} {
		program.Header.Set("Authorization", wrong)
		got := program.Get("/api/nothing").Want(t, 401)
		var e request.ErrorBody
		if err := json.Unmarshal([]byte(got.Body), &e); err != nil || e.Error.Code != registry.Unauthenticated || e.Error.Reference == "" {
			t.Errorf("%s: %v %s", wrong, err, got.Body)
		}
	}
	tokens, err := r.Store.Tokens(t.Context(), registry.Scope{AccountID: r.Ids[registry.Planner]})
	if err != nil || len(tokens) != 1 {
		t.Fatal(tokens, err)
	}
	revoke := "/account/tokens/" + webtest.Num(tokens[0].ID) + "/revoke"
	r.As(registry.Auditor).Post(revoke).Want(t, 404) // somebody else's
	b.Post(revoke).Want(t, 303)
	program.Header.Set("Authorization", "Bearer "+token)
	program.Get("/api/nothing").Want(t, 401)
	b.Post("/account/tokens", "name", " ", "days", "30").Want(t, 422, "トークンの名前を入力してください")
}
