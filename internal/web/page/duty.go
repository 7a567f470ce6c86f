package page

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// duty is the page of what an account has to do before anything else; empty: nothing.
type duty string

const (
	ownPassword  duty = "/account/initial-password" // choose a password that nobody else knows
	secondFactor duty = "/account/second-factor"    // set a second factor up
)

// DutyOf says what an account that signed in by a password kept here has to do first.
// Made-up accounts are public: what protects them is that they hold nothing.
func (s *Handlers) DutyOf(a registry.Account) duty {
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

func DutyFirst(c echo.Context) duty {
	d, _ := c.Get(KeyDuty).(duty)
	return d
}

// HoldsUp reports whether the route of a path has to wait until the duty is done.
func (d duty) HoldsUp(path string) bool {
	return d != "" && path != string(d) && path != "/account/confirm"
}

// Lead sends whoever has a duty to its page; a program is told.
func (d duty) Lead(c echo.Context) error {
	if request.IsAPI(c) {
		return registry.Errorf(registry.Forbidden, "web.lead", "%s", map[duty]string{
			ownPassword:  "はじめのパスワードのままでは使えません。画面でサインインし、ご自身のパスワードを決めてください。",
			secondFactor: "二段階認証の設定が必要です。画面でサインインし、設定してください。",
		}[d])
	}
	return c.Redirect(http.StatusSeeOther, string(d)+"?next="+url.QueryEscape(BackTo(c)))
}
