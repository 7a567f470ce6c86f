package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// AuditJSON is one page of the audit log.
type AuditJSON struct {
	Events     []auditEventJSON `json:"events"`
	NextBefore *int64           `json:"next_before"` // null: this is the last page
	Total      int64            `json:"total"`       // entries that the filter leaves
}

type auditEventJSON struct {
	ID        int64              `json:"id"`
	At        time.Time          `json:"at"`
	AccountID *int64             `json:"account_id"`
	Actor     string             `json:"actor"`
	Kind      registry.AuditKind `json:"kind"`
	Object    string             `json:"object"`
	Detail    json.RawMessage    `json:"detail"`
	Address   string             `json:"address"`
}

func (s *Handlers) audit(c echo.Context, f store.AuditFilter) error {
	events, next, total, err := s.Store.AuditEvents(c.Request().Context(), request.ScopeOf(c), f)
	if err != nil {
		return err
	}
	j := AuditJSON{Events: make([]auditEventJSON, len(events)), NextBefore: next, Total: total}
	for i, e := range events {
		j.Events[i] = auditEventJSON{ID: e.ID, At: e.At.In(registry.Tokyo), Actor: e.Actor, Kind: e.Kind, Object: e.Object,
			Detail: e.Detail, Address: e.Address}
		if e.AccountID != 0 {
			j.Events[i].AccountID = &events[i].AccountID
		}
	}
	return c.JSON(http.StatusOK, j)
}
