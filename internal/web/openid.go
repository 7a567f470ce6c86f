package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// openIDCallback is where the provider sends people back to.
const openIDCallback = "/sign-in/openid/callback"

// errNoOpenID answers where no provider is configured.
func errNoOpenID() error {
	return registry.Errorf(registry.NotFound, "web.openID", "お探しのページはありません。アドレスを確かめてください。")
}

// openIDBegin leads to the provider. With "again" it has to ask for the proof anew.
func (s *server) openIDBegin(c echo.Context) error {
	if s.openID == nil {
		return errNoOpenID()
	}
	next, again := local(c.QueryParam("next")), c.QueryParam("again") != ""
	if accountOf(c).ID != 0 && !again {
		return c.Redirect(http.StatusSeeOther, next)
	}
	to, flow, err := s.openID.Begin(c.Request().Context(), next, again)
	if err != nil {
		return s.openIDFailed(c, err, next)
	}
	if err := s.sessions.KeepFlow(c.Request().Context(), flow); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// openIDEnd takes whoever comes back from the provider in.
func (s *server) openIDEnd(c echo.Context) error {
	if s.openID == nil {
		return errNoOpenID()
	}
	ctx := c.Request().Context()
	flow := s.sessions.TakeFlow(ctx)
	vouched, err := s.openID.Finish(ctx, flow, c.QueryParam("state"), c.QueryParam("code"))
	if err != nil {
		return s.openIDFailed(c, err, local(flow.Next))
	}
	if vouched.Bureau != "" {
		b, err := s.store.Bureau(ctx, vouched.Bureau)
		if err != nil {
			return err
		}
		vouched.Person.BureauID = b.ID
	}
	a, err := s.store.SignedInBy(ctx, vouched.Person, c.RealIP())
	if err != nil {
		return s.openIDFailed(c, err, local(flow.Next))
	}
	return s.begin(c, a, local(flow.Next), vouched.At, false, "")
}

// openIDFailed shows the sign-in page with what went wrong, and notes it.
func (s *server) openIDFailed(c echo.Context, err error, next string) error {
	status, e := explain(err)
	switch e.Code {
	case registry.Unauthenticated, registry.Forbidden:
		if err := s.store.SignInFailed(c.Request().Context(), 0, c.RealIP(), "openid"); err != nil {
			return err
		}
		status = http.StatusForbidden
	case registry.Unavailable, registry.Conflict:
	default:
		return err
	}
	s.log.Warn("sign-in by OpenID", "reference", referenceOf(c), "error", err)
	return s.showSignIn(c, status, signInForm{Next: next, Problem: e.Message})
}
