package store_test

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// proposed adds a proposal for processes, and gives it states.
func proposed(t *testing.T, w *storetest.World, title, filter string, steps ...registry.ProposalStep) int {
	t.Helper()
	by := registry.Operator("架空の本部")
	number, err := w.SetProposal(t.Context(), by, registry.Proposal{Title: title, Body: "架空の内容", Laws: "架空第1法 第3条", Ministry: "架空省",
		Filter: filter, Links: []string{"https://www.example.lg.jp/teian.pdf"}, Reason: "架空の理由"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		if err := w.MoveProposal(t.Context(), by, number, s); err != nil {
			t.Fatal(err)
		}
	}
	return number
}

func step(t *testing.T, state registry.ProposalState, day string) registry.ProposalStep {
	t.Helper()
	return registry.ProposalStep{State: state, Day: registry.DayOf(moment(t, day))}
}

// processesOf is a filter of these processes alone.
func processesOf(ids []registry.ProcessID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = "process_id=" + id.String()
	}
	return strings.Join(texts, "&")
}

// Of the 40 major procedures that need the national government, 31 were asked for; for 5 a date was
// given, 26 had none and were asked for again.
func TestTheMajorProceduresAreAskedForAsPublished(t *testing.T) {
	t.Parallel()
	w, number := majorGroup(t)
	national := majorIDs(t, w)[119:159]
	dated := step(t, registry.ProposalResponding, "2021-09-30")
	dated.Due, dated.Answer = moment(t, "2023-03-31"), "架空の回答"
	proposed(t, w, "架空の旅券", processesOf(national[:5]), step(t, registry.ProposalSent, "2021-06-30"), dated)
	proposed(t, w, "架空のほか", processesOf(national[5:31]), step(t, registry.ProposalSent, "2021-06-30"),
		step(t, registry.ProposalSent, "2022-06-30"))
	proposed(t, w, "架空の未提案", processesOf(national[31:]), step(t, registry.ProposalConsidering, "2022-06-30"))
	for _, group := range []int{0, number} {
		_, got, err := w.CoveredProposals(t.Context(), registry.Operator("架空の人"), group)
		want := registry.ProposalCoverage{Needed: 40, Cases: 1_300_000, Asked: 31, Dated: 5, Undated: 26, Again: 26}
		if err != nil || got != want {
			t.Errorf("group %d: %+v, %v, want %+v", group, got, err, want)
		}
	}
}

func majorIDs(t *testing.T, w *storetest.World) []registry.ProcessID {
	t.Helper()
	ids, err := w.GroupMembers(t.Context(), registry.Operator("架空の人"), 1)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// Sending freezes the processes of a proposal. Where it comes true, their bureaus are told and have
// them to look at until each was changed or answered of; and the bridge draws what came of it, its
// parts adding up.
func TestAProposalThatComesTrueIsLookedAtAndDrawn(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	ctx, hq := t.Context(), registry.Operator("架空の本部")
	row := func(bureau int, name string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, ProcedureName: name, LegalBasis: "架空旅券法", InScope: true,
			Status: registry.NotStarted, NationalLawChange: registry.LawChangeRequired}}
	}
	first, second, third, later := row(10, "架空一"), row(10, "架空二"), row(15, "架空三"), row(10, "架空四")
	w.Change(t, "2022-04-01 09:00", "作成者", first, second, third)
	number := proposed(t, w, "架空の改正", "law=架空旅券法&law_change=required", step(t, registry.ProposalSent, "2022-06-30"))
	w.ChangeAt(t, time.Now(), "作成者", later) // it came after the sending
	account := registry.Account{Login: "kakuu", Name: "架空の入力者", Role: registry.Officer, BureauID: 10}
	var err error
	if account.ID, err = w.AddAccount(ctx, hq, account, "x"); err != nil {
		t.Fatal(err)
	}
	officer := registry.ScopeOf(account)
	if waiting, err := w.WaitingProposals(ctx, officer); err != nil || len(waiting) != 0 {
		t.Fatalf("before: %+v, %v", waiting, err)
	}
	if err := w.AnswerProposal(ctx, officer, number, []registry.ProcessID{first.ID}, "架空"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("answered before: %v", err)
	}
	if err := w.MoveProposal(ctx, hq, number, step(t, registry.ProposalRealized, "2022-09-30")); err != nil {
		t.Fatal(err)
	}
	waiting, err := w.WaitingProposals(ctx, officer)
	if err != nil || len(waiting) != 1 || waiting[0].Processes != 2 {
		t.Fatalf("waiting: %+v, %v", waiting, err)
	}
	notices, err := w.Notices(ctx, officer, 10)
	if err != nil || len(notices) != 1 || notices[0].Kind != registry.NoticeProposalRealized ||
		notices[0].Path() != registry.ProposalPath(number) {
		t.Errorf("notices %+v, %v", notices, err)
	}
	// One is freed and digitized, one is not freed; another bureau's is freed and not digitized yet.
	if err := w.AnswerProposal(ctx, officer, number, []registry.ProcessID{third.ID}, "架空"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("another bureau's: %v", err)
	}
	if err := w.AnswerProposal(ctx, officer, number, []registry.ProcessID{second.ID}, "架空の政令が要る"); err != nil {
		t.Fatal(err)
	}
	first.Status, first.NationalLawChange, first.DigitizedOn = registry.Done, registry.LawChangeNotRequired, registry.DayOf(time.Now())
	third.NationalLawChange = registry.LawChangeNotRequired
	later.Status, later.DigitizedOn = registry.Done, registry.DayOf(time.Now())
	w.ChangeAt(t, time.Now(), "作成者", first, third, later)
	if waiting, err := w.WaitingProposals(ctx, officer); err != nil || len(waiting) != 0 {
		t.Errorf("after: %+v, %v", waiting, err)
	}
	d, _, processes, err := w.Proposal(ctx, hq, number)
	if err != nil || d.Processes != 3 || d.Open != 0 || len(processes) != 3 || processes[1].Answer != "架空の政令が要る" {
		t.Errorf("%+v %+v, %v", d, processes, err)
	}
	b, err := w.Bridge(ctx, hq, store.BridgeQuestion{From: moment(t, "2022-12-31")})
	if err != nil {
		t.Fatal(err)
	}
	for rate, want := range map[progress.RateKind]progress.Sum{
		progress.RateProcess:    {Numerator: 1},
		progress.RateDiscretion: {Numerator: 1, Denominator: 2},
	} {
		bridge := b.Of(rate)
		sum, found := progress.Sum{Numerator: bridge.From.Numerator, Denominator: bridge.From.Denominator}, false
		for _, p := range bridge.Parts {
			sum.Numerator, sum.Denominator = sum.Numerator+p.Numerator, sum.Denominator+p.Denominator
			if p.Kind == progress.PartLawChanged {
				found = p.Sum == want
			}
		}
		if !found || sum.Numerator != bridge.To.Numerator || sum.Denominator != bridge.To.Denominator {
			t.Errorf("%s: %+v, want a part %+v", rate, bridge, want)
		}
	}
}

func TestAProposalIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx, hq := t.Context(), registry.Operator("架空の本部")
	set := func(change func(*registry.Proposal)) error {
		p := registry.Proposal{Title: "架空の提案", Filter: "law_change=required", Reason: "架空の理由"}
		change(&p)
		_, err := w.SetProposal(ctx, hq, p)
		return err
	}
	if err := set(func(*registry.Proposal) {}); err != nil {
		t.Fatal(err)
	}
	if err := set(func(p *registry.Proposal) { p.Title, p.Filter = "架空の空", "" }); err != nil {
		t.Fatal(err)
	}
	move := func(number int, state registry.ProposalState, day string) error {
		return w.MoveProposal(ctx, hq, number, step(t, state, day))
	}
	link := func(text string) error {
		return set(func(p *registry.Proposal) { p.Title, p.Links = "別", []string{text} })
	}
	for what, c := range map[string]struct {
		err   error
		code  registry.Code
		field string
	}{
		"no title":         {set(func(p *registry.Proposal) { p.Title = "" }), registry.Invalid, "title"},
		"twice":            {set(func(*registry.Proposal) {}), registry.Conflict, "title"},
		"a filter":         {set(func(p *registry.Proposal) { p.Title, p.Filter = "別", "color=red" }), registry.Invalid, "filter"},
		"a script":         {link("javascript:alert(1)"), registry.Invalid, "links"},
		"data":             {link("data:text/html,x"), registry.Invalid, "links"},
		"no scheme":        {link("//www.example.lg.jp"), registry.Invalid, "links"},
		"a password":       {link("https://a:b@www.example.lg.jp"), registry.Invalid, "links"},
		"quotes":           {link(`https://www.example.lg.jp/"onclick="x`), registry.Invalid, "links"},
		"no state":         {move(1, "half", "2022-06-30"), registry.Invalid, "state"},
		"not sent yet":     {move(1, registry.ProposalRealized, "2022-06-30"), registry.Invalid, "state"},
		"tomorrow":         {move(1, registry.ProposalSent, "2999-01-01"), registry.Invalid, "day"},
		"nothing to send":  {move(2, registry.ProposalSent, "2022-06-30"), registry.Invalid, "state"},
		"none there":       {move(9, registry.ProposalSent, "2022-06-30"), registry.NotFound, ""},
		"nothing answered": {w.AnswerProposal(ctx, hq, 1, nil, "架空"), registry.Invalid, "processes"},
		"no reason":        {w.AnswerProposal(ctx, hq, 1, []registry.ProcessID{1}, ""), registry.Invalid, "reason"},
	} {
		wantError(t, what, c.err, c.code, c.field)
	}
	if err := move(1, registry.ProposalSent, "2022-06-30"); err != nil {
		t.Fatal(err)
	}
	wantError(t, "backwards", move(1, registry.ProposalResponding, "2022-06-29"), registry.Invalid, "day")
	if err := w.WithdrawProposal(ctx, hq, 1, "架空の誤り"); err != nil {
		t.Fatal(err)
	}
	wantError(t, "withdrawn", move(1, registry.ProposalSent, "2022-07-30"), registry.NotFound, "")
	planner := registry.ScopeOf(registry.Account{Name: "架空の企画", Role: registry.Planner})
	if err := w.AnswerProposal(ctx, planner, 2, []registry.ProcessID{1}, "架空"); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("a planner answers: %v", err)
	}
}
