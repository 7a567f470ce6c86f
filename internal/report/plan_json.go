package report

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// PlanHeadJSON is what every answer tells of a plan, of the API and of the verbs.
type PlanHeadJSON struct {
	Plan        int64          `json:"plan"`
	Name        string         `json:"name"`
	Note        string         `json:"note"`
	MadeAt      time.Time      `json:"made_at"`
	MadeBy      string         `json:"made_by"`
	State       string         `json:"state"`   // ready, computing, failed
	Problem     string         `json:"problem"` // why it could not be computed
	Filter      string         `json:"filter"`  // which processes are planned; empty: all
	Objective   plan.Objective `json:"objective"`
	Adoption    maybe          `json:"adoption"` // the last; null: nobody wished it
	WithdrawnAt *time.Time     `json:"withdrawn_at"`
	WithdrawnBy maybe          `json:"withdrawn_by"`
	Withdrawn   maybe          `json:"withdrawn_reason"`
}

// NewPlanHeadJSON writes it.
func NewPlanHeadJSON(p store.SavedPlan) PlanHeadJSON {
	j := PlanHeadJSON{Plan: p.ID, Name: p.Name, Note: p.Note, MadeAt: p.Made.At.In(registry.Tokyo), MadeBy: p.Made.Actor, State: PlanState(p),
		Problem: p.Problem, Filter: p.Wish.Filter, Objective: p.Wish.Objective, Adoption: maybe(p.Adoption), WithdrawnBy: maybe(p.WithdrawnBy),
		Withdrawn: maybe(p.WithdrawnWhy)}
	if !p.WithdrawnAt.IsZero() {
		at := p.WithdrawnAt.In(registry.Tokyo)
		j.WithdrawnAt = &at
	}
	return j
}

// The states of a plan.
const (
	PlanReady     = "ready"
	PlanComputing = "computing"
	PlanFailed    = "failed"
)

// PlanState is how far a plan has come.
func PlanState(p store.SavedPlan) string {
	switch {
	case p.Problem != "":
		return PlanFailed
	case !p.Computed:
		return PlanComputing
	}
	return PlanReady
}

// PlanSummaryJSON is a plan in a list.
type PlanSummaryJSON struct {
	PlanHeadJSON
	AsOf      *time.Time  `json:"as_of"` // null, as what follows: it is not computed
	Rule      maybe       `json:"rule_version"`
	Open      *int64      `json:"open"` // processes that it chose from
	Unknown   *int64      `json:"cases_unknown"`
	Unit      maybe       `json:"unit"`
	Value     *float64    `json:"value"`
	Bound     *float64    `json:"bound"`
	Exact     *bool       `json:"exact"`
	Reached   *int        `json:"reached_year"`
	Processes *int64      `json:"processes"`
	Years     []plan.Year `json:"years"`
}

// NewPlanSummaryJSON writes one.
func NewPlanSummaryJSON(p store.SavedPlan) PlanSummaryJSON {
	j := PlanSummaryJSON{PlanHeadJSON: NewPlanHeadJSON(p), Years: []plan.Year{}}
	if s := p.Summary; p.Computed {
		at := s.AsOf.In(registry.Tokyo)
		j.AsOf, j.Unit, j.Value, j.Bound, j.Exact, j.Processes, j.Years = &at, maybe(s.Unit), &s.Value, &s.Bound, &s.Exact, &s.Processes, s.Years
		j.Rule, j.Open, j.Unknown = maybe(s.RuleVersion), &s.Open, &s.CasesUnknown
		if s.Reached != 0 {
			j.Reached = &s.Reached
		}
	}
	return j
}

// PlanListJSON is the list of all plans.
type PlanListJSON struct {
	SettingsJSON
	Plans []PlanSummaryJSON `json:"plans"`
}

// NewPlanListJSON writes it.
func NewPlanListJSON(now time.Time, all []store.SavedPlan) PlanListJSON {
	j := PlanListJSON{NewSettingsJSON(now), make([]PlanSummaryJSON, len(all))}
	for i, p := range all {
		j.Plans[i] = NewPlanSummaryJSON(p)
	}
	return j
}

// PlanDetailJSON is a plan with everything. While it is computed, the outcome is not there.
type PlanDetailJSON struct {
	PlanHeadJSON
	Target      maybe            `json:"target_name"` // as asked for; null: the first that was not over, or a rate
	GoalRate    *float64         `json:"goal_rate"`
	GoalYear    *int             `json:"goal_year"`
	Assumptions plan.Assumptions `json:"assumptions"`
	*plan.Outcome
	Processes *[]PlannedJSON                  `json:"processes,omitempty"` // the outcome's, with what they are called
	Adoptions []AdoptionJSON                  `json:"adoptions"`
	Adopting  map[registry.AdoptionFate]int64 `json:"adopting"` // what adopting it now would do to its processes
}

