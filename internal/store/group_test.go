package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// majorGroup is a registry with the 169 as a group.
func majorGroup(t *testing.T) (w *storetest.World, number int) {
	t.Helper()
	w = storetest.New(t)
	ids := w.MajorProcedures(t, 30)
	number, err := w.SetGroup(t.Context(), registry.Operator("架空の本部"), registry.Group{Name: "主要169手続（架空）", Source: "架空の計画",
		Description: "架空の説明", Members: ids, Reason: "架空の理由"})
	if err != nil {
		t.Fatal(err)
	}
	return w, number
}

// The published figures of the 169 come out of the queries: 169 = 119 + 40 + 10, 1,100 = 970 + 130
// (in ten thousands), 56 (540) + 46 (395) + 17 (35), and 67 of 119 at the end of September 2021.
func TestTheMajorProceduresAddUpAsPublished(t *testing.T) {
	t.Parallel()
	w, number := majorGroup(t)
	by := registry.Operator("架空の人")
	standing, err := w.GroupStanding(t.Context(), by, time.Time{}, number)
	if err != nil {
		t.Fatal(err)
	}
	f := progress.Of(standing)
	cases := map[registry.LawChange]int64{}
	for _, tally := range standing.Tallies {
		if tally.Counts() {
			cases[tally.LawChange] += tally.Volume
		}
	}
	discretion := f.Rates.Discretion
	if f.Processes != 169 || f.InScope != 159 || discretion.Denominator != 119 || f.InScope-discretion.Denominator != 40 ||
		cases[registry.LawChangeNotRequired] != 9_700_000 || cases[registry.LawChangeRequired] != 1_300_000 {
		t.Errorf("%d processes, %d in scope, discretion %+v, cases %v", f.Processes, f.InScope, discretion, cases)
	}
	within := func(rate progress.RateKind, day string) progress.Rate {
		t.Helper()
		in, err := w.ProgressCurve(t.Context(), by, store.CurveQuestion{From: moment(t, "2021-03-30"), To: moment(t, day),
			Step: progress.Quarterly, Group: number})
		if err != nil {
			t.Fatal(err)
		}
		c := progress.CurveOf(in)
		last := c.Points[len(c.Points)-1]
		if known := rate.KnownNow(last.KnownNow); known.Numerator != rate.Of(last.Rates).Numerator {
			t.Errorf("%s: known then %+v, now %+v", day, rate.Of(last.Rates), known)
		}
		return rate.Of(last.Rates)
	}
	for _, want := range []struct {
		day   string
		done  int64
		cases int64
	}{{"2021-03-31", 56, 5_400_000}, {"2021-09-30", 67, 0}, {"2022-03-31", 102, 9_350_000}} {
		if r := within(progress.RateDiscretion, want.day); r.Numerator != want.done || r.Denominator != 119 {
			t.Errorf("%s: %d of %d, want %d of 119", want.day, r.Numerator, r.Denominator, want.done)
		}
		if r := within(progress.RateCases, want.day); want.cases != 0 && (r.Numerator != want.cases || r.Denominator != 11_000_000) {
			t.Errorf("%s: %d of %d cases, want %d of 11,000,000", want.day, r.Numerator, r.Denominator, want.cases)
		}
	}
}

