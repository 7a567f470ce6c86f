package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// listJSON is one page of a list of processes.
type listJSON struct {
	AsOf       time.Time  `json:"as_of"`
	Threshold  int64      `json:"threshold"`
	Total      int64      `json:"total"`
	First      int64      `json:"first"` // place of the first one in the whole list, from 1
	Understood []termJSON `json:"understood"`
	Processes  []any      `json:"processes"`   // report.ProcessJSON, or the columns that were asked for
	NextCursor *string    `json:"next_cursor"` // null: this is the last page
}

// termJSON is a part of a search and what it was taken for.
type termJSON struct {
	Kind      registry.TermKind `json:"kind"`
	Text      string            `json:"text"`
	Value     string            `json:"value"`
	Otherwise []otherwiseJSON   `json:"otherwise"`
}

type otherwiseJSON struct {
	Kind   registry.TermKind `json:"kind"`
	Search string            `json:"search"`
}

func newListJSON(f *form.Form, page store.Page, columns []string, judge *report.Judge) listJSON {
	j := listJSON{AsOf: page.AsOf.In(registry.Tokyo), Threshold: page.Threshold, Total: page.Total, First: page.First,
		Understood: make([]termJSON, len(page.Understood)), Processes: make([]any, len(page.Processes))}
	for i, t := range page.Understood {
		j.Understood[i] = termJSON{t.Kind, t.Text, t.Value, make([]otherwiseJSON, len(t.Otherwise))}
		for k, r := range t.Otherwise {
			j.Understood[i].Otherwise[k] = otherwiseJSON{r.Kind, r.Search}
		}
	}
	for i, p := range page.Processes {
		process := report.NewProcessJSON(f, p, page.Threshold)
		if judge != nil {
			process.JudgedJSON = judge.JSON(p)
		}
		j.Processes[i] = report.Chosen(columns, process)
	}
	if page.Next != "" {
		j.NextCursor = &page.Next
	}
	return j
}

func (s *Handlers) processes(c echo.Context, f store.ProcessFilter) error {
	page, err := s.Store.ProcessesBeside(c.Request().Context(), request.ScopeOf(c), f, store.Beside{Standing: f.Judged()})
	if err != nil {
		return err
	}
	var judge *report.Judge
	if f.Judged() {
		if judge, err = s.judge(c, f); err != nil {
			return err
		}
	}
	with, err := s.Intake.Form(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, newListJSON(with, page, f.Shown(nil), judge))
}

// judge is what says of a list's processes what depends on the target in force.
func (s *Handlers) judge(c echo.Context, f store.ProcessFilter) (*report.Judge, error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	standing, err := s.Store.Standing(ctx, scope, f.AsOf)
	if err != nil {
		return nil, err
	}
	judge, err := report.NewJudge(standing).Of(ctx, s.Store, scope, f)
	return &judge, err
}

// facetParameters are those of a list but for what no count depends on.
var facetParameters = store.ProcessParameters.Without("column", "sort", "order", "cursor", "limit")

// facets counts the choices of a list's filter.
func (s *Handlers) facets(c echo.Context, f store.ProcessFilter) error {
	facets, err := s.Store.Facets(c.Request().Context(), request.ScopeOf(c), f)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewFacetsJSON(facets))
}

// asOf is the parameter of what is told as of a moment.
var asOf = parameter.Table[time.Time]{store.AsOfParameter(func(t *time.Time) *time.Time { return t })}

func (s *Handlers) process(c echo.Context, asOf time.Time) error {
	id, err := registry.ParseProcessID(c.Param("id"))
	if err != nil {
		return err
	}
	d, err := s.Store.Process(c.Request().Context(), request.ScopeOf(c), id, asOf)
	if err != nil {
		return err
	}
	with, err := s.Intake.Form(c.Request().Context())
	if err != nil {
		return err
	}
	if asOf.IsZero() {
		c.Response().Header().Set("ETag", request.ETag(d.ChangeID))
	}
	return c.JSON(http.StatusOK, report.NewDetailJSON(with, d))
}

