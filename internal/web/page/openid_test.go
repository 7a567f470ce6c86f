package page_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/page"
	"tetsuzuki/internal/web/webtest"
)

// provider is a real OpenID provider in a process of its own. Its people are made
// up, and any password is right there.
type provider struct {
	t      *testing.T
	file   string
	people map[string]map[string]any
}

const clientSecret = "a secret that is made up for the tests"

// newProvider starts the provider of .ci/npm, and has the service sign people in by
// it.
func newProvider(t *testing.T) (*provider, func(*web.Options)) {
	t.Helper()
	folder := filepath.Join("..", "..", "..", ".ci", "npm")
	_, err := os.Stat(filepath.Join(folder, "node_modules", "oidc-provider"))
	node, lookErr := exec.LookPath("node")
	if err != nil || lookErr != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("node and oidc-provider must be there in CI: run make deps")
		}
		t.Skip("node or oidc-provider is not installed: run make deps")
	}
	p := &provider{t: t, file: filepath.Join(t.TempDir(), "people.json"), people: map[string]map[string]any{}}
	return p, func(o *web.Options) {
		t.Helper()
		settings, err := json.Marshal(map[string]string{"client_id": "tetsuzuki", "client_secret": clientSecret,
			"redirect_uri": o.PublicURL + page.OpenIDCallback, "accounts": p.file})
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), node, "openid-provider.mjs", string(settings))
		cmd.Dir = folder
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			in.Close()
			_ = cmd.Wait() // the test's end may have killed it before
		})
		issuer, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatalf("the provider did not start: %v", err)
		}
		o.OpenID = auth.OpenIDConfig{Issuer: strings.TrimSpace(issuer), ClientID: "tetsuzuki", ClientSecret: clientSecret,
			Label: "架空の庁内アカウント", Scopes: []string{"groups"}, GroupsClaim: "groups", Roles: []auth.GroupRole{
				{Group: "tz-honbu", Role: registry.Headquarters},
				{Group: "tz-kankyo", Role: registry.Officer, Bureau: "環境局"},
			}}
	}
}

// has sets what the provider says of a person.
func (p *provider) has(login, name string, groups ...string) {
	p.t.Helper()
	p.people[login] = map[string]any{"name": name, "preferred_username": login, "groups": groups}
	p.write()
}

// hasEmail sets the address of a person whom the provider knows; of a nil verified it
// says nothing.
func (p *provider) hasEmail(login, email string, verified any) {
	p.t.Helper()
	p.people[login]["email"], p.people[login]["email_verified"] = email, verified
	if verified == nil {
		delete(p.people[login], "email_verified")
	}
	p.write()
}

func (p *provider) write() {
	p.t.Helper()
	text, err := json.Marshal(p.people)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(p.file, text, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// surfer is a browser that follows redirects, and keeps the cookies of the service and the provider.
type surfer struct {
	t      *testing.T
	client *http.Client
	seen   []*url.URL
}

func newSurfer(t *testing.T) *surfer {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &surfer{t: t}
	b.client = &http.Client{Jar: jar, CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		b.seen = append(b.seen, req.URL)
		return nil
	}}
	return b
}

var formAction = regexp.MustCompile(`(?s)<form[^>]* action="([^"]+)"`)

// signIn goes from the sign-in's address through the provider's pages until it is
// back at the service, and gives where it came from and what it was shown.
func (b *surfer) signIn(from, login string) webtest.Answer {
	b.t.Helper()
	b.seen = nil
	service, err := url.Parse(from)
	if err != nil {
		b.t.Fatal(err)
	}
	at, got := b.fetch(http.MethodGet, from, nil)
	for range 4 {
		if at.Host == service.Host {
			return got
		}
		action := formAction.FindStringSubmatch(got.Body)
		if action == nil {
			b.t.Fatalf("no form on the provider's page %s: %d\n%.2000s", at, got.Status, got.Body)
		}
		to, err := at.Parse(action[1])
		if err != nil {
			b.t.Fatal(err)
		}
		form := url.Values{"prompt": {"consent"}}
		if strings.Contains(got.Body, `value="login"`) {
			form = url.Values{"prompt": {"login"}, "login": {login}, "password": {"any"}}
		}
		at, got = b.fetch(http.MethodPost, to.String(), form)
	}
	b.t.Fatal("the provider does not lead back")
	return got
}

func (b *surfer) fetch(method, to string, form url.Values) (*url.URL, webtest.Answer) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, to, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	var body strings.Builder
	if _, err := bufio.NewReader(res.Body).WriteTo(&body); err != nil {
		b.t.Fatal(err)
	}
	return res.Request.URL, webtest.Answer{Status: res.StatusCode, Header: res.Header, Body: body.String()}
}

