package store_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// What a plan is made of is what the list of processes that are not done has, as of any moment.
func TestWhatAPlanIsMadeOfIsWhatTheListsHave(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Live(t, 21)
	by := registry.Operator("test")
	for _, day := range []string{"", "2022-06-30", "2021-03-31"} {
		var asOf time.Time
		if day != "" {
			asOf = moment(t, day)
		}
		b, err := w.PlanBasis(t.Context(), by, asOf, "")
		if err != nil {
			t.Fatal(err)
		}
		threshold := int64(10_000)
		facts := map[registry.ProcessID]plan.Fact{}
		for _, f := range b.Facts {
			facts[f.ID] = f
		}
		if len(facts) != len(b.Facts) {
			t.Errorf("%d facts of %d processes", len(b.Facts), len(facts))
		}
		var inScope, done int64
		each(t, w, store.ProcessFilter{AsOf: asOf}, func(p registry.Process) {
			f, ok := facts[p.ID]
			if p.Counts() {
				inScope++
			}
			if p.Counts() && p.Status == registry.Done {
				done++
			}
			if open := p.Counts() && p.Status != registry.Done; open != ok {
				t.Errorf("%s: %s of %+v is open: %t", day, p.ID, p, open)
			}
			if !ok {
				return
			}
			delete(facts, p.ID)
			want := plan.Fact{ID: p.ID, Bureau: p.BureauID, Type: p.ProcessType, Status: p.Status, Law: p.NationalLawChange,
				Platform: p.Platform != "", Planned: p.PlannedFiscalYear, LegalBasis: p.LegalBasis, Procedure: p.ProcedureName,
				Priority: p.Priority(threshold) == registry.Yes, Application: p.ProcessType == "1"}
			if p.Deciding != nil {
				want.Cases, want.Known = *p.Deciding.Total.Value, true
			}
			if !slices.Equal(f.Obstacle, p.Obstacle) {
				t.Errorf("%s: obstacles %v, want %v", p.ID, f.Obstacle, p.Obstacle)
			}
			got := f
			got.Obstacle, want.Obstacle = nil, nil
			if got.ID != want.ID || got.Bureau != want.Bureau || got.Type != want.Type || got.Status != want.Status || got.Law != want.Law ||
				got.Platform != want.Platform || got.Planned != want.Planned || got.LegalBasis != want.LegalBasis || got.Priority != want.Priority ||
				got.Procedure != want.Procedure || got.Application != want.Application || got.Cases != want.Cases || got.Known != want.Known {
				t.Errorf("%s: %+v, want %+v", day, got, want)
			}
		})
		if len(facts) > 0 || b.InScope != inScope || b.Done != done || day == "" && inScope == 0 {
			t.Errorf("%s: %d left, %d of %d, want %d of %d", day, len(facts), b.Done, b.InScope, done, inScope)
		}
	}
	if _, err := w.PlanBasis(t.Context(), by.Only(10), time.Time{}, ""); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("of one bureau: %v", err)
	}
}

