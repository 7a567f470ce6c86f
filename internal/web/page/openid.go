package page

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// OpenIDCallback is where the provider sends people back to.
const OpenIDCallback = "/sign-in/openid/callback"

// errNoOpenID answers where no provider is configured.
func errNoOpenID() error {
	return registry.Errorf(registry.NotFound, "page.openID", "お探しのページはありません。アドレスを確かめてください。")
}

// openIDBegin redirects to the provider. With "again" the provider must ask for the password
// anew.
func (s *Handlers) openIDBegin(c echo.Context) error {
	if s.openID == nil {
		return errNoOpenID()
	}
	next, again := local(c.QueryParam("next")), c.QueryParam("again") != ""
	if request.AccountOf(c).ID != 0 && !again {
		return c.Redirect(http.StatusSeeOther, next)
	}
	to, flow, err := s.openID.Begin(c.Request().Context(), next, again)
	if err != nil {
		return s.openIDFailed(c, err, next)
	}
	if err := s.Sessions.KeepFlow(c.Request().Context(), flow); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// openIDEnd signs in the person who comes back from the provider.
func (s *Handlers) openIDEnd(c echo.Context) error {
	if s.openID == nil {
		return errNoOpenID()
	}
	ctx := c.Request().Context()
	flow := s.Sessions.TakeFlow(ctx)
	vouched, err := s.openID.Finish(ctx, flow, c.QueryParam("state"), c.QueryParam("code"))
	if err != nil {
		return s.openIDFailed(c, err, local(flow.Next))
	}
	if vouched.Bureau != "" {
		b, err := s.Store.Bureau(ctx, vouched.Bureau)
		if err != nil {
			return err
		}
		vouched.Person.BureauID = b.ID
	}
	a, err := s.Store.SignedInBy(ctx, vouched.Person, c.RealIP())
	if err != nil {
		return s.openIDFailed(c, err, local(flow.Next))
	}
	return s.begin(c, a, local(flow.Next), vouched.At, false, "")
}

// openIDFailed shows the sign-in page with what went wrong, and notes it.
func (s *Handlers) openIDFailed(c echo.Context, err error, next string) error {
	status, e := request.Explain(err)
	switch e.Code {
	case registry.Unauthenticated, registry.Forbidden:
		if err := s.Store.SignInFailed(c.Request().Context(), 0, c.RealIP(), "openid"); err != nil {
			return err
		}
		status = http.StatusForbidden
	case registry.Unavailable, registry.Conflict:
	default:
		return err
	}
	s.Log.Warn("sign-in by OpenID", "reference", request.ReferenceOf(c), "error", err)
	return s.showSignIn(c, status, signInForm{Next: next, Problem: e.Message})
}
