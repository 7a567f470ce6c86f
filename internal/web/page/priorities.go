package page

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/unicode/norm"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
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
	Lists     []tab
	Columns   []sortLink
	Chooser   columnChooser
	Saver     viewSaver
	Rows      []processRow
	Pager     pager
	CSV       string // empty: no permission
	XLSX      string
	Low, High int64 // what counts as near the line
	Filter    filterForm
	Chips     []chip
	Clear     string             // the list without its filters
	Tried     string             // another threshold, as entered
	Gap       *progress.Gap      // to the target in force; nil: there is none
	Then      *progress.Priority // under it; nil: none is tried
	Groups    []priorityGroup
	Uncounted int64             // priority processes in no group: the rates do not count them
	Hidden    []store.Condition // what the form of the other threshold sends on
}

// priorityGroup is how many of the priority processes that count are done, in hand or not begun.
type priorityGroup struct {
	Label, Href string
	N           int64
}

// priorityColumns are what the list shows by itself.
var priorityColumns = []string{"rank", "procedure_name", "bureau", "annual_volume", "volume_year", "certainty", "digitization_status",
	"missing", "target_share"}

// priorityFile are the columns of the list's files if none are chosen.
var priorityFile = []string{"bureau", "department", "division", "process_name", "annual_volume", "priority", "digitization_status",
	"planned_fiscal_year", "obstacle", "national_law_change", "platform", "missing", "target_share"}

var listLabels = map[store.PriorityList]string{
	store.ListPriority:    "重点手続",
	store.ListUndecidable: "判定不能",
	store.ListNear:        "基準の前後",
}

func (s *Handlers) priorities(c echo.Context) error {
	return s.showPriorities(c, http.StatusOK, c.QueryParams(), enteredView{})
}

// showPriorities shows the list that an address's parameters ask for.
func (s *Handlers) showPriorities(c echo.Context, status int, query url.Values, entered enteredView) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	list := store.PriorityList(query.Get("list"))
	if _, ok := listLabels[list]; !ok {
		list = store.ListPriority
	}
	asked, err := listRequest(query, "list", "try")
	if err != nil {
		return err
	}
	f := list.Of(asked)
	try, err := triedThreshold(c)
	if err != nil {
		return err
	}
	found, err := s.Store.ProcessesBeside(ctx, scope, f, besidePriorities(asked, try))
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
	b.Chooser = chooserOf("/priorities", url.Values{"list": {string(list)}}, asked, priorityColumns)
	saved := asked.Values()
	saved.Set("list", string(list))
	if b.Saver, err = s.saverOf(c, registry.PrioritiesList, saved, entered); err != nil {
		return err
	}
	columns := shownColumns(f, priorityColumns)
	if len(f.Columns) > 0 {
		columns = append([]processColumn{columnOf("rank", false)}, columns...)
	}
	b.Columns = sortLinks(columns, f, func(g store.ProcessFilter) string {
		sorted := asked
		sorted.Cursor, sorted.Sort, sorted.Descending = "", g.Sort, g.Descending
		query := sorted.Values()
		query.Set("list", string(list))
		return withQuery("/priorities", query)
	})
	b.Low, b.High = registry.NearLine(b.Setting.Volume)
	known, err := s.names(c)
	if err != nil {
		return err
	}
	facets, err := s.Store.Facets(ctx, scope, f)
	if err != nil {
		return err
	}
	b.Filter = s.filterForm(asked, scope, known, facets)
	if err := s.chooseGroup(ctx, &b.Filter, asked.Group); err != nil {
		return err
	}
	b.Filter.Selects = slices.DeleteFunc(b.Filter.Selects, func(c choice) bool { return c.Name == "priority" })
	for _, c := range asked.Conditions() {
		without := asked.Without(c).Values()
		without.Set("list", string(list))
		b.Chips = append(b.Chips, chip{conditionLabels[c.Name] + "：" + known.option(c.Name, c.Value), withQuery("/priorities", without)})
	}
	b.Clear = withQuery("/priorities", url.Values{"list": {string(list)}})
	if err := s.tryThreshold(c, &b, asked, list, try); err != nil {
		return err
	}
	if err := s.priorityGroups(c, &b, asked); err != nil {
		return err
	}
	for _, l := range store.PriorityLists {
		kept := asked
		kept.Cursor = ""
		query := kept.Values()
		query.Set("list", string(l))
		var n int64
		switch {
		case listCounted(l, asked):
			if n, err = s.Store.Total(ctx, scope, l.Of(asked)); err != nil {
				return err
			}
		case l == store.ListPriority:
			n = b.Figures.Priority.Count
		default:
			n = b.Figures.Priority.Undecidable
		}
		if l == store.ListPriority {
			b.Uncounted += n
		}
		b.Lists = append(b.Lists, countTab(listLabels[l], withQuery("/priorities", query), n, l == list))
	}
	for _, r := range rowsOf(found, f, known.labels) {
		r.ByPerson, r.Cause = r.Override != "", r.Process.Cause(found.Threshold)
		if r.Deciding != nil {
			r.Qualifier = qualifierLabel(r.Deciding.Total)
		}
		b.Rows = append(b.Rows, r)
	}
	by, err := report.NewJudge(standing).Of(ctx, s.Store, scope, asked)
	if err != nil {
		return err
	}
	judge(b.Rows, by)
	b.Gap = by.Gap
	if scope.May(registry.Export) {
		all := f
		all.Cursor, all.Limit = "", 0
		if len(all.Columns) == 0 {
			all.Columns = priorityFile
		}
		whole := all.Values()
		b.CSV, b.XLSX = withQuery("/processes.csv", whole), withQuery("/processes.xlsx", whole)
	}
	return s.pages.priorities.render(s, c, status, page{Title: "重点手続"}, b)
}