// A plan of a bureau, of a group or of any filter is made of what the list with that filter has, and
// its targets are counted of that alone.
func TestAPlanOfSomeIsMadeOfWhatTheirListHas(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Live(t, 22)
	by := registry.Operator("test")
	number, err := w.SetGroup(t.Context(), by, registry.Group{Name: "架空の手続群", Source: "架空", Filter: "law_change=not_required", Reason: "架空"})
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []registry.Target{{Name: "全体の目標", Scope: registry.TargetInScope},
		{Name: "手続群の目標", Scope: registry.TargetGroup, Group: number}} {
		target.From, target.To, target.Rate, target.Reason = moment(t, "2020-04-01"), moment(t, "2029-03-31"), registry.RateUnit/2, "架空"
		if _, err := w.SetTarget(t.Context(), by, target); err != nil {
			t.Fatal(err)
		}
	}
	for _, day := range []string{"", "2022-06-30"} {
		var asOf time.Time
		if day != "" {
			asOf = moment(t, day)
		}
		for filter, goal := range map[string]string{
			"bureau=環境局": "全体の目標", "group=架空の手続群": "手続群の目標", "bureau=環境局&group=架空の手続群": "手続群の目標",
			"bureau=環境局&bureau=建設局&planned_year=none": "全体の目標", "status=done": "全体の目標",
		} {
			b, err := w.PlanBasis(t.Context(), by, asOf, filter)
			if err != nil {
				t.Fatal(err)
			}
			values, err := url.ParseQuery(filter)
			if err != nil {
				t.Fatal(err)
			}
			f, err := store.ParseFilter(values)
			if err != nil {
				t.Fatal(err)
			}
			f.AsOf = asOf
			var got, want []registry.ProcessID
			for _, fact := range b.Facts {
				got = append(got, fact.ID)
			}
			var inScope int64
			each(t, w, f, func(p registry.Process) {
				if p.Counts() {
					inScope++
				}
				if p.Counts() && p.Status != registry.Done {
					want = append(want, p.ID)
				}
			})
			slices.Sort(want)
			if !slices.Equal(got, want) || b.InScope != inScope || inScope == 0 {
				t.Errorf("%s %s: %d of %d, want %d of %d", day, filter, len(got), b.InScope, len(want), inScope)
			}
			at := slices.IndexFunc(b.Goals, func(g plan.Goal) bool { return g.Name == goal })
			if day == "" && (at < 0 || b.Goals[at].Of != inScope || f.Group != "" && len(b.Goals) != 1) {
				t.Errorf("%s: targets %+v", filter, b.Goals)
			}
		}
	}
	for filter, field := range map[string]string{"bureau=架空局": "bureau", "group=ない": "group", "status=x": "filter",
		"as_of=2022-06-30": "filter", "%": "filter"} {
		_, err := w.PlanBasis(t.Context(), by, time.Time{}, filter)
		if e := new(registry.Error); !errors.As(err, &e) || e.Code != registry.Invalid || e.Field != field {
			t.Errorf("%s: %v, want an error about %s", filter, err, field)
		}
	}
}

// planned is a registry with three open processes of two bureaus, and a plan that takes all.
func planned(t *testing.T) (w *storetest.World, id int64) {
	t.Helper()
	w = storetest.New(t)
	open := func(bureau, year int, name string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, ProcedureName: name, InScope: true, ProcessType: "1",
			Status: registry.NotStarted, PlannedFiscalYear: year, NationalLawChange: registry.LawChangeNotRequired}}
	}
	w.Change(t, "2022-04-01 09:00", "作成者", open(10, 0, "架空の届出"), open(10, 0, "架空の申請"), open(15, 0, "架空の許可"))
	return w, addPlan(t, w, "架空の計画", 0)
}

