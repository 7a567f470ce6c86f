package request

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
)

// PathID is the number in a route's ":id".
func PathID(c echo.Context) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, registry.Errorf(registry.NotFound, "request.pathID", "お探しのページはありません。アドレスを確かめてください。")
	}
	return id, nil
}
