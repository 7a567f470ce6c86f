package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// effectQuery is which threshold is tried.
type effectQuery struct {
	Volume int64
	AsOf   time.Time
}

// effectParameters are those of the effect of a threshold.
var effectParameters = parameter.Table[effectQuery]{
	parameter.Integer("volume", "試す基準（年間件数。この件数以上）", "5000", 1, store.MostThreshold,
		func(q *effectQuery) *int64 { return &q.Volume }).Must(),
	store.AsOfParameter(func(q *effectQuery) *time.Time { return &q.AsOf }),
}

// thresholdEffect tells what another threshold would do, before anybody sets it.
func (s *Handlers) thresholdEffect(c echo.Context, q effectQuery) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	then, err := s.Store.PriorityUnder(ctx, scope, q.AsOf, q.Volume)
	if err != nil {
		return err
	}
	now, err := s.Store.Figures(ctx, scope, q.AsOf)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		AsOf        time.Time         `json:"as_of"`
		RuleVersion string            `json:"rule_version"`
		Threshold   int64             `json:"threshold"`
		Volume      int64             `json:"volume"`
		Now         progress.Priority `json:"now"`
		Then        progress.Priority `json:"then"`
	}{now.AsOf, now.RuleVersion, now.Threshold, q.Volume, now.Priority, then.Priority})
}
