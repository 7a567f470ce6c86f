package page

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/web/request"
)

// endSession signs one of the account's own sessions out.
func (s *Handlers) endSession(c echo.Context) error {
	if err := s.Store.EndSession(c.Request().Context(), request.ScopeOf(c), c.Param("id")); err != nil {
		return err
	}
	return s.Done(c, "/account", "選んだ端末でサインアウトしました。")
}

// endOtherSessions ends all other sessions of the account.
func (s *Handlers) endOtherSessions(c echo.Context) error {
	ctx := c.Request().Context()
	n, err := s.Store.EndOtherSessions(ctx, request.ScopeOf(c), s.Sessions.Key(ctx))
	if err != nil {
		return err
	}
	return s.Done(c, "/account", fmt.Sprintf("ほかの端末でサインアウトしました（%d件）。", n))
}
