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

// confirmForm asks for the password once more.
type confirmForm struct {
	Next    string
	Problem string
}

// provedLately reports whether the request's session has a proof that counts.
func (s *server) provedLately(c echo.Context) bool {
	return s.now().Sub(s.sessions.LastProof(c.Request().Context())) < proofLasts
}

// backTo is the page to lead to after a proof: the one asked for, or the one with
// the form that was sent.
func backTo(c echo.Context) string {
	if c.Request().Method == http.MethodGet {
		return c.Request().URL.RequestURI()
	}
	if from, err := url.Parse(c.Request().Referer()); err == nil && from.Host == c.Request().Host {
		return local(from.RequestURI())
	}
	return "/account"
}

func (s *server) confirmPage(c echo.Context) error {
	return s.showConfirm(c, http.StatusOK, confirmForm{Next: local(c.QueryParam("next"))})
}

func (s *server) showConfirm(c echo.Context, status int, f confirmForm) error {
	return s.pages.confirm.render(s, c, status, page{Title: "パスワードの確認"}, f)
}

func (s *server) confirm(c echo.Context) error {
	next := local(c.FormValue("next"))
	wrong, err := s.prove(c, c.FormValue("password"))
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

// prove checks the password of whoever is signed in; it gives what is wrong with it.
func (s *server) prove(c echo.Context, password string) (wrong string, err error) {
	err = auth.Prove(c.Request().Context(), s.store, accountOf(c).Login, password, c.RealIP())
	switch registry.CodeOf(err) {
	case registry.Unauthenticated:
		return "今のパスワードが正しくありません。", nil
	case registry.Unavailable:
		return registry.MessageOf(err), nil
	}
	return "", err
}
