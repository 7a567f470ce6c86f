package page

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// Duty is the page of what an account has to do before anything else; empty: nothing.
type Duty string

const (
	ownPassword  Duty = "/account/initial-password" // choose a password that nobody else knows
	secondFactor Duty = "/account/second-factor"    // set a second factor up
)

// DutyOf says what an account that signed in by a password kept here has to do first.
// Made-up accounts are public: what protects them is that they hold nothing.
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

// KeyDuty is where the middleware keeps a request's duty.
const KeyDuty = "duty"

// DutyFirst is what the caller of a request has to do first; empty: nothing.
func DutyFirst(c echo.Context) Duty {
	d, _ := c.Get(KeyDuty).(Duty)
	return d
}

// HoldsUp reports whether the route of a path has to wait until the duty is done.
func (d Duty) HoldsUp(path string) bool {
	return d != "" && path != string(d) && path != "/account/confirm"
}

// Lead sends whoever has a duty to its page; a program is told.
func (d Duty) Lead(c echo.Context) error {
	if request.IsAPI(c) {
		return registry.Errorf(registry.Forbidden, "page.lead", "%s", map[Duty]string{
			ownPassword:  "はじめのパスワードのままでは使えません。画面でサインインし、ご自身のパスワードを決めてください。",
			secondFactor: "二段階認証の設定が必要です。画面でサインインし、設定してください。",
		}[d])
	}
	return c.Redirect(http.StatusSeeOther, string(d)+"?next="+url.QueryEscape(BackTo(c)))
}
