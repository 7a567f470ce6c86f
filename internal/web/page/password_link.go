package page

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

// passwordLinkBody is the page on which a person chooses a password by a mailed link.
type passwordLinkBody struct {
	Token   string
	Login   string
	Problem string
	Chosen  bool // it is done
}

// passwordLinkPage asks for a password. Opening it does not use the link up, since programs
// that look at mails open links, too.
func (s *Handlers) passwordLinkPage(c echo.Context) error {
	return s.showPasswordLink(c, http.StatusOK, passwordLinkBody{Token: c.QueryParam("token")})
}

func (s *Handlers) showPasswordLink(c echo.Context, status int, b passwordLinkBody) error {
	if !b.Chosen {
		a, err := s.Store.PasswordLinkAccount(c.Request().Context(), b.Token)
		if err != nil {
			return err
		}
		b.Login = a.Login
	}
	return s.pages.passwordLink.render(s, c, status, page{Title: "パスワードを決める"}, b)
}

func (s *Handlers) choosePasswordByLink(c echo.Context) error {
	ctx, token, password := c.Request().Context(), c.FormValue("token"), c.FormValue("password")
	a, err := s.Store.PasswordLinkAccount(ctx, token)
	if err != nil {
		return err
	}
	if password != c.FormValue("again") {
		return s.showPasswordLink(c, http.StatusUnprocessableEntity,
			passwordLinkBody{Token: token, Problem: "新しいパスワードと確認用のパスワードが違います。"})
	}
	if err := auth.ValidatePassword(a.Login, password); err != nil {
		return s.showPasswordLink(c, http.StatusUnprocessableEntity, passwordLinkBody{Token: token, Problem: registry.MessageOf(err)})
	}
	hash, err := auth.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	if err := s.Store.SetPasswordByLink(ctx, token, hash, c.RealIP()); err != nil {
		return err
	}
	return s.showPasswordLink(c, http.StatusOK, passwordLinkBody{Login: a.Login, Chosen: true})
}