func addPlan(t *testing.T, w *storetest.World, name string, capacity int64) int64 {
	t.Helper()
	by := registry.Operator("企画の人")
	b, err := w.PlanBasis(t.Context(), by, time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	wish := plan.Wish{Objective: plan.Soonest, GoalRate: registry.RateUnit, Assumptions: plan.Defaults(registry.FiscalYear(b.At))}
	if capacity > 0 {
		wish.Assumptions.CapacityDays = capacity
	}
	o, err := plan.Make("test", b, wish, nil)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.AddPlan(t.Context(), by, store.PlanDraft{Name: name, Wish: wish}, &o)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// yearsOf are the planned years of the three processes.
func yearsOf(t *testing.T, w *storetest.World) []int {
	t.Helper()
	years := make([]int, 3)
	each(t, w, store.ProcessFilter{}, func(p registry.Process) { years[p.ID-1] = p.PlannedFiscalYear })
	return years
}

// A plan is kept as it was made, and adopted as planned years in one change, of which bureaus are
// told; what was changed since stays. Undoing puts the years back, but not over later changes.
func TestAPlanIsAdoptedAndUndone(t *testing.T) {
	t.Parallel()
	w, id := planned(t)
	ctx, by := t.Context(), registry.Operator("本部の人")
	this := registry.FiscalYear(time.Now())
	p, err := w.Plan(ctx, by, id)
	if err != nil || p.Outcome == nil || len(p.Outcome.Processes) != 3 || p.Wish.GoalRate != registry.RateUnit || p.Outcome.ChangeID != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	all, err := w.Plans(ctx, by)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	want := store.PlanSummary{Unit: "processes", Value: 3, Bound: 3, Exact: true, Reached: this, Processes: 3, AsOf: p.Outcome.AsOf,
		RuleVersion: progress.RuleVersion, Open: 3, CasesUnknown: 3, Years: p.Outcome.Years}
	if s := all[0].Summary; !cmp.Equal(s, want) {
		t.Errorf("%+v", s)
	}
	d, err := w.Process(ctx, by, 2, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	patch := store.Patch{Fields: []string{"planned_fiscal_year"}, Process: registry.Process{PlannedFiscalYear: this + 4}}
	if _, err := w.Edit(ctx, by, 2, d.ChangeID, patch, "局の都合"); err != nil {
		t.Fatal(err)
	}
	if _, now, err := w.Adoptions(ctx, by, id); err != nil || now[registry.FateSet] != 2 || now[registry.FateChanged] != 1 {
		t.Errorf("%v, %v", now, err)
	}
	if err := w.AdoptPlan(ctx, by, id, " "); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	if err := w.AdoptPlan(ctx, by, id, "架空の決定"); err != nil {
		t.Fatal(err)
	}
	if got := yearsOf(t, w); !slices.Equal(got, []int{this, this + 4, this}) {
		t.Errorf("planned for %v", got)
	}
	adoptions, _, err := w.Adoptions(ctx, by, id)
	if err != nil || len(adoptions) != 1 || adoptions[0].State != registry.AdoptionAdopted || adoptions[0].Processes != 2 {
		t.Fatalf("%+v, %v", adoptions, err)
	}
	change, err := w.Store.Change(ctx, by, adoptions[0].ChangeID, store.ChangePage{})
	if err != nil || change.Altered != 2 || change.Kind != registry.ChangeEdit || len(change.Processes[0].Fields) != 1 {
		t.Errorf("%+v, %v", change, err)
	}
	if err := w.AdoptPlan(ctx, by, id, "もう一度"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("twice: %v", err)
	}
	if err := w.WithdrawPlan(ctx, by, id, "不要"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("withdrawn while adopted: %v", err)
	}
	officer := registry.Scope{AccountID: 99, Actor: "局の人", Role: registry.Officer, BureauID: 15}
	told := func(want ...registry.NoticeKind) {
		t.Helper()
		notices, err := w.Notices(ctx, officer, 10)
		var got []registry.NoticeKind
		for _, n := range notices {
			got = append(got, n.Kind)
			if n.Title != "架空の計画" || n.Path() != registry.ChangePath(n.ChangeID) || n.Actor != "本部の人" {
				t.Errorf("%+v", n)
			}
			if _, err := w.Store.Change(ctx, officer, n.ChangeID, store.ChangePage{}); err != nil {
				t.Errorf("the bureau cannot see what it is told of: %v", err)
			}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("told %v, %v; want %v", got, err, want)
		}
	}
	told(registry.NoticePlanAdopted)
	if _, err := w.Edit(ctx, by, 3, adoptions[0].ChangeID, patch, "そのあとの都合"); err != nil {
		t.Fatal(err)
	}
	if n, err := w.AdoptionUndo(ctx, by, id); err != nil || n != (store.UndoCounts{PutBack: 1, Kept: 1}) {
		t.Errorf("%+v, %v", n, err)
	}
	if _, err := w.UndoAdoption(ctx, by, id, "見直し"); err != nil {
		t.Fatal(err)
	}
	if got := yearsOf(t, w); !slices.Equal(got, []int{0, this + 4, this + 4}) {
		t.Errorf("after undoing planned for %v", got)
	}
	told(registry.NoticePlanAdopted) // nothing of its processes was put back
	if _, err := w.UndoAdoption(ctx, by, id, "見直し"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("undone twice: %v", err)
	}
	ofTables := func(p store.Problem) bool { return p.Table != "" } // the world's own changes have no digests
	if v, err := w.Verify(ctx, by, nil, nil); err != nil || slices.ContainsFunc(v.Problems, ofTables) {
		t.Errorf("%+v, %v", v.Problems, err)
	}
	if err := w.WithdrawPlan(ctx, by, id, "不要"); err != nil {
		t.Error(err)
	}
	if err := w.AdoptPlan(ctx, by, id, "やはり"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("after withdrawing: %v", err)
	}
}

// Where edits need a second person, so does the adoption of a plan: never its maker.
func TestAdoptingAPlanNeedsASecondPersonWhereEditsDo(t *testing.T) {
	t.Parallel()
	w, id := planned(t)
	ctx, by := t.Context(), registry.Operator("本部の人")
	account := func(login string, role registry.Role) registry.Scope {
		t.Helper()
		var n int64
		if err := w.Pool.QueryRowContext(ctx, `insert into account (login, name, role) values ($1, $1, $2) returning id`, login,
			role).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return registry.Scope{AccountID: n, Actor: login, Role: role}
	}
	one, other := account("hitori", registry.Headquarters), account("mouhitori", registry.Headquarters)
	if err := w.AdoptPlan(ctx, account("kikaku", registry.Planner), id, "架空"); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("by a planner: %v", err)
	}
	if err := w.SetEditApproval(ctx, by, true, "架空"); err != nil {
		t.Fatal(err)
	}
	state := func(want registry.AdoptionState) registry.Adoption {
		t.Helper()
		all, _, err := w.Adoptions(ctx, by, id)
		if err != nil || len(all) == 0 || all[0].State != want {
			t.Fatalf("%+v, %v; want %s", all, err, want)
		}
		return all[0]
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.AdoptPlan(ctx, one, id, "架空の決定"))
	state(registry.AdoptionWaiting)
	if got := yearsOf(t, w); !slices.Equal(got, []int{0, 0, 0}) {
		t.Errorf("planned for %v before anybody approved", got)
	}
	if notices, err := w.Notices(ctx, other, 10); err != nil || len(notices) != 1 || notices[0].Path() != registry.PlanPath(id) {
		t.Errorf("%+v, %v", notices, err)
	}
	if err := w.ApproveAdoption(ctx, one, id); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("by who wished it: %v", err)
	}
	if err := w.WithdrawAdoption(ctx, other, id); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("withdrawn by another: %v", err)
	}
	must(w.WithdrawAdoption(ctx, one, id))
	state(registry.AdoptionWithdrawn)
	must(w.AdoptPlan(ctx, one, id, "架空の決定"))
	must(w.ReturnAdoption(ctx, other, id, "まだ早い"))
	if a := state(registry.AdoptionReturned); a.Why != "まだ早い" {
		t.Errorf("%+v", a)
	}
	must(w.AdoptPlan(ctx, one, id, "架空の決定"))
	must(w.ApproveAdoption(ctx, other, id))
	a := state(registry.AdoptionAdopted)
	change, err := w.Store.Change(ctx, by, a.ChangeID, store.ChangePage{})
	const why = "計画「架空の計画」（番号 1）の採用：架空の決定（承認：mouhitori）"
	if err != nil || change.Actor != "hitori" || change.Reason != why || a.Decided.Actor != "mouhitori" {
		t.Errorf("%+v, %+v, %v", change.Change, a, err)
	}
}

