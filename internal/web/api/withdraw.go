package api

import (
	"context"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// withdraw withdraws the thing that the address names, with the reason that the request gives.
func withdraw[N int | int64](
	s *Handlers,
	c echo.Context,
	from func(*store.Store, context.Context, registry.Scope, N, string) error,
) error {
	id, reason, err := reasoned(c)
	if err != nil {
		return err
	}
	return from(s.Store, c.Request().Context(), request.ScopeOf(c), N(id), reason)
}

// reasoned is the thing that the address names, with the reason that the request gives.
func reasoned(c echo.Context) (id int64, reason string, err error) {
	if id, err = request.PathID(c); err != nil {
		return 0, "", err
	}
	reason, err = request.ReadReason(c)
	return id, reason, err
}
