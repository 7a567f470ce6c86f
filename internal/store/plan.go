package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// SavedPlan is a plan as it was made, with what it was made of.
type SavedPlan struct {
	ID       int64
	Name     string
	Note     string
	Wish     plan.Wish
	AsOf     time.Time // that was asked for; zero: when it was made
	Made     registry.Attribution
	Outcome  *plan.Outcome // nil: it is being computed, could not be, or is one of a list
	Computed bool
	Problem  string // why it could not be computed

	WithdrawnAt  time.Time // zero: it stands
	WithdrawnBy  string
	WithdrawnWhy string

	Adoption registry.AdoptionState // the last; empty: nobody wished it
	Summary  PlanSummary            // where it is computed
}

// PlanSummary is what lists tell of a plan.
type PlanSummary struct {
	Unit         string
	Value, Bound float64
	Exact        bool
	Reached      int // fiscal year; 0: none
	Processes    int64
	AsOf         time.Time
	RuleVersion  string
	Open         int64 // processes that it chose from
	CasesUnknown int64 // of them without a known volume
	Years        []plan.Year
}

// summaryOf is what lists tell of an outcome.
func summaryOf(o plan.Outcome) PlanSummary {
	s := PlanSummary{Unit: o.Unit, Value: o.Value, Bound: o.Bound, Exact: o.Exact, Processes: int64(len(o.Processes)), AsOf: o.AsOf,
		RuleVersion: o.RuleVersion, Open: o.Unknown.Open, CasesUnknown: o.Unknown.CasesUnknown, Years: o.Years}
	if o.Reached != nil {
		s.Reached = *o.Reached
	}
	return s
}

// PlanDraft is a plan to be made.
type PlanDraft struct {
	Name string
	Note string
	AsOf time.Time // zero: now
	Wish plan.Wish
}

// mayPlan is nil if the scope may make plans: over all bureaus.
func mayPlan(op string, scope registry.Scope, power registry.Power) error {
	if err := scope.Require(op, power); err != nil {
		return err
	}
	if !scope.AllBureaus() {
		return registry.Errorf(registry.Forbidden, op, "計画は、すべての局を見られる人だけが扱えます。")
	}
	return nil
}

// PlanStanding reads what plans of the processes of a filter stand on as of a moment (zero: now),
// without the processes: the targets, the rates and the bureaus, with the assumptions that a plan
// begins with.
func (s *Store) PlanStanding(ctx context.Context, scope registry.Scope, asOf time.Time, filter string) (
	b plan.Basis, a plan.Assumptions, err error) {
	if err := mayPlan("store.PlanStanding", scope, registry.Read); err != nil {
		return b, a, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		_, _, b, err = q.planStanding(ctx, scope, asOf, filter)
		return err
	})
	return b, b.Defaults(), err
}

// PlanBasis reads what plans of the processes of a filter are made of as of a moment (zero: now).
func (s *Store) PlanBasis(ctx context.Context, scope registry.Scope, asOf time.Time, filter string) (b plan.Basis, err error) {
	if err := mayPlan("store.PlanBasis", scope, registry.Read); err != nil {
		return b, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		var m moment
		var of extent
		if m, of, b, err = q.planStanding(ctx, scope, asOf, filter); err != nil {
			return err
		}
		threshold, err := q.threshold(ctx, m)
		if err != nil {
			return err
		}
		b.Facts, err = q.planFacts(ctx, of, m, threshold.Volume)
		return err
	})
	return b, err
}

// planExtent are the processes that a filter finds at the moment. A group's targets are those of
// its extent.
func (q querier) planExtent(ctx context.Context, scope registry.Scope, asOf time.Time, filter string) (of extent, err error) {
	const op = "store.PlanBasis"
	f, err := conditionsGiven(op, ConditionParameters, filter)
	if err != nil || len(f.Conditions()) == 0 {
		return of, inFilter(err)
	}
	if f.Group != "" {
		all, err := q.groups(ctx)
		if err != nil {
			return of, err
		}
		g, err := registry.GroupNamed(all, "group", f.Group)
		if err != nil {
			return of, err
		}
		of.group = g.Number
	}
	f.AsOf = asOf
	l, err := q.newList(ctx, scope, f)
	if err != nil {
		return of, err
	}
	of.members, err = l.ids(ctx)
	return of, err
}

