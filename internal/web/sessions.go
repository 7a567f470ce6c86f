package web

import (
	"fmt"

	"github.com/labstack/echo/v4"
)

// endSession signs one of the account's own sessions out.
func (s *server) endSession(c echo.Context) error {
	if err := s.store.EndSession(c.Request().Context(), scopeOf(c), c.Param("id")); err != nil {
		return err
	}
	return s.done(c, "/account", "選んだ端末でサインアウトしました。")
}

// endOtherSessions signs the account out everywhere but here.
func (s *server) endOtherSessions(c echo.Context) error {
	ctx := c.Request().Context()
	n, err := s.store.EndOtherSessions(ctx, scopeOf(c), s.sessions.Key(ctx))
	if err != nil {
		return err
	}
	return s.done(c, "/account", fmt.Sprintf("ほかの端末でサインアウトしました（%d件）。", n))
}
