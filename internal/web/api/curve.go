package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// curve tells how the rates went, and how they are planned to go on.
func (s *Handlers) curve(c echo.Context, q request.CurveQuery) error {
	curve, err := s.Curve(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, curve)
}

// bridge explains how a rate came from its value at one moment to that at another.
func (s *Handlers) bridge(c echo.Context, q request.BridgeQuery) error {
	b, err := s.Bridge(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, b.Of(q.Rate))
}

// sideJSON is what of a process decides the rates at one moment.
type sideJSON struct {
	Bureau             string  `json:"bureau"`
	DigitizationStatus *string `json:"digitization_status"` // null: the bureau gave none
	Scope              string  `json:"scope"`
	NationalLawChange  string  `json:"national_law_change"`
	Volume             *int64  `json:"volume"` // cases a year; null: unknown
	VolumeFiscalYear   *int    `json:"volume_fiscal_year"`
	UsageTotal         *int64  `json:"usage_total"` // cases of the year in which both are known; null: there is none
	UsageOnline        *int64  `json:"usage_online"`
	UsageFiscalYear    *int    `json:"usage_fiscal_year"`
}

// passageJSON is one process of a bridge's part.
type passageJSON struct {
	ProcessID     registry.ProcessID `json:"process_id"`
	ProcedureName string             `json:"procedure_name"`
	ProcessName   *string            `json:"process_name"`
	From          *sideJSON          `json:"from"` // null: not there, or another bureau's
	To            *sideJSON          `json:"to"`   // null: not there, or another bureau's
}

// bridgeProcesses lists the processes of one part of a bridge.
func (s *Handlers) bridgeProcesses(c echo.Context, q request.PartQuery) error {
	page, err := s.Part(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return err
	}
	list := make([]passageJSON, len(page.Passages))
	for i, p := range page.Passages {
		list[i] = passageJSON{ProcessID: p.Process, ProcedureName: p.ProcedureName, ProcessName: textOrNull(p.ProcessName),
			From: newSideJSON(p.BureauWas, p.From), To: newSideJSON(p.BureauIs, p.To)}
	}
	return c.JSON(http.StatusOK, struct {
		AsOf        time.Time           `json:"as_of"`
		RuleVersion string              `json:"rule_version"`
		Total       int                 `json:"total"`
		Processes   []passageJSON       `json:"processes"`
		Next        *registry.ProcessID `json:"next"`
	}{page.AsOf.In(registry.Tokyo), progress.RuleVersion, page.Total, list, page.Next})
}

func newSideJSON(bureau string, s registry.Side) *sideJSON {
	if !s.Present {
		return nil
	}
	j := &sideJSON{Bureau: bureau, DigitizationStatus: textOrNull(string(s.Status)), Scope: "out", NationalLawChange: string(s.LawChange)}
	if s.InScope {
		j.Scope = store.ScopeIn
	}
	if s.VolumeKnown {
		j.Volume, j.VolumeFiscalYear = &s.Volume, &s.VolumeYear
	}
	if s.UsageKnown {
		j.UsageTotal, j.UsageOnline, j.UsageFiscalYear = &s.UsageTotal, &s.UsageOnline, &s.UsageYear
	}
	return j
}