func (q querier) planStanding(ctx context.Context, scope registry.Scope, asOf time.Time, filter string) (
	m moment, of extent, b plan.Basis, err error) {
	if m, err = q.moment(ctx, asOf); err != nil {
		return m, of, b, err
	}
	if of, err = q.planExtent(ctx, scope, asOf, filter); err != nil {
		return m, of, b, err
	}
	standing, err := q.rates(ctx, of, m)
	if err != nil {
		return m, of, b, err
	}
	if standing.Targets, err = q.targetsOn(ctx, of.group, of.bureau != 0 || of.group == 0 && of.members != nil, m.day(), m); err != nil {
		return m, of, b, err
	}
	f := progress.Of(standing)
	b = plan.Basis{At: m.shown, RuleVersion: progress.RuleVersion, InScope: f.InScope, Done: f.Done,
		Cases: f.Rates.Cases.Denominator, CasesDone: f.Rates.Cases.Numerator, Names: map[int]string{}}
	for _, t := range f.Targets {
		b.Goals = append(b.Goals, plan.Goal{Name: t.Name, Scope: t.Scope, Day: t.To, Of: t.Of, Done: t.Done, Goal: t.Goal})
	}
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return m, of, b, err
	}
	for _, bureau := range bureaus {
		b.Names[bureau.ID] = bureau.Name
	}
	var stood []struct {
		ID   int64
		Hash []byte
	}
	err = q.list(ctx, &stood, "change-stood", m.shown, 0)
	for _, c := range stood {
		b.ChangeID = c.ID
	}
	return m, of, b, err
}

func (q querier) planFacts(ctx context.Context, of extent, m moment, threshold int64) ([]plan.Fact, error) {
	var rows []struct {
		ProcessID   int64              `db:"process_id"`
		BureauID    int                `db:"bureau_id"`
		ProcessType string             `db:"process_type"`
		Status      registry.Status    `db:"digitization_status"`
		Obstacle    pq.StringArray     `db:"obstacle"`
		LawChange   registry.LawChange `db:"national_law_change"`
		Platform    bool
		Planned     int
		Cases       sql.NullInt64
		LegalBasis  string `db:"legal_basis"`
		Procedure   string `db:"procedure_name"`
		Priority    bool
	}
	if err := q.list(ctx, &rows, "plan-facts", m.asked, threshold, of.members); err != nil {
		return nil, err
	}
	facts := make([]plan.Fact, len(rows))
	for i, r := range rows {
		facts[i] = plan.Fact{ID: registry.ProcessID(r.ProcessID), Bureau: r.BureauID, Type: r.ProcessType, Status: r.Status, Obstacle: r.Obstacle,
			Law: r.LawChange, Platform: r.Platform, Planned: r.Planned, Cases: r.Cases.Int64, Known: r.Cases.Valid, LegalBasis: r.LegalBasis,
			Procedure: r.Procedure, Priority: r.Priority, Application: registry.Process{ProcessType: r.ProcessType}.IsApplication()}
	}
	return facts, nil
}

// MakePlan makes a plan and keeps it. One of more processes than [Options.PlanAtOnce] is computed
// by a job.
func (s *Store) MakePlan(ctx context.Context, scope registry.Scope, d PlanDraft) (id int64, err error) {
	const op = "store.MakePlan"
	if err := mayPlan(op, scope, registry.MakePlans); err != nil {
		return 0, err
	}
	d.Name, d.Note = strings.TrimSpace(d.Name), strings.TrimSpace(d.Note)
	if err := d.check(op); err != nil {
		return 0, err
	}
	b, _, err := s.PlanStanding(ctx, scope, d.AsOf, d.Wish.Filter)
	if err != nil {
		return 0, err
	}
	if b.InScope-b.Done > int64(s.planAtOnce) {
		if _, err := plan.Make(op, b, d.Wish, nil); err != nil { // of no processes: the wish alone
			return 0, err
		}
		err = s.Transact(ctx, func(tx *Store) error {
			if id, err = tx.AddPlan(ctx, scope, d, nil); err != nil {
				return err
			}
			_, err = tx.EnqueueJob(ctx, scope, registry.NewJob{Kind: registry.JobPlan, Key: planKey(id)})
			return err
		})
		return id, err
	}
	if b, err = s.PlanBasis(ctx, scope, d.AsOf, d.Wish.Filter); err != nil {
		return 0, err
	}
	o, err := plan.Make(op, b, d.Wish, nil)
	if err != nil {
		return 0, err
	}
	return s.AddPlan(ctx, scope, d, &o)
}

func planKey(id int64) string { return strconv.FormatInt(id, 10) }

// PlanJob is the job that computes a plan; a zero one if none does.
func (s *Store) PlanJob(ctx context.Context, scope registry.Scope, id int64) (registry.Job, error) {
	j, err := s.JobOf(ctx, scope, registry.JobPlan, planKey(id))
	if registry.CodeOf(err) == registry.NotFound {
		return registry.Job{}, nil
	}
	return j, err
}

