package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

func (s *Handlers) codeLists(c echo.Context) error { return s.sendCodeLists(c, http.StatusOK) }

// sendCodeLists answers with the code lists in force, and every amendment of them.
func (s *Handlers) sendCodeLists(c echo.Context, status int) error {
	f, err := s.Intake.Form(c.Request().Context())
	if err != nil {
		return err
	}
	all, err := s.Store.CodeAmendments(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(status, struct {
		report.SettingsJSON
		Lists      []report.CodeListJSON      `json:"lists"`
		Amendments []report.CodeAmendmentJSON `json:"amendments"`
	}{s.newSettingsJSON(), report.NewCodeListsJSON(f), report.NewCodeAmendmentsJSON(all)})
}

func (s *Handlers) amendCodes(c echo.Context) error {
	var given struct {
		List          string `json:"list"`
		Kind          string `json:"kind"`
		Code          string `json:"code"`
		Writing       string `json:"writing"`
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
	_, err = s.Intake.AmendCodes(c.Request().Context(), request.ScopeOf(c), registry.CodeAmendment{
		Amendment: registry.Amendment{List: given.List, Kind: given.Kind, Code: given.Code, Writing: given.Writing},
		From:      from, Reason: given.Reason})
	if err != nil {
		return err
	}
	return s.sendCodeLists(c, http.StatusCreated)
}

func (s *Handlers) withdrawCodeAmendment(c echo.Context) error {
	if err := withdraw(s, c, (*store.Store).WithdrawCodeAmendment); err != nil {
		return err
	}
	return s.sendCodeLists(c, http.StatusOK)
}
