package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// lawSettings lists what people set of laws, the current ones first.
func (s *Handlers) lawSettings(c echo.Context) error { return s.sendLawSettings(c, http.StatusOK) }

func (s *Handlers) sendLawSettings(c echo.Context, status int) error {
	all, err := s.Store.LawSettings(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(status, report.NewLawSettingsJSON(s.newSettingsJSON(), all))
}

func (s *Handlers) setLaw(c echo.Context) error {
	var given struct {
		Kind    registry.LawSettingKind `json:"kind"`
		Written string                  `json:"written"`
		Value   string                  `json:"value"`
		Reason  string                  `json:"reason"`
	}
	if err := request.ReadJSON(c, &given); err != nil {
		return err
	}
	if err := s.Store.SetLaw(c.Request().Context(), request.ScopeOf(c), registry.LawSetting(given)); err != nil {
		return err
	}
	return s.sendLawSettings(c, http.StatusCreated)
}

func (s *Handlers) withdrawLaw(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawLaw); err != nil {
		return err
	}
	return s.sendLawSettings(c, http.StatusOK)
}
