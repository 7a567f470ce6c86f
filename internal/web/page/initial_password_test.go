package page_test

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/webtest"
)

func TestAPasswordThatSomebodyElseChoseIsChangedFirst(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	b := r.Given(t)
	r.As(registry.Administrator).Get("/admin/accounts").Want(t, 200, "はじめのパスワード（")
	for _, path := range []string{"/", "/processes", "/account", "/account/second-factor", "/admin"} {
		if to := b.Get(path).Want(t, 303).Header.Get("Location"); !strings.HasPrefix(to, "/account/initial-password?next=") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	for _, path := range []string{"/account/tokens", "/account/password", "/account/second-factor", "/account/sessions/end", "/uploads"} {
		if to := b.Post(path, "name", "x").Want(t, 303).Header.Get("Location"); !strings.HasPrefix(to, "/account/initial-password?") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	b.Get("/api/v1/progress").Want(t, 403, "はじめのパスワードのままでは使えません")
	b.Get("/account/initial-password?next=/processes").Want(t, 200, "ほかの人が決めたものです", "サインアウト", "!site-nav").
		See(t, webtest.Sends("next", "/processes"))
	const own = "seven copper umbrellas"
	for _, c := range []struct{ password, again, problem string }{
		{webtest.Initial, webtest.Initial, "今と同じパスワードです"},
		{own, own + "x", "確認用のパスワードが違います"},
		{"password2021!!", "password2021!!", "推測されやすい"},
	} {
		b.Post("/account/initial-password", "password", c.password, "again", c.again, "next", "/processes").Want(t, 422, c.problem)
	}
	got := b.Post("/account/initial-password", "password", own, "again", own, "next", "/processes").Want(t, 303)
	if to := got.Header.Get("Location"); to != "/processes" {
		t.Errorf("leads to %q", to)
	}
	b.Get("/account").Want(t, 200, "パスワードを決めました")
	b.Get("/api/v1/progress").Want(t, 200)
	b.Get("/account/initial-password").Want(t, 303)
	b.Post("/account/initial-password", "password", "another horse battery", "again", "another horse battery").Want(t, 303)
	r.Visitor().Post("/sign-in", "login", "fresh", "password", webtest.Initial).Want(t, 422)
	r.Visitor().Post("/sign-in", "login", "fresh", "password", "another horse battery").Want(t, 422) // was not asked for
	r.Visitor().Post("/sign-in", "login", "fresh", "password", own).Want(t, 303)
	r.As(registry.Administrator).Get("/admin/accounts").Want(t, 200, "!はじめのパスワード（")
}

func TestAPasswordThatSomebodyElseChoseCountsForSevenDays(t *testing.T) {
	t.Parallel()
	var c webtest.Clock
	r := webtest.NewRig(t, c.Set)
	r.Given(t)
	c.Pass(7*24*time.Hour - time.Minute)
	r.Visitor().Post("/sign-in", "login", "fresh", "password", webtest.Initial).Want(t, 303)
	c.Pass(2 * time.Minute)
	r.Visitor().Post("/sign-in", "login", "fresh", "password", "wrong horse battery").Want(t, 422, "ログイン名またはパスワードが正しくありません")
	r.Visitor().Post("/sign-in", "login", "fresh", "password", webtest.Initial).Want(t, 422, "期限（7日）が過ぎました")
}

// A reset is the same, and one's own change is not.
func TestAResetPasswordIsChangedFirst(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	r.As(registry.Administrator).Post("/admin/accounts/"+webtest.Num(r.Ids[registry.Planner])+"/password", "password", webtest.Initial).
		Want(t, 303)
	b := r.Visitor()
	b.Post("/sign-in", "login", "planner", "password", webtest.Initial).Want(t, 303)
	b.Get("/").Want(t, 303)
	b.Get("/account/initial-password").Want(t, 200)

	const own = "seven copper umbrellas"
	auditor := r.SignIn(registry.Auditor)
	auditor.Post("/account/password", "current", webtest.Password, "password", own, "again", own).Want(t, 303)
	auditor.Get("/").Want(t, 200)
	auditor.Post("/account/password", "current", own, "password", own, "again", own).Want(t, 422, "今と同じパスワードです")
}

// A reset ends the tokens, too, unless whoever resets chooses to keep them.
func TestAResetEndsTokensUnlessTheyAreKept(t *testing.T) {
	t.Parallel()
	r := webtest.NewRig(t)
	admin, path := r.As(registry.Administrator), "/admin/accounts/"+webtest.Num(r.Ids[registry.Planner])
	admin.Get(path).Want(t, 200, "API トークンを残す", "すべて取り消され")
	program := r.Visitor()
	token, hash := auth.NewToken()
	scope := registry.Scope{AccountID: r.Ids[registry.Planner]}
	if _, err := r.Store.AddToken(t.Context(), scope, "架空の連携", hash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	program.Header.Set("Authorization", "Bearer "+token)
	program.Get("/api/v1/bureaus").Want(t, 200)
	r.As(registry.Planner)
	told := func(message string) {
		t.Helper()
		admin.Get("/admin/accounts").Want(t, 200, message)
	}
	admin.Post(path+"/password", "password", webtest.Initial, "keep_tokens", "yes").Want(t, 303)
	told("API トークン1個は残りました。")
	program.Get("/api/v1/bureaus").Want(t, 200)
	admin.Post(path+"/password", "password", webtest.Initial).Want(t, 303)
	told("API トークン1個を取り消しました。")
	program.Get("/api/v1/bureaus").Want(t, 401)
	b := r.Visitor()
	b.Post("/sign-in", "login", "planner", "password", webtest.Initial).Want(t, 303)
	b.Get("/account/initial-password").Want(t, 200, "API トークン1個を取り消しました。")
	r.As(registry.Auditor).Get("/admin/log?kind=password_reset").Want(t, 200, "残した API トークンの数：1", "取り消した API トークンの数：1")
	if got, err := r.Store.Tokens(t.Context(), scope); err != nil || len(got) != 1 || got[0].RevokedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
}
