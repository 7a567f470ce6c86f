package page

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// Duty is the page on which an account has to do something before anything else; empty: none.
type Duty string

const (
	ownPassword  Duty = "/account/initial-password" // choose a password that nobody else knows
	secondFactor Duty = "/account/second-factor"    // set a second factor up
)

// DutyOf says what an account that signed in by a password has to do first. Made-up accounts
// have no duty: their passwords are public, and their data are made up.
func (s *Handlers) DutyOf(a registry.Account) Duty {
	switch {
	case a.Sample:
		return ""
	case !a.InitialUntil.IsZero():
		return ownPassword
	case slices.Contains(s.SecondFactor, a.Role) && !a.SecondFactor:
		return secondFactor
	}
	return ""
}

// KeyDuty is the key of a request's duty in its context.
const KeyDuty = "duty"

// DutyFirst is what the caller of a request has to do first; empty: nothing.
func DutyFirst(c echo.Context) Duty {
	d, _ := c.Get(KeyDuty).(Duty)
	return d
}

// HoldsUp reports whether a route is closed until the duty is done.
func (d Duty) HoldsUp(path string) bool {
	return d != "" && path != string(d) && path != "/account/confirm"
}

// Lead redirects to the page of the duty; a program gets an error.
func (d Duty) Lead(c echo.Context) error {
	if request.IsAPI(c) {
		return registry.Errorf(registry.Forbidden, "page.lead", "%s", map[Duty]string{
			ownPassword:  "はじめのパスワードのままでは使えません。画面でサインインし、ご自身のパスワードを決めてください。",
			secondFactor: "二段階認証の設定が必要です。画面でサインインし、設定してください。",
		}[d])
	}
	return c.Redirect(http.StatusSeeOther, string(d)+"?next="+url.QueryEscape(BackTo(c)))
}