// Plans are for who sees every bureau; planners make them, and nobody withdraws without a reason.
func TestWhoMayPlan(t *testing.T) {
	t.Parallel()
	w, id := planned(t)
	for role, want := range map[registry.Role][2]registry.Code{
		registry.Officer: {registry.Forbidden, registry.Forbidden}, registry.Approver: {registry.Forbidden, registry.Forbidden},
		registry.Auditor: {"", registry.Forbidden}, registry.Administrator: {"", registry.Forbidden},
		registry.Planner: {"", registry.Invalid}, registry.Headquarters: {"", registry.Invalid},
	} {
		scope := registry.Scope{AccountID: 0, Actor: "架空", Role: role}
		if role.OfBureau() {
			scope.BureauID = 10
		}
		_, read := w.Plan(context.WithoutCancel(t.Context()), scope, id)
		made := w.WithdrawPlan(t.Context(), scope, id, "")
		if registry.CodeOf(read) != want[0] || registry.CodeOf(made) != want[1] {
			t.Errorf("%s: %v, %v", role, read, made)
		}
	}
	if _, err := w.AddPlan(t.Context(), registry.Operator("架空"), store.PlanDraft{Name: " "}, nil); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without a name: %v", err)
	}
	if _, err := w.Plan(t.Context(), registry.Operator("架空"), 7); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("of another number: %v", err)
	}
}