// ComputePlan computes a plan that was kept without an outcome, as of the moment at which it was
// made or of which it is.
func (s *Store) ComputePlan(ctx context.Context, scope registry.Scope, key string, progress func(done, all int)) (
	id int64, o *plan.Outcome, err error) {
	const op = "store.ComputePlan"
	if id, err = strconv.ParseInt(key, 10, 64); err != nil {
		return 0, nil, registry.Failed(op, err)
	}
	p, err := s.Plan(ctx, scope, id)
	if err != nil || p.Computed {
		return id, nil, err
	}
	asOf := p.AsOf
	if asOf.IsZero() {
		asOf = p.Made.At
	}
	b, err := s.PlanBasis(ctx, scope, asOf, p.Wish.Filter)
	if err != nil {
		return id, nil, err
	}
	made, err := plan.Make(op, b, p.Wish, progress)
	return id, &made, err
}

// AddPlan keeps a plan. Without an outcome, it is one that a job computes.
func (s *Store) AddPlan(ctx context.Context, scope registry.Scope, d PlanDraft, outcome *plan.Outcome) (id int64, err error) {
	const op = "store.AddPlan"
	if err := mayPlan(op, scope, registry.MakePlans); err != nil {
		return 0, err
	}
	d.Name, d.Note = strings.TrimSpace(d.Name), strings.TrimSpace(d.Note)
	if err := d.check(op); err != nil {
		return 0, err
	}
	wish, err := json.Marshal(wishText{d.Wish, d.Wish.GoalRate})
	if err != nil {
		return 0, registry.Failed(op, err)
	}
	text, err := outcomeText(op, outcome)
	if err != nil {
		return 0, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		err := q.get(ctx, &id, "plan-add", d.Name, d.Note, string(wish), sql.NullTime{Time: d.AsOf, Valid: !d.AsOf.IsZero()},
			orNull(scope.AccountID), scope.Actor, text)
		if err != nil {
			return err
		}
		return q.audit(ctx, scope, registry.AuditPlanMade, d.Name, map[string]any{"plan": id})
	})
	return id, err
}

func (d *PlanDraft) check(op string) error {
	switch {
	case d.Name == "":
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "name", Message: "計画の名前を入力してください。例：令和8年度からの3年間で70％"}
	case len([]rune(d.Name)) > 100:
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "name", Message: "計画の名前は100文字までで入力してください。"}
	case len([]rune(d.Note)) > 1000:
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "note", Message: "メモは1,000文字までで入力してください。"}
	}
	f, err := conditionsGiven(op, ConditionParameters, d.Wish.Filter)
	d.Wish.Filter = ConditionParameters.Values(f).Encode()
	return inFilter(err)
}

// wishText is a wish as it is kept.
type wishText struct {
	plan.Wish
	Rate int64 `json:"goal_rate"` // in units of a rate
}

func outcomeText(op string, o *plan.Outcome) (sql.NullString, error) {
	if o == nil {
		return sql.NullString{}, nil
	}
	text, err := json.Marshal(o)
	if err != nil {
		return sql.NullString{}, registry.Failed(op, err)
	}
	return sql.NullString{String: string(text), Valid: true}, nil
}

// PlanComputed keeps what a job computed of a plan, or why it could not.
func (s *Store) PlanComputed(ctx context.Context, scope registry.Scope, id int64, outcome *plan.Outcome, problem string) error {
	const op = "store.PlanComputed"
	if err := mayPlan(op, scope, registry.MakePlans); err != nil {
		return err
	}
	text, err := outcomeText(op, outcome)
	if err != nil {
		return err
	}
	return s.exec(ctx, scope, "plan-computed", id, text, problem)
}

// WithdrawPlan ends a plan: it stays to be read, and cannot be adopted any more.
func (s *Store) WithdrawPlan(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.WithdrawPlan"
	if err := mayPlan(op, scope, registry.MakePlans); err != nil {
		return err
	}
	if err := registry.RequireReason(op, reason); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		p, err := q.plan(ctx, op, id, true)
		if err != nil {
			return err
		}
		switch {
		case !p.WithdrawnAt.IsZero():
			return registry.Errorf(registry.Conflict, op, "この計画は、すでに取りやめられています。")
		case p.Adoption == registry.AdoptionWaiting || p.Adoption == registry.AdoptionAdopted:
			return registry.Errorf(registry.Conflict, op, "この計画は採用されたか、採用の承認を待っています。先に採用を取り消すか、取り下げてください。")
		}
		if _, err := q.exec(ctx, "plan-withdraw", id, scope.Actor, strings.TrimSpace(reason)); err != nil {
			return err
		}
		return q.audit(ctx, scope, registry.AuditPlanWithdrawn, p.Name, map[string]any{"plan": id, "reason": reason})
	})
}

