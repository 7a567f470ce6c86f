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

// effectPartJSON is the effect of an upload on the figures of one bureau.
type effectPartJSON struct {
	Bureau *request.BureauName `json:"bureau"` // null: all
	progress.Effect
}

type concernJSON struct {
	Concern registry.Concern `json:"concern"`
	Label   string           `json:"label"`
	Rule    string           `json:"rule"`
	New     int              `json:"new"`
	Changed int              `json:"changed"`
}

type alikeJSON struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Rows  int    `json:"rows"`
}

// effect says what confirming an upload would do to the figures, and which of its rows are
// worth a look: all rules are told, also those that no row meets.
func (s *Handlers) effect(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	u, err := s.UploadOf(c)
	if err != nil {
		return err
	}
	found, err := s.Intake.Comparison(ctx, scope, u.ID, store.ComparisonQuery{Effect: true})
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	parts := []effectPartJSON{}
	for _, p := range request.EffectParts(u, *found.Effect) {
		part := effectPartJSON{Effect: p.Effect}
		if name, ok := names[p.BureauID]; ok {
			part.Bureau = &name
		}
		parts = append(parts, part)
	}
	counts := map[registry.Concern]store.ConcernCount{}
	for _, n := range found.Effect.Concerns {
		counts[n.Concern] = n
	}
	concerns := make([]concernJSON, len(registry.Concerns))
	for i, n := range registry.Concerns {
		concerns[i] = concernJSON{n, n.Label(), n.Rule(), counts[n].New, counts[n].Changed}
	}
	alike := make([]alikeJSON, len(found.Effect.Alike))
	for i, a := range found.Effect.Alike {
		alike[i] = alikeJSON(a)
	}
	var since *time.Time // the comparison is as of then
	if !found.Since.IsZero() {
		at := found.Since.In(registry.Tokyo)
		since = &at
	}
	return c.JSON(http.StatusOK, map[string]any{"parts": parts, "concerns": concerns, "alike": alike, "compared": since})
}