// Of a group by a list and of one by a filter, every figure counts the list of the catalogue that
// it leads to, for all and for one bureau, now and as of then; and the bridge ends where the curve does.
func TestFiguresOfAGroupCountItsLists(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Live(t, 13)
	by := registry.Operator("架空の人")
	all, err := w.Processes(t.Context(), by, store.ProcessFilter{Limit: store.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	var half []registry.ProcessID
	for i, p := range all.Processes {
		if i%2 == 0 {
			half = append(half, p.ID)
		}
	}
	for _, g := range []registry.Group{{Name: "半分（架空）", Members: half},
		{Name: "条件（架空）", Filter: "scope=in&law_change=required&law_change=unknown"}, {Name: "ない（架空）", Filter: "q=どこにもないことば"}} {
		g.Source, g.Reason = "架空", "架空の理由"
		number, err := w.SetGroup(t.Context(), by, g)
		if err != nil {
			t.Fatal(err)
		}
		for _, bureau := range []int{0, 11} {
			for _, day := range []string{"", "2022-06-30"} {
				t.Run(fmt.Sprintf("%s %d %s", g.Name, bureau, day), func(t *testing.T) {
					t.Parallel()
					var asOf time.Time
					if day != "" {
						asOf = moment(t, day)
					}
					groupCounts(t, w, g.Name, number, bureau, asOf)
				})
			}
		}
	}
}

func groupCounts(t *testing.T, w *storetest.World, name string, number, bureau int, asOf time.Time) {
	t.Helper()
	ctx, scope := t.Context(), registry.Operator("架空の人")
	if bureau != 0 {
		scope = scope.Only(bureau)
	}
	want := listTotals(t, w, scope, store.ProcessFilter{Group: name, AsOf: asOf})
	standing, err := w.GroupStanding(ctx, scope, asOf, number)
	if err != nil {
		t.Fatal(err)
	}
	f := progress.Of(standing)
	same := func(what string, got progress.Rate, processes, done int64) {
		t.Helper()
		if got.Denominator != processes || got.Numerator != done {
			t.Errorf("%s: %d of %d, the list has %d of %d", what, got.Numerator, got.Denominator, done, processes)
		}
	}
	if f.Processes != want.Processes {
		t.Errorf("%d processes, the list has %d", f.Processes, want.Processes)
	}
	same("figures", f.Rates.Process, want.InScope, want.Done)
	facets, err := w.Facets(ctx, scope, store.ProcessFilter{Group: name, AsOf: asOf})
	if err != nil || facets.Totals.Processes != want.Processes || facets.Totals.Cases != want.Cases {
		t.Errorf("facets: %+v, %v, want %+v", facets.Totals, err, want)
	}
	from := moment(t, "2021-06-30")
	in, err := w.ProgressCurve(ctx, scope, store.CurveQuestion{From: from, To: asOf, Step: progress.Monthly, Group: number})
	if err != nil {
		t.Fatal(err)
	}
	curve := progress.CurveOf(in)
	same("curve", curve.Points[len(curve.Points)-1].Rates.Process, want.InScope, want.Done)
	bridge, err := w.Bridge(ctx, scope, store.BridgeQuestion{From: from, To: asOf, Group: number})
	if err != nil {
		t.Fatal(err)
	}
	b := bridge.Of(progress.RateProcess)
	same("the bridge's end", b.To.Rate, want.InScope, want.Done)
	was := listTotals(t, w, scope, store.ProcessFilter{Group: name, AsOf: from})
	same("the bridge's start", b.From.Rate, was.InScope, was.Done)
	numerator, denominator := b.From.Rate.Numerator, b.From.Rate.Denominator
	for _, p := range b.Parts {
		numerator, denominator = numerator+p.Numerator, denominator+p.Denominator
	}
	same("the bridge's parts", b.To.Rate, denominator, numerator)
	laws, err := w.Laws(ctx, scope, store.LawsQuestion{AsOf: asOf, Group: number})
	if err != nil {
		t.Fatal(err)
	}
	waiting := store.NotDone(asOf)
	waiting.Group, waiting.LawChanges = name, []string{string(registry.LawChangeRequired)}
	blocked := listTotals(t, w, scope, waiting)
	if got := progress.LawsOf(law.ByLaw, laws).Blocked; got.Processes != blocked.Processes || got.Cases != blocked.Cases {
		t.Errorf("laws: %+v, the list has %+v", got, blocked)
	}
	future, err := w.Forecast(ctx, scope, store.ForecastQuestion{AsOf: asOf, Group: number})
	if err != nil {
		t.Fatal(err)
	}
	var processes, done int64
	for _, g := range future.Groups {
		if processes += g.Processes; g.Done {
			done += g.Processes
		}
	}
	if processes != want.InScope || done != want.Done {
		t.Errorf("forecast: %d of %d, the list has %d of %d", done, processes, want.Done, want.InScope)
	}
}

// Each write of a group is one change with its reason; what it was stays. A target may count it,
// stands with its figures alone, and keeps it from being withdrawn.
func TestAGroupIsKeptInVersions(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx, hq := t.Context(), registry.Operator("架空の本部")
	set := func(change func(*registry.Group)) error {
		g := registry.Group{Name: "架空の群", Source: "架空の計画", Members: []registry.ProcessID{3, 1, 1}, Reason: "架空の理由"}
		change(&g)
		_, err := w.SetGroup(ctx, hq, g)
		return err
	}
	if err := set(func(*registry.Group) {}); err != nil {
		t.Fatal(err)
	}
	planner := registry.ScopeOf(registry.Account{Name: "企画", Role: registry.Planner})
	renamed := registry.Group{Number: 1, Name: "架空の新しい名", Source: "架空の計画", Filter: "?status=done&sort=volume", Reason: "架空の改め"}
	if _, err := w.SetGroup(ctx, planner, renamed); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a group's filter that sorts: %v", err)
	}
	renamed.Filter = "?status=done"
	if _, err := w.SetGroup(ctx, planner, renamed); err != nil {
		t.Fatal(err)
	}
	all, err := w.Groups(ctx)
	if err != nil || len(all) != 2 || !all[0].Current() || all[0].Filter != "status=done" || all[1].Listed != 2 || all[1].Set.Why != "架空の改め" {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, name := range []string{"架空の新しい名", "架空の群", "1"} { // also what it was called before
		if g, err := registry.GroupNamed(all, "group", name); err != nil || g.Number != 1 || !g.Current() {
			t.Errorf("%s: %+v, %v", name, g, err)
		}
	}
	for what, c := range map[string]struct {
		err   error
		code  registry.Code
		field string
	}{
		"nothing in it": {set(func(g *registry.Group) { g.Members = nil }), registry.Invalid, "members"},
		"both":          {set(func(g *registry.Group) { g.Filter = "status=done" }), registry.Invalid, "filter"},
		"an unknown":    {set(func(g *registry.Group) { g.Members = []registry.ProcessID{1, 999} }), registry.Invalid, "members"},
		"no bureau":     {set(func(g *registry.Group) { g.Members, g.Filter = nil, "bureau=架空の局" }), registry.Invalid, "filter"},
		"no filter":     {set(func(g *registry.Group) { g.Members, g.Filter = nil, "sort=volume" }), registry.Invalid, "filter"},
		"another group": {set(func(g *registry.Group) { g.Members, g.Filter = nil, "group=1" }), registry.Invalid, "filter"},
		"no source":     {set(func(g *registry.Group) { g.Source = "" }), registry.Invalid, "source"},
		"no reason":     {set(func(g *registry.Group) { g.Name, g.Reason = "別", "" }), registry.Invalid, "reason"},
		"twice":         {set(func(g *registry.Group) { g.Name = "架空の新しい名" }), registry.Conflict, "name"},
		"none there":    {set(func(g *registry.Group) { g.Number = 9 }), registry.NotFound, ""},
	} {
		wantError(t, what, c.err, c.code, c.field)
	}
	officer := registry.ScopeOf(registry.Account{ID: 1, Name: "入力者", Role: registry.Officer, BureauID: 10})
	if _, err := w.SetGroup(ctx, officer, renamed); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("an officer's group: %v", err)
	}
	target := registry.Target{Name: "架空の群の目標", From: moment(t, "2021-04-01"), To: moment(t, "2028-03-31"), Rate: registry.RateUnit,
		Scope: registry.TargetGroup, Group: 1, Reason: "架空の理由"}
	number, err := w.SetTarget(ctx, hq, target)
	if err != nil {
		t.Fatal(err)
	}
	one, err := w.GroupStanding(ctx, hq, time.Time{}, 1)
	if err != nil || len(one.Targets) != 1 || one.Targets[0].Name != target.Name {
		t.Errorf("of the group: %+v, %v", one.Targets, err)
	}
	whole, err := w.Standing(ctx, hq, time.Time{})
	if err != nil || len(whole.Targets) == 0 || whole.Targets[0].Name == target.Name {
		t.Errorf("of all: %+v, %v", whole.Targets, err)
	}
	wantError(t, "counted", w.WithdrawGroup(ctx, hq, 1, "架空の誤り"), registry.Conflict, "")
	if err := w.WithdrawTarget(ctx, hq, number, "架空の誤り"); err != nil {
		t.Fatal(err)
	}
	if err := w.WithdrawGroup(ctx, hq, 1, "架空の誤り"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.GroupStanding(ctx, hq, time.Time{}, 1); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("withdrawn: %v", err)
	}
	changes, err := w.Store.Change(ctx, hq, 3, store.ChangePage{})
	if err != nil || len(changes.Settings) != 1 || changes.Settings[0].Setting != registry.SettingGroup {
		t.Errorf("the change tells %+v, %v", changes.Settings, err)
	}
}

func wantError(t *testing.T, what string, err error, code registry.Code, field string) {
	t.Helper()
	if e, ok := errors.AsType[*registry.Error](err); !ok || e.Code != code || e.Field != field {
		t.Errorf("%s: %v", what, err)
	}
}

// What is remembered of a group by a filter, as of a past moment, follows the registry of now.
func TestAGroupByAFilterIsOfNow(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	rows := []*storetest.Row{{}, {}}
	for _, r := range rows {
		r.InScope, r.Status, r.Platform = true, registry.NotStarted, "架空基盤"
	}
	rows[1].Platform = ""
	w.Change(t, "2021-04-01 09:00", "作成者", rows...)
	w.Change(t, "2022-04-01 09:00", "作成者")
	by := registry.Operator("架空の人")
	number, err := w.SetGroup(t.Context(), by, registry.Group{Name: "架空", Source: "架空", Filter: "platform=架空基盤", Reason: "架空"})
	if err != nil {
		t.Fatal(err)
	}
	counts := func() (n [3]int64) {
		t.Helper()
		asOf := moment(t, "2021-12-31")
		standing, err := w.GroupStanding(t.Context(), by, asOf, number)
		if err == nil {
			n[0] = progress.Of(standing).Processes
			n[1], err = w.Total(t.Context(), by, store.ProcessFilter{Group: "架空", AsOf: asOf})
		}
		if err != nil {
			t.Fatal(err)
		}
		n[2] = listTotals(t, w, by, store.ProcessFilter{Group: "架空", AsOf: asOf}).Processes
		return n
	}
	if n := counts(); n != [3]int64{1, 1, 1} {
		t.Errorf("before: %v", n)
	}
	rows[1].Platform = "架空基盤"
	w.ChangeAt(t, time.Now(), "作成者", rows[1])
	if n := counts(); n != [3]int64{2, 2, 2} {
		t.Errorf("after: %v", n)
	}
}
