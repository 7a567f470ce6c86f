package page

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// auditBody is the page of the log.
type auditBody struct {
	List shownList[auditRow]
}

// auditRow is one entry of the log for people.
type auditRow struct {
	registry.AuditEvent
	Details []string
	Links   []auditLink
}

// auditLink leads to what an entry is about.
type auditLink struct{ Label, Href string }

// Where is the address that the act came from, for people.
func (r auditRow) Where() string {
	switch {
	case r.Address != "":
		return r.Address
	case r.NoAddress:
		return none
	}
	return "サーバー上"
}

// auditLabels are the labels of the log's parameters.
var auditLabels = map[string]string{
	"kind": "種類", "q": "だれが・何を", "from": "この日から", "to": "この日まで", "before": "ページ", "limit": "1ページの行数",
}

// auditList describes the log. It is too long to be held in memory, so that the store filters it.
func auditList() list[auditRow] {
	var kinds []option
	for _, k := range registry.AuditKinds {
		kinds = append(kinds, option{Value: string(k), Label: k.Label()})
	}
	return list[auditRow]{
		Name: "操作の記録", Path: "/admin/log", Unit: "件",
		Filters: []listFilter[auditRow]{
			{Name: "kind", Label: auditLabels["kind"], Options: kinds},
			{Name: "q", Label: auditLabels["q"], Example: "環境局"},
			{Name: "from", Label: auditLabels["from"], Day: true},
			{Name: "to", Label: auditLabels["to"], Day: true},
		},
		Columns: []listColumn[auditRow]{
			{Label: "日時", Value: func(r auditRow) any { return r.At }},
			{Label: "種類", Value: func(r auditRow) any { return r.Kind.Label() }},
			{Label: "だれが", Value: func(r auditRow) any { return r.ActorText() }},
			{Label: "何を", Value: func(r auditRow) any { return r.Object }},
			{Label: "詳しい内容", Value: func(r auditRow) any { return r.detailText() }},
			{Label: "アドレス", Value: func(r auditRow) any { return r.Where() }},
		},
	}
}

// auditPage shows the log of acts: sign-ins, exports, uploads and their approval, changes,
// published figures, transfers, settings, and the administration of accounts.
func (s *Handlers) auditPage(c echo.Context) error {
	values := filled(c.QueryParams())
	f, err := auditFilter(values)
	if err != nil {
		return err
	}
	events, next, total, err := s.Store.AuditEvents(c.Request().Context(), request.ScopeOf(c), f)
	if err != nil {
		return err
	}
	l := auditList()
	var b auditBody
	if b.List.Rows, err = s.auditRows(c, events); err != nil {
		return err
	}
	b.List.listHead = listHead{Name: l.Name, Action: l.Path, Unit: l.Unit, Fields: l.fields(values), Chips: l.chips(without(values, "before")),
		Clear: l.Path, Columns: l.sortLinks(values, askedList[auditRow]{}), Empty: len(events) == 0}
	b.List.Pager = auditPager(values, f, total, next)
	if request.ScopeOf(c).May(registry.Export) {
		whole := without(values, "before", paramLimit)
		b.List.CSV, b.List.XLSX = withQuery(l.Path+".csv", whole), withQuery(l.Path+".xlsx", whole)
	}
	return s.pages.audit.render(s, c, http.StatusOK, page{Title: "操作の記録"}, b)
}

func auditFilter(values url.Values) (store.AuditFilter, error) {
	f, err := store.AuditParameters.Parse("page.audit", values)
	return f, inWords(store.AuditParameters, values, auditLabels, err)
}

func auditPager(values url.Values, f store.AuditFilter, total int64, next *int64) pager {
	p := pager{Total: total}
	at := func(set string, value string, drop ...string) string {
		to := without(values, append(drop, "before")...)
		if value != "" {
			to.Set(set, value)
		}
		return withQuery("/admin/log", to)
	}
	if f.Before != 0 {
		p.Start = at("", "")
	}
	if next != nil {
		p.Next = at("before", strconv.FormatInt(*next, 10))
	}
	for _, n := range pageSizes {
		p.Sizes = append(p.Sizes, sizeLink{n, at(paramLimit, strconv.Itoa(n), paramLimit), n == f.Limit})
	}
	return p
}

// auditFile is the log as its files have it: all that the filter leaves.
func (s *Handlers) auditFile(c echo.Context) (shownList[auditRow], error) {
	var shown shownList[auditRow]
	values := filled(c.QueryParams())
	f, err := auditFilter(values)
	if err != nil {
		return shown, err
	}
	events, err := s.Store.WholeLog(c.Request().Context(), request.ScopeOf(c), f)
	if err != nil {
		return shown, err
	}
	if shown.Rows, err = s.auditRows(c, events); err != nil {
		return shown, err
	}
	l := auditList()
	shown.file = l.table(shown.Rows, l.chips(values))
	return shown, nil
}

func (s *Handlers) auditRows(c echo.Context, events []registry.AuditEvent) ([]auditRow, error) {
	bureaus, err := s.BureauNames(c.Request().Context())
	if err != nil {
		return nil, err
	}
	rows := make([]auditRow, len(events))
	for i, e := range events {
		details, links, err := s.labels(c).auditDetails(e.Detail, bureaus)
		if err != nil {
			return nil, err
		}
		rows[i] = auditRow{e, details, links}
	}
	return rows, nil
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
