package page

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// planBody is the page of one plan.
type planBody struct {
	store.SavedPlan
	Of        planProcesses
	State     string // for people
	Job       registry.Job
	Computing bool
	Shown     *shownPlan // nil: there is no outcome
	Assume    []assumedFact
	Adoptions []registry.Adoption
	Now       []fateRow // what adopting it now would do
	Sets      int64     // so many processes would get another planned year
	Undo      *store.UndoCounts
	May       planPowers
	Problem   string
	Field     string
}

// planPowers are what the caller may do with the plan now.
type planPowers struct{ Adopt, Decide, TakeBack, Undo, Withdraw, Again bool }

// fateRow is how many processes have a fate.
type fateRow struct {
	Label string
	N     int64
}

// assumedFact is an assumption for people.
type assumedFact struct{ Label, Value string }

// shownPlan is a plan's outcome for people.
type shownPlan struct {
	plan.Outcome
	Value, Bound, Gap string // with units
	Unsure            unsureLists
	ByYear            []yearShare // of all bureaus
	Chart             chart.Drawing
	SVG, Books        string // files; empty: no permission
	Bureaus           []planBureau
	List              shownList[store.PlannedProcess]
	Lines             [][]listCell
}

// unsureLists are the lists of what was not known of the processes that a plan chose from.
type unsureLists struct{ Open, Cases, Law, NoYear string }

// planBureau is what a plan asks of a bureau.
type planBureau struct {
	plan.Bureau
	More   string // what one year more would add
	Shares []yearShare
}

// yearShare is one year of a bureau.
type yearShare struct {
	plan.Cell
	Href  string // its processes among those of the plan
	Binds []string
}

func (s *Handlers) planPage(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	return s.showPlan(c, http.StatusOK, id, nil)
}

func (s *Handlers) showPlan(c echo.Context, status int, id int64, wrong error) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	p, err := s.Store.Plan(ctx, scope, id)
	if err != nil {
		return err
	}
	b := planBody{SavedPlan: p, State: planState(p), Assume: s.labels(c).assumed(p)}
	if b.Of, err = s.planProcesses(c, p); err != nil {
		return err
	}
	if wrong != nil {
		b.Problem, b.Field = registry.MessageOf(wrong), request.FieldOf(wrong)
	}
	var now store.AdoptionFates
	if b.Adoptions, now, err = s.Store.Adoptions(ctx, scope, id); err != nil {
		return err
	}
	for _, fate := range registry.AdoptionFates {
		if now[fate] > 0 {
			b.Now = append(b.Now, fateRow{fate.Label(), now[fate]})
		}
	}
	b.Sets = now[registry.FateSet]
	if err := s.planActs(c, &b); err != nil {
		return err
	}
	title := page{Title: p.Name + "｜計画"}
	if b.Computing = report.PlanState(p) == report.PlanComputing; b.Computing {
		title.Refresh = refreshSeconds
		if b.Job, err = s.Store.PlanJob(ctx, scope, id); err != nil {
			return err
		}
	}
	if p.Outcome != nil {
		if b.Shown, err = s.shownPlan(c, p); err != nil {
			return err
		}
	}
	return s.pages.plan.render(s, c, status, title, b)
}

// planActs says what the caller may do with the plan.
func (s *Handlers) planActs(c echo.Context, b *planBody) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	stands := b.WithdrawnAt.IsZero()
	open := b.Adoption == registry.AdoptionWaiting || b.Adoption == registry.AdoptionAdopted
	b.May.Again = scope.May(registry.MakePlans)
	b.May.Withdraw = stands && !open && scope.May(registry.MakePlans)
	if !stands || b.Outcome == nil || !scope.May(registry.Undo) {
		return nil
	}
	b.May.Adopt = !open && b.Sets > 0
	if b.Adoption == registry.AdoptionWaiting {
		own := b.Adoptions[0].AccountID == scope.AccountID
		b.May.Decide, b.May.TakeBack = !own, own
	}
	if b.Adoption == registry.AdoptionAdopted {
		n, err := s.Store.AdoptionUndo(ctx, scope, b.ID)
		if err != nil {
			return err
		}
		b.Undo, b.May.Undo = &n, n.PutBack > 0
	}
	return nil
}

