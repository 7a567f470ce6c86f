package page

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// factorBody is the page that sets a second factor up.
type factorBody struct {
	QR      qrCode
	Key     string // the secret in groups, to type
	Next    string
	Must    bool // the account's role needs one
	Problem string
}

// codesBody is the page that shows new recovery codes, once.
type codesBody struct {
	Codes []string
	Next  string
	New   bool // the second factor was set up just now
}

// errHasFactor is the error of an account that has a second factor already.
func errHasFactor() error {
	return registry.Errorf(registry.Conflict, "page.secondFactor", "二段階認証は、すでに設定してあります。別の端末に変えるときは、アカウントのページで一度やめてから設定してください。")
}

// errNoPassword is the error of an account whose factors the provider checks.
func errNoPassword() error {
	return registry.Errorf(registry.Conflict, "page.secondFactor", "このアカウントは組織の認証サービスでサインインします。二段階認証は、そちらで設定してください。")
}

// mayHaveFactor is nil if the account may set up a second factor.
func mayHaveFactor(a registry.Account) error {
	switch {
	case !a.Password:
		return errNoPassword()
	case a.SecondFactor:
		return errHasFactor()
	}
	return nil
}

func (s *Handlers) secondFactorPage(c echo.Context) error {
	if err := mayHaveFactor(request.AccountOf(c)); err != nil {
		return err
	}
	return s.showFactor(c, http.StatusOK, factorBody{Next: local(c.QueryParam("next"))})
}

func (s *Handlers) showFactor(c echo.Context, status int, b factorBody) error {
	key, address, err := auth.FactorKey(s.Sessions.NewFactor(c.Request().Context()), request.AccountOf(c).Login)
	if err != nil {
		return err
	}
	if b.QR, err = newQR(address); err != nil {
		return err
	}
	b.Key, b.Must = grouped(key), DutyFirst(c) == secondFactor
	return s.pages.factor.render(s, c, status, page{Title: "二段階認証の設定"}, b)
}

// grouped sets a space after every four characters.
func grouped(s string) string {
	out := ""
	for ; len(s) > 4; s = s[4:] {
		out += s[:4] + " "
	}
	return out + s
}

func (s *Handlers) addSecondFactor(c echo.Context) error {
	ctx, next := c.Request().Context(), local(c.FormValue("next"))
	if err := mayHaveFactor(request.AccountOf(c)); err != nil {
		return err
	}
	secret := s.Sessions.NewFactor(ctx)
	step, ok := auth.CodeStep(secret, c.FormValue("code"), s.Now())
	if !ok {
		return s.showFactor(c, http.StatusUnprocessableEntity, factorBody{Next: next,
			Problem: "コードが正しくありません。アプリに今出ている6桁の数字を入力してください。何度も合わないときは、端末の時計を確かめてください。"})
	}
	codes, hashes := auth.NewRecoveryCodes()
	if err := s.Store.AddSecondFactor(ctx, request.ScopeOf(c), secret, step, hashes); err != nil {
		return err
	}
	if err := s.Sessions.FactorDone(ctx); err != nil {
		return err
	}
	c.Set(KeyDuty, Duty(""))
	return s.showCodes(c, codesBody{Codes: codes, Next: next, New: true})
}

func (s *Handlers) renewRecoveryCodes(c echo.Context) error {
	if !request.AccountOf(c).SecondFactor {
		return registry.Errorf(registry.Conflict, "page.renewRecoveryCodes", "二段階認証を先に設定してください。")
	}
	codes, hashes := auth.NewRecoveryCodes()
	if err := s.Store.RenewRecoveryCodes(c.Request().Context(), request.ScopeOf(c), hashes); err != nil {
		return err
	}
	return s.showCodes(c, codesBody{Codes: codes, Next: "/account"})
}

func (s *Handlers) showCodes(c echo.Context, b codesBody) error {
	return s.pages.codes.render(s, c, http.StatusOK, page{Title: "回復コード"}, b)
}

func (s *Handlers) removeSecondFactor(c echo.Context) error {
	ctx := c.Request().Context()
	if err := s.Store.RemoveSecondFactor(ctx, request.ScopeOf(c), request.AccountOf(c).ID); err != nil {
		return err
	}
	if err := s.Sessions.FactorDone(ctx); err != nil {
		return err
	}
	return s.Done(c, "/account", "二段階認証をやめました。ほかの端末ではサインアウトしました。")
}

// resetSecondFactor removes the second factor of a person who has lost it.
func (s *Handlers) resetSecondFactor(c echo.Context) error {
	ctx := c.Request().Context()
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if id == request.AccountOf(c).ID {
		return registry.Errorf(registry.Conflict, "page.resetSecondFactor", "ご自身の二段階認証は、アカウントのページでやめられます。")
	}
	a, err := s.Store.Account(ctx, request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	if err := s.Store.RemoveSecondFactor(ctx, request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.Done(c, accountsPath, fmt.Sprintf("アカウント「%s」の二段階認証を解除しました。", a.Login))
}
