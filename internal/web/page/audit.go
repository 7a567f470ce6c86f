package page

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
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

// auditPage shows the log of acts: sign-ins, exports, and the administration of accounts,
// rounds and deputies.
func (s *Handlers) auditPage(c echo.Context) error {
	const op = "page.audit"
	values := filled(c.QueryParams())
	f, err := store.AuditParameters.Parse(op, values)
	if e := (*registry.Error)(nil); errors.As(err, &e) && e.Field == "kind" { // the page has words, not codes
		return &registry.Error{Code: registry.Invalid, Op: op, Field: e.Field, Message: "種類を一覧から選んでください。例：サインイン", Err: err}
	}
	if err != nil {
		return err
	}
	events, next, err := s.Store.AuditEvents(c.Request().Context(), request.ScopeOf(c), f)
	if err != nil {
		return err
	}
	bureaus, err := s.BureauNames(c.Request().Context())
	if err != nil {
		return err
	}
	b := auditBody{
		Kinds: registry.AuditKinds,
		Kind:  f.Kind,
		Text:  f.Text,
		From:  values.Get("from"),
		To:    values.Get("to"),
		Later: f.Before != 0,
	}
	for _, e := range events {
		details, err := auditDetails(e.Detail, bureaus)
		if err != nil {
			return err
		}
		b.Events = append(b.Events, auditRow{e, details})
	}
	if next != nil {
		values.Set("before", strconv.FormatInt(*next, 10))
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
