package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

// related lists the processes that may belong to one, with why and what was decided.
func (s *Handlers) related(c echo.Context, asOf time.Time) error {
	id, err := registry.ParseProcessID(c.Param("id"))
	if err != nil {
		return err
	}
	found, err := s.Store.Related(c.Request().Context(), request.ScopeOf(c), id, asOf)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{"process_id": id, "processes": report.NewRelatedJSON(found.All)})
}

// decideRelated keeps whether two processes belong together.
func (s *Handlers) decideRelated(c echo.Context) error {
	var given struct {
		Other   registry.ProcessID `json:"other"`
		Related bool               `json:"related"`
		Reason  string             `json:"reason"`
	}
	id, err := registry.ParseProcessID(c.Param("id"))
	if err != nil {
		return err
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	if err := s.Store.DecideRelated(c.Request().Context(), request.ScopeOf(c), id, given.Other, given.Related, given.Reason); err != nil {
		return err
	}
	return s.related(c, time.Time{})
}

// withdrawRelated takes back what was decided on two processes.
func (s *Handlers) withdrawRelated(c echo.Context) error {
	var given struct {
		Other  registry.ProcessID `json:"other"`
		Reason string             `json:"reason"`
	}
	id, err := registry.ParseProcessID(c.Param("id"))
	if err != nil {
		return err
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	if err := s.Store.WithdrawRelated(c.Request().Context(), request.ScopeOf(c), id, given.Other, given.Reason); err != nil {
		return err
	}
	return s.related(c, time.Time{})
}