// prioritiesJSON is one page of one of the three lists of domain.md, rule 2, with
// the totals of all of them.
type prioritiesJSON struct {
	List   store.PriorityList           `json:"list"`
	Totals map[store.PriorityList]int64 `json:"totals"`
	Gap    *progress.Gap                `json:"gap"` // to the target in force; null: there is none
	listJSON
	Processes []any `json:"processes"` // report.RankedJSON, or its columns that were asked for
}

func (s *Handlers) priorities(c echo.Context, q store.PriorityQuery) error {
	f, list := q.ProcessFilter, q.List
	j := prioritiesJSON{List: list, Totals: map[store.PriorityList]int64{}}
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	beside := store.Beside{Standing: true}
	for _, l := range store.PriorityLists {
		if l != list {
			beside.Totals = append(beside.Totals, l.Of(f))
		}
	}
	page, err := s.Store.ProcessesBeside(ctx, scope, list.Of(f), beside)
	if err != nil {
		return err
	}
	judge, err := s.judge(c, f)
	if err != nil {
		return err
	}
	with, err := s.Intake.Form(ctx)
	if err != nil {
		return err
	}
	j.Gap, j.listJSON = judge.Gap, newListJSON(with, page, nil, nil)
	j.Processes = make([]any, len(page.Processes))
	for i, p := range page.Processes {
		ranked := report.RankedJSON{Rank: page.First + int64(i), ProcessJSON: report.NewProcessJSON(with, p, page.Threshold)}
		ranked.JudgedJSON = judge.JSON(p)
		j.Processes[i] = report.Chosen(f.Shown(nil), ranked)
	}
	j.Totals[list] = page.Total
	for _, l := range store.PriorityLists {
		if l == list {
			continue
		}
		if j.Totals[l], err = s.Store.Total(ctx, scope, l.Of(f)); err != nil {
			return err
		}
	}
	return c.JSON(http.StatusOK, j)
}

// progressAsked is what the figures of progress are asked for.
type progressAsked struct {
	AsOf      time.Time
	Group     string
	Organised registry.Organised
}

var progressParameters = parameter.Table[progressAsked]{
	store.AsOfParameter(func(a *progressAsked) *time.Time { return &a.AsOf }),
	store.OrganisedParameter(func(a *progressAsked) *registry.Organised { return &a.Organised }),
	request.GroupParameter(func(a *progressAsked) *string { return &a.Group }),
}

func (s *Handlers) progress(c echo.Context, asked progressAsked) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	if asked.Group != "" {
		group, err := s.GroupGiven(ctx, asked.Group)
		if err != nil {
			return err
		}
		standing, err := s.Store.GroupStanding(ctx, scope, asked.AsOf, group)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, progress.Of(standing))
	}
	figures, err := s.Store.FiguresBy(ctx, scope, asked.AsOf, asked.Organised)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, figures)
}

// bureauJSON is a bureau with its days of validity.
type bureauJSON struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	ValidFrom  *string  `json:"valid_from"` // the first day; null: always
	ValidTo    *string  `json:"valid_to"`   // the first day after its last; null: it still exists
	External   bool     `json:"external"`   // outside the Metropolitan Government
	Successors []string `json:"successors"` // their codes
}

func (s *Handlers) bureaus(c echo.Context) error {
	bureaus, err := s.Store.Bureaus(c.Request().Context())
	if err != nil {
		return err
	}
	codes := map[int]string{}
	for _, b := range bureaus {
		codes[b.ID] = b.Code
	}
	list := make([]bureauJSON, len(bureaus))
	for i, b := range bureaus {
		list[i] = bureauJSON{Code: b.Code, Name: b.Name, ValidFrom: dayOrNull(b.ValidFrom), ValidTo: dayOrNull(b.ValidTo),
			External: b.External, Successors: []string{}}
		for _, id := range b.Successors {
			list[i].Successors = append(list[i].Successors, codes[id])
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"bureaus": list})
}

// textOrNull is a text as JSON; a blank one is null.
func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func dayOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	day := t.Format(time.DateOnly)
	return &day
}
