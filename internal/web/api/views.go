package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// views lists the saved views that the caller may open.
func (s *Handlers) views(c echo.Context) error { return s.sendViews(c, http.StatusOK) }

func (s *Handlers) sendViews(c echo.Context, status int) error {
	scope := request.ScopeOf(c)
	all, err := s.Store.SavedViews(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	list := make([]report.ViewJSON, len(all))
	for i, v := range all {
		list[i] = report.NewViewJSON(v, scope.AccountID)
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Views []report.ViewJSON `json:"views"`
	}{s.newSettingsJSON(), list})
}

func (s *Handlers) view(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	return s.sendView(c, http.StatusOK, id)
}

func (s *Handlers) sendView(c echo.Context, status int, id int64) error {
	scope := request.ScopeOf(c)
	v, err := s.Store.SavedView(c.Request().Context(), scope, id)
	if err != nil {
		return err
	}
	return c.JSON(status, report.NewViewJSON(v, scope.AccountID))
}

// viewGiven is what a request says that a view is to be.
type viewGiven struct {
	Name   string            `json:"name"`
	List   registry.ListName `json:"list"`
	Query  string            `json:"query"`
	Shared bool              `json:"shared"`
}

func (g viewGiven) view(id int64) (registry.SavedView, error) {
	return registry.SavedView{ID: id, Name: g.Name, List: g.List, Query: g.Query, Shared: g.Shared}, nil
}

// saveView saves a view, and answers with it.
func (s *Handlers) saveView(c echo.Context) error {
	id, status, err := written(c, viewGiven.view, s.Store.SaveView)
	if err != nil {
		return err
	}
	return s.sendView(c, status, id)
}

// changeView saves a view that the caller may open.
func (s *Handlers) changeView(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if _, err := s.Store.SavedView(c.Request().Context(), request.ScopeOf(c), id); err != nil {
		return err
	}
	return s.saveView(c)
}

// withdrawView ends a view, and answers with those that are left.
func (s *Handlers) withdrawView(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawView); err != nil {
		return err
	}
	return s.sendViews(c, http.StatusOK)
}
