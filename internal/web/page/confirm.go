package page

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// confirmForm asks the caller to confirm who they are.
type confirmForm struct {
	Next    string
	Problem string
}

// typed is the fragment of an address that leads back to a form that was sent without a
// session: a script then restores the entered text. A fragment survives every kind of sign-in.
const typed = "#typed"

// BackTo is the page to return to after a sign-in: the requested one, or the one with the form
// that was sent.
func BackTo(c echo.Context) string {
	if c.Request().Method == http.MethodGet {
		return c.Request().URL.RequestURI()
	}
	if from, err := url.Parse(c.Request().Referer()); err == nil && from.Host == c.Request().Host {
		return local(from.RequestURI()) + typed
	}
	return "/account" + typed
}

func (s *Handlers) confirmPage(c echo.Context) error {
	return s.showConfirm(c, http.StatusOK, confirmForm{Next: local(c.QueryParam("next"))})
}

func (s *Handlers) showConfirm(c echo.Context, status int, f confirmForm) error {
	return s.pages.confirm.render(s, c, status, page{Title: "パスワードの確認"}, f)
}

func (s *Handlers) confirm(c echo.Context) error {
	next := local(c.FormValue("next"))
	wrong, err := s.proveFully(c, c.FormValue("password"), c.FormValue("code"))
	if err != nil {
		return err
	}
	if wrong != "" {
		return s.showConfirm(c, http.StatusUnprocessableEntity, confirmForm{Next: next, Problem: wrong})
	}
	if err := s.Sessions.Proved(c.Request().Context(), s.Now()); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// proveFully checks the caller's password, and a code if the account has a second factor. It
// returns what is wrong.
func (s *Handlers) proveFully(c echo.Context, password, code string) (wrong string, err error) {
	a := request.AccountOf(c)
	if !a.SecondFactor {
		return s.prove(c, password)
	}
	err = auth.ProveBoth(c.Request().Context(), s.Store, a.Login, password, code, c.RealIP(), s.Now())
	return proveProblem(err, "パスワードかコードが正しくないか、コードが使用済みです。アプリに次のコードが出てから、もう一度入力してください。")
}

// prove checks the caller's password, and returns what is wrong with it.
func (s *Handlers) prove(c echo.Context, password string) (wrong string, err error) {
	err = auth.Prove(c.Request().Context(), s.Store, request.AccountOf(c).Login, password, c.RealIP())
	return proveProblem(err, "今のパスワードが正しくありません。")
}

// proveProblem separates what the caller can correct from other errors; refused is the message
// for a wrong proof.
func proveProblem(err error, refused string) (wrong string, failed error) {
	switch registry.CodeOf(err) {
	case registry.Unauthenticated:
		return refused, nil
	case registry.Unavailable:
		return registry.MessageOf(err), nil
	}
	return "", err
}
