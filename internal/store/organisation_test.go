package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// bureauNamed finds a bureau as the registry has it today.
func bureauNamed(t *testing.T, w *storetest.World, name string) registry.Bureau {
	t.Helper()
	b, err := w.Bureau(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// reorganise records a reorganisation by headquarters.
func reorganise(t *testing.T, w *storetest.World, r registry.Reorganisation) registry.OrganisationEntry {
	t.Helper()
	r.Reason = "架空の理由"
	e, err := w.Reorganise(t.Context(), person(registry.Headquarters, 0), r)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var reformDay = time.Date(2024, 4, 1, 0, 0, 0, 0, registry.Tokyo)

// What a new registry knows of the bureaus of 2021 and later (domain.md).
func TestANewRegistryKnowsWhatBecameOfItsBureaus(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	all, err := w.Organisation(t.Context(), planner)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, e := range all {
		texts = append(texts, registry.DateOf(e.On)+" "+string(e.Kind)+" "+e.Text()+" "+e.Set.By)
	}
	want := []string{
		"2023-07-01 split 福祉保健局 → 福祉局、保健医療局 初期設定",
		"2022-07-01 merge 病院経営本部 → 東京都立病院機構 初期設定",
		"2022-04-01 close オリンピック・パラリンピック準備局を廃止 初期設定",
		"2022-04-01 merge 生活文化局 → 生活文化スポーツ局 初期設定",
	}
	if !slices.Equal(texts, want) {
		t.Errorf("the organisation\n%s\nwant\n%s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
	hq := person(registry.Headquarters, 0)
	if err := w.WithdrawReorganisation(t.Context(), hq, all[0].ID, "架空"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("what it began with is withdrawn: %v", err)
	}
}

// A name holds from its day on; as of earlier moments the bureau bears the one of then, and
// figures as known then are what they were.
func TestABureauIsRenamedAsOfADay(t *testing.T) {
	t.Parallel()
	day := time.Now()
	w := storetest.Over(t, pgtest.New(t), store.Options{Clock: func() time.Time { return day }})
	w.Catalogue(t)
	before, err := w.Standing(t.Context(), planner, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	name := func(asOf time.Time) string {
		t.Helper()
		s, err := w.Standing(t.Context(), planner, asOf)
		if err != nil {
			t.Fatal(err)
		}
		return registry.BureauWithID(s.Bureaus, giving).Name
	}
	day = day.Add(time.Minute)
	e := reorganise(t, w, registry.Reorganisation{Kind: registry.BureauRenamed, On: reformDay, Bureaus: []int{giving}, Name: "架空環境局"})
	if e.Text() != "環境局 → 架空環境局" || e.State(before.AsOf) != registry.OrganisationDone {
		t.Errorf("the entry is %+v", e)
	}
	if b := bureauNamed(t, w, "架空環境局"); b.ID != giving || name(time.Time{}) != "架空環境局" {
		t.Errorf("the bureau is %+v", b)
	}
	if got := name(before.AsOf); got != "環境局" {
		t.Errorf("as known before it was recorded: %q", got)
	}
	later := day.AddDate(0, 0, 5)
	reorganise(t, w, registry.Reorganisation{Kind: registry.BureauRenamed, On: later, Bureaus: []int{giving}, Name: "架空地球局"})
	if got := name(time.Time{}); got != "架空環境局" {
		t.Errorf("before its day the bureau is called %q", got)
	}
	day = later
	if _, err := w.FollowOrganisation(t.Context(), registry.Operator("時計")); err != nil {
		t.Fatal(err)
	}
	if got := bureauNamed(t, w, "架空地球局").ID; got != giving {
		t.Errorf("from its day on, bureau %d has the name", got)
	}
	if err := w.WithdrawReorganisation(t.Context(), person(registry.Headquarters, 0), e.ID, "誤り"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("withdrawn under a later one: %v", err)
	}
}

// A bureau is split: the new ones are there as of the day, its processes move by department when
// both sides consent, and it ends when the last one has moved.
func TestABureauIsSplitWithConsent(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	ctx, hq := t.Context(), person(registry.Headquarters, 0)
	rows := []*storetest.Row{}
	for i := range 5 {
		rows = append(rows, &storetest.Row{Process: registry.Process{BureauID: giving, Status: registry.NotStarted,
			Department: []string{"架空部", "別部"}[i%2]}})
	}
	w.Change(t, "2024-03-01 09:00", "試験", rows...)
	wrong := registry.Reorganisation{Kind: registry.BureauSplit, On: reformDay, Bureaus: []int{giving}, Reason: "架空",
		Into: []registry.BureauPart{{Name: "架空第一局"}, {Name: "架空第二局", Departments: []string{"別の部"}}}}
	_, err := w.Reorganise(ctx, hq, wrong)
	if message := registry.MessageOf(err); registry.CodeOf(err) != registry.Invalid || !strings.Contains(message, "「別の部」") ||
		!strings.Contains(message, "別部、架空部") {
		t.Fatalf("split by a department that no process bears: %v", err)
	}
	into := []registry.BureauPart{
		{Name: "架空第一局"}, {Name: "架空第二局", Departments: []string{"別部"}}}
	e := reorganise(t, w, registry.Reorganisation{Kind: registry.BureauSplit, On: reformDay, Bureaus: []int{giving}, Into: into})
	first, second := bureauNamed(t, w, "架空第一局"), bureauNamed(t, w, "架空第二局")
	if first.Code != "B34" || second.Code != "B35" || e.Left != 5 || e.Waiting != 5 || !e.Ends {
		t.Fatalf("%+v, %+v, %+v", e, first, second)
	}
	transfers, err := w.Transfers(ctx, hq, store.TransferFilter{Limit: 10})
	if err != nil || len(transfers) != 2 {
		t.Fatalf("transfers %+v, %v", transfers, err)
	}
	accept := func(id int64, to int) {
		t.Helper()
		for _, side := range []int{giving, to} {
			if _, err := w.AcceptTransfer(ctx, person(registry.Approver, side), id); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.WithdrawTransfer(ctx, hq, transfers[0].ID, "誤り"); err != nil {
		t.Fatal(err)
	}
	if e, err = w.ProposeMoves(ctx, hq, e.ID, nil); err != nil || e.Waiting != 5 {
		t.Fatalf("proposed anew: %+v, %v", e, err)
	}
	transfers, err = w.Transfers(ctx, hq, store.TransferFilter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for i, tr := range transfers {
		if tr.State != registry.TransferProposed {
			continue
		}
		if open := bureauNamed(t, w, "環境局"); !open.ValidTo.IsZero() {
			t.Errorf("closed before transfer %d", i)
		}
		accept(tr.ID, tr.ToBureauID)
	}
	all, err := w.Organisation(ctx, planner)
	if err != nil || all[0].State(time.Now()) != registry.OrganisationDone || all[0].Left != 0 {
		t.Errorf("at the end %+v, %v", all[0], err)
	}
	if was := bureauNamed(t, w, "環境局"); !was.ValidTo.Equal(reformDay) || !slices.Equal(was.Successors, []int{first.ID, second.ID}) {
		t.Errorf("the bureau that was split: %+v", was)
	}
	for bureau, want := range map[int]int64{first.ID: 3, second.ID: 2} {
		s, err := w.Standing(ctx, person(registry.Approver, bureau), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		var n int64
		for _, tally := range s.Tallies {
			n += tally.Processes
		}
		if n != want {
			t.Errorf("bureau %d has %d processes, want %d", bureau, n, want)
		}
	}
	if err := w.WithdrawReorganisation(ctx, hq, e.ID, "誤り"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("withdrawn after its processes moved: %v", err)
	}
	r, err := w.Verify(ctx, hq, nil, nil)
	if err != nil || slices.ContainsFunc(r.Problems, func(p store.Problem) bool { return p.ChangeID != 1 }) { // the first is the test's own
		t.Errorf("verify: %+v, %v", r.Problems, err)
	}
}

// Several become one of them: the one that goes on keeps its processes and its days.
func TestBureausAreMerged(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	w.Change(t, "2024-03-01 09:00", "試験", &storetest.Row{Process: registry.Process{BureauID: giving}})
	e := reorganise(t, w, registry.Reorganisation{Kind: registry.BureauMerged, On: reformDay, Bureaus: []int{giving, receiving, 16},
		Into: []registry.BureauPart{{BureauID: receiving}}})
	if e.Left != 1 || e.Text() != "環境局、建設局、港湾局 → 建設局" {
		t.Errorf("%+v", e)
	}
	if b := bureauNamed(t, w, "港湾局"); !b.ValidTo.Equal(reformDay) {
		t.Errorf("one without processes goes on: %+v", b)
	}
	hq := person(registry.Headquarters, 0)
	if err := w.WithdrawReorganisation(t.Context(), hq, e.ID, "誤り"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"環境局", "建設局", "港湾局"} {
		if b := bureauNamed(t, w, name); !b.ValidTo.IsZero() || len(b.Successors) > 0 {
			t.Errorf("after the withdrawal: %+v", b)
		}
	}
	transfers, err := w.Transfers(t.Context(), hq, store.TransferFilter{Limit: 10})
	if err != nil || len(transfers) != 1 || transfers[0].State != registry.TransferWithdrawn {
		t.Errorf("transfers %+v, %v", transfers, err)
	}
}

// A bureau is added and withdrawn; its name can be borne again, but by one bureau a day.
func TestABureauIsAddedAndWithdrawn(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	hq := person(registry.Headquarters, 0)
	add := registry.Reorganisation{Kind: registry.BureauAdded, On: reformDay, Name: "架空局"}
	e := reorganise(t, w, add)
	b := bureauNamed(t, w, "架空局")
	add.Reason = "試し"
	if _, err := w.Reorganise(t.Context(), hq, add); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("added twice: %v", err)
	}
	if _, err := w.Pool.ExecContext(t.Context(), `insert into bureau_term (bureau_id, name, valid_from, valid_to, recorded_from)
		values (1, '架空局', '2030-01-01', '2031-01-01', now())`); err == nil || !strings.Contains(err.Error(), "bureau_term_one") {
		t.Errorf("the database takes two bureaus of a name: %v", err)
	}
	if err := w.WithdrawReorganisation(t.Context(), hq, e.ID, "誤り"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Bureau(t.Context(), "架空局"); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a withdrawn bureau is found: %v", err)
	}
	reorganise(t, w, add)
	if again := bureauNamed(t, w, "架空局"); again.ID == b.ID || !again.ValidTo.IsZero() {
		t.Errorf("added anew: %+v", again)
	}
}

func TestReorganisationsThatCannotBe(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	hq := person(registry.Headquarters, 0)
	is := func(kind registry.OrganisationKind, bureau int, name string, into ...registry.BureauPart) registry.Reorganisation {
		r := registry.Reorganisation{Kind: kind, On: reformDay, Name: name, Into: into}
		if bureau != 0 {
			r.Bureaus = []int{bureau}
		}
		return r
	}
	const add, rename, split, merge, closed = registry.BureauAdded, registry.BureauRenamed, registry.BureauSplit, registry.BureauMerged,
		registry.BureauClosed
	one, gone := registry.BureauPart{BureauID: receiving}, registry.BureauPart{BureauID: 11}
	named := func(name string, departments ...string) registry.BureauPart {
		return registry.BureauPart{Name: name, Departments: departments}
	}
	for name, c := range map[string]struct {
		r     registry.Reorganisation
		code  registry.Code
		field string
	}{
		"no kind":                  {is("", 0, ""), registry.Invalid, "kind"},
		"no day":                   {registry.Reorganisation{Kind: add, Name: "架空局"}, registry.Invalid, "on"},
		"no name":                  {is(add, 0, "　"), registry.Invalid, "name"},
		"a name that is borne":     {is(add, 0, "建設局"), registry.Invalid, "name"},
		"no bureau":                {is(closed, 0, ""), registry.Invalid, "bureaus"},
		"a closed one":             {is(closed, 11, ""), registry.Invalid, "bureaus"},
		"one with processes":       {is(closed, giving, ""), registry.Conflict, ""},
		"the same name":            {is(rename, giving, "環境局"), registry.Invalid, "name"},
		"into two":                 {is(merge, giving, "", one, one), registry.Invalid, "into"},
		"into one":                 {is(split, giving, "", one), registry.Invalid, "into"},
		"into itself":              {is(merge, receiving, "", one), registry.Invalid, "into"},
		"into a closed one":        {is(merge, giving, "", gone), registry.Invalid, "into"},
		"nobody takes the rest":    {is(split, giving, "", named("甲", "部"), named("乙", "課")), registry.Invalid, "into"},
		"a department goes to two": {is(split, giving, "", named("甲", "部", "部"), named("乙")), registry.Invalid, "into"},
	} {
		c.r.Reason = "試し"
		_, err := w.Reorganise(t.Context(), hq, c.r)
		var field string
		if e, ok := errors.AsType[*registry.Error](err); ok {
			field = e.Field
		}
		if registry.CodeOf(err) != c.code || field != c.field {
			t.Errorf("%s: %v (field %q)", name, err, field)
		}
	}
	r := is(add, 0, "架空局")
	if _, err := w.Reorganise(t.Context(), hq, r); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	r.Reason = "試し"
	if _, err := w.Reorganise(t.Context(), planner, r); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("by a planner: %v", err)
	}
	// Who succeeds whom never leads back.
	_, err := w.Pool.ExecContext(t.Context(), fmt.Sprintf(`insert into bureau_successor (bureau_id, successor_id, effective_on, recorded_from)
		values (%d, %d, '2024-04-01', now()), (%d, %d, '2024-04-01', now())`, giving, receiving, receiving, giving))
	if err == nil || !strings.Contains(err.Error(), "succeeds itself") {
		t.Errorf("a circle of successors: %v", err)
	}
}

// Figures and lists of a past moment count for the bureaus of then, or for those of now; both have
// all processes, and a bureau's figure leads to its list.
func TestThePastByTheOrganisationOfThenAndOfNow(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	p, err := w.ProposeTransfer(ctx, person(registry.Approver, giving), proposal(1, 2))
	if err != nil {
		t.Fatal(err)
	}
	then := p.Proposed.At
	if _, err := w.AcceptTransfer(ctx, person(registry.Approver, receiving), p.ID); err != nil {
		t.Fatal(err)
	}
	for by, want := range map[registry.Organised][2]int64{registry.OrganisedThen: {3, 4}, registry.OrganisedNow: {1, 6}} {
		f, err := w.FiguresBy(ctx, planner, then, by)
		if err != nil || f.Processes != 7 {
			t.Fatalf("%s: %d processes, %v", by, f.Processes, err)
		}
		got := map[string]int64{}
		for _, b := range f.Bureaus {
			got[b.Code] = b.Processes
		}
		for i, code := range []string{"B10", "B15"} {
			if got[code] != want[i] {
				t.Errorf("%s: %s has %d processes, want %d", by, code, got[code], want[i])
			}
			page, err := w.Processes(ctx, planner, store.ProcessFilter{AsOf: then, Organised: by, Bureaus: []string{code}})
			if err != nil || page.Total != want[i] {
				t.Errorf("%s: the list of %s has %d, want %d: %v", by, code, page.Total, want[i], err)
			}
		}
	}
	if f, err := w.FiguresBy(ctx, planner, time.Time{}, registry.OrganisedNow); err != nil || f.Processes != 7 {
		t.Errorf("now: %d processes, %v", f.Processes, err)
	}
}
