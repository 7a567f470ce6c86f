package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// health answers while the process runs.
func (s *server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready answers while requests can be served: the database is there.
func (s *server) ready(c echo.Context) error {
	if err := s.store.Ping(c.Request().Context()); err != nil {
		return err
	}
	return c.String(http.StatusOK, "ready\n")
}
