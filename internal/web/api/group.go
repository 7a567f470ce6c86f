package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// groups lists every version of every group, the current ones first, those with their figures.
func (s *Handlers) groups(c echo.Context, asOf time.Time) error {
	return s.sendGroups(c, http.StatusOK, asOf)
}

func (s *Handlers) sendGroups(c echo.Context, status int, asOf time.Time) error {
	ctx := c.Request().Context()
	all, err := s.Store.Groups(ctx)
	if err != nil {
		return err
	}
	if err := s.Store.ReadGroupStandings(ctx, request.ScopeOf(c), asOf); err != nil {
		return err
	}
	list := make([]report.GroupJSON, len(all))
	for i, g := range all {
		if list[i], err = s.groupJSON(c, g, asOf); err != nil {
			return err
		}
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Groups []report.GroupJSON `json:"groups"`
	}{s.newSettingsJSON(), list})
}

func (s *Handlers) groupJSON(c echo.Context, g registry.GroupVersion, asOf time.Time) (report.GroupJSON, error) {
	if !g.Current() {
		return report.NewGroupJSON(g, nil), nil
	}
	standing, err := s.Store.GroupStanding(c.Request().Context(), request.ScopeOf(c), asOf, g.Number)
	if err != nil {
		return report.GroupJSON{}, err
	}
	f := progress.Of(standing)
	return report.NewGroupJSON(g, &f), nil
}

// group is one group with its figures and what it was before.
func (s *Handlers) group(c echo.Context, asOf time.Time) error {
	g, versions, err := s.GroupAt(c)
	if err != nil {
		return err
	}
	j, err := s.groupJSON(c, g, asOf)
	if err != nil {
		return err
	}
	past := make([]report.GroupJSON, 0, len(versions))
	for _, v := range versions {
		if !v.Current() {
			past = append(past, report.NewGroupJSON(v, nil))
		}
	}
	return c.JSON(http.StatusOK, struct {
		report.SettingsJSON
		report.GroupJSON
		Versions []report.GroupJSON `json:"versions"` // what it was, the latest first
	}{s.newSettingsJSON(), j, past})
}

// groupGiven is what a request says that a group is to be.
type groupGiven struct {
	Name        string               `json:"name"`
	Description string               `json:"description"`
	Source      string               `json:"source"`
	Processes   []registry.ProcessID `json:"processes"`
	Filter      string               `json:"filter"`
	Reason      string               `json:"reason"`
}

func (g groupGiven) group(number int) (registry.Group, error) {
	return registry.Group{Number: number, Name: g.Name, Description: g.Description, Source: g.Source, Members: g.Processes,
		Filter: g.Filter, Reason: g.Reason}, nil
}

// setGroup adds a group or changes one, and answers with all of them.
func (s *Handlers) setGroup(c echo.Context) error {
	_, status, err := written(c, groupGiven.group, s.Store.SetGroup)
	if err != nil {
		return err
	}
	return s.sendGroups(c, status, time.Time{})
}

// withdrawGroup ends a group.
func (s *Handlers) withdrawGroup(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawGroup); err != nil {
		return err
	}
	return s.sendGroups(c, http.StatusOK, time.Time{})
}
