package page

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/auth"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// accountsBody is the page of all accounts.
type accountsBody struct {
	Tabs []tab
	List shownList[registry.Account]
	Form accountForm
}

// accountForm has the entered values of an account, with what is wrong with them.
type accountForm struct {
	Account registry.Account
	Roles   []registry.Role
	Bureaus []registry.Bureau
	Field   string // the field that Problem is about, where it is about one
	Problem string
	First   string // how the first password comes about
	Mailing bool   // mails are sent
}

// How a first password comes about. It is one that the person changes at the first sign-in, or
// chooses by the mailed link.
const (
	firstTyped  = "typed"  // by who adds the account
	firstShown  = "shown"  // made by the program, and shown once
	firstMailed = "mailed" // chosen by the person, by a mailed link
)

// editAccountBody is the page of one account.
type editAccountBody struct {
	Account registry.Account // as it is stored
	Own     bool
	Form    accountForm
	Problem string // with the new password
}

func (s *Handlers) accountsPage(c echo.Context) error {
	return s.showAccounts(c, http.StatusOK, accountForm{})
}

func (s *Handlers) showAccounts(c echo.Context, status int, f accountForm) error {
	l, err := s.accountList(c)
	if err != nil {
		return err
	}
	if err := s.choices(c, &f); err != nil {
		return err
	}
	return s.pages.accounts.render(s, c, status, page{Title: "アカウントの管理"}, accountsBody{adminTabs(request.ScopeOf(c), accountsPath), l, f})
}

// choices fills in the options of the form's lists.
func (s *Handlers) choices(c echo.Context, f *accountForm) error {
	all, err := s.Store.Bureaus(c.Request().Context())
	if err != nil {
		return err
	}
	f.Bureaus = registry.Employers(all, f.Account.BureauID, s.Now())
	f.Roles, f.Mailing, f.First = registry.Roles, s.Mailing, cmp.Or(f.First, firstTyped)
	return nil
}

