package page

import (
	"maps"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
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
	Rows     []processRow
	Pager    pager
	CSV      string // the same list as a file; empty: no permission
	XLSX     string
	Form     string // the inventory form with these processes
	CanSend  bool
	Filtered bool
}

// processRow is one process in a list.
type processRow struct {
	registry.Process
	Place    int64 // in the list, from 1
	Href     string
	Priority registry.Priority
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
			terms[i].Otherwise = append(terms[i].Otherwise, chip{r.Kind.Label() + "として探す", listing(g)})
		}
	}
	return terms
}

// sortLink is a column's header.
type sortLink struct {
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
func listRequest(c echo.Context, own ...string) (store.ProcessFilter, error) {
	values := maps.Clone(c.QueryParams())
	for _, name := range own {
		values.Del(name)
	}
	f, err := store.ParseFilter(values)
	return f, inWords(store.ProcessParameters, values, conditionLabels, err)
}

func (s *Handlers) processes(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	f, err := listRequest(c)
	if err != nil {
		return err
	}
	found, facets, err := s.Store.Catalogue(ctx, scope, f)
	if err != nil {
		return err
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	b := processesBody{Page: found, Filter: s.filterForm(f, scope, bureaus, facets), Totals: facets.Totals, Chips: chips(f, bureaus),
		Terms:   searchTerms(f, found.Understood),
		Columns: sortLinks(listColumns, f, listing), Rows: rowsOf(found, f), Pager: pagerOf("/processes", nil, f, found),
		CanSend: scope.May(registry.HandIn)}
	b.Filtered = len(b.Chips) > 0
	if scope.May(registry.Export) {
		whole := f
		whole.Cursor, whole.Limit = "", 0
		b.CSV, b.XLSX = withQuery("/processes.csv", whole.Values()), withQuery("/processes.xlsx", whole.Values())
		b.Form = withQuery("/processes/form.xlsx", whole.Values())
	}
	return s.pages.processes.render(s, c, http.StatusOK, page{Title: "手続一覧"}, b)
}

func rowsOf(found store.Page, f store.ProcessFilter) []processRow {
	rows := make([]processRow, len(found.Processes))
	for i, p := range found.Processes {
		rows[i] = processRow{Process: p, Place: found.First + int64(i), Priority: p.Priority(found.Threshold),
			Href: withQuery(registry.ProcessPath(p.ID), store.ProcessFilter{AsOf: f.AsOf}.Values())}
	}
	return rows
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

// processColumn is a column of a list of processes: its header, and the key by which it is sorted
// (empty: it is not).
type processColumn struct {
	label, key string
	numeric    bool
}

// listColumns are what the catalogue shows; numbers begin with the greatest.
var listColumns = []processColumn{
	{"手続ID", "process_id", false},
	{"手続名", "procedure_name", false},
	{"局・部・課", "bureau", false},
	{"根拠法令", "legal_basis", false},
	{"年間件数", "volume", true},
	{"重点手続", "", false},
	{"デジタル化状況", "status", false},
	{"予定年度", "planned_year", true},
	{"国の法令改正", "law_change", false},
}

// sortLinks are the headers of columns under which a list of processes is sorted; at is the
// address of the list as a filter asks for it.
func sortLinks(columns []processColumn, f store.ProcessFilter, at func(store.ProcessFilter) string) []sortLink {
	links := make([]sortLink, len(columns))
	for i, c := range columns {
		links[i] = sortLink{Label: c.label, Numeric: c.numeric}
		if c.key == "" {
			continue
		}
		g := f
		g.Cursor, g.Sort = "", c.key
		g.Descending = c.key == "volume"
		if f.Sort == c.key || f.Sort == "" && c.key == "process_id" {
			g.Descending = !f.Descending
			links[i].Sorted = "ascending"
			if f.Descending {
				links[i].Sorted = "descending"
			}
		}
		links[i].Href = at(g)
	}
	return links
}
