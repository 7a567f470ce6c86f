package page

import (
	"maps"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// processesBody is the catalogue.
type processesBody struct {
	store.Page
	Filter   filterForm
	Totals   progress.Totals
	Chips    []chip
	Terms    []searchTerm // what the search was taken for
	Clear    string       // empty: the form has the link
	Columns  []sortLink
	Chooser  columnChooser
	Bulk     string // the list as parameters, for who may edit all of it; empty: nobody else
	MayBulk  bool
	Saver    viewSaver
	Rows     []processRow
	Pager    pager
	CSV      string // the same list as a file; empty: no permission
	XLSX     string
	Form     string // the inventory form with these processes
	CanSend  bool
	Filtered bool
	Plan     string // where they are planned; empty: not by this account
	Group    string // where its processes become a group; empty: not by this account
}

// processRow is one process in a list.
type processRow struct {
	registry.Process
	Labels   labels
	Place    int64 // in the list, from 1
	Href     string
	Priority registry.Priority
	Brief    bool // its columns were chosen: a cell shows nothing beside its own

	// Of the priority list.
	Qualifier string
	Cause     registry.Cause // why it is undecidable; empty: it is not
	ByPerson  bool

	Missing, Share string // what is missing to digitize it, and how much of the target it brings; empty: nothing
}

// chip is one condition that can be removed.
type chip struct{ Label, Href string }

// searchTerm is a part of a search and what it was taken for.
type searchTerm struct {
	registry.Term
	Otherwise []chip
}

func searchTerms(f store.ProcessFilter, understood []registry.Term) []searchTerm {
	terms := make([]searchTerm, len(understood))
	for i, t := range understood {
		terms[i].Term = t
		for _, r := range t.Otherwise {
			g := f
			g.Cursor, g.Search = "", r.Search
			terms[i].Otherwise = append(terms[i].Otherwise, chip{r.Label() + "として探す", listing(g)})
		}
	}
	return terms
}

// sortLink is a column's header.
type sortLink struct {
	Key     string // of the column; empty: the list knows by itself what it holds
	Label   string
	Href    string // empty: the column cannot be sorted by
	Sorted  string // "ascending", "descending", or empty
	Numeric bool
	Choose  string // the name by which rows of the column are chosen
}

// pager leads through the pages of a list.
type pager struct {
	First, Last int64 // places on this page
	Total       int64
	Start, Next string // empty: here already, or none
	Before      string // the page before, where that is known and not the first
	Sizes       []sizeLink
}

type sizeLink struct {
	Size    int
	Href    string
	Current bool
}

// pageSizes are the choices of how many rows a page shows.
var pageSizes = []int{25, 50, 100, 200}

// listRequest reads a list's filter. The page's own parameters are left to it.
func listRequest(query url.Values, own ...string) (store.ProcessFilter, error) {
	values := maps.Clone(query)
	for _, name := range own {
		values.Del(name)
	}
	f, err := store.ParseFilter(values)
	return f, inWords(store.ProcessParameters, values, conditionLabels, err)
}

func (s *Handlers) processes(c echo.Context) error {
	return s.showProcesses(c, http.StatusOK, c.QueryParams(), enteredView{})
}

// showProcesses shows the catalogue that an address's parameters ask for.
func (s *Handlers) showProcesses(c echo.Context, status int, query url.Values, entered enteredView) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	f, err := listRequest(query)
	if err != nil {
		return err
	}
	found, err := s.Store.ProcessesBeside(ctx, scope, f, store.Beside{Facets: true, Standing: f.Judged()})
	if err != nil {
		return err
	}
	facets, err := s.Store.Facets(ctx, scope, f)
	if err != nil {
		return err
	}
	known, err := s.names(c)
	if err != nil {
		return err
	}
	b := processesBody{Page: found, Filter: s.filterForm(f, scope, known, facets), Totals: facets.Totals, Chips: chips(f, known),
		Terms: searchTerms(f, found.Understood), Columns: sortLinks(shownColumns(f, catalogueColumns), f, listing),
		Chooser: chooserOf("/processes", nil, f, catalogueColumns), Rows: rowsOf(found, f, known.labels),
		Pager: pagerOf("/processes", nil, f, found), CanSend: scope.May(registry.HandIn)}
	if err := s.chooseGroup(ctx, &b.Filter, f.Group); err != nil {
		return err
	}
	if b.Filtered = len(b.Chips) > 0; b.Filtered && f.Group == "" && scope.May(registry.Propose) {
		b.Group = withQuery(groupsPath, url.Values{"filter": {store.GroupParameters.Values(f).Encode()}}) + "#setting-form"
	}
	if b.Filtered && scope.AllBureaus() && scope.May(registry.MakePlans) && f.AsOf.IsZero() {
		b.Plan = withQuery(newPlanPath, store.ConditionParameters.Values(f))
	}
	if b.MayBulk = scope.AllBureaus() && scope.May(registry.Undo) && f.AsOf.IsZero(); b.MayBulk {
		b.Bulk = without(f.Values(), "cursor", "limit", "column", "sort", "order").Encode()
		b.Columns = append([]sortLink{{Key: "chosen", Choose: "chosen"}}, b.Columns...)
	}
	if f.Judged() {
		standing, err := s.Store.Standing(ctx, scope, f.AsOf)
		if err != nil {
			return err
		}
		by, err := report.NewJudge(standing).Of(ctx, s.Store, scope, f)
		if err != nil {
			return err
		}
		judge(b.Rows, by)
	}
	if b.Saver, err = s.saverOf(c, registry.CatalogueList, f.Values(), entered); err != nil {
		return err
	}
	if scope.May(registry.Export) {
		whole := f
		whole.Cursor, whole.Limit = "", 0
		b.CSV, b.XLSX = withQuery("/processes.csv", whole.Values()), withQuery("/processes.xlsx", whole.Values())
		b.Form = withQuery("/processes/form.xlsx", whole.Values())
	}
	return s.pages.processes.render(s, c, status, page{Title: "手続一覧"}, b)
}

func rowsOf(found store.Page, f store.ProcessFilter, l labels) []processRow {
	rows := make([]processRow, len(found.Processes))
	for i, p := range found.Processes {
		rows[i] = processRow{Process: p, Labels: l, Place: found.First + int64(i), Priority: p.Priority(found.Threshold),
			Href: withQuery(registry.ProcessPath(p.ID), store.ProcessFilter{AsOf: f.AsOf}.Values()), Brief: len(f.Columns) > 0}
	}
	return rows
}

// judge says of each row what depends on the target in force.
func judge(rows []processRow, by report.Judge) {
	for i, r := range rows {
		rows[i].Missing, rows[i].Share = by.Missing(r.Process), by.Share(r.Process)
	}
}

// pagerOf makes the links between the pages of a list; own are the page's own parameters.
func pagerOf(path string, own url.Values, f store.ProcessFilter, found store.Page) pager {
	p := pager{First: found.First, Last: found.First + int64(len(found.Processes)) - 1, Total: found.Total}
	at := func(cursor string, limit int) string {
		g := f
		g.Cursor, g.Limit = cursor, limit
		values := g.Values()
		maps.Copy(values, own)
		return withQuery(path, values)
	}
	if f.Cursor != "" {
		p.Start = at("", f.Limit)
	}
	if found.Next != "" {
		p.Next = at(found.Next, f.Limit)
	}
	size := f.Limit
	if size == 0 {
		size = store.DefaultLimit
	}
	for _, n := range pageSizes {
		p.Sizes = append(p.Sizes, sizeLink{n, at("", n), n == size})
	}
	return p
}
