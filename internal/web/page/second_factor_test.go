package page_test

import (
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web"
	"tetsuzuki/internal/web/webtest"
)

func TestASecondFactorIsSetUpAndAskedFor(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	b, elsewhere := r.SignIn(registry.Planner), r.SignIn(registry.Planner)
	b.Get("/account").Want(t, 200, "二段階認証を設定する")
	first := b.Get("/account/second-factor").Want(t, 200)
	key := first.Page(t).Secrets()[0]
	if again := b.Get("/account/second-factor").Page(t).Secrets()[0]; again != key {
		t.Error("another key on the same page: what was read by the app before is wrong now")
	}
	b.Post("/account/second-factor", "code", "000000").Want(t, 422, "コードが正しくありません", key)
	b.Get("/account").Want(t, 200, "二段階認証を設定する")
	a, codes := b.Enrol(t, &c)
	if raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(a.Secret); err != nil || len(raw) != 20 {
		t.Errorf("the secret has %d bytes, %v; want 160 bits", len(raw), err)
	}
	if len(codes) != 10 {
		t.Errorf("%d recovery codes", len(codes))
	}
	elsewhere.Get("/account").Want(t, 303) // as with a new password
	b.Get("/account").Want(t, 200, "設定済み", "残りの回復コードは 10 個", "二段階認証の設定", "!"+codes[0], "!"+a.Secret)
	b.Get("/account/second-factor").Want(t, 409, "すでに設定してあります")
	b.Post("/account/second-factor", "code", a.Next(t)).Want(t, 409)
	if got := r.Told(registry.AuditFactorAdded); len(got) != 1 || got[0] != "架空の企画: planner" {
		t.Errorf("noted %q", got)
	}

	// The password alone opens nothing, neither pages nor API.
	half := r.FirstProof(t, registry.Planner)
	half.Get("/account").Want(t, 303)
	half.Get("/api/v1/progress").Want(t, 401)
	half.Post("/account/tokens", "name", "x", "days", "30").Want(t, 303)
	half.Get("/sign-in/code").Want(t, 200, "6桁のコード").See(t, webtest.Field("コード"))
	half.Post("/sign-in/code", "code", "000000").Want(t, 422, "コードが正しくない")
	code := a.Next(t)
	before := half.Session(t)
	got := half.Post("/sign-in/code", "code", " "+code[:3]+" "+fullWidth(code[3:])).Want(t, 303)
	if to := got.Header.Get("Location"); to != "/account" {
		t.Errorf("leads to %q", to)
	}
	if webtest.Cookie(t, got).Value == before.Value {
		t.Error("the token stayed the same over a sign-in")
	}
	half.Get("/account").Want(t, 200, "サインインしました")
	var by struct{ By string }
	if err := json.Unmarshal(r.LastDetail(registry.AuditSignIn), &by); err != nil || by.By != "password+code" {
		t.Errorf("noted by %q, %v", by.By, err)
	}
	// A code that was used is none, even while it still counts; neither is an earlier one.
	r.FirstProof(t, registry.Planner).Post("/sign-in/code", "code", code).Want(t, 422, "使用済み")
	c.Pass(-30 * time.Second)
	r.FirstProof(t, registry.Planner).Post("/sign-in/code", "code", a.Code(t)).Want(t, 422, "使用済み")
	c.Pass(30 * time.Second)
	r.FirstProof(t, registry.Planner).Post("/sign-in/code", "code", a.Next(t)).Want(t, 303)
	r.Visitor().Get("/sign-in/code").Want(t, 303)
	r.Visitor().Post("/sign-in/code", "code", a.Next(t)).Want(t, 422, "はじめから")
}

// fullWidth is how a Japanese keyboard may write digits.
func fullWidth(s string) string {
	return strings.Map(func(d rune) rune { return d - '0' + '０' }, s)
}

