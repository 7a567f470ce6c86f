package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const refused = "ログイン名またはパスワードが正しくありません。"
	for _, c := range []struct {
		name, login, password, next string
		status                      int
		to                          string
		content                     []string
	}{
		{"right", "planner", password, "/account", 303, "/account", nil},
		{"login in capitals and full width", " ＰLanner ", password, "", 303, "/", nil},
		{"wrong password", "planner", "wrong horse battery", "", 422, "", []string{refused, `value="planner"`, "!wrong horse"}},
		{"unknown login, the same answer", "nobody", password, "", 422, "", []string{refused}},
		{"nothing entered", "", "", "", 422, "", []string{refused}},
		{"a way back elsewhere is not taken", "auditor", password, "https://evil.example/", 303, "/", nil},
		{"nor one without a scheme", "approver", password, "//evil.example/", 303, "/", nil},
		{"nor one with a backslash", "officer", password, `/\evil.example`, 303, "/", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := r.visitor().post("/sign-in", "login", c.login, "password", c.password, "next", c.next).want(t, c.status, c.content...)
			if to := got.header.Get("Location"); to != c.to {
				t.Errorf("leads to %q, want %q", to, c.to)
			}
		})
	}
}

func TestSignInPausesAfterFiveFailuresFromOneAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.visitor()
	for range 5 {
		b.post("/sign-in", "login", "planner", "password", "wrong horse battery").want(t, 422)
	}
	b.post("/sign-in", "login", "planner", "password", password).want(t, 503, "しばらく受け付けられません")
	r.as(registry.Officer) // others are not kept out
}

func TestSignInPausesForAnAccountThatIsTriedFromManyAddresses(t *testing.T) {
	t.Parallel()
	r := newRig(t, behindProxy)
	try := func(login, password, address string) answer {
		b := r.visitor()
		b.header.Set("X-Forwarded-For", address)
		return b.post("/sign-in", "login", login, "password", password)
	}
	for i := range 20 {
		try("planner", "wrong horse battery", fmt.Sprintf("192.0.2.%d", i)).want(t, 422)
	}
	try("planner", password, "192.0.2.100").want(t, 503, "しばらく受け付けられません")
	try("auditor", password, "192.0.2.100").want(t, 303)
}

func TestSignInPausesForAnAddressThatTriesManyAccounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	keys := func(login, address string) store.SignInKeys {
		return store.SignInKeys{Pair: []byte(login + address), Login: []byte(login), Address: []byte(address)}
	}
	for i := range 100 {
		if err := r.store.SignInAttempt(t.Context(), keys(fmt.Sprint(i), "here")); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.store.SignInAttempt(t.Context(), keys("new", "here")); registry.CodeOf(err) != registry.Unavailable {
		t.Errorf("the 101st: %v", err)
	}
	if err := r.store.SignInAttempt(t.Context(), keys("new", "there")); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
}

// behindProxy has the service believe the proxy in front of it.
func behindProxy(o *Options) { o.SecureCookies = true }

func TestASessionGetsANewTokenAtSignInAndEndsAtSignOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.visitor()
	first := cookie(t, b.post("/sign-in", "login", "planner", "password", password))
	second := cookie(t, b.post("/sign-in", "login", "planner", "password", password))
	if first.Value == second.Value {
		t.Error("the token stayed the same over a sign-in")
	}
	if !first.HttpOnly || first.SameSite != http.SameSiteLaxMode || first.Path != "/" || first.MaxAge != 0 {
		t.Errorf("cookie %+v", first)
	}
	old := r.visitor()
	old.header.Set("Cookie", first.Name+"="+first.Value)
	old.get("/account").want(t, 303)

	b.get("/account").want(t, 200)
	kept := r.visitor()
	kept.header.Set("Cookie", second.Name+"="+cookie(t, b.get("/account")).Value)
	b.post("/sign-out").want(t, 303)
	b.get("/account").want(t, 303)
	kept.get("/account").want(t, 303)
}

