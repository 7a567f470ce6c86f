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
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var given struct {
		Reason string `json:"reason"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	return from(s.Store, c.Request().Context(), request.ScopeOf(c), N(id), given.Reason)
}
