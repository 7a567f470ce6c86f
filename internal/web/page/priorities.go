package page

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// prioritiesBody is the page of the priority processes.
type prioritiesBody struct {
	store.Page
	When      asOfForm
	Setting   registry.Threshold
	Figures   progress.Figures
	List      store.PriorityList
	Lists     []listTab
	Rows      []priorityRow
	Pager     pager
	CSV       string // empty: no permission
	XLSX      string
	Low, High int64 // what counts as near the line
}

type listTab struct {
	Label   string
	Href    string
	Count   int64
	Current bool
}

type priorityRow struct {
	processRow
	Qualifier string
	Cause     registry.Cause // why it is undecidable; empty: it is not
	ByPerson  bool
}

var listLabels = map[store.PriorityList]string{
	store.ListPriority:    "重点手続",
	store.ListUndecidable: "判定不能",
	store.ListNear:        "基準の前後",
}

func (s *Handlers) priorities(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	list := store.PriorityList(c.QueryParam("list"))
	if _, ok := listLabels[list]; !ok {
		list = store.ListPriority
	}
	asked, err := listRequest(c, "list")
	if err != nil {
		return err
	}
	f := list.Filter(asked.AsOf)
	f.Cursor, f.Limit = asked.Cursor, asked.Limit
	found, err := s.Store.Processes(ctx, scope, f)
	if err != nil {
		return err
	}
	standing, err := s.Store.Standing(ctx, scope, asked.AsOf)
	if err != nil {
		return err
	}
	figures, err := s.Store.Figures(ctx, scope, asked.AsOf)
	if err != nil {
		return err
	}
	b := prioritiesBody{Page: found, When: s.asOfForm("/priorities", asked.AsOf), Setting: standing.Threshold,
		Figures: figures, List: list, Pager: pagerOf("/priorities", url.Values{"list": {string(list)}}, asked, found)}
	b.Low, b.High = registry.NearLine(b.Setting.Volume)
	for _, l := range store.PriorityLists {
		query := store.ProcessFilter{AsOf: asked.AsOf, Limit: asked.Limit}.Values()
		query.Set("list", string(l))
		tab := listTab{Label: listLabels[l], Href: withQuery("/priorities", query), Current: l == list}
		switch l {
		case store.ListPriority:
			tab.Count = b.Figures.Priority.Count
		case store.ListUndecidable:
			tab.Count = b.Figures.Priority.Undecidable
		default:
			if tab.Count, err = s.Store.Total(ctx, scope, l.Filter(asked.AsOf)); err != nil {
				return err
			}
		}
		b.Lists = append(b.Lists, tab)
	}
	for _, r := range rowsOf(found, f) {
		row := priorityRow{processRow: r, ByPerson: r.Override != ""}
		if r.Deciding != nil {
			row.Qualifier = qualifierLabel(r.Deciding.Total)
		}
		row.Cause = r.Cause(found.Threshold)
		b.Rows = append(b.Rows, row)
	}
	if scope.May(registry.Export) {
		whole := list.Filter(asked.AsOf).Values()
		b.CSV, b.XLSX = withQuery("/processes.csv", whole), withQuery("/processes.xlsx", whole)
	}
	return s.pages.priorities.render(s, c, http.StatusOK, page{Title: "重点手続"}, b)
}