// A request that was on its way while its session ended, as a long one may be, does not
// bring it back.
func TestASessionThatEndedStaysEnded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.idle = true
	admin := registry.Scope{AccountID: r.ids[registry.Administrator], Role: registry.Administrator}
	for name, c := range map[string]struct {
		role registry.Role
		end  func(*testing.T, *visitor)
	}{
		"signed out": {registry.Planner, func(t *testing.T, same *visitor) { same.post("/sign-out").want(t, 303) }},
		"with another password": {registry.Auditor, func(t *testing.T, same *visitor) {
			const other = "another made-up horse"
			same.post("/account/password", "current", password, "password", other, "again", other).want(t, 303)
		}},
		"proved anew": {registry.Officer, func(t *testing.T, same *visitor) {
			same.post("/account/confirm", "password", password).want(t, 303)
		}},
		"disabled and enabled": {registry.Approver, func(t *testing.T, _ *visitor) {
			if err := r.store.DisableAccount(t.Context(), admin, r.ids[registry.Approver]); err != nil {
				t.Fatal(err)
			}
			if err := r.store.EnableAccount(t.Context(), admin, r.ids[registry.Approver]); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := cookie(t, r.visitor().post("/sign-in", "login", string(c.role), "password", password))
			with := func() *visitor {
				b := r.visitor()
				b.client.Jar = nil
				b.header.Set("Cookie", token.Name+"="+token.Value)
				return b
			}
			s, err := newServer(Options{Store: r.store, Logger: quiet})
			if err != nil {
				t.Fatal(err)
			}
			handler, err := s.handler([]route{{http.MethodGet, "/long", signedIn, func(e echo.Context) error {
				c.end(t, with())
				return s.done(e, "/", "済みました。")
			}, limits{}}})
			if err != nil {
				t.Fatal(err)
			}
			long := with()
			server := httptest.NewServer(handler)
			t.Cleanup(server.Close)
			long.url = server.URL
			if set := long.get("/long").want(t, 303).header["Set-Cookie"]; set != nil {
				t.Errorf("the browser is given %q", set)
			}
			with().get("/account").want(t, 303)
		})
	}
}

func TestACookieOverTLSIsBoundToTheHost(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.SecureCookies = true })
	answer := r.visitor().post("/sign-in", "login", "planner", "password", password)
	if got := answer.header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Errorf("browsers are told of TLS: %q", got)
	}
	c := cookie(t, answer)
	if c.Name != "__Host-tetsuzuki_session" || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
}

func TestAnIdleSessionEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.SessionIdle = time.Nanosecond })
	r.as(registry.Planner).get("/account").want(t, 303)
}

func TestASessionEndsAtItsLimitHoweverBusy(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.SessionIdle, o.SessionLimit = time.Hour, time.Nanosecond })
	r.as(registry.Planner).get("/account").want(t, 303)
}

func TestAPersonSeesAndEndsTheirSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.visitor()
	b.header.Set("User-Agent", "架空のブラウザー/1.0 <script>")
	b.post("/sign-in", "login", "planner", "password", password).want(t, 303)
	other, third := r.signIn(registry.Planner), r.signIn(registry.Planner)
	b.get("/account").want(t, 200, "架空のブラウザー/1.0 &lt;script&gt;", "この端末", "127.0.0.1", "!<script>")
	sessions, err := r.store.Sessions(t.Context(), registry.Scope{AccountID: r.ids[registry.Planner]})
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
	r.as(registry.Auditor).post(end).want(t, 404) // somebody else's
	b.get("/account").want(t, 200)
	other.post(end).want(t, 303)
	b.get("/account").want(t, 303)
	other.post("/account/sessions/end").want(t, 303)
	other.get("/account").want(t, 200, "ほかの端末でサインアウトしました（1件）")
	third.get("/account").want(t, 303)
}

