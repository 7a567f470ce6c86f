package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
)

// accountsBody is the page of all accounts.
type accountsBody struct {
	Accounts []registry.Account
	Form     accountForm
}

// accountForm is what is entered for an account, with what is wrong with it.
type accountForm struct {
	Account registry.Account
	Roles   []registry.Role
	Bureaus []registry.Bureau
	Field   string // the field that Problem is about, where it is about one
	Problem string
}

// editAccountBody is the page of one account.
type editAccountBody struct {
	Account registry.Account // as it is stored
	Own     bool
	Form    accountForm
	Problem string // with the new password
}

func (s *server) accountsPage(c echo.Context) error {
	return s.showAccounts(c, http.StatusOK, accountForm{})
}

func (s *server) showAccounts(c echo.Context, status int, f accountForm) error {
	accounts, err := s.store.Accounts(c.Request().Context(), scopeOf(c))
	if err != nil {
		return err
	}
	if err := s.choices(c, &f); err != nil {
		return err
	}
	return s.pages.accounts.render(s, c, status, page{Title: "アカウントの管理"}, accountsBody{accounts, f})
}

// choices fills in what the form's lists offer.
func (s *server) choices(c echo.Context, f *accountForm) error {
	all, err := s.store.Bureaus(c.Request().Context())
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.On(s.now()) || b.ID == f.Account.BureauID {
			f.Bureaus = append(f.Bureaus, b)
		}
	}
	f.Roles = registry.Roles
	return nil
}

func (s *server) addAccount(c echo.Context) error {
	ctx := c.Request().Context()
	a := entered(c)
	a.Login = auth.Login(c.FormValue("login"))
	password := c.FormValue("password")
	err := auth.ValidatePassword(a.Login, password)
	if err == nil {
		var hash string
		if hash, err = auth.HashPassword(ctx, password); err == nil {
			a.InitialUntil = s.now().Add(registry.InitialPasswordLasts)
			_, err = s.store.AddAccount(ctx, scopeOf(c), a, hash)
		}
	}
	if mendable(err) {
		f := accountForm{Account: a, Problem: registry.MessageOf(err), Field: fieldOf(err)}
		return s.showAccounts(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.done(c, "/admin/accounts", "アカウント「"+a.Login+"」を登録しました。はじめのパスワードは、"+datetime(a.InitialUntil)+"まで使えます。")
}

func (s *server) editAccountPage(c echo.Context) error {
	return s.showEdit(c, http.StatusOK, editAccountBody{})
}

func (s *server) showEdit(c echo.Context, status int, b editAccountBody) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if b.Account, err = s.store.Account(c.Request().Context(), scopeOf(c), id); err != nil {
		return err
	}
	if b.Form.Problem == "" {
		b.Form.Account = b.Account
	}
	if err := s.choices(c, &b.Form); err != nil {
		return err
	}
	b.Own = id == scopeOf(c).AccountID
	return s.pages.edit.render(s, c, status, page{Title: "アカウント「" + b.Account.Login + "」"}, b)
}

func (s *server) changeAccount(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	a := entered(c)
	a.ID = id
	err = s.store.ChangeAccount(c.Request().Context(), scopeOf(c), a)
	if mendable(err) {
		f := accountForm{Account: a, Problem: registry.MessageOf(err), Field: fieldOf(err)}
		return s.showEdit(c, http.StatusUnprocessableEntity, editAccountBody{Form: f})
	}
	if err != nil {
		return err
	}
	return s.done(c, "/admin/accounts", "アカウントを変更しました。")
}

func (s *server) disableAccount(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.store.DisableAccount(c.Request().Context(), scopeOf(c), id); err != nil {
		return err
	}
	return s.done(c, "/admin/accounts", "アカウントを停止しました。")
}

func (s *server) enableAccount(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	if err := s.store.EnableAccount(c.Request().Context(), scopeOf(c), id); err != nil {
		return err
	}
	return s.done(c, "/admin/accounts", "アカウントの停止を解きました。")
}

func (s *server) resetPassword(c echo.Context) error {
	ctx := c.Request().Context()
	id, err := pathID(c)
	if err != nil {
		return err
	}
	a, err := s.store.Account(ctx, scopeOf(c), id)
	if err != nil {
		return err
	}
	password := c.FormValue("password")
	if err := auth.ValidatePassword(a.Login, password); err != nil {
		return s.showEdit(c, http.StatusUnprocessableEntity, editAccountBody{Problem: registry.MessageOf(err)})
	}
	hash, err := auth.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	until := s.now().Add(registry.InitialPasswordLasts)
	keep := c.FormValue("keep_tokens") != ""
	tokens, err := s.store.ResetPassword(ctx, scopeOf(c), id, hash, until, keep)
	if err != nil {
		return err
	}
	return s.done(c, "/admin/accounts", "アカウント「"+a.Login+"」のパスワードを設定し直しました。"+datetime(until)+"まで使えます。"+registry.TokensText(tokens, keep))
}

// entered reads an account's fields from a form. A bureau counts only with a role
// of a bureau, so that changing the role alone is enough.
func entered(c echo.Context) registry.Account {
	a := registry.Account{Name: c.FormValue("name"), Role: registry.Role(c.FormValue("role")), Email: strings.TrimSpace(c.FormValue("email"))}
	if a.Role.OfBureau() {
		a.BureauID, _ = strconv.Atoi(c.FormValue("bureau")) // none or nonsense: the store asks for one
	}
	return a
}

// mendable reports whether the user can mend the error in the form.
func mendable(err error) bool {
	code := registry.CodeOf(err)
	return code == registry.Invalid || code == registry.Conflict
}