// AdoptionJSON is one adoption of a plan.
type AdoptionJSON struct {
	State     registry.AdoptionState `json:"state"`
	Reason    string                 `json:"reason"`
	Actor     string                 `json:"actor"`
	At        time.Time              `json:"at"`
	DecidedBy maybe                  `json:"decided_by"` // null: it waits
	Why       maybe                  `json:"decided_reason"`
	Processes int64                  `json:"processes"`
	Change    *int64                 `json:"change"`
	UndoneBy  maybe                  `json:"undone_by"`
	UndoneWhy maybe                  `json:"undone_reason"`
	Undo      *int64                 `json:"undo_change"`
}

// PlannedJSON is a process of a plan with what it is called.
type PlannedJSON struct {
	plan.Chosen
	namesJSON
}

// namesJSON is what a process of a plan is called.
type namesJSON struct {
	ProcedureName string `json:"procedure_name"`
	ProcessName   string `json:"process_name"`
	BureauName    string `json:"bureau"`
}

// NewPlanDetailJSON writes a plan.
func NewPlanDetailJSON(p store.SavedPlan, rows []store.PlannedProcess, adoptions []registry.Adoption,
	now store.AdoptionFates) PlanDetailJSON {
	j := PlanDetailJSON{PlanHeadJSON: NewPlanHeadJSON(p), Target: maybe(p.Wish.Target), Assumptions: p.Wish.Assumptions, Outcome: p.Outcome,
		Adoptions: []AdoptionJSON{}, Adopting: map[registry.AdoptionFate]int64{}}
	if p.Wish.GoalRate != 0 {
		rate := float64(p.Wish.GoalRate) / registry.RateUnit
		j.GoalRate = &rate
	}
	if p.Wish.GoalYear != 0 {
		j.GoalYear = &p.Wish.GoalYear
	}
	for _, fate := range registry.AdoptionFates {
		j.Adopting[fate] = now[fate]
	}
	if p.Outcome != nil {
		named := make([]PlannedJSON, len(rows))
		for i, r := range rows {
			named[i] = PlannedJSON{r.Chosen, namesJSON{r.ProcedureName, r.ProcessName, r.BureauName}}
		}
		j.Processes = &named
	}
	number := func(n int64) *int64 {
		if n == 0 {
			return nil
		}
		return &n
	}
	for _, a := range adoptions {
		j.Adoptions = append(j.Adoptions, AdoptionJSON{State: a.State, Reason: a.Reason, Actor: a.Actor, At: a.At.In(registry.Tokyo),
			DecidedBy: maybe(a.Decided.Actor), Why: maybe(a.Why), Processes: a.Processes, Change: number(a.ChangeID),
			UndoneBy: maybe(a.Undone.Actor), UndoneWhy: maybe(a.UndoneWhy), Undo: number(a.UndoID)})
	}
	return j
}

// PlanAsked is how a plan is asked for in the body of a request.
type PlanAsked struct {
	Name        string          `json:"name"`
	Note        string          `json:"note"`
	Bureau      string          `json:"bureau"` // only its processes
	Group       string          `json:"group"`
	Filter      string          `json:"filter"` // what else restricts them
	Objective   plan.Objective  `json:"objective"`
	Target      string          `json:"target_name"`
	GoalRate    float64         `json:"goal_rate"` // 0.7 is 70 %
	GoalYear    int             `json:"goal_year"`
	AsOf        string          `json:"as_of"`
	Assumptions json.RawMessage `json:"assumptions"` // those that are left out stay as they are
}

// Draft is the plan that is asked for, before its assumptions.
func (a PlanAsked) Draft() (store.PlanDraft, error) {
	d := store.PlanDraft{Name: a.Name, Note: a.Note, Wish: plan.Wish{Filter: a.filter(), Objective: a.Objective, Target: a.Target,
		GoalRate: registry.RateOf(a.GoalRate), GoalYear: a.GoalYear}}
	var err error
	if a.AsOf != "" {
		d.AsOf, err = registry.ParseMoment(a.AsOf)
	}
	return d, err
}

// filter is that of the bureau, of the group and of what else is asked.
func (a PlanAsked) filter() string {
	parts := []string{strings.TrimPrefix(strings.TrimSpace(a.Filter), "?")}
	for name, value := range map[string]string{"bureau": a.Bureau, "group": a.Group} {
		if value != "" {
			parts = append(parts, url.Values{name: {value}}.Encode())
		}
	}
	return strings.Trim(strings.Join(parts, "&"), "&")
}

// PlanComparisonJSON is two plans beside each other.
type PlanComparisonJSON struct {
	A PlanSummaryJSON `json:"a"`
	B PlanSummaryJSON `json:"b"`
	plan.Comparison
	Processes []ComparedJSON `json:"processes"`
}

// ComparedJSON is a process that two plans treat differently, with what it is called.
type ComparedJSON struct {
	plan.Compared
	namesJSON
}

// NewPlanComparisonJSON writes it.
func NewPlanComparisonJSON(a, b store.SavedPlan, c plan.Comparison, rows []store.ComparedProcess) PlanComparisonJSON {
	j := PlanComparisonJSON{A: NewPlanSummaryJSON(a), B: NewPlanSummaryJSON(b), Comparison: c, Processes: make([]ComparedJSON, len(rows))}
	for i, r := range rows {
		j.Processes[i] = ComparedJSON{r.Compared, namesJSON{r.ProcedureName, r.ProcessName, r.BureauName}}
	}
	return j
}
