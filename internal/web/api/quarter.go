package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

// quarterJSON is what a quarter's report says, and where its files are.
type quarterJSON struct {
	From     time.Time              `json:"from"`
	To       time.Time              `json:"to"`
	Sentence string                 `json:"sentence"`
	Rates    []progress.RateBetween `json:"rates"`
	Workbook string                 `json:"workbook"` // addresses
	Zip      string                 `json:"zip"`
}

// quarter tells what a quarter's report says.
func (s *Handlers) quarter(c echo.Context, q request.QuarterQuery) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	ask, err := s.QuarterAsked(ctx, scope, q)
	if err != nil {
		return err
	}
	p, err := report.ReadProgress(ctx, s.Store, scope, ask)
	if err != nil {
		return err
	}
	query := request.QuarterParameters.Values(q).Encode()
	return c.JSON(http.StatusOK, quarterJSON{From: p.From.AsOf.In(registry.Tokyo), To: p.Figures.AsOf, Sentence: p.Sentence(),
		Rates: progress.BetweenOf(*p.From, p.Figures).Rates, Workbook: "/api/v1/reports/quarter.xlsx?" + query,
		Zip: "/api/v1/reports/quarter.zip?" + query})
}