func TestWhatIsSensitiveAsksForThePasswordOnceMore(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	r := newRig(t, func(o *Options) { o.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) } })
	admin := r.signIn(registry.Administrator)
	admin.get("/admin/accounts").want(t, 200)
	later.Store(int64(16 * time.Minute))
	const ask = "/account/confirm?next=%2Fadmin%2Faccounts"
	for _, got := range []answer{admin.get("/admin/accounts"),
		admin.post("/account/tokens", "name", "x", "days", "30"),
		admin.post("/admin/accounts/" + num(r.ids[registry.Planner]) + "/disable")} {
		if to := got.want(t, 303).header.Get("Location"); !strings.HasPrefix(to, "/account/confirm?next=") {
			t.Errorf("leads to %q", to)
		}
	}
	admin.get("/account").want(t, 200) // the rest goes on
	admin.get(ask).want(t, 200, "パスワードの確認", `value="/admin/accounts"`)
	admin.post("/account/confirm", "password", "wrong horse battery", "next", "/admin/accounts").want(t, 422, "今のパスワードが正しくありません")
	got := admin.post("/account/confirm", "password", password, "next", "/admin/accounts").want(t, 303)
	if to := got.header.Get("Location"); to != "/admin/accounts" {
		t.Errorf("leads to %q", to)
	}
	admin.get("/admin/accounts").want(t, 200)
	admin.post("/account/confirm", "password", password, "next", "https://evil.example/").want(t, 303)
}

func TestThePasswordCannotBeTriedOutInSomebodysSession(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.signIn(registry.Planner)
	for range 3 {
		b.post("/account/confirm", "password", "wrong horse battery").want(t, 422)
	}
	const next = "another horse battery"
	for range 2 {
		b.post("/account/password", "current", "wrong horse battery", "password", next, "again", next).want(t, 422, "今のパスワードが正しくありません")
	}
	b.post("/account/password", "current", password, "password", next, "again", next).want(t, 422, "しばらく受け付けられません")
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	planner, admin := r.as(registry.Planner), r.as(registry.Administrator)
	planner.get("/account").want(t, 200)
	admin.post("/admin/accounts/"+num(r.ids[registry.Planner])+"/disable").want(t, 303)
	planner.get("/account").want(t, 303)
	r.visitor().post("/sign-in", "login", "planner", "password", password).want(t, 422)
	admin.post("/admin/accounts/"+num(r.ids[registry.Administrator])+"/disable").want(t, 409, "ご自身のアカウントは停止できません")
}

func TestPasswordChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b, elsewhere := r.signIn(registry.Planner), r.signIn(registry.Planner)
	const next = "another horse battery"
	for _, c := range []struct{ name, current, password, again, problem string }{
		{"the current one is wrong", "wrong horse battery", next, next, "今のパスワードが正しくありません"},
		{"the second differs", password, next, next + "x", "確認用のパスワードが違います"},
		{"too short", password, "short", "short", "12文字以上"},
		{"holds the login", password, "planner-planner", "planner-planner", "ログイン名を含めないで"},
		{"a common one", password, "password2021!!", "password2021!!", "推測されやすい"},
	} {
		b.post("/account/password", "current", c.current, "password", c.password, "again", c.again).want(t, 422, c.problem)
	}
	b.post("/account/password", "current", password, "password", next, "again", next).want(t, 303)
	b.get("/account").want(t, 200, "パスワードを変更しました")
	b.get("/account").want(t, 200, "!パスワードを変更しました")
	elsewhere.get("/account").want(t, 303)
	r.visitor().post("/sign-in", "login", "planner", "password", password).want(t, 422)
	r.visitor().post("/sign-in", "login", "planner", "password", next).want(t, 303)
}

func TestTheLastSignInIsShown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.signIn(registry.Planner).get("/account").want(t, 200, "今回がはじめてです")
	before, err := r.store.Account(t.Context(), registry.Operator("試験"), r.ids[registry.Planner])
	if err != nil {
		t.Fatal(err)
	}
	b := r.signIn(registry.Planner)
	b.get("/").want(t, 200, "前回のサインインは"+datetime(before.LastSignInAt))
	b.get("/account").want(t, 200, "!今回がはじめてです", datetime(before.LastSignInAt))
}

