package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// laws tells which laws stand in the way, and what a change of each would free.
func (s *Handlers) laws(c echo.Context, q request.LawsQuery) error {
	laws, err := s.Laws(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, laws)
}

// blockedJSON is one process that waits for a law.
type blockedJSON struct {
	ProcessID     registry.ProcessID `json:"process_id"`
	ProcedureName string             `json:"procedure_name"`
	ProcessName   *string            `json:"process_name"`
	Bureau        string             `json:"bureau"`
	LegalBasis    *string            `json:"legal_basis"`
	LegalArticle  *string            `json:"legal_article"`
	LawToChange   *string            `json:"law_to_change"`
	Ministry      *string            `json:"ministry"`
	Volume        *int64             `json:"volume"` // cases a year; null: unknown
}

// lawProcesses lists the processes that wait for a law.
func (s *Handlers) lawProcesses(c echo.Context, q request.BlockedQuery) error {
	page, err := s.Blocked(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return err
	}
	list := make([]blockedJSON, len(page.Processes))
	for i, p := range page.Processes {
		list[i] = blockedJSON{ProcessID: p.ID, ProcedureName: p.ProcedureName, ProcessName: textOrNull(p.ProcessName), Bureau: p.Bureau,
			LegalBasis: textOrNull(p.Law.LegalBasis), LegalArticle: textOrNull(p.Law.LegalArticle),
			LawToChange: textOrNull(p.Law.LawToChange), Ministry: textOrNull(p.Law.Ministry), Volume: p.Volume}
	}
	return c.JSON(http.StatusOK, struct {
		AsOf        time.Time           `json:"as_of"`
		RuleVersion string              `json:"rule_version"`
		Total       int                 `json:"total"`
		Processes   []blockedJSON       `json:"processes"`
		Next        *registry.ProcessID `json:"next"`
	}{page.AsOf.In(registry.Tokyo), progress.RuleVersion, page.Total, list, page.Next})
}
