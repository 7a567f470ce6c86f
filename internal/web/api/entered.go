package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// enteredJSON is a figure that was published before the registry began.
type enteredJSON struct {
	progress.EnteredPoint
	report.SetJSON
}

func (s *Handlers) enteredFigures(c echo.Context) error { return s.sendEntered(c, http.StatusOK) }

func (s *Handlers) sendEntered(c echo.Context, status int) error {
	all, err := s.Store.EnteredFigures(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	list := make([]enteredJSON, len(all))
	for i, f := range all {
		list[i] = enteredJSON{progress.NewEnteredPoint(f), report.NewSetJSON(f.Reason, f.Set)}
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Entered []enteredJSON `json:"entered"`
	}{s.newSettingsJSON(), list})
}

func (s *Handlers) enterFigure(c echo.Context) error {
	var given struct {
		Name        string            `json:"name"`
		Day         string            `json:"day"`
		RateKind    progress.RateKind `json:"rate_kind"`
		Rate        float64           `json:"rate"`
		Numerator   *int64            `json:"numerator"`
		Denominator *int64            `json:"denominator"`
		Source      string            `json:"source"`
		Reason      string            `json:"reason"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	day, err := dayGiven("day", given.Day)
	if err != nil {
		return err
	}
	_, err = s.Store.EnterFigure(c.Request().Context(), request.ScopeOf(c), registry.EnteredFigure{Name: given.Name, Day: day,
		RateKind: string(given.RateKind), Rate: registry.RateOf(given.Rate), Numerator: given.Numerator, Denominator: given.Denominator,
		Source: given.Source, Reason: given.Reason})
	if err != nil {
		return err
	}
	return s.sendEntered(c, http.StatusCreated)
}

func (s *Handlers) withdrawFigure(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawFigure); err != nil {
		return err
	}
	return s.sendEntered(c, http.StatusOK)
}