func (s *Handlers) shownPlan(c echo.Context, p store.SavedPlan) (*shownPlan, error) {
	o := *p.Outcome
	unit := " " + o.Objective.Unit()
	sh := shownPlan{Outcome: o, Value: amount(o.Value) + unit, Bound: amount(o.Bound) + unit, Gap: gapText(o.Result.Gap),
		Chart: chart.Plan(o)}
	for _, of := range o.Bureaus {
		row := planBureau{Bureau: of}
		if of.OneMoreYear > 0 {
			row.More = amount(of.OneMoreYear) + unit
		}
		for _, cell := range of.Years {
			share := yearShare{Cell: cell, Href: plannedPart(p.ID, cell.FiscalYear, of.Name)}
			for _, bind := range cell.Binds {
				share.Binds = append(share.Binds, bindText(bind, o.Objective))
			}
			row.Shares = append(row.Shares, share)
		}
		sh.Bureaus = append(sh.Bureaus, row)
	}
	sh.Unsure = unsureOf(p)
	for _, y := range o.Years {
		sh.ByYear = append(sh.ByYear, yearShare{Cell: plan.Cell{Year: y}, Href: plannedPart(p.ID, y.FiscalYear, "")})
	}
	rows, err := s.Store.PlanProcesses(c.Request().Context(), request.ScopeOf(c), o)
	if err != nil {
		return nil, err
	}
	l := plannedListOf(p, o)
	if sh.List, err = l.show(c, rows); err != nil {
		return nil, err
	}
	sh.Lines = l.lines(sh.List.Rows)
	if sh.List.CSV != "" {
		sh.SVG, sh.Books = registry.PlanPath(p.ID)+"/curve.svg", registry.PlanPath(p.ID)+"/books.zip"
	}
	return &sh, nil
}

// gapText is a bound on a share in per cent, never rounded down.
func gapText(gap float64) string { return fmt.Sprintf("%.2f％", math.Ceil(gap*10_000)/100) }

// amount is a value for people; small ones with their decimals.
func amount(v float64) string {
	if v < 10 && v != float64(int64(v)) {
		return fmt.Sprintf("%.2f", v)
	}
	return registry.Thousands(int64(v))
}

// bindText says what binds, and what one unit more of it would add.
func bindText(b plan.Bind, o plan.Objective) string {
	of := map[plan.BindKind]string{plan.BindCapacity: "あと1人日で", plan.BindLaw: "法令が変われば1手続で最大", plan.BindTime: "始められれば1手続で最大"}[b.Kind]
	return fmt.Sprintf("%s：%s %s %s（待つ手続 %s）", b.Kind.Label(), of, amount(b.Price), o.Unit(), registry.Thousands(b.Processes))
}

// plannedPart is the list of the plan's processes of one year and bureau (empty: of all).
func plannedPart(id int64, year int, bureau string) string {
	part := url.Values{"year": {strconv.Itoa(year)}}
	if bureau != "" {
		part.Set("bureau", bureau)
	}
	return withQuery(registry.PlanPath(id), part) + "#processes"
}

// unsureOf leads to the lists as of the moment of the plan. What a plan's filter asks for itself is
// not asked for twice.
func unsureOf(p store.SavedPlan) (u unsureLists) {
	open := openOf(p)
	u.Open = listing(open)
	if open.Volume == "" {
		cases := open
		cases.Volume = store.Unknown
		u.Cases = listing(cases)
	}
	if len(open.LawChanges) == 0 {
		law := open
		law.LawChanges = []string{string(registry.LawChangeUnknown)}
		u.Law = listing(law)
	}
	if len(open.PlannedYears) == 0 && open.Plan == "" {
		year := open
		year.Plan = store.PlanNone
		u.NoYear = listing(year)
	}
	return u
}

// plannedFile is the list of a plan's processes as its files have it.
func (s *Handlers) plannedFile(c echo.Context) (shownList[store.PlannedProcess], error) {
	p, rows, err := s.planned(c)
	if err != nil {
		return shownList[store.PlannedProcess]{}, err
	}
	return plannedListOf(p, *p.Outcome).show(c, rows)
}

// planned are the processes of the plan of an address, which must have an outcome.
func (s *Handlers) planned(c echo.Context) (p store.SavedPlan, rows []store.PlannedProcess, err error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return p, nil, err
	}
	if p, err = s.Store.Plan(ctx, scope, id); err != nil {
		return p, nil, err
	}
	if p.Outcome == nil {
		return p, nil, registry.Errorf(registry.Conflict, "page.planned", "この計画には、まだ結果がありません。")
	}
	rows, err = s.Store.PlanProcesses(ctx, scope, *p.Outcome)
	return p, rows, err
}