func (s *Handlers) addAccount(c echo.Context) error {
	a := entered(c)
	a.Login = auth.Login(c.FormValue("login"))
	a.InitialUntil = s.Now().Add(registry.InitialPasswordLasts)
	first, password := c.FormValue("first"), c.FormValue("password")
	var err error
	switch first {
	case firstMailed:
		err = s.addMailedAccount(c, a)
	case firstShown:
		password = auth.NewPassword()
		err = s.addAccountWith(c, a, password)
	default:
		if err = auth.ValidatePassword(a.Login, password); err == nil {
			err = s.addAccountWith(c, a, password)
		}
	}
	if request.Mendable(err) {
		f := accountForm{Account: a, Problem: registry.MessageOf(err), Field: request.FieldOf(err), First: first}
		return s.showAccounts(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	until := registry.MomentText(a.InitialUntil)
	switch first {
	case firstMailed:
		return s.Done(c, accountsPath, "アカウント「"+a.Login+"」を登録し、パスワードを決めるリンクを "+a.Email+" に送ります。リンクは、"+until+"まで使えます。")
	case firstShown:
		return s.showAccountList(c, http.StatusOK, accountListBody{Issued: []auth.Issued{{Account: a, Password: password}}, Until: until})
	}
	return s.Done(c, accountsPath, "アカウント「"+a.Login+"」を登録しました。はじめのパスワードは、"+until+"まで使えます。")
}

// addAccountWith adds an account with its first password.
func (s *Handlers) addAccountWith(c echo.Context, a registry.Account, password string) error {
	ctx := c.Request().Context()
	hash, err := auth.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	_, err = s.Store.AddAccount(ctx, request.ScopeOf(c), a, hash)
	return err
}

// addMailedAccount adds an account whose password the person chooses by a mailed link.
func (s *Handlers) addMailedAccount(c echo.Context, a registry.Account) error {
	if err := s.Mails("page.addMailedAccount", "first"); err != nil {
		return err
	}
	_, err := s.Store.AddMailedAccount(c.Request().Context(), request.ScopeOf(c), a)
	return err
}

func (s *Handlers) editAccountPage(c echo.Context) error {
	return s.showEdit(c, http.StatusOK, editAccountBody{})
}

func (s *Handlers) showEdit(c echo.Context, status int, b editAccountBody) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if b.Account, err = s.Store.Account(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	if b.Form.Problem == "" {
		b.Form.Account = b.Account
	}
	if err := s.choices(c, &b.Form); err != nil {
		return err
	}
	b.Own = id == request.ScopeOf(c).AccountID
	return s.pages.edit.render(s, c, status, page{Title: "アカウント「" + b.Account.Login + "」"}, b)
}

func (s *Handlers) changeAccount(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	a := entered(c)
	a.ID = id
	err = s.Store.ChangeAccount(c.Request().Context(), request.ScopeOf(c), a)
	if request.Mendable(err) {
		f := accountForm{Account: a, Problem: registry.MessageOf(err), Field: request.FieldOf(err)}
		return s.showEdit(c, http.StatusUnprocessableEntity, editAccountBody{Form: f})
	}
	if err != nil {
		return err
	}
	return s.Done(c, accountsPath, "アカウントを変更しました。")
}

func (s *Handlers) disableAccount(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Store.DisableAccount(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.Done(c, accountsPath, "アカウントを停止しました。")
}

// disableAccounts disables those that were chosen in the list, all or none.
func (s *Handlers) disableAccounts(c echo.Context) error {
	var ids []int64
	for _, given := range c.Request().PostForm["account"] {
		id, err := strconv.ParseInt(given, 10, 64)
		if err != nil {
			return registry.Errorf(registry.Invalid, "page.disableAccounts", "停止するアカウントを一覧から選んでください。")
		}
		ids = append(ids, id)
	}
	if err := s.Store.DisableAccounts(c.Request().Context(), request.ScopeOf(c), ids); err != nil {
		return err
	}
	return s.Done(c, accountsPath, fmt.Sprintf("%d 人のアカウントを停止しました。", len(ids)))
}

func (s *Handlers) enableAccount(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Store.EnableAccount(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.Done(c, accountsPath, "アカウントの停止を解きました。")
}

func (s *Handlers) resetPassword(c echo.Context) error {
	ctx := c.Request().Context()
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	a, err := s.Store.Account(ctx, request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	until, keep := s.Now().Add(registry.InitialPasswordLasts), c.FormValue("keep_tokens") != ""
	if c.FormValue("first") == firstMailed {
		return s.mailPasswordLink(c, a, until, keep)
	}
	password := c.FormValue("password")
	if err := auth.ValidatePassword(a.Login, password); err != nil {
		return s.showEdit(c, http.StatusUnprocessableEntity, editAccountBody{Problem: registry.MessageOf(err)})
	}
	hash, err := auth.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	tokens, err := s.Store.ResetPassword(ctx, request.ScopeOf(c), id, hash, until, keep)
	if err != nil {
		return err
	}
	return s.Done(c, accountsPath, "アカウント「"+a.Login+"」のパスワードを設定し直しました。"+
		registry.MomentText(until)+"まで使えます。"+registry.TokensText(tokens, keep))
}

// mailPasswordLink lets a person choose another password by a mailed link.
func (s *Handlers) mailPasswordLink(c echo.Context, a registry.Account, until time.Time, keep bool) error {
	err := s.Mails("page.mailPasswordLink", "first")
	var tokens int64
	if err == nil {
		tokens, err = s.Store.MailPasswordLink(c.Request().Context(), request.ScopeOf(c), a.ID, until, keep)
	}
	if request.Mendable(err) {
		return s.showEdit(c, http.StatusUnprocessableEntity, editAccountBody{Problem: registry.MessageOf(err)})
	}
	if err != nil {
		return err
	}
	return s.Done(c, accountsPath, "アカウント「"+a.Login+"」のパスワードを決めるリンクを "+a.Email+" に送ります。リンクは、"+
		registry.MomentText(until)+"まで使えます。"+registry.TokensText(tokens, keep))
}

// entered reads an account's fields from a form. The bureau is ignored unless the role belongs
// to a bureau, so that a change of the role alone is enough.
func entered(c echo.Context) registry.Account {
	a := registry.Account{
		Name:  c.FormValue("name"),
		Role:  registry.Role(c.FormValue("role")),
		Email: strings.TrimSpace(c.FormValue("email")),
	}
	if a.Role.OfBureau() {
		a.BureauID, _ = strconv.Atoi(c.FormValue("bureau")) // none or nonsense: the store asks for one
	}
	return a
}
