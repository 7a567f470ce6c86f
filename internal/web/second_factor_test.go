package web

import (
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// clock is a time that a test moves on.
type clock struct{ later atomic.Int64 }

func (c *clock) now() time.Time       { return time.Now().Add(time.Duration(c.later.Load())) }
func (c *clock) pass(d time.Duration) { c.later.Add(int64(d)) }
func (c *clock) set(o *Options)       { o.Now = c.now }

// app is an authenticator app.
type app struct {
	secret string
	clock  *clock
}

// code is what the app shows now.
func (a app) code(t *testing.T) string {
	t.Helper()
	code, err := totp.GenerateCode(a.secret, a.clock.now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// next is what it shows once another code has come.
func (a app) next(t *testing.T) string {
	t.Helper()
	a.clock.pass(30 * time.Second)
	return a.code(t)
}

var (
	factorKey     = regexp.MustCompile(`id="factor-key">([A-Z2-7 ]+)<`)
	recoveryCodes = regexp.MustCompile(`<code class="secret">([A-Z2-7-]+)</code>`)
)

// enrol sets a visitor's second factor up.
func (b *visitor) enrol(t *testing.T, c *clock) (a app, codes []string) {
	t.Helper()
	page := b.get("/account/second-factor").want(t, 200, "認証アプリ", `class="qr"`)
	key := factorKey.FindStringSubmatch(page.body)
	if key == nil {
		t.Fatal("the page has no key")
	}
	a = app{strings.ReplaceAll(key[1], " ", ""), c}
	got := b.post("/account/second-factor", "code", a.code(t), "next", "/processes").want(t, 200, "今だけ表示されます", `href="/processes"`)
	for _, m := range recoveryCodes.FindAllStringSubmatch(got.body, -1) {
		codes = append(codes, m[1])
	}
	return a, codes
}

// firstProof gives the first proof of a role that has a second one.
func (r *rig) firstProof(t *testing.T, role registry.Role) *visitor {
	t.Helper()
	b := r.visitor()
	got := b.post("/sign-in", "login", string(role), "password", password, "next", "/account").want(t, 303)
	if to := got.header.Get("Location"); to != "/sign-in/code" {
		t.Fatalf("leads to %q", to)
	}
	return b
}

func TestASecondFactorIsSetUpAndAskedFor(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	b, elsewhere := r.signIn(registry.Planner), r.signIn(registry.Planner)
	b.get("/account").want(t, 200, "二段階認証を設定する")
	first := b.get("/account/second-factor").want(t, 200)
	if again := b.get("/account/second-factor"); factorKey.FindString(again.body) != factorKey.FindString(first.body) {
		t.Error("another key on the same page: what was read by the app before is wrong now")
	}
	b.post("/account/second-factor", "code", "000000").want(t, 422, "コードが正しくありません", factorKey.FindString(first.body))
	b.get("/account").want(t, 200, "二段階認証を設定する")
	a, codes := b.enrol(t, &c)
	if raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(a.secret); err != nil || len(raw) != 20 {
		t.Errorf("the secret has %d bytes, %v; want 160 bits", len(raw), err)
	}
	if len(codes) != 10 {
		t.Errorf("%d recovery codes", len(codes))
	}
	elsewhere.get("/account").want(t, 303) // as with a new password
	b.get("/account").want(t, 200, "設定済み", "残りの回復コードは 10 個", "二段階認証の設定", "!"+codes[0], "!"+a.secret)
	b.get("/account/second-factor").want(t, 409, "すでに設定してあります")
	b.post("/account/second-factor", "code", a.next(t)).want(t, 409)
	if got := r.told(registry.AuditFactorAdded); len(got) != 1 || got[0] != "架空の企画: planner" {
		t.Errorf("noted %q", got)
	}

	// The password alone opens nothing, neither pages nor API.
	half := r.firstProof(t, registry.Planner)
	half.get("/account").want(t, 303)
	half.get("/api/v1/progress").want(t, 401)
	half.post("/account/tokens", "name", "x", "days", "30").want(t, 303)
	half.get("/sign-in/code").want(t, 200, "6桁のコード", `autocomplete="one-time-code"`, `inputmode="numeric"`)
	half.post("/sign-in/code", "code", "000000").want(t, 422, "コードが正しくない")
	code := a.next(t)
	before := cookie(t, half.get("/sign-in/code"))
	got := half.post("/sign-in/code", "code", " "+code[:3]+" "+fullWidth(code[3:])).want(t, 303)
	if to := got.header.Get("Location"); to != "/account" {
		t.Errorf("leads to %q", to)
	}
	if cookie(t, got).Value == before.Value {
		t.Error("the token stayed the same over a sign-in")
	}
	half.get("/account").want(t, 200, "サインインしました")
	var by struct{ By string }
	if err := json.Unmarshal(r.lastDetail(registry.AuditSignIn), &by); err != nil || by.By != "password+code" {
		t.Errorf("noted by %q, %v", by.By, err)
	}
	// A code that was used is none, even while it still counts; neither is an earlier one.
	r.firstProof(t, registry.Planner).post("/sign-in/code", "code", code).want(t, 422, "使用済み")
	c.pass(-30 * time.Second)
	r.firstProof(t, registry.Planner).post("/sign-in/code", "code", a.code(t)).want(t, 422, "使用済み")
	c.pass(30 * time.Second)
	r.firstProof(t, registry.Planner).post("/sign-in/code", "code", a.next(t)).want(t, 303)
	r.visitor().get("/sign-in/code").want(t, 303)
	r.visitor().post("/sign-in/code", "code", a.next(t)).want(t, 422, "はじめから")
}

// fullWidth is how a Japanese keyboard may write digits.
func fullWidth(s string) string {
	return strings.Map(func(d rune) rune { return d - '0' + '０' }, s)
}

// lastDetail is the newest entry's detail of a kind.
func (r *rig) lastDetail(kind registry.AuditKind) []byte {
	r.t.Helper()
	events, _, err := r.store.AuditEvents(r.t.Context(), registry.Operator("試験"), store.AuditFilter{Kind: kind, Limit: 1})
	if err != nil || len(events) != 1 {
		r.t.Fatal(events, err)
	}
	return events[0].Detail
}

func TestCodesCountForAWhile(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	a, _ := r.signIn(registry.Planner).enrol(t, &c)
	c.pass(10 * time.Minute)
	for _, step := range []struct {
		away time.Duration
		want int
	}{{-60 * time.Second, 422}, {60 * time.Second, 422}, {-30 * time.Second, 303}, {0, 303}, {30 * time.Second, 303}} {
		code, err := totp.GenerateCode(a.secret, c.now().Add(step.away))
		if err != nil {
			t.Fatal(err)
		}
		r.firstProof(t, registry.Planner).post("/sign-in/code", "code", code).want(t, step.want)
	}
	late := r.firstProof(t, registry.Planner)
	c.pass(11 * time.Minute)
	late.post("/sign-in/code", "code", a.code(t)).want(t, 422, "はじめから", `value="planner"`)
}

func TestARecoveryCodeCountsOnce(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	b := r.signIn(registry.Planner)
	_, codes := b.enrol(t, &c)
	lost := r.firstProof(t, registry.Planner)
	lost.post("/sign-in/code", "recovery", strings.ToLower(strings.ReplaceAll(codes[3], "-", " "))).want(t, 303)
	lost.get("/account").want(t, 200, "回復コードを1つ使いました。残りは9個です", "残りの回復コードは 9 個")
	r.firstProof(t, registry.Planner).post("/sign-in/code", "recovery", codes[3]).want(t, 422, "使用済み")
	renewed := lost.post("/account/second-factor/codes").want(t, 200, "作り直しました", "!"+codes[4])
	r.firstProof(t, registry.Planner).post("/sign-in/code", "recovery", codes[4]).want(t, 422)
	fresh := recoveryCodes.FindStringSubmatch(renewed.body)
	r.firstProof(t, registry.Planner).post("/sign-in/code", "recovery", fresh[1]).want(t, 303)
	if got := r.told(registry.AuditCodesRenewed); len(got) != 1 {
		t.Errorf("noted %q", got)
	}
	r.as(registry.Auditor).post("/account/second-factor/codes").want(t, 409, "先に設定してください")
	var kept int
	if err := r.world.Pool.QueryRowContext(t.Context(), `select count(*) from recovery_code where strpos(encode(code_hash, 'escape'), $1) > 0`,
		strings.ReplaceAll(fresh[1], "-", "")).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d codes are kept as they are, %v", kept, err)
	}
}

// Whoever knows the password cannot try codes out, not even by giving the password
// again and again in between.
func TestCodesCannotBeTriedOut(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	r.signIn(registry.Planner).enrol(t, &c)
	tried, paused := 0, false
	for !paused && tried < 20 {
		b := r.visitor()
		if first := b.post("/sign-in", "login", "planner", "password", password); first.status != 303 {
			first.want(t, 503, "しばらく受け付けられません")
			paused = true
			break
		}
		for range 2 {
			got := b.post("/sign-in/code", "code", fmt.Sprintf("%06d", tried))
			if paused = got.status == 503; paused {
				break
			}
			got.want(t, 422)
			tried++
		}
	}
	if !paused || tried > 5 {
		t.Errorf("paused %t after %d wrong codes", paused, tried)
	}
	r.visitor().post("/sign-in", "login", "planner", "password", password).want(t, 503)
	if got := r.told(registry.AuditSignInFailed); len(got) != tried {
		t.Errorf("%d failures noted, want %d", len(got), tried)
	}
}

// What is done with the account in the meantime ends the wait for the code.
func TestAWaitForTheCodeEndsWithThePassword(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(r *rig, planner string){
		"reset": func(r *rig, planner string) {
			r.as(registry.Administrator).post(planner+"/password", "password", "a new horse battery").want(r.t, 303)
		},
		"disabled": func(r *rig, planner string) { r.as(registry.Administrator).post(planner+"/disable").want(r.t, 303) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c clock
			r := newRig(t, c.set)
			a, _ := r.signIn(registry.Planner).enrol(t, &c)
			half := r.firstProof(t, registry.Planner)
			act(r, "/admin/accounts/"+num(r.ids[registry.Planner]))
			half.post("/sign-in/code", "code", a.next(t)).want(t, 422, "はじめから")
			half.get("/account").want(t, 303)
		})
	}
}

// Who has a second factor gives both proofs once more before what is sensitive: a
// password alone, looked at over a shoulder, takes no factor away.
func TestBothProofsAreAskedForOnceMore(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	b := r.signIn(registry.Planner)
	a, codes := b.enrol(t, &c)
	lately := func(want bool) {
		t.Helper()
		if got := b.post("/account/second-factor/codes").status == 200; got != want {
			t.Errorf("proved lately: %t, want %t", got, want)
		}
	}
	c.pass(16 * time.Minute)
	b.get("/account/confirm").want(t, 200, `name="password"`, `name="code"`)
	const wrong = "パスワードかコードが正しくない"
	b.post("/account/confirm", "password", password).want(t, 422, wrong)
	b.post("/account/confirm", "password", password, "code", "000000").want(t, 422, wrong)
	b.post("/account/confirm", "password", "wrong horse battery", "code", a.code(t)).want(t, 422, wrong)
	lately(false)
	used := a.code(t) // a wrong password has not used it up
	b.post("/account/confirm", "password", password, "code", used).want(t, 303)
	b.post("/account/confirm", "password", password, "code", used).want(t, 422, wrong)
	lately(true)
	c.pass(16 * time.Minute)
	b.post("/account/confirm", "password", password, "code", codes[0]).want(t, 422, wrong) // of those before
	b.post("/account/confirm", "password", password, "code", a.next(t)).want(t, 303)
	codes = nil
	for _, m := range recoveryCodes.FindAllStringSubmatch(b.post("/account/second-factor/codes").want(t, 200).body, -1) {
		codes = append(codes, m[1])
	}
	c.pass(16 * time.Minute)
	b.post("/account/confirm", "password", password, "code", codes[0]).want(t, 303)
	lately(true)
	// Codes cannot be tried out here either.
	for range 5 {
		b.post("/account/confirm", "password", password, "code", "000000").want(t, 422, wrong)
	}
	b.post("/account/confirm", "password", password, "code", a.next(t)).want(t, 422, "しばらく受け付けられません")
}

func TestASecondFactorIsTakenAwayByItsOwnerOrAnAdministrator(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	b := r.signIn(registry.Planner)
	a, _ := b.enrol(t, &c)
	c.pass(16 * time.Minute) // the password was given long ago
	for _, path := range []string{"/account/second-factor/remove", "/account/second-factor/codes"} {
		if to := b.post(path).want(t, 303).header.Get("Location"); !strings.HasPrefix(to, "/account/confirm") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	b.post("/account/confirm", "password", password, "code", a.code(t)).want(t, 303)
	b.post("/account/second-factor/remove").want(t, 303)
	b.get("/account").want(t, 200, "二段階認証をやめました", "二段階認証を設定する")
	r.visitor().post("/sign-in", "login", "planner", "password", password, "next", "/account").want(t, 303)
	b.post("/account/second-factor/remove").want(t, 404)

	b.enrol(t, &c)
	admin := r.signIn(registry.Administrator)
	planner := "/admin/accounts/" + num(r.ids[registry.Planner])
	admin.get(planner).want(t, 200, "二段階認証の解除")
	admin.post(planner+"/second-factor").want(t, 303)
	admin.get(planner).want(t, 200, "!二段階認証の解除")
	admin.post(planner+"/second-factor").want(t, 404)
	b.get("/account").want(t, 303)
	back := r.signIn(registry.Planner)
	back.get("/account").want(t, 200, "二段階認証の解除（本人以外） 1件がありました", "架空の管理者")
	if got := r.told(registry.AuditFactorReset); len(got) != 1 || got[0] != "架空の管理者: planner" {
		t.Errorf("noted %q", got)
	}
	if got := r.told(registry.AuditFactorRemoved); len(got) != 1 || got[0] != "架空の企画: planner" {
		t.Errorf("noted %q", got)
	}
	admin.enrol(t, &c)
	admin.post("/admin/accounts/"+num(r.ids[registry.Administrator])+"/second-factor").want(t, 409, "ご自身の")
}

// Where a role must have a second factor, nothing else comes before.
func TestARequiredSecondFactorComesFirst(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set, func(o *Options) { o.SecondFactor = []registry.Role{registry.Headquarters, registry.Auditor} })
	b := r.signIn(registry.Headquarters)
	for _, path := range []string{"/", "/processes?q=x", "/account", "/uploads/1", "/admin/log"} {
		if to := b.get(path).want(t, 303).header.Get("Location"); to != "/account/second-factor?next="+url.QueryEscape(path) {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	b.post("/account/tokens", "name", "x", "days", "30").want(t, 303)
	b.get("/api/v1/progress").want(t, 403, "二段階認証の設定が必要です")
	b.get("/account/second-factor?next=/processes").want(t, 200, "二段階認証が必要です", "サインアウト", "!site-nav", "!アカウントへ戻る")
	b.enrol(t, &c)
	b.get("/account").want(t, 200, "やめると、すぐに設定の画面になります")
	b.get("/api/v1/progress").want(t, 200)
	r.signIn(registry.Planner).get("/account").want(t, 200) // the others may do without

	hash, err := passwordHash()
	if err != nil {
		t.Fatal(err)
	}
	sample := registry.Account{Login: "sample", Name: "架空の見本", Role: registry.Auditor, Sample: true}
	if _, err := r.store.AddAccount(t.Context(), registry.Operator("試験"), sample, hash); err != nil {
		t.Fatal(err)
	}
	public := r.visitor()
	public.post("/sign-in", "login", "sample", "password", password).want(t, 303)
	public.get("/account").want(t, 200)
}

func TestAResetLeavesTheSecondFactor(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	a, _ := r.signIn(registry.Planner).enrol(t, &c)
	r.as(registry.Administrator).post("/admin/accounts/"+num(r.ids[registry.Planner])+"/password", "password", initial).want(t, 303)
	b := r.visitor()
	if to := b.post("/sign-in", "login", "planner", "password", initial).want(t, 303).header.Get("Location"); to != "/sign-in/code" {
		t.Errorf("leads to %q", to)
	}
	b.post("/sign-in/code", "code", a.next(t)).want(t, 303)
	if to := b.get("/").want(t, 303).header.Get("Location"); !strings.HasPrefix(to, "/account/initial-password") {
		t.Errorf("leads to %q", to)
	}
}

func TestOfManyAtOnceOneCodeIsTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.ids[registry.Planner]
	if err := r.store.AddSecondFactor(t.Context(), registry.Scope{AccountID: id}, make([]byte, 20), 7, [][]byte{make([]byte, 32)}); err != nil {
		t.Fatal(err)
	}
	for name, take := range map[string]func() (bool, error){
		"code":     func() (bool, error) { return r.store.TakeCode(t.Context(), id, 8) },
		"recovery": func() (bool, error) { return r.store.TakeRecoveryCode(t.Context(), id, make([]byte, 32)) },
	} {
		var taken atomic.Int64
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				ok, err := take()
				if err != nil {
					t.Error(err)
				}
				if ok {
					taken.Add(1)
				}
			})
		}
		all.Wait()
		if taken.Load() != 1 {
			t.Errorf("%s: taken %d times", name, taken.Load())
		}
	}
}