// Plans lists the plans, the latest first, with a summary of each.
func (s *Store) Plans(ctx context.Context, scope registry.Scope) (all []SavedPlan, err error) {
	const op = "store.Plans"
	if err := mayPlan(op, scope, registry.Read); err != nil {
		return nil, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		if all, err = q.plans(ctx, op, 0); err != nil {
			return err
		}
		var rows []struct {
			ID           int64
			Unit         string
			Value, Bound float64
			Exact        bool
			Reached      int
			Processes    int64
			AsOf         time.Time `db:"as_of"`
			RuleVersion  string    `db:"rule_version"`
			Open         int64
			CasesUnknown int64 `db:"cases_unknown"`
			Years        []byte
		}
		if err := q.list(ctx, &rows, "plan-summaries"); err != nil {
			return err
		}
		of := map[int64]PlanSummary{}
		for _, r := range rows {
			sum := PlanSummary{Unit: r.Unit, Value: r.Value, Bound: r.Bound, Exact: r.Exact, Reached: r.Reached, Processes: r.Processes,
				AsOf: r.AsOf, RuleVersion: r.RuleVersion, Open: r.Open, CasesUnknown: r.CasesUnknown}
			if err := json.Unmarshal(r.Years, &sum.Years); err != nil {
				return registry.Failed(op, err)
			}
			of[r.ID] = sum
		}
		for i := range all {
			all[i].Summary = of[all[i].ID]
		}
		return nil
	})
	return all, err
}

// Plan is one plan.
func (s *Store) Plan(ctx context.Context, scope registry.Scope, id int64) (p SavedPlan, err error) {
	const op = "store.Plan"
	if err := mayPlan(op, scope, registry.Read); err != nil {
		return p, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		p, err = q.plan(ctx, op, id, false)
		return err
	})
	return p, err
}

func (q querier) plan(ctx context.Context, op string, id int64, lock bool) (SavedPlan, error) {
	if lock {
		var locked []int64
		if err := q.list(ctx, &locked, "plan-lock", id); err != nil {
			return SavedPlan{}, err
		}
	}
	var all []SavedPlan
	var err error
	if id > 0 {
		all, err = q.plans(ctx, op, id)
	}
	if err == nil && len(all) == 0 {
		err = &registry.Error{Code: registry.NotFound, Op: op, Field: "plan", Message: "この番号の計画はありません。一覧から選び直してください。"}
	}
	if err != nil {
		return SavedPlan{}, err
	}
	return all[0], nil
}

func (q querier) plans(ctx context.Context, op string, id int64) ([]SavedPlan, error) {
	var rows []struct {
		ID           int64
		Name, Note   string
		Wish         []byte
		AsOf         sql.NullTime `db:"as_of"`
		MadeAt       time.Time    `db:"made_at"`
		AccountID    int64        `db:"account_id"`
		Actor        string
		Outcome      []byte
		Computed     bool
		Problem      string
		WithdrawnAt  sql.NullTime `db:"withdrawn_at"`
		WithdrawnBy  string       `db:"withdrawn_by"`
		WithdrawnWhy string       `db:"withdrawn_why"`
		AdoptionID   int64        `db:"adoption_id"`
		Adoption     registry.AdoptionState
	}
	if err := q.list(ctx, &rows, "plans", id); err != nil {
		return nil, err
	}
	all := make([]SavedPlan, len(rows))
	for i, r := range rows {
		all[i] = SavedPlan{ID: r.ID, Name: r.Name, Note: r.Note, AsOf: r.AsOf.Time, Computed: r.Computed, Problem: r.Problem,
			Made:        registry.Attribution{At: r.MadeAt, Actor: r.Actor, AccountID: r.AccountID},
			WithdrawnAt: r.WithdrawnAt.Time, WithdrawnBy: r.WithdrawnBy, WithdrawnWhy: r.WithdrawnWhy, Adoption: r.Adoption}
		var wish wishText
		if err := json.Unmarshal(r.Wish, &wish); err != nil {
			return nil, registry.Failed(op, err)
		}
		all[i].Wish = wish.Wish
		all[i].Wish.GoalRate = wish.Rate
		if r.Outcome == nil {
			continue
		}
		all[i].Outcome = &plan.Outcome{}
		if err := json.Unmarshal(r.Outcome, all[i].Outcome); err != nil {
			return nil, registry.Failed(op, err)
		}
		all[i].Summary = summaryOf(*all[i].Outcome)
	}
	return all, nil
}
