package page

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// initialForm asks for a password in the place of one that somebody else chose.
type initialForm struct {
	Next    string
	Problem string
}

func (s *Handlers) initialPasswordPage(c echo.Context) error {
	next := local(c.QueryParam("next"))
	if request.AccountOf(c).InitialUntil.IsZero() {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return s.showInitial(c, http.StatusOK, initialForm{Next: next})
}

func (s *Handlers) showInitial(c echo.Context, status int, f initialForm) error {
	return s.pages.initial.render(s, c, status, page{Title: "パスワードを決める"}, f)
}

func (s *Handlers) chooseInitialPassword(c echo.Context) error {
	ctx, a, next := c.Request().Context(), request.AccountOf(c), local(c.FormValue("next"))
	if a.InitialUntil.IsZero() {
		return c.Redirect(http.StatusSeeOther, next)
	}
	problem, err := s.choosePassword(c)
	if err != nil {
		return err
	}
	if problem != "" {
		return s.showInitial(c, http.StatusUnprocessableEntity, initialForm{Next: next, Problem: problem})
	}
	if err := s.Sessions.RenewToken(ctx); err != nil {
		return registry.Failed("page.chooseInitialPassword", err)
	}
	return s.Done(c, next, "パスワードを決めました。次からは、このパスワードでサインインしてください。")
}

// choosePassword stores the password that a form has for the account that is signed
// in; it gives what is wrong with it.
func (s *Handlers) choosePassword(c echo.Context) (problem string, err error) {
	ctx, a, password := c.Request().Context(), request.AccountOf(c), c.FormValue("password")
	if password != c.FormValue("again") {
		return "新しいパスワードと確認用のパスワードが違います。", nil
	}
	if err := auth.ValidatePassword(a.Login, password); err != nil {
		return registry.MessageOf(err), nil
	}
	_, present, err := s.Store.Credentials(ctx, a.Login)
	if err != nil {
		return "", err
	}
	same, err := auth.CheckPassword(ctx, password, present)
	if err != nil {
		return "", err
	}
	if same {
		return "今と同じパスワードです。ほかのものにしてください。", nil
	}
	hash, err := auth.HashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	return "", s.Store.SetPassword(ctx, request.ScopeOf(c), hash)
}
