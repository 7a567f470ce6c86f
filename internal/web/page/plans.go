package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

const (
	plansPath   = "/plans"
	newPlanPath = plansPath + "/new"
)

// plansBody is the page of all plans.
type plansBody struct {
	List    shownList[store.SavedPlan]
	Lines   [][]listCell
	CanPlan bool
	Choices []option // of two to be compared
}

func (s *Handlers) plansPage(c echo.Context) error {
	all, err := s.Store.Plans(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	b := plansBody{CanPlan: request.ScopeOf(c).May(registry.MakePlans)}
	l, err := s.planListOf(c)
	if err != nil {
		return err
	}
	if b.List, err = l.show(c, all); err != nil {
		return err
	}
	b.Lines = l.lines(b.List.Rows)
	for _, p := range all {
		if p.Computed {
			b.Choices = append(b.Choices, option{Value: strconv.FormatInt(p.ID, 10), Label: fmt.Sprintf("%d　%s", p.ID, p.Name)})
		}
	}
	return s.pages.plans.render(s, c, http.StatusOK, page{Title: "計画"}, b)
}

// planList is the list of all plans as its files have it.
func (s *Handlers) planList(c echo.Context) (shownList[store.SavedPlan], error) {
	all, err := s.Store.Plans(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return shownList[store.SavedPlan]{}, err
	}
	l, err := s.planListOf(c)
	if err != nil {
		return shownList[store.SavedPlan]{}, err
	}
	return l.show(c, all)
}

func (s *Handlers) planListOf(c echo.Context) (list[store.SavedPlan], error) {
	known, err := s.names(c)
	return planListOf(known), err
}

func planListOf(known names) list[store.SavedPlan] {
	computed := func(of func(store.PlanSummary) any) func(store.SavedPlan) any {
		return func(p store.SavedPlan) any {
			if !p.Computed {
				return nil
			}
			return of(p.Summary)
		}
	}
	return list[store.SavedPlan]{
		Name: "計画", Path: plansPath, Unit: "件の計画", Sort: "-made",
		Filters: []listFilter[store.SavedPlan]{
			{Name: "q", Label: "名前・メモ・作った人", Example: "3年間",
				Keep: func(p store.SavedPlan, v string) bool { return contains(v, p.Name, p.Note, p.Made.Actor) }},
			{Name: "objective", Label: "目的", Options: chosen(plan.Objective(""), plan.Objectives, plan.Objective.Label),
				Keep: func(p store.SavedPlan, v string) bool { return string(p.Wish.Objective) == v }},
		},
		Columns: []listColumn[store.SavedPlan]{
			{Key: "name", Label: "計画", Value: func(p store.SavedPlan) any { return p.Name },
				Href: func(p store.SavedPlan) string { return registry.PlanPath(p.ID) }},
			{Label: "計画する手続", Value: func(p store.SavedPlan) any { return planFilterText(p.Wish.Filter, known) }},
			{Key: "objective", Label: "目的", Value: func(p store.SavedPlan) any { return p.Wish.Objective.Label() }},
			{Key: "processes", Label: "手続", Number: true, Value: computed(func(s store.PlanSummary) any { return s.Processes })},
			{Key: "value", Label: "値", Number: true, Value: computed(func(s store.PlanSummary) any { return int64(s.Value) })},
			{Key: "bound", Label: "値の上限", Number: true, Value: computed(func(s store.PlanSummary) any { return int64(s.Bound) })},
			{Label: "単位", Value: func(p store.SavedPlan) any { return p.Wish.Objective.Unit() }},
			{Key: "reached", Label: "目標に届く年度", Value: computed(func(s store.PlanSummary) any {
				if s.Reached == 0 {
					return nil
				}
				return registry.EraYear(s.Reached)
			})},
			{Key: "state", Label: "状態", Value: func(p store.SavedPlan) any { return planState(p) }},
			{Key: "made", Label: "作った日時", Value: func(p store.SavedPlan) any { return p.Made.At },
				Sub: func(p store.SavedPlan) string { return p.Made.Actor }},
		},
	}
}

// planState is how a plan stands, for people.
func planState(p store.SavedPlan) string {
	switch {
	case !p.WithdrawnAt.IsZero():
		return "取りやめ"
	case p.Adoption != "":
		return p.Adoption.Label()
	}
	return map[string]string{report.PlanReady: "案", report.PlanComputing: "計算中", report.PlanFailed: "計算できません"}[report.PlanState(p)]
}

// comparedBody is the page of two plans beside each other.
type comparedBody struct {
	request.ComparedPlans
	Chart  chart.Drawing
	SVG    string // the picture as a file; empty: no permission
	Assume []assumedPair
	List   shownList[store.ComparedProcess]
	Lines  [][]listCell
}

// assumedPair is a result or an assumption in which two plans differ.
type assumedPair struct{ Label, A, B string }

var comparedLabels = map[string]string{"a": "1つ目の計画", "b": "2つ目の計画"}

func (s *Handlers) compared(c echo.Context) (request.PlansQuery, request.ComparedPlans, []store.ComparedProcess, error) {
	given := url.Values{}
	for _, name := range request.PlansParameters.Names() {
		if values, ok := c.QueryParams()[name]; ok {
			given[name] = values
		}
	}
	q, err := request.PlansParameters.Parse("page.compared", filled(given))
	if err != nil {
		return q, request.ComparedPlans{}, nil, inWords(request.PlansParameters, given, comparedLabels, err)
	}
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	p, err := s.ComparePlans(ctx, scope, q)
	if err != nil {
		return q, p, nil, err
	}
	rows, err := s.Store.ComparedProcesses(ctx, scope, *p.A.Outcome, p.Comparison)
	return q, p, rows, err
}

func (s *Handlers) comparePlansPage(c echo.Context) error {
	q, p, rows, err := s.compared(c)
	if err != nil {
		return err
	}
	b := comparedBody{ComparedPlans: p, Chart: chart.Plans(*p.A.Outcome, *p.B.Outcome, p.A.Name, p.B.Name)}
	worth := func(o *plan.Outcome) string {
		return amount(o.Value) + " " + o.Objective.Unit() + "（上限 " + amount(o.Bound) + "）"
	}
	b.Assume = []assumedPair{{"値", worth(p.A.Outcome), worth(p.B.Outcome)}}
	if p.A.Wish.Filter != p.B.Wish.Filter {
		of := assumedPair{Label: "計画する手続"}
		for _, side := range []struct {
			plan store.SavedPlan
			text *string
		}{{p.A, &of.A}, {p.B, &of.B}} {
			processes, err := s.planProcesses(c, side.plan)
			if err != nil {
				return err
			}
			*side.text = processes.Text
		}
		b.Assume = append(b.Assume, of)
	}
	words := s.labels(c)
	mine, theirs := words.assumed(p.A), words.assumed(p.B)
	for i, a := range mine {
		if a.Value != theirs[i].Value {
			b.Assume = append(b.Assume, assumedPair{a.Label, a.Value, theirs[i].Value})
		}
	}
	l := comparedListOf(p)
	if b.List, err = l.show(c, rows); err != nil {
		return err
	}
	b.Lines = l.lines(b.List.Rows)
	if b.List.CSV != "" {
		b.SVG = withQuery(plansPath+"/compare.svg", request.PlansParameters.Values(q))
	}
	return s.pages.comparedPlans.render(s, c, http.StatusOK, page{Title: "計画の比較"}, b)
}

func (s *Handlers) comparedFile(c echo.Context) (shownList[store.ComparedProcess], error) {
	_, p, rows, err := s.compared(c)
	if err != nil {
		return shownList[store.ComparedProcess]{}, err
	}
	return comparedListOf(p).show(c, rows)
}

func (s *Handlers) comparedSVG(c echo.Context) error {
	_, p, _, err := s.compared(c)
	if err != nil {
		return err
	}
	return s.sendDrawing(c, chart.Plans(*p.A.Outcome, *p.B.Outcome, p.A.Name, p.B.Name), "計画の比較", p.A.Outcome.AsOf)
}

// Where a process of a comparison is.
const (
	inA       = "a"
	inB       = "b"
	otherYear = "year"
)

func comparedListOf(p request.ComparedPlans) list[store.ComparedProcess] {
	where := func(r store.ComparedProcess) string {
		switch {
		case r.B == nil:
			return inA
		case r.A == nil:
			return inB
		}
		return otherYear
	}
	labels := []option{{Value: inA, Label: "「" + p.A.Name + "」だけ"}, {Value: inB, Label: "「" + p.B.Name + "」だけ"},
		{Value: otherYear, Label: "両方（年度が違う）"}}
	year := func(y *int) any {
		if y == nil {
			return nil
		}
		return registry.EraYear(*y)
	}
	return list[store.ComparedProcess]{
		Name: "計画で違う手続", Path: plansPath + "/compare", Unit: "手続", Sort: "id", Own: request.PlansParameters.Names(), Anchor: "different",
		Filters: []listFilter[store.ComparedProcess]{
			{Name: "where", Label: "どちらの計画か", Options: labels,
				Keep: func(r store.ComparedProcess, v string) bool { return where(r) == v }},
			{Name: "q", Label: "手続名・局", Example: "環境局",
				Keep: func(r store.ComparedProcess, v string) bool {
					return contains(v, r.ProcedureName, r.ProcessName, r.BureauName)
				}},
		},
		Columns: []listColumn[store.ComparedProcess]{
			{Key: "id", Label: "手続ID", Value: func(r store.ComparedProcess) any { return r.ID.String() },
				Href: func(r store.ComparedProcess) string { return registry.ProcessPath(r.ID) }},
			{Key: "name", Label: "手続", Value: func(r store.ComparedProcess) any { return r.ProcedureName },
				Sub: func(r store.ComparedProcess) string { return r.ProcessName }},
			{Key: "bureau", Label: "局", Value: func(r store.ComparedProcess) any { return r.BureauName }},
			{Key: "a", Label: "1つ目の年度", Value: func(r store.ComparedProcess) any { return year(r.A) }},
			{Key: "b", Label: "2つ目の年度", Value: func(r store.ComparedProcess) any { return year(r.B) }},
		},
	}
}