func TestCodesCountForAWhile(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	a, _ := r.SignIn(registry.Planner).Enrol(t, &c)
	c.Pass(10 * time.Minute)
	for _, step := range []struct {
		away time.Duration
		want int
	}{{-60 * time.Second, 422}, {60 * time.Second, 422}, {-30 * time.Second, 303}, {0, 303}, {30 * time.Second, 303}} {
		code, err := totp.GenerateCode(a.Secret, c.Now().Add(step.away))
		if err != nil {
			t.Fatal(err)
		}
		r.FirstProof(t, registry.Planner).Post("/sign-in/code", "code", code).Want(t, step.want)
	}
	late := r.FirstProof(t, registry.Planner)
	c.Pass(11 * time.Minute)
	late.Post("/sign-in/code", "code", a.Code(t)).Want(t, 422, "はじめから").See(t, webtest.Filled("ログイン名", "planner"))
}

func TestARecoveryCodeCountsOnce(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	b := r.SignIn(registry.Planner)
	_, codes := b.Enrol(t, &c)
	lost := r.FirstProof(t, registry.Planner)
	lost.Post("/sign-in/code", "recovery", strings.ToLower(strings.ReplaceAll(codes[3], "-", " "))).Want(t, 303)
	lost.Get("/account").Want(t, 200, "回復コードを1つ使いました。残りは9個です", "残りの回復コードは 9 個")
	r.FirstProof(t, registry.Planner).Post("/sign-in/code", "recovery", codes[3]).Want(t, 422, "使用済み")
	renewed := lost.Post("/account/second-factor/codes").Want(t, 200, "作り直しました", "!"+codes[4])
	fresh := renewed.Page(t).Secrets()[0]
	r.FirstProof(t, registry.Planner).Post("/sign-in/code", "recovery", codes[4]).Want(t, 422)
	r.FirstProof(t, registry.Planner).Post("/sign-in/code", "recovery", fresh).Want(t, 303)
	if got := r.Told(registry.AuditCodesRenewed); len(got) != 1 {
		t.Errorf("noted %q", got)
	}
	r.As(registry.Auditor).Post("/account/second-factor/codes").Want(t, 409, "先に設定してください")
	var kept int
	if err := r.World.Pool.QueryRowContext(t.Context(), `select count(*) from recovery_code where strpos(encode(code_hash, 'escape'), $1) > 0`,
		strings.ReplaceAll(fresh, "-", "")).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d codes are kept as they are, %v", kept, err)
	}
}

// Whoever knows the password cannot try codes out, not even by giving the password
// again and again in between.
func TestCodesCannotBeTriedOut(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	r.SignIn(registry.Planner).Enrol(t, &c)
	tried, paused := 0, false
	for !paused && tried < 20 {
		b := r.Visitor()
		if first := b.Post("/sign-in", "login", "planner", "password", webtest.Password); first.Status != 303 {
			first.Want(t, 503, "しばらく受け付けられません")
			paused = true
			break
		}
		for range 2 {
			got := b.Post("/sign-in/code", "code", fmt.Sprintf("%06d", tried))
			if paused = got.Status == 503; paused {
				break
			}
			got.Want(t, 422)
			tried++
		}
	}
	if !paused || tried > 5 {
		t.Errorf("paused %t after %d wrong codes", paused, tried)
	}
	r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password).Want(t, 503)
	if got := r.Told(registry.AuditSignInFailed); len(got) != tried {
		t.Errorf("%d failures noted, want %d", len(got), tried)
	}
}

// What is done with the account in the meantime ends the wait for the code.
func TestAWaitForTheCodeEndsWithThePassword(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(r *webtest.Rig, planner string){
		"reset": func(r *webtest.Rig, planner string) {
			r.As(registry.Administrator).Post(planner+"/password", "password", "a new horse battery").Want(r.T, 303)
		},
		"disabled": func(r *webtest.Rig, planner string) {
			r.As(registry.Administrator).Post(planner+"/disable").Want(r.T, 303)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c webtest.Clock
			r := webtest.NewRig(t, c.Set)
			a, _ := r.SignIn(registry.Planner).Enrol(t, &c)
			half := r.FirstProof(t, registry.Planner)
			act(r, "/admin/accounts/"+webtest.Num(r.Ids[registry.Planner]))
			half.Post("/sign-in/code", "code", a.Next(t)).Want(t, 422, "はじめから")
			half.Get("/account").Want(t, 303)
		})
	}
}

