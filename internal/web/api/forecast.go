package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/web/request"
)

// forecast tells how the rate will go on, and how likely each target is.
func (s *Handlers) forecast(c echo.Context, q request.ForecastQuery) error {
	f, err := s.Forecast(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, f)
}

// forecastScores tells how good the forecasts beside published figures were.
func (s *Handlers) forecastScores(c echo.Context) error {
	scores, err := s.ForecastScores(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, scores)
}
