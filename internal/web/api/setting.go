package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// settingsJSON is what every answer of the settings begins with.
type settingsJSON struct {
	AsOf        time.Time `json:"as_of"`
	RuleVersion string    `json:"rule_version"`
}

func (s *Handlers) newSettingsJSON() settingsJSON {
	return settingsJSON{s.Now().In(registry.Tokyo), progress.RuleVersion}
}

// setJSON says who set a version of a setting, and how long it was the current one.
type setJSON struct {
	Reason  string     `json:"reason"`
	SetBy   string     `json:"set_by"`
	SetAt   time.Time  `json:"set_at"`
	EndedAt *time.Time `json:"ended_at"` // null: it is the current one
	Why     *string    `json:"ended_reason"`
}

func newSetJSON(reason string, set registry.SetBy) setJSON {
	return setJSON{reason, set.By, set.At.In(registry.Tokyo), momentOrNull(set.EndedAt), textOrNull(set.Why)}
}

// thresholdJSON is one version of a threshold.
type thresholdJSON struct {
	EffectiveFrom string `json:"effective_from"`
	Volume        int64  `json:"volume"` // cases a year, inclusive
	setJSON
}

// thresholds lists every version of every threshold, the current ones first.
func (s *Handlers) thresholds(c echo.Context) error { return s.sendThresholds(c, http.StatusOK) }

func (s *Handlers) sendThresholds(c echo.Context, status int) error {
	all, err := s.Store.Thresholds(c.Request().Context())
	if err != nil {
		return err
	}
	list := make([]thresholdJSON, len(all))
	for i, t := range all {
		list[i] = thresholdJSON{t.EffectiveFrom.Format(time.DateOnly), t.Volume, newSetJSON(t.Reason, t.Set)}
	}
	return c.JSON(status, struct {
		settingsJSON
		Thresholds []thresholdJSON `json:"thresholds"`
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

// targetJSON is one version of a target.
type targetJSON struct {
	Target int                  `json:"target"`
	Name   string               `json:"name"`
	From   string               `json:"from"`
	To     string               `json:"to"`
	Rate   float64              `json:"rate"`
	Count  *int64               `json:"count"` // null: the rate is the target
	Scope  registry.TargetScope `json:"scope"`
	setJSON
}

// targets lists every version of every target, the current ones first.
func (s *Handlers) targets(c echo.Context) error { return s.sendTargets(c, http.StatusOK) }

func (s *Handlers) sendTargets(c echo.Context, status int) error {
	all, err := s.Store.Targets(c.Request().Context())
	if err != nil {
		return err
	}
	list := make([]targetJSON, len(all))
	for i, t := range all {
		list[i] = targetJSON{t.Number, t.Name, t.From.Format(time.DateOnly), t.To.Format(time.DateOnly), float64(t.Rate) / registry.RateUnit,
			numberOrNull(t.Count), t.Scope, newSetJSON(t.Reason, t.Set)}
	}
	return c.JSON(status, struct {
		settingsJSON
		Targets []targetJSON `json:"targets"`
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
	Reason string               `json:"reason"`
}

func (s *Handlers) addTarget(c echo.Context) error { return s.setTarget(c, http.StatusCreated, 0) }

func (s *Handlers) changeTarget(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	return s.setTarget(c, http.StatusOK, int(id))
}

// setTarget adds a target (number 0) or changes one, and answers with all of them.
func (s *Handlers) setTarget(c echo.Context, status, number int) error {
	var given targetGiven
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	t := registry.Target{Number: number, Name: given.Name, Count: given.Count, Scope: given.Scope, Reason: given.Reason,
		Rate: registry.RateOf(given.Rate)}
	var err error
	if t.From, err = dayGiven("from", given.From); err != nil {
		return err
	}
	if t.To, err = dayGiven("to", given.To); err != nil {
		return err
	}
	if _, err := s.Store.SetTarget(c.Request().Context(), request.ScopeOf(c), t); err != nil {
		return err
	}
	return s.sendTargets(c, status)
}

// withdrawTarget ends a target.
func (s *Handlers) withdrawTarget(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var given struct {
		Reason string `json:"reason"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	if err := s.Store.WithdrawTarget(c.Request().Context(), request.ScopeOf(c), int(id), given.Reason); err != nil {
		return err
	}
	return s.sendTargets(c, http.StatusOK)
}