func plannedListOf(p store.SavedPlan, o plan.Outcome) list[store.PlannedProcess] {
	var years, bureaus []option
	for _, y := range o.Years {
		years = append(years, option{Value: strconv.Itoa(y.FiscalYear), Label: registry.EraYear(y.FiscalYear)})
	}
	for _, b := range o.Bureaus {
		bureaus = append(bureaus, option{Value: b.Name, Label: b.Name})
	}
	return list[store.PlannedProcess]{
		Name: "計画の手続", Path: registry.PlanPath(p.ID), Files: registry.PlanPath(p.ID) + "/processes", Unit: "手続", Sort: "year",
		Anchor: "processes", When: "計画「" + p.Name + "」、" + registry.MomentText(o.AsOf) + "時点",
		Filters: []listFilter[store.PlannedProcess]{
			{Name: "year", Label: "年度", Options: years,
				Keep: func(r store.PlannedProcess, v string) bool { return strconv.Itoa(r.FiscalYear) == v }},
			{Name: "bureau", Label: "局", Options: bureaus, Keep: func(r store.PlannedProcess, v string) bool { return r.BureauName == v }},
			{Name: "q", Label: "手続名", Example: "廃棄物",
				Keep: func(r store.PlannedProcess, v string) bool { return contains(v, r.ProcedureName, r.ProcessName) }},
		},
		Columns: []listColumn[store.PlannedProcess]{
			{Key: "id", Label: "手続ID", Value: func(r store.PlannedProcess) any { return r.ID.String() },
				Href: func(r store.PlannedProcess) string { return registry.ProcessPath(r.ID) }},
			{Key: "name", Label: "手続", Value: func(r store.PlannedProcess) any { return r.ProcedureName },
				Sub: func(r store.PlannedProcess) string { return r.ProcessName }},
			{Label: "プロセス", File: true, Value: func(r store.PlannedProcess) any { return r.ProcessName }},
			{Key: "bureau", Label: "局", Value: func(r store.PlannedProcess) any { return r.BureauName }},
			{Key: "year", Label: "計画の年度", Value: func(r store.PlannedProcess) any { return registry.EraYear(r.FiscalYear) }},
			{Key: "planned", Label: "局の今の予定の年度", Value: func(r store.PlannedProcess) any {
				if r.Planned == 0 {
					return nil
				}
				return registry.EraYear(r.Planned)
			}},
			{Key: "effort", Label: "人日", Number: true, Sum: true, Value: func(r store.PlannedProcess) any { return r.Effort }},
		},
	}
}

func (s *Handlers) planSVG(c echo.Context) error {
	p, _, err := s.planned(c)
	if err != nil {
		return err
	}
	return s.sendDrawing(c, chart.Plan(*p.Outcome), "計画_"+p.Name, p.Outcome.AsOf)
}

// planBooks are the plan's processes as one workbook for each bureau, in a zip.
func (s *Handlers) planBooks(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	p, rows, err := s.planned(c)
	if err != nil {
		return err
	}
	l := plannedListOf(p, *p.Outcome)
	var names []string
	var tables []report.Table
	for _, b := range p.Outcome.Bureaus {
		own := slices.DeleteFunc(slices.Clone(rows), func(r store.PlannedProcess) bool { return r.Bureau != b.Bureau })
		if len(own) > 0 {
			names, tables = append(names, "計画_"+b.Name), append(tables, l.table(own, nil))
		}
	}
	if err := s.Store.RecordExport(ctx, scope, store.Export{What: "計画（局ごと）", Conditions: p.Name}); err != nil {
		return err
	}
	return s.Download(c, "計画_"+p.Name+".zip", "application/zip", func(w io.Writer) error { return report.WriteBooks(w, names, tables) })
}

// assumed are the assumptions of a plan for people, the same ones in the same order for each plan.
func (l labels) assumed(p store.SavedPlan) []assumedFact {
	v := planValues(store.PlanDraft{Wish: p.Wish})
	var facts []assumedFact
	for _, group := range append([]planFields{{Fields: planFieldsOf(plan.Basis{}, v)}}, l.assumptionFields(v)...) {
		for _, f := range group.Fields {
			label := f.Label
			if slices.Contains([]string{"type_days", "obstacle_days", "minutes_saved"}, f.About) {
				label = group.Title + "：" + label
			}
			value := f.Value
			for _, o := range f.Options {
				if o.Chosen {
					value = o.Label
				}
			}
			switch {
			case f.Name == "name" || f.Name == "note" || f.Name == "goal_rate" && p.Wish.GoalRate == 0:
				continue
			case f.Name == "target" && p.Wish.GoalRate == 0:
				if value = p.Wish.Target; value == "" {
					value = "期間中の最初の目標"
				}
			case value == "":
				value = "なし"
			}
			facts = append(facts, assumedFact{label, value})
		}
	}
	return facts
}
