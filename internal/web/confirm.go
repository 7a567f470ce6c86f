package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

// proofLasts is for how long a typed password counts as a proof.
const proofLasts = 15 * time.Minute

// confirmForm asks once more for what the account signs in by.
type confirmForm struct {
	Next    string
	Problem string
}

// provedLately reports whether the request's session has a proof that counts.
func (s *server) provedLately(c echo.Context) bool {
	return s.now().Sub(s.sessions.LastProof(c.Request().Context())) < proofLasts
}

// typed marks a way back to a form that was sent and not taken: a script puts what
// was typed back in. A fragment goes through every way of signing in.
const typed = "#typed"

// backTo is the page to lead to after a proof or a sign-in: the one asked for, or the
// one with the form that was sent.
func backTo(c echo.Context) string {
	if c.Request().Method == http.MethodGet {
		return c.Request().URL.RequestURI()
	}
	if from, err := url.Parse(c.Request().Referer()); err == nil && from.Host == c.Request().Host {
		return local(from.RequestURI()) + typed
	}
	return "/account" + typed
}

func (s *server) confirmPage(c echo.Context) error {
	return s.showConfirm(c, http.StatusOK, confirmForm{Next: local(c.QueryParam("next"))})
}

func (s *server) showConfirm(c echo.Context, status int, f confirmForm) error {
	return s.pages.confirm.render(s, c, status, page{Title: "パスワードの確認"}, f)
}

func (s *server) confirm(c echo.Context) error {
	next := local(c.FormValue("next"))
	wrong, err := s.proveFully(c, c.FormValue("password"), c.FormValue("code"))
	if err != nil {
		return err
	}
	if wrong != "" {
		return s.showConfirm(c, http.StatusUnprocessableEntity, confirmForm{Next: next, Problem: wrong})
	}
	if err := s.sessions.Proved(c.Request().Context(), s.now()); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// proveFully checks all that whoever is signed in signs in by: the password, and a code
// where there is a second factor.
func (s *server) proveFully(c echo.Context, password, code string) (wrong string, err error) {
	a := accountOf(c)
	if !a.SecondFactor {
		return s.prove(c, password)
	}
	err = auth.ProveBoth(c.Request().Context(), s.store, a.Login, password, code, c.RealIP(), s.now())
	return proveProblem(err, "パスワードかコードが正しくないか、コードが使用済みです。アプリに次のコードが出てから、もう一度入力してください。")
}

// prove checks the password of whoever is signed in; it gives what is wrong with it.
func (s *server) prove(c echo.Context, password string) (wrong string, err error) {
	err = auth.Prove(c.Request().Context(), s.store, accountOf(c).Login, password, c.RealIP())
	return proveProblem(err, "今のパスワードが正しくありません。")
}

// proveProblem parts what the caller can mend from what failed; refused is what to say
// of a proof that is wrong.
func proveProblem(err error, refused string) (wrong string, failed error) {
	switch registry.CodeOf(err) {
	case registry.Unauthenticated:
		return refused, nil
	case registry.Unavailable:
		return registry.MessageOf(err), nil
	}
	return "", err
}
