package page

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

const movesPath = "/reconciliation/processes"

// movesBody is the page of the processes that one number of the reconciliation counts.
type movesBody struct {
	Title    string
	Bureau   string // empty: all
	From, To time.Time
	Back     string
	List     shownList[moveRow]
}

// moveRow is one process with its sides.
type moveRow struct {
	registry.MovedProcess
	Href       string
	From, To   string // bureaus
	Was, Is    string // statuses
	Gone, Came bool
}

func (s *Handlers) movesPage(c echo.Context) error {
	b, err := s.moved(c)
	if err != nil {
		return err
	}
	return s.pages.moves.render(s, c, http.StatusOK, page{Title: b.Title + "｜増減の突き合わせ"}, b)
}

// movesFile is the list as its files have it.
func (s *Handlers) movesFile(c echo.Context) (shownList[moveRow], error) {
	b, err := s.moved(c)
	return b.List, err
}

// moved reads the processes that the address asks for.
func (s *Handlers) moved(c echo.Context) (b movesBody, err error) {
	ctx, scope, values := c.Request().Context(), request.ScopeOf(c), c.QueryParams()
	kind := registry.MoveKind(values.Get("kind"))
	if !slices.Contains(registry.MoveKinds, kind) {
		return b, registry.Errorf(registry.Invalid, "page.moved", "この一覧はありません。増減の突き合わせの表から選び直してください。")
	}
	var p period
	p.from, p.to = s.periodOf(c)
	if p.before, p.end, err = registry.ParsePeriod(p.from, p.to); err != nil {
		return b, err
	}
	bureau := 0
	if text := values.Get("bureau"); text != "" {
		if bureau, err = s.BureauGiven(ctx, "bureau", text); err != nil {
			return b, err
		}
	}
	found, err := s.Store.MovedProcesses(ctx, scope, bureau, p.before, p.end, kind, values.Get("was"), values.Get("is"))
	if err != nil {
		return b, err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return b, err
	}
	b = movesBody{Title: kind.Label(), Bureau: names[bureau].Name, From: p.before.AddDate(0, 0, 1), To: p.end,
		Back: withQuery("/reconciliation", filled(url.Values{"from": {p.from}, "to": {p.to}}))}
	rows, l := make([]moveRow, len(found)), s.labels(c)
	for i, m := range found {
		r := moveRow{MovedProcess: m, From: names[m.BureauWas].Name, To: names[m.BureauIs].Name, Came: m.BureauWas == 0, Gone: m.BureauIs == 0}
		asOf := p.end
		if r.Gone {
			asOf = p.before
		}
		if !r.Came {
			r.Was = l.status(m.StatusWas)
		}
		if !r.Gone {
			r.Is = l.status(m.StatusIs)
		}
		r.Href = withQuery(registry.ProcessPath(m.ID), asOfValues(asOf))
		rows[i] = r
	}
	b.List, err = movesListOf(strings.TrimSpace(b.Bureau+" "+b.Title)).show(c, rows)
	return b, err
}

func movesListOf(name string) list[moveRow] {
	text := func(key, label string, of func(moveRow) string) listColumn[moveRow] {
		return listColumn[moveRow]{Key: key, Label: label, Value: func(r moveRow) any { return of(r) }}
	}
	return list[moveRow]{
		Name: name, Path: movesPath, Unit: "手続", Own: []string{"from", "to", "bureau", "kind", "was", "is"},
		Columns: []listColumn[moveRow]{
			text("process", "手続ID", func(r moveRow) string { return r.ID.String() }),
			text("name", "手続名", func(r moveRow) string { return r.Name }),
			text("bureau_was", "はじめの局", func(r moveRow) string { return r.From }),
			text("status_was", "はじめの状況", func(r moveRow) string { return r.Was }),
			text("bureau_is", "終わりの局", func(r moveRow) string { return r.To }),
			text("status_is", "終わりの状況", func(r moveRow) string { return r.Is }),
		},
	}
}