func TestPeopleSignInByARealOpenIDProvider(t *testing.T) {
	t.Parallel()
	p, configure := newProvider(t)
	r := webtest.NewRig(t, configure)
	p.has("hanako", "架空 花子", "others", "tz-kankyo")
	p.has("planner", "架空 同名", "tz-honbu")
	p.has("stranger", "架空 部外者", "others")
	p.has("nobody", "架空 無所属")
	r.Visitor().Get("/sign-in?next=/processes").Want(t, 200, "架空の庁内アカウントでサインイン").See(t, webtest.Link("", "/sign-in/openid?next=%2fprocesses"))
	start := r.Url + "/sign-in/openid?next=/account"

	b := newSurfer(t)
	b.signIn(start, "hanako").Want(t, 200, "架空 花子", "局入力者", "環境局", "パスワードがありません", "はじめてです")
	asked := b.seen[0].Query()
	for name, want := range map[string]string{"response_type": "code", "code_challenge_method": "S256", "client_id": "tetsuzuki"} {
		if asked.Get(name) != want {
			t.Errorf("asked with %s %q, want %q", name, asked.Get(name), want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(asked.Get(name)) < 26 {
			t.Errorf("asked with %s %q", name, asked.Get(name))
		}
	}
	var back *url.URL
	for _, u := range b.seen {
		if u.Path == page.OpenIDCallback {
			back = u
		}
	}
	if got := r.Told(registry.AuditSignIn); got[0] != "架空 花子: hanako" {
		t.Errorf("noted %q", got)
	}

	t.Run("a login of that name here stays somebody else's", func(t *testing.T) {
		newSurfer(t).signIn(start, "planner").Want(t, 200, "架空 同名", "本部", "openid-")
		r.As(registry.Planner).Get("/account").Want(t, 200, "架空の企画")
	})
	t.Run("without a group of ours", func(t *testing.T) {
		for _, login := range []string{"stranger", "nobody"} {
			b := newSurfer(t)
			b.signIn(start, login).Want(t, 403, "権限がありません")
			_, got := b.fetch(http.MethodGet, r.Url+"/account", nil)
			got.Want(t, 200, "ログイン名とパスワードでサインイン")
		}
	})
	t.Run("the provider's answer opens nothing twice, and nothing elsewhere", func(t *testing.T) {
		_, got := b.fetch(http.MethodGet, back.String(), nil)
		got.Want(t, 403, "もう一度はじめから")
		_, got = newSurfer(t).fetch(http.MethodGet, back.String(), nil)
		got.Want(t, 403, "もう一度はじめから")
	})
	t.Run("another's state, or a code that the provider did not give", func(t *testing.T) {
		for _, c := range []struct{ state, code string }{{"wrong", "x"}, {"", ""}, {"own", ""}, {"own", "made-up"}} {
			v := r.Visitor()
			to, err := url.Parse(v.Get("/sign-in/openid").Want(t, 303).Header.Get("Location"))
			if err != nil {
				t.Fatal(err)
			}
			state := c.state
			if state == "own" {
				state = to.Query().Get("state")
			}
			v.Get(page.OpenIDCallback+"?"+url.Values{"state": {state}, "code": {c.code}}.Encode()).Want(t, 403, "もう一度はじめから")
			v.Get("/account").Want(t, 303)
		}
	})
	t.Run("what the provider says counts at each sign-in", func(t *testing.T) {
		p.has("hanako", "架空 花子（異動）", "tz-kankyo", "tz-honbu")
		newSurfer(t).signIn(start, "hanako").Want(t, 200, "架空 花子（異動）", "本部", "!局入力者", "hanako")
		p.has("hanako", "架空 花子（異動）", "others")
		newSurfer(t).signIn(start, "hanako").Want(t, 403, "権限がありません")
		p.has("hanako", "架空 花子", "tz-kankyo")
	})
	t.Run("a proof once more is asked for at the provider", func(t *testing.T) {
		b := newSurfer(t)
		b.signIn(start, "hanako").Want(t, 200)
		_, got := b.fetch(http.MethodGet, r.Url+"/account/confirm?next=/account", nil)
		got.Want(t, 200, "もう一度サインインして確認する", "!今のパスワード")
		b.signIn(r.Url+"/sign-in/openid?again=yes&next=/account", "hanako").Want(t, 200, "架空 花子")
		if b.seen[0].Query().Get("prompt") != "login" {
			t.Errorf("asked with %s", b.seen[0].RawQuery)
		}
	})
	t.Run("a disabled account stays out", func(t *testing.T) {
		accounts, err := r.Store.Accounts(t.Context(), registry.Operator("試験"))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range accounts {
			if a.Login == "hanako" {
				r.As(registry.Administrator).Post("/admin/accounts/"+webtest.Num(a.ID)+"/disable").Want(t, 303)
			}
		}
		newSurfer(t).signIn(start, "hanako").Want(t, 403, "停止しています")
	})
}

func TestSignInSaysWhenTheProviderIsDown(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, func(o *web.Options) {
		o.OpenID = auth.OpenIDConfig{Issuer: "http://127.0.0.1:1", ClientID: "tetsuzuki", Label: "架空の庁内アカウント"}
	})
	r.Visitor().Get("/sign-in/openid").Want(t, 503, "接続できません").See(t, webtest.Field("パスワード"))
}

// The provider asks for its own factors, whatever the service asks of passwords.
func TestTheProvidersPeopleNeedNoSecondFactorHere(t *testing.T) {
	t.Parallel()
	p, configure := newProvider(t)
	r := webtest.NewRig(t, configure, func(o *web.Options) { o.SecondFactor = registry.Roles })
	p.has("hanako", "架空 花子", "tz-honbu")
	b := newSurfer(t)
	b.signIn(r.Url+"/sign-in/openid?next=/account", "hanako").Want(t, 200, "架空 花子", "パスワードがありません", "!二段階認証が必要です")
	_, got := b.fetch(http.MethodGet, r.Url+"/account/second-factor", nil)
	got.Want(t, 200, "もう一度サインインして確認する").See(t, webtest.Not(webtest.Heading("二段階認証の設定")), webtest.Not(webtest.Field("6桁のコード")))
	r.SignIn(registry.Planner).Get("/account").Want(t, 303) // a password is not enough
}

// The service asks the address that it was given, not one that the answer names.
func TestAProviderThatSendsElsewhereIsNotFollowed(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer elsewhere.Close()
	provider := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer provider.Close()
	r := webtest.NewRig(t, func(o *web.Options) {
		o.OpenID = auth.OpenIDConfig{Issuer: provider.URL, ClientID: "tetsuzuki", Label: "架空の庁内アカウント"}
	})
	r.Visitor().Get("/sign-in/openid").Want(t, 503, "接続できません")
	if asked.Load() != 0 {
		t.Error("another server was asked")
	}
}

func TestWithoutAProviderThereIsNoWayToOne(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.Visitor().Get("/sign-in").Want(t, 200, "!openid")
	r.Visitor().Get("/sign-in/openid").Want(t, 404)
	r.Visitor().Get(page.OpenIDCallback+"?state=x&code=y").Want(t, 404)
}

// Whoever comes back from no provider, as often as they like, does not fill the log.
func TestFailedSignInsByAProviderDoNotFillTheLog(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t, webtest.BehindProxy, func(o *web.Options) {
		o.OpenID = auth.OpenIDConfig{Issuer: "https://provider.invalid", ClientID: "tetsuzuki", Label: "架空の庁内アカウント"}
	})
	from := func(address string) {
		t.Helper()
		b := r.Visitor()
		b.Header.Set("X-Forwarded-For", address)
		b.Get(page.OpenIDCallback+"?state=x&code=y").Want(t, 403, "もう一度はじめから")
	}
	noted := func(want int, when string) {
		t.Helper()
		var n int
		if err := r.World.Pool.QueryRowContext(t.Context(), `select count(*) from audit_event where kind = 'sign_in_failed'`).
			Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d are noted, want %d; %v", when, n, want, err)
		}
	}
	for i := range 120 {
		from(fmt.Sprintf("2001:db8::%x", i+1))
	}
	noted(100, "120 from one network")
	from("2001:db8:0:1::1")
	noted(101, "from another network")
	if _, err := r.World.Pool.ExecContext(t.Context(), `update sign_in_attempt set failures = 999 where failures = 101`); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		from(fmt.Sprintf("2001:db8:1:%x::1", i))
	}
	noted(102, "from everywhere after 999")
	b := r.As(registry.Auditor)
	b.Get("/admin/log?kind=sign_in_failed").Want(t, 200, "このあとの失敗：1時間、記録しない", "認証サービス")
}