// Who has a second factor gives both proofs once more before what is sensitive: a
// password alone, looked at over a shoulder, takes no factor away.
func TestBothProofsAreAskedForOnceMore(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	b := r.SignIn(registry.Planner)
	a, codes := b.Enrol(t, &c)
	lately := func(want bool) {
		t.Helper()
		if got := b.Post("/account/second-factor/codes").Status == 200; got != want {
			t.Errorf("proved lately: %t, want %t", got, want)
		}
	}
	c.Pass(16 * time.Minute)
	b.Get("/account/confirm").Want(t, 200).See(t, webtest.Field("パスワード"), webtest.Field("コード"))
	const wrong = "パスワードかコードが正しくない"
	b.Post("/account/confirm", "password", webtest.Password).Want(t, 422, wrong)
	b.Post("/account/confirm", "password", webtest.Password, "code", "000000").Want(t, 422, wrong)
	b.Post("/account/confirm", "password", "wrong horse battery", "code", a.Code(t)).Want(t, 422, wrong)
	lately(false)
	used := a.Code(t) // a wrong password has not used it up
	b.Post("/account/confirm", "password", webtest.Password, "code", used).Want(t, 303)
	b.Post("/account/confirm", "password", webtest.Password, "code", used).Want(t, 422, wrong)
	lately(true)
	c.Pass(16 * time.Minute)
	b.Post("/account/confirm", "password", webtest.Password, "code", codes[0]).Want(t, 422, wrong) // of those before
	b.Post("/account/confirm", "password", webtest.Password, "code", a.Next(t)).Want(t, 303)
	codes = b.Post("/account/second-factor/codes").Want(t, 200).Page(t).Secrets()
	c.Pass(16 * time.Minute)
	b.Post("/account/confirm", "password", webtest.Password, "code", codes[0]).Want(t, 303)
	lately(true)
	// Codes cannot be tried out here either.
	for range 5 {
		b.Post("/account/confirm", "password", webtest.Password, "code", "000000").Want(t, 422, wrong)
	}
	b.Post("/account/confirm", "password", webtest.Password, "code", a.Next(t)).Want(t, 422, "しばらく受け付けられません")
}

