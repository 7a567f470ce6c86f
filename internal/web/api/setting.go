package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

func (s *Handlers) newSettingsJSON() report.SettingsJSON { return report.NewSettingsJSON(s.Now()) }

// thresholds lists every version of every threshold, the current ones first.
func (s *Handlers) thresholds(c echo.Context) error { return s.sendThresholds(c, http.StatusOK) }

func (s *Handlers) sendThresholds(c echo.Context, status int) error {
	all, err := s.Store.Thresholds(c.Request().Context())
	if err != nil {
		return err
	}
	list := make([]report.ThresholdJSON, len(all))
	for i, t := range all {
		list[i] = report.NewThresholdJSON(t.Threshold, t.Set)
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Thresholds []report.ThresholdJSON `json:"thresholds"`
	}{s.newSettingsJSON(), list})
}

// thresholdGiven is what a request says that a threshold is to be.
type thresholdGiven struct {
	EffectiveFrom string `json:"effective_from"`
	Volume        int64  `json:"volume"`
	Reason        string `json:"reason"`
}

func (s *Handlers) setThreshold(c echo.Context) error {
	var given thresholdGiven
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	from, err := dayGiven("effective_from", given.EffectiveFrom)
	if err != nil {
		return err
	}
	t := registry.Threshold{EffectiveFrom: from, Volume: given.Volume, Reason: given.Reason}
	if err := s.Store.SetThreshold(c.Request().Context(), request.ScopeOf(c), t); err != nil {
		return err
	}
	return s.sendThresholds(c, http.StatusCreated)
}

// withdrawThreshold ends the threshold of a day.
func (s *Handlers) withdrawThreshold(c echo.Context) error {
	var given struct {
		EffectiveFrom string `json:"effective_from"`
		Reason        string `json:"reason"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	from, err := dayGiven("effective_from", given.EffectiveFrom)
	if err != nil {
		return err
	}
	if err := s.Store.WithdrawThreshold(c.Request().Context(), request.ScopeOf(c), from, given.Reason); err != nil {
		return err
	}
	return s.sendThresholds(c, http.StatusOK)
}

// targets lists every version of every target, the current ones first.
func (s *Handlers) targets(c echo.Context) error { return s.sendTargets(c, http.StatusOK) }

func (s *Handlers) sendTargets(c echo.Context, status int) error {
	all, err := s.Store.Targets(c.Request().Context())
	if err != nil {
		return err
	}
	list := make([]report.TargetJSON, len(all))
	for i, t := range all {
		list[i] = report.NewTargetJSON(t.Target, t.Set)
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Targets []report.TargetJSON `json:"targets"`
	}{s.newSettingsJSON(), list})
}

// targetGiven is what a request says that a target is to be.
type targetGiven struct {
	Name   string               `json:"name"`
	From   string               `json:"from"`
	To     string               `json:"to"`
	Rate   float64              `json:"rate"`
	Count  int64                `json:"count"`
	Scope  registry.TargetScope `json:"scope"`
	Group  int                  `json:"group"`
	Reason string               `json:"reason"`
}

func (g targetGiven) target(number int) (registry.Target, error) {
	t := registry.Target{Number: number, Name: g.Name, Count: g.Count, Scope: g.Scope, Group: g.Group, Reason: g.Reason,
		Rate: registry.RateOf(g.Rate)}
	var err error
	if t.From, err = dayGiven("from", g.From); err != nil {
		return t, err
	}
	t.To, err = dayGiven("to", g.To)
	return t, err
}

// setTarget adds a target or changes one, and answers with all of them.
func (s *Handlers) setTarget(c echo.Context) error {
	_, status, err := written(c, targetGiven.target, s.Store.SetTarget)
	if err != nil {
		return err
	}
	return s.sendTargets(c, status)
}

// withdrawTarget ends a target.
func (s *Handlers) withdrawTarget(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawTarget); err != nil {
		return err
	}
	return s.sendTargets(c, http.StatusOK)
}