func TestAccountsAreAdministered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	admin := r.as(registry.Administrator)
	admin.post("/admin/accounts", "login", "New.Officer", "name", "架空 太郎", "role", "officer", "bureau", num(int64(r.bureau.ID)), "password", password).want(t, 303)
	admin.get("/admin/accounts").want(t, 200, "new.officer", "架空 太郎", "環境局")
	r.visitor().post("/sign-in", "login", "new.officer", "password", password).want(t, 303)
	for _, c := range []struct {
		name    string
		form    []string
		problem string
	}{
		{"taken", []string{"login", "planner", "name", "x", "role", "planner", "password", password}, "すでに使われています"},
		{"no bureau", []string{"login", "o2", "name", "x", "role", "officer", "password", password}, "局を1つ選んでください"},
		{"weak", []string{"login", "o3", "name", "x", "role", "planner", "password", "short"}, "12文字以上"},
		{"odd login", []string{"login", "あ", "name", "x", "role", "planner", "password", password}, "ログイン名は半角の"},
		{"unknown role", []string{"login", "o4", "name", "x", "role", "king", "password", password}, "役割を一覧から"},
	} {
		admin.post("/admin/accounts", c.form...).want(t, 422, c.problem)
	}
	admin.post("/admin/accounts/"+num(r.ids[registry.Administrator]), "name", "x", "role", "planner").want(t, 422, "管理者が一人もいなくなる")
	planner := "/admin/accounts/" + num(r.ids[registry.Planner])
	admin.post(planner, "name", "架空 花子", "role", "approver", "bureau", num(int64(r.bureau.ID))).want(t, 303)
	admin.get(planner).want(t, 200, "架空 花子", `value="approver" selected`)
	admin.post(planner+"/password", "password", "a new horse battery").want(t, 303)
	r.visitor().post("/sign-in", "login", "planner", "password", "a new horse battery").want(t, 303)
	admin.get("/admin/accounts/999999").want(t, 404)
	admin.get("/admin/accounts/x").want(t, 404)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.as(registry.Planner)
	page := b.post("/account/tokens", "name", "集計用（架空）", "days", "30").want(t, 200, "tzk_", "今だけ表示されます")
	_, rest, _ := strings.Cut(page.body, `id="new-token">`)
	token, _, _ := strings.Cut(rest, "<")
	b.get("/account").want(t, 200, "集計用（架空）", "!"+token)

	program := r.visitor()
	program.header.Set("Authorization", "Bearer "+token)
	program.get("/api/nothing").want(t, 404) // known, but nothing is there
	program.get("/account").want(t, 303)     // a token opens the API only
	for _, wrong := range []string{"Bearer tzk_WRONG", "Basic " + token, token} {
		program.header.Set("Authorization", wrong)
		got := program.get("/api/nothing").want(t, 401)
		var e errorBody
		if err := json.Unmarshal([]byte(got.body), &e); err != nil || e.Error.Code != registry.Unauthenticated || e.Error.Reference == "" {
			t.Errorf("%s: %v %s", wrong, err, got.body)
		}
	}
	tokens, err := r.store.Tokens(t.Context(), registry.Scope{AccountID: r.ids[registry.Planner]})
	if err != nil || len(tokens) != 1 {
		t.Fatal(tokens, err)
	}
	revoke := "/account/tokens/" + num(tokens[0].ID) + "/revoke"
	r.as(registry.Auditor).post(revoke).want(t, 404) // somebody else's
	b.post(revoke).want(t, 303)
	program.header.Set("Authorization", "Bearer "+token)
	program.get("/api/nothing").want(t, 401)
	b.post("/account/tokens", "name", " ", "days", "30").want(t, 422, "トークンの名前を入力してください")
}

func cookie(t *testing.T, a answer) *http.Cookie {
	t.Helper()
	res := http.Response{Header: a.header}
	cookies := res.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies were set, want one", len(cookies))
	}
	return cookies[0]
}
