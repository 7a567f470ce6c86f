package web

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

const initial = "fifteen paper lanterns"

// given is a visitor who has signed in with a password that an administrator chose.
func (r *rig) given(t *testing.T) *visitor {
	t.Helper()
	r.as(registry.Administrator).post("/admin/accounts", "login", "fresh", "name", "架空 新人", "role", "headquarters", "password", initial).want(t, 303)
	b := r.visitor()
	b.post("/sign-in", "login", "fresh", "password", initial).want(t, 303)
	return b
}

func TestAPasswordThatSomebodyElseChoseIsChangedFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := r.given(t)
	r.as(registry.Administrator).get("/admin/accounts").want(t, 200, "はじめのパスワード（")
	for _, path := range []string{"/", "/processes", "/account", "/account/second-factor", "/admin"} {
		if to := b.get(path).want(t, 303).header.Get("Location"); !strings.HasPrefix(to, "/account/initial-password?next=") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	for _, path := range []string{"/account/tokens", "/account/password", "/account/second-factor", "/account/sessions/end", "/uploads"} {
		if to := b.post(path, "name", "x").want(t, 303).header.Get("Location"); !strings.HasPrefix(to, "/account/initial-password?") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	b.get("/api/v1/progress").want(t, 403, "はじめのパスワードのままでは使えません")
	b.get("/account/initial-password?next=/processes").want(t, 200, "ほかの人が決めたものです", `value="/processes"`, "サインアウト", "!site-nav")
	const own = "seven copper umbrellas"
	for _, c := range []struct{ password, again, problem string }{
		{initial, initial, "今と同じパスワードです"},
		{own, own + "x", "確認用のパスワードが違います"},
		{"password2021!!", "password2021!!", "推測されやすい"},
	} {
		b.post("/account/initial-password", "password", c.password, "again", c.again, "next", "/processes").want(t, 422, c.problem)
	}
	got := b.post("/account/initial-password", "password", own, "again", own, "next", "/processes").want(t, 303)
	if to := got.header.Get("Location"); to != "/processes" {
		t.Errorf("leads to %q", to)
	}
	b.get("/account").want(t, 200, "パスワードを決めました")
	b.get("/api/v1/progress").want(t, 200)
	b.get("/account/initial-password").want(t, 303)
	b.post("/account/initial-password", "password", "another horse battery", "again", "another horse battery").want(t, 303)
	r.visitor().post("/sign-in", "login", "fresh", "password", initial).want(t, 422)
	r.visitor().post("/sign-in", "login", "fresh", "password", "another horse battery").want(t, 422) // was not asked for
	r.visitor().post("/sign-in", "login", "fresh", "password", own).want(t, 303)
	r.as(registry.Administrator).get("/admin/accounts").want(t, 200, "!はじめのパスワード（")
}

func TestAPasswordThatSomebodyElseChoseCountsForSevenDays(t *testing.T) {
	t.Parallel()
	var c clock
	r := newRig(t, c.set)
	r.given(t)
	c.pass(7*24*time.Hour - time.Minute)
	r.visitor().post("/sign-in", "login", "fresh", "password", initial).want(t, 303)
	c.pass(2 * time.Minute)
	r.visitor().post("/sign-in", "login", "fresh", "password", "wrong horse battery").want(t, 422, "ログイン名またはパスワードが正しくありません")
	r.visitor().post("/sign-in", "login", "fresh", "password", initial).want(t, 422, "期限（7日）が過ぎました")
}

// A reset is the same, and one's own change is not.
func TestAResetPasswordIsChangedFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.as(registry.Administrator).post("/admin/accounts/"+num(r.ids[registry.Planner])+"/password", "password", initial).want(t, 303)
	b := r.visitor()
	b.post("/sign-in", "login", "planner", "password", initial).want(t, 303)
	b.get("/").want(t, 303)
	b.get("/account/initial-password").want(t, 200)

	const own = "seven copper umbrellas"
	auditor := r.signIn(registry.Auditor)
	auditor.post("/account/password", "current", password, "password", own, "again", own).want(t, 303)
	auditor.get("/").want(t, 200)
	auditor.post("/account/password", "current", own, "password", own, "again", own).want(t, 422, "今と同じパスワードです")
}

// A reset ends the tokens, too, unless whoever resets chooses to keep them.
func TestAResetEndsTokensUnlessTheyAreKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	admin, path := r.as(registry.Administrator), "/admin/accounts/"+num(r.ids[registry.Planner])
	admin.get(path).want(t, 200, "API トークンを残す", "すべて取り消され")
	program := r.visitor()
	token, hash := auth.NewToken()
	scope := registry.Scope{AccountID: r.ids[registry.Planner]}
	if _, err := r.store.AddToken(t.Context(), scope, "架空の連携", hash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	program.header.Set("Authorization", "Bearer "+token)
	program.get("/api/v1/bureaus").want(t, 200)
	r.as(registry.Planner)
	told := func(message string) {
		t.Helper()
		admin.get("/admin/accounts").want(t, 200, message)
	}
	admin.post(path+"/password", "password", initial, "keep_tokens", "yes").want(t, 303)
	told("API トークン1個は残りました。")
	program.get("/api/v1/bureaus").want(t, 200)
	admin.post(path+"/password", "password", initial).want(t, 303)
	told("API トークン1個を取り消しました。")
	program.get("/api/v1/bureaus").want(t, 401)
	b := r.visitor()
	b.post("/sign-in", "login", "planner", "password", initial).want(t, 303)
	b.get("/account/initial-password").want(t, 200, "API トークン1個を取り消しました。")
	r.as(registry.Auditor).get("/admin/log?kind=password_reset").want(t, 200, "残した API トークンの数：1", "取り消した API トークンの数：1")
	if got, err := r.store.Tokens(t.Context(), scope); err != nil || len(got) != 1 || got[0].RevokedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
}