func TestASecondFactorIsTakenAwayByItsOwnerOrAnAdministrator(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	b := r.SignIn(registry.Planner)
	a, _ := b.Enrol(t, &c)
	c.Pass(16 * time.Minute) // the password was given long ago
	for _, path := range []string{"/account/second-factor/remove", "/account/second-factor/codes"} {
		if to := b.Post(path).Want(t, 303).Header.Get("Location"); !strings.HasPrefix(to, "/account/confirm") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	b.Post("/account/confirm", "password", webtest.Password, "code", a.Code(t)).Want(t, 303)
	b.Post("/account/second-factor/remove").Want(t, 303)
	b.Get("/account").Want(t, 200, "二段階認証をやめました", "二段階認証を設定する")
	r.Visitor().Post("/sign-in", "login", "planner", "password", webtest.Password, "next", "/account").Want(t, 303)
	b.Post("/account/second-factor/remove").Want(t, 404)

	b.Enrol(t, &c)
	admin := r.SignIn(registry.Administrator)
	planner := "/admin/accounts/" + webtest.Num(r.Ids[registry.Planner])
	admin.Get(planner).Want(t, 200, "二段階認証の解除")
	admin.Post(planner+"/second-factor").Want(t, 303)
	admin.Get(planner).Want(t, 200, "!二段階認証の解除")
	admin.Post(planner+"/second-factor").Want(t, 404)
	b.Get("/account").Want(t, 303)
	back := r.SignIn(registry.Planner)
	back.Get("/account").Want(t, 200, "二段階認証の解除（本人以外） 1件がありました", "架空の管理者")
	if got := r.Told(registry.AuditFactorReset); len(got) != 1 || got[0] != "架空の管理者: planner" {
		t.Errorf("noted %q", got)
	}
	if got := r.Told(registry.AuditFactorRemoved); len(got) != 1 || got[0] != "架空の企画: planner" {
		t.Errorf("noted %q", got)
	}
	admin.Enrol(t, &c)
	admin.Post("/admin/accounts/"+webtest.Num(r.Ids[registry.Administrator])+"/second-factor").Want(t, 409, "ご自身の")
}

// Where a role must have a second factor, nothing else comes before.
func TestARequiredSecondFactorComesFirst(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set, func(o *web.Options) { o.SecondFactor = []registry.Role{registry.Headquarters, registry.Auditor} })
	b := r.SignIn(registry.Headquarters)
	for _, path := range []string{"/", "/processes?q=x", "/account", "/uploads/1", "/admin/log"} {
		if to := b.Get(path).Want(t, 303).Header.Get("Location"); to != "/account/second-factor?next="+url.QueryEscape(path) {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	b.Post("/account/tokens", "name", "x", "days", "30").Want(t, 303)
	b.Get("/api/v1/progress").Want(t, 403, "二段階認証の設定が必要です")
	b.Get("/account/second-factor?next=/processes").Want(t, 200, "二段階認証が必要です", "サインアウト", "!site-nav", "!アカウントへ戻る")
	b.Enrol(t, &c)
	b.Get("/account").Want(t, 200, "やめると、すぐに設定の画面になります")
	b.Get("/api/v1/progress").Want(t, 200)
	r.SignIn(registry.Planner).Get("/account").Want(t, 200) // the others may do without

	hash, err := webtest.PasswordHash()
	if err != nil {
		t.Fatal(err)
	}
	sample := registry.Account{Login: "sample", Name: "架空の見本", Role: registry.Auditor, Sample: true}
	if _, err := r.Store.AddAccount(t.Context(), registry.Operator("試験"), sample, hash); err != nil {
		t.Fatal(err)
	}
	public := r.Visitor()
	public.Post("/sign-in", "login", "sample", "password", webtest.Password).Want(t, 303)
	public.Get("/account").Want(t, 200)
}

func TestAResetLeavesTheSecondFactor(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	a, _ := r.SignIn(registry.Planner).Enrol(t, &c)
	r.As(registry.Administrator).Post("/admin/accounts/"+webtest.Num(r.Ids[registry.Planner])+"/password", "password", webtest.Initial).
		Want(t, 303)
	b := r.Visitor()
	if to := b.Post("/sign-in", "login", "planner", "password", webtest.Initial).Want(t, 303).Header.Get("Location"); to != "/sign-in/code" {
		t.Errorf("leads to %q", to)
	}
	b.Post("/sign-in/code", "code", a.Next(t)).Want(t, 303)
	if to := b.Get("/").Want(t, 303).Header.Get("Location"); !strings.HasPrefix(to, "/account/initial-password") {
		t.Errorf("leads to %q", to)
	}
}

func TestOfManyAtOnceOneCodeIsTaken(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	id := r.Ids[registry.Planner]
	if err := r.Store.AddSecondFactor(t.Context(), registry.Scope{AccountID: id}, make([]byte, 20), 7,
		[][]byte{make([]byte, 32)}); err != nil {
		t.Fatal(err)
	}
	for name, take := range map[string]func() (bool, error){
		"code":     func() (bool, error) { return r.Store.TakeCode(t.Context(), id, 8) },
		"recovery": func() (bool, error) { return r.Store.TakeRecoveryCode(t.Context(), id, make([]byte, 32)) },
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
