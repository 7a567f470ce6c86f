package page

import (
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

const accountsPath = "/admin/accounts"

// longAgo is after how long an account is shown as not used.
const longAgo = 90 * 24 * time.Hour

// accountList is the list of all accounts.
func (s *Handlers) accountList(c echo.Context) (shownList[registry.Account], error) {
	accounts, err := s.Store.Accounts(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return shownList[registry.Account]{}, err
	}
	return accountListOf(accounts, s.Now()).show(c, accounts)
}

func accountListOf(accounts []registry.Account, now time.Time) list[registry.Account] {
	return list[registry.Account]{
		Name: "アカウント", Path: accountsPath, Unit: "人", Choose: "account",
		Filters: []listFilter[registry.Account]{
			{Name: "q", Label: "名前・ログイン名・メール", Example: "yamada",
				Keep: func(a registry.Account, v string) bool { return contains(v, a.Name, a.Login, a.Email) }},
			{Name: "bureau", Label: "局", Options: bureausOf(accounts),
				Keep: func(a registry.Account, v string) bool { return strconv.Itoa(a.BureauID) == v }},
			{Name: "role", Label: "役割", Options: chosen("", registry.Roles, registry.Role.Label),
				Keep: func(a registry.Account, v string) bool { return string(a.Role) == v }},
			{Name: "state", Label: "状態", Options: []option{{Value: "active", Label: "利用中"}, {Value: "disabled", Label: "停止中"}},
				Keep: func(a registry.Account, v string) bool { return a.DisabledAt.IsZero() == (v == "active") }},
			{Name: "seen", Label: "最後のサインイン", Options: []option{{Value: "never", Label: "まだありません"}, {Value: "old", Label: "90日より前"}},
				Keep: func(a registry.Account, v string) bool {
					if v == "never" {
						return a.LastSignInAt.IsZero()
					}
					return !a.LastSignInAt.IsZero() && now.Sub(a.LastSignInAt) >= longAgo
				}},
		},
		Columns: []listColumn[registry.Account]{
			{Label: "選ぶ", Page: true, Choose: true},
			{Key: "name", Label: "名前", Value: func(a registry.Account) any { return a.Name }},
			{Key: "login", Label: "ログイン名", Value: func(a registry.Account) any { return a.Login }},
			{Key: "role", Label: "役割", Value: func(a registry.Account) any { return a.Role.Label() }},
			{Key: "bureau", Label: "局", Value: func(a registry.Account) any { return a.BureauName }},
			{Label: "メールアドレス", File: true, Value: func(a registry.Account) any { return a.Email }},
			{Key: "seen", Label: "最後のサインイン", Value: func(a registry.Account) any { return a.LastSignInAt }},
			{Key: "state", Label: "状態", Value: func(a registry.Account) any {
				if a.DisabledAt.IsZero() {
					return "利用中"
				}
				return "停止中"
			}},
		},
	}
}

// bureausOf are the bureaus of some accounts, in their order.
func bureausOf(accounts []registry.Account) []option {
	options := []option{}
	for _, a := range accounts {
		o := option{Value: strconv.Itoa(a.BureauID), Label: a.BureauName}
		if a.BureauID != 0 && !slices.Contains(options, o) {
			options = append(options, o)
		}
	}
	return options
}
