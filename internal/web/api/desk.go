package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// funnel parts all processes by where they stand.
func (s *Handlers) funnel(c echo.Context, q request.FunnelQuery) error {
	f, bureau, err := s.Funnel(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return err
	}
	of := store.ProcessFilter{AsOf: q.AsOf, Group: q.Group}
	if bureau != "" {
		of.Bureaus = []string{bureau}
	}
	return c.JSON(http.StatusOK, report.NewFunnelJSON(f, of))
}

// obstacles counts what is not done by bureau and obstacle.
func (s *Handlers) obstacles(c echo.Context, asOf time.Time) error {
	m, err := s.Store.Obstacles(c.Request().Context(), request.ScopeOf(c), asOf, "")
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewObstaclesJSON(m, asOf))
}

// honesty tells how sure the figures are.
func (s *Handlers) honesty(c echo.Context, asOf time.Time) error {
	h, err := s.Store.Honesty(c.Request().Context(), request.ScopeOf(c), asOf)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewHonestyJSON(h, asOf))
}

// bureauTable tells how the bureaus stand against the targets in force.
func (s *Handlers) bureauTable(c echo.Context, asOf time.Time) error {
	t, err := s.Store.BureauTable(c.Request().Context(), request.ScopeOf(c), asOf)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewBureauTableJSON(t, asOf))
}
