package request

import (
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// proofLasts is how long an entered password counts as a proof.
const proofLasts = 15 * time.Minute

// ProvedLately reports whether the caller has confirmed lately who they are.
func (s *Service) ProvedLately(c echo.Context) bool {
	return s.Now().Sub(s.Sessions.LastProof(c.Request().Context())).Abs() < proofLasts // a clock that went back makes none last longer
}

// ProvedOrToken is nil for callers with a token and for those who have confirmed lately who
// they are: a program cannot be led to the page that asks.
func (s *Service) ProvedOrToken(c echo.Context) error {
	if c.Request().Header.Get(echo.HeaderAuthorization) != "" || s.ProvedLately(c) {
		return nil
	}
	return registry.Errorf(registry.Forbidden, "request.provedOrToken",
		"この操作の前に、パスワードの確認が要ります。画面でサインインし直すか、API トークンを使ってください。")
}