// listCounted reports whether how long a list is has to be counted: the figures do not tell.
func listCounted(l store.PriorityList, asked store.ProcessFilter) bool {
	return l == store.ListNear || len(asked.Conditions()) > 0
}

// besidePriorities is what the page shows beside the list that is asked for.
func besidePriorities(asked store.ProcessFilter, try int64) store.Beside {
	beside := store.Beside{Facets: true, Standing: true, Under: try}
	for _, l := range store.PriorityLists {
		if listCounted(l, asked) {
			beside.Totals = append(beside.Totals, l.Of(asked))
		}
	}
	for _, g := range groupsOfPriorities {
		beside.Totals = append(beside.Totals, g.of(asked))
	}
	return beside
}

// triedThreshold is the threshold that the address tries; 0: none.
func triedThreshold(c echo.Context) (int64, error) {
	text := strings.TrimSpace(c.QueryParam("try"))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(norm.NFKC.String(text), ",", ""), 10, 64)
	if err != nil || n < 1 || n > store.MostThreshold {
		return 0, &registry.Error{Code: registry.Invalid, Op: "page.triedThreshold", Field: "try",
			Message: "試す基準には、1以上の件数を数字で入力してください。例：5000"}
	}
	return n, nil
}

// tryThreshold tells what another threshold would do, where the address tries one.
func (s *Handlers) tryThreshold(c echo.Context, b *prioritiesBody, asked store.ProcessFilter, list store.PriorityList, try int64) error {
	asked.Cursor = ""
	values := asked.Values()
	values.Set("list", string(list))
	b.Hidden = hiddenOf(values)
	if try == 0 {
		return nil
	}
	f, err := s.Store.PriorityUnder(c.Request().Context(), request.ScopeOf(c), asked.AsOf, try)
	b.Tried, b.Then = strconv.FormatInt(try, 10), &f.Priority
	return err
}

// groupOfPriorities are the priority processes that have one of some statuses.
type groupOfPriorities struct {
	label    string
	statuses []registry.Status
}

var groupsOfPriorities = []groupOfPriorities{
	{"実施済", []registry.Status{registry.Done}}, {"取組中", progress.InHand}, {"未着手", progress.NotBegun},
}

// of is the list of those that the filter leaves.
func (g groupOfPriorities) of(asked store.ProcessFilter) store.ProcessFilter {
	return store.ListPriority.Of(asked.Counted(g.statuses...))
}

// priorityGroups parts the priority processes that count, and that the filter leaves.
func (s *Handlers) priorityGroups(c echo.Context, b *prioritiesBody, asked store.ProcessFilter) error {
	for _, g := range groupsOfPriorities {
		f := g.of(asked)
		n, err := s.Store.Total(c.Request().Context(), request.ScopeOf(c), f)
		if err != nil {
			return err
		}
		b.Groups = append(b.Groups, priorityGroup{g.label, listing(f), n})
		b.Uncounted -= n
	}
	return nil
}
