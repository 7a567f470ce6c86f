package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// written writes what a request gives: to an address that names a thing, that thing is changed,
// and to one that does not, a new one is added. of makes it of what is given and its number, which
// is 0 for a new one; set writes it. It returns the number and the status of the answer.
func written[N int | int64, G, T any](
	c echo.Context,
	of func(given G, number N) (T, error),
	set func(context.Context, registry.Scope, T) (N, error),
) (number N, status int, err error) {
	status = http.StatusCreated
	if c.Param("id") != "" {
		id, err := request.PathID(c)
		if err != nil {
			return 0, 0, err
		}
		number, status = N(id), http.StatusOK
	}
	var given G
	if err := request.ReadJSON(c, &given); err != nil {
		return 0, 0, err
	}
	t, err := of(given, number)
	if err != nil {
		return 0, 0, err
	}
	number, err = set(c.Request().Context(), request.ScopeOf(c), t)
	return number, status, err
}
