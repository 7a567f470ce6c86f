package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// auditBody is the page of the audit log.
type auditBody struct {
	Events   []auditRow
	Kinds    []registry.AuditKind
	Kind     registry.AuditKind
	Text     string
	From, To string
	Next     string // the page of older entries; empty: there are none
	Later    bool   // this is not the first page
}

type auditRow struct {
	registry.AuditEvent
	Details []string
}

// auditPage shows who signed in, took something out or administered accounts, rounds
// and deputies.
func (s *server) auditPage(c echo.Context) error {
	values := filled(c.QueryParams())
	f, err := store.ParseAuditFilter(values)
	if err != nil {
		return err
	}
	events, more, err := s.store.AuditEvents(c.Request().Context(), scopeOf(c), f)
	if err != nil {
		return err
	}
	bureaus, err := s.bureauNames(c.Request().Context())
	if err != nil {
		return err
	}
	b := auditBody{Kinds: registry.AuditKinds, Kind: f.Kind, Text: f.Text, From: values.Get("from"), To: values.Get("to"), Later: f.Before != 0}
	for _, e := range events {
		details, err := auditDetails(e.Detail, bureaus)
		if err != nil {
			return err
		}
		b.Events = append(b.Events, auditRow{e, details})
	}
	if more {
		values.Set("before", strconv.FormatInt(events[len(events)-1].ID, 10))
		b.Next = withQuery("/admin/log", values)
	}
	return s.pages.audit.render(s, c, http.StatusOK, page{Title: "操作の記録"}, b)
}

// filled drops the parameters that a form sent empty.
func filled(values url.Values) url.Values {
	out := url.Values{}
	for name, given := range values {
		if len(given) > 0 && given[0] != "" {
			out[name] = given
		}
	}
	return out
}

// auditJSON is one page of the audit log.
type auditJSON struct {
	Events     []auditEventJSON `json:"events"`
	NextBefore *int64           `json:"next_before"` // null: this is the last page
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

func (s *server) apiAudit(c echo.Context) error {
	f, err := store.ParseAuditFilter(c.QueryParams())
	if err != nil {
		return err
	}
	events, more, err := s.store.AuditEvents(c.Request().Context(), scopeOf(c), f)
	if err != nil {
		return err
	}
	j := auditJSON{Events: make([]auditEventJSON, len(events))}
	for i, e := range events {
		j.Events[i] = auditEventJSON{ID: e.ID, At: e.At.In(registry.Tokyo), Actor: e.Actor, Kind: e.Kind, Object: e.Object,
			Detail: e.Detail, Address: e.Address}
		if e.AccountID != 0 {
			j.Events[i].AccountID = &events[i].AccountID
		}
	}
	if more {
		j.NextBefore = &events[len(events)-1].ID
	}
	return c.JSON(http.StatusOK, j)
}
