package page

import (
	"fmt"
	"net/http"
	"slices"
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
	Accounts []registry.Account // those that the filter leaves
	All      int                // of them and the others
	Filter   accountFilter
	Form     accountForm
}

// accountFilter chooses accounts, as the page's address says.
type accountFilter struct {
	BureauID int // 0: any
	Role     registry.Role
	State    string // active, disabled
	Seen     string // never, old: signed in more than 90 days ago
	Order    string // seen: those first that have not signed in for longest; else by bureau
	Bureaus  []registry.Bureau
	Roles    []registry.Role
}

// longAgo is after how long an account is shown as not used.
const longAgo = 90 * 24 * time.Hour

func accountFilterOf(c echo.Context) accountFilter {
	f := accountFilter{Role: registry.Role(c.QueryParam("role")), State: c.QueryParam("state"), Seen: c.QueryParam("seen"),
		Order: c.QueryParam("order"), Roles: registry.Roles}
	f.BureauID, _ = strconv.Atoi(c.QueryParam("bureau")) // none, or nonsense: any
	return f
}

// leaves reports whether the filter leaves an account.
func (f accountFilter) leaves(a registry.Account, now time.Time) bool {
	switch {
	case f.BureauID != 0 && a.BureauID != f.BureauID,
		f.Role != "" && a.Role != f.Role,
		f.State == "active" && !a.DisabledAt.IsZero(),
		f.State == "disabled" && a.DisabledAt.IsZero(),
		f.Seen == "never" && !a.LastSignInAt.IsZero(),
		f.Seen == "old" && (a.LastSignInAt.IsZero() || now.Sub(a.LastSignInAt) < longAgo):
		return false
	}
	return true
}

// Restricts reports whether the filter leaves some out.
func (f accountFilter) Restricts() bool {
	return f.BureauID != 0 || f.Role != "" || f.State != "" || f.Seen != ""
}

// accountForm has the entered values of an account, with what is wrong with them.
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

func (s *Handlers) accountsPage(c echo.Context) error {
	return s.showAccounts(c, http.StatusOK, accountForm{})
}

func (s *Handlers) showAccounts(c echo.Context, status int, f accountForm) error {
	accounts, err := s.Store.Accounts(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	if err := s.choices(c, &f); err != nil {
		return err
	}
	b := accountsBody{All: len(accounts), Filter: accountFilterOf(c), Form: f}
	if b.Filter.Bureaus, err = s.Store.Bureaus(c.Request().Context()); err != nil {
		return err
	}
	b.Filter.Bureaus = slices.DeleteFunc(b.Filter.Bureaus, func(o registry.Bureau) bool {
		return !slices.ContainsFunc(accounts, func(a registry.Account) bool { return a.BureauID == o.ID })
	})
	b.Accounts = slices.DeleteFunc(accounts, func(a registry.Account) bool { return !b.Filter.leaves(a, s.Now()) })
	if b.Filter.Order == "seen" {
		slices.SortStableFunc(b.Accounts, func(a, b registry.Account) int { return a.LastSignInAt.Compare(b.LastSignInAt) })
	}
	return s.pages.accounts.render(s, c, status, page{Title: "アカウントの管理"}, b)
}

// choices fills in the options of the form's lists.
func (s *Handlers) choices(c echo.Context, f *accountForm) error {
	all, err := s.Store.Bureaus(c.Request().Context())
	if err != nil {
		return err
	}
	f.Bureaus = registry.Employers(all, f.Account.BureauID, s.Now())
	f.Roles = registry.Roles
	return nil
}

func (s *Handlers) addAccount(c echo.Context) error {
	ctx := c.Request().Context()
	a := entered(c)
	a.Login = auth.Login(c.FormValue("login"))
	password := c.FormValue("password")
	err := auth.ValidatePassword(a.Login, password)
	if err == nil {
		var hash string
		if hash, err = auth.HashPassword(ctx, password); err == nil {
			a.InitialUntil = s.Now().Add(registry.InitialPasswordLasts)
			_, err = s.Store.AddAccount(ctx, request.ScopeOf(c), a, hash)
		}
	}
	if request.Mendable(err) {
		f := accountForm{Account: a, Problem: registry.MessageOf(err), Field: request.FieldOf(err)}
		return s.showAccounts(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return s.Done(c, "/admin/accounts", "アカウント「"+a.Login+"」を登録しました。はじめのパスワードは、"+registry.MomentText(a.InitialUntil)+"まで使えます。")
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
	return s.Done(c, "/admin/accounts", "アカウントを変更しました。")
}

func (s *Handlers) disableAccount(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Store.DisableAccount(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.Done(c, "/admin/accounts", "アカウントを停止しました。")
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
	return s.Done(c, "/admin/accounts", fmt.Sprintf("%d 件のアカウントを停止しました。", len(ids)))
}

func (s *Handlers) enableAccount(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := s.Store.EnableAccount(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.Done(c, "/admin/accounts", "アカウントの停止を解きました。")
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
	password := c.FormValue("password")
	if err := auth.ValidatePassword(a.Login, password); err != nil {
		return s.showEdit(c, http.StatusUnprocessableEntity, editAccountBody{Problem: registry.MessageOf(err)})
	}
	hash, err := auth.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	until := s.Now().Add(registry.InitialPasswordLasts)
	keep := c.FormValue("keep_tokens") != ""
	tokens, err := s.Store.ResetPassword(ctx, request.ScopeOf(c), id, hash, until, keep)
	if err != nil {
		return err
	}
	return s.Done(c, "/admin/accounts", "アカウント「"+a.Login+"」のパスワードを設定し直しました。"+
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
