package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// health answers while the process runs.
func (s *server) health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyLimit is how long a readiness check may take.
const readyLimit = 1500 * time.Millisecond

// ready answers whether requests can be served: the database answers and accepts writes.
// Otherwise the answer says what is wrong.
func (s *server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyLimit)
	defer cancel()
	if err := s.Store.Ready(ctx); err != nil {
		s.Log.Warn("not ready", slog.String("reference", request.ReferenceOf(c)), slog.Any("error", err))
		return c.String(http.StatusServiceUnavailable, registry.MessageOf(err)+"\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
