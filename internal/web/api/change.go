package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// change answers with one change and the cells that it wrote.
func (s *Handlers) change(c echo.Context, page store.ChangePage) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	d, err := s.Store.Change(c.Request().Context(), request.ScopeOf(c), id, page)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewChangeDetailJSON(d))
}
