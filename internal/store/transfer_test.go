package store_test

import (
	"maps"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The two sides of the tests: 環境局 gives, 建設局 receives. The accounts are none of
// the registry's: history names the actor alone.
const giving, receiving = 10, 15

func person(role registry.Role, bureau int) registry.Scope {
	a := registry.Account{Name: "架空の" + role.Label(), Role: role}
	if role.OfBureau() {
		a.BureauID = bureau
	}
	return registry.ScopeOf(a)
}

func proposal(ids ...registry.ProcessID) store.Proposal {
	return store.Proposal{FromBureauID: giving, ToBureauID: receiving, Processes: ids,
		EffectiveOn: time.Date(2022, 4, 1, 0, 0, 0, 0, time.UTC), Reason: "組織改正（作り物）"}
}

func TestATransferTakesBothSides(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	p, err := w.ProposeTransfer(ctx, person(registry.Officer, giving), proposal(1, 2, 1))
	if err != nil {
		t.Fatal(err)
	}
	if p.State != registry.TransferProposed || p.Given.Done() || p.Received.Done() || len(p.Processes) != 2 || p.ProposedBy != giving {
		t.Errorf("proposed: %+v", p)
	}
	officer := person(registry.Officer, receiving)
	if seen, err := w.Transfer(ctx, officer, p.ID); err != nil || seen.Processes[0].ProcedureName != "" {
		t.Errorf("the receiving bureau sees before the other's consent: %+v, %v", seen, err)
	}
	if _, err := w.AcceptTransfer(ctx, officer, p.ID); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("an officer consents: %v", err)
	}
	if _, err := w.Transfer(ctx, person(registry.Officer, 3), p.ID); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a bureau that has no part in it: %v", err)
	}
	if p, err = w.AcceptTransfer(ctx, person(registry.Approver, giving), p.ID); err != nil || p.State != registry.TransferProposed ||
		!p.Given.Done() {
		t.Fatalf("the giving bureau consents: %+v, %v", p, err)
	}
	if _, err := w.AcceptTransfer(ctx, person(registry.Approver, giving), p.ID); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("consented twice: %v", err)
	}
	if seen, err := w.Transfer(ctx, officer, p.ID); err != nil || seen.Processes[0].ProcedureName == "" {
		t.Errorf("the receiving bureau sees after the other's consent: %+v, %v", seen, err)
	}
	before, err := w.Process(ctx, planner, 1, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if p, err = w.AcceptTransfer(ctx, person(registry.Approver, receiving), p.ID); err != nil || p.State != registry.TransferAccepted ||
		p.ChangeID == 0 {
		t.Fatalf("the receiving bureau consents: %+v, %v", p, err)
	}
	after, err := w.Process(ctx, planner, 1, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if after.BureauID != receiving || after.Department != "" || after.ProcedureName != before.ProcedureName ||
		*after.Deciding.Total.Value != 10000 ||
		len(after.Volumes) != len(before.Volumes) || after.History[0].Change.Kind != registry.ChangeTransfer || after.ChangeID != p.ChangeID {
		t.Errorf("moved: %+v", after)
	}
	if _, err := w.Process(ctx, person(registry.Officer, giving), 1, time.Time{}); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the giving bureau still has it: %v", err)
	}
	if then, err := w.Process(ctx, planner, 1, moment(t, "2022-04-01")); err != nil || then.BureauID != giving {
		t.Errorf("as of then: %+v, %v", then.Bureau, err)
	}
	if _, err := w.RefuseTransfer(ctx, person(registry.Approver, receiving), p.ID, "理由"); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("refused afterwards: %v", err)
	}
}

func TestAnApproversProposalIsAConsent(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	p, err := w.ProposeTransfer(t.Context(), person(registry.Approver, receiving), proposal(1))
	if err != nil || !p.Received.Done() || p.Given.Done() || p.Processes[0].ProcedureName != "" {
		t.Fatalf("proposed: %+v, %v", p, err)
	}
	if p, err = w.AcceptTransfer(t.Context(), person(registry.Approver, giving), p.ID); err != nil || p.State != registry.TransferAccepted {
		t.Errorf("accepted: %+v, %v", p, err)
	}
}

// Headquarters stands in for bureaus without people, but nobody for both sides.
func TestHeadquartersConsentsForEachSideByAnotherPerson(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	people := []registry.Scope{}
	for _, login := range []string{"hq1", "hq2"} {
		a := registry.Account{Login: login, Name: "架空の本部", Role: registry.Headquarters}
		id, err := w.AddAccount(t.Context(), registry.Operator("試験"), a, "")
		if err != nil {
			t.Fatal(err)
		}
		a.ID = id
		people = append(people, registry.ScopeOf(a))
	}
	p, err := w.ProposeTransfer(t.Context(), people[0], proposal(1))
	if err != nil || p.Given.Done() || p.Received.Done() {
		t.Fatalf("proposed: %+v, %v", p, err)
	}
	if p, err = w.AcceptTransfer(t.Context(), people[0], p.ID); err != nil || !p.Given.Done() || p.State != registry.TransferProposed {
		t.Fatalf("the first consent: %+v, %v", p, err)
	}
	if _, err := w.AcceptTransfer(t.Context(), people[0], p.ID); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("one person for both sides: %v", err)
	}
	if p, err = w.AcceptTransfer(t.Context(), people[1], p.ID); err != nil || p.State != registry.TransferAccepted {
		t.Errorf("the second consent: %+v, %v", p, err)
	}
}

func TestProposalsThatCannotBe(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	officer := person(registry.Officer, giving)
	if _, err := w.ProposeTransfer(t.Context(), officer, proposal(3)); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*store.Proposal)) store.Proposal {
		p := proposal(1)
		change(&p)
		return p
	}
	for _, c := range []struct {
		name  string
		scope registry.Scope
		p     store.Proposal
		want  registry.Code
	}{
		{"no process", officer, proposal(), registry.Invalid},
		{"another bureau's process", officer, proposal(1, 4), registry.Invalid},
		{"no such process", officer, proposal(99), registry.Invalid},
		{"a process under way already", officer, proposal(1, 3), registry.Conflict},
		{"to itself", officer, with(func(p *store.Proposal) { p.ToBureauID = giving }), registry.Invalid},
		{"to a bureau that is not yet", officer, with(func(p *store.Proposal) { p.ToBureauID = 32 }), registry.Invalid},
		{"to a former bureau", officer, with(func(p *store.Proposal) { p.ToBureauID = 7 }), registry.Invalid},
		{"without a day", officer, with(func(p *store.Proposal) { p.EffectiveOn = time.Time{} }), registry.Invalid},
		{"without a reason", officer, with(func(p *store.Proposal) { p.Reason = " " }), registry.Invalid},
		{"by a bureau without a part", person(registry.Officer, 3), proposal(1), registry.Forbidden},
		{"by a planner", planner, proposal(1), registry.Forbidden},
		{"by an auditor", person(registry.Auditor, 0), proposal(1), registry.Forbidden},
	} {
		if _, err := w.ProposeTransfer(t.Context(), c.scope, c.p); registry.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	all, err := w.Transfers(t.Context(), planner, store.TransferFilter{Limit: 10})
	if err != nil || len(all) != 1 {
		t.Errorf("%d proposals, %v", len(all), err)
	}
}

func TestAProposalEndsOnce(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	propose := func() int64 {
		t.Helper()
		p, err := w.ProposeTransfer(ctx, person(registry.Officer, giving), proposal(1))
		if err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	first := propose()
	if _, err := w.WithdrawTransfer(ctx, person(registry.Officer, receiving), first, ""); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("withdrawn by the other side: %v", err)
	}
	if _, err := w.RefuseTransfer(ctx, person(registry.Approver, receiving), first, ""); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("refused without a reason: %v", err)
	}
	if p, err := w.RefuseTransfer(ctx, person(registry.Approver, receiving), first, "担当ではない"); err != nil ||
		p.State != registry.TransferRefused || p.EndReason != "担当ではない" {
		t.Errorf("refused: %+v, %v", p, err)
	}
	second := propose() // the process is free again
	if p, err := w.WithdrawTransfer(ctx, person(registry.Officer, giving), second, "誤り"); err != nil || p.State != registry.TransferWithdrawn {
		t.Errorf("withdrawn: %+v, %v", p, err)
	}
	for _, id := range []int64{first, second} {
		if _, err := w.AcceptTransfer(ctx, person(registry.Approver, giving), id); registry.CodeOf(err) != registry.Conflict {
			t.Errorf("accepted afterwards: %v", err)
		}
	}
	for state, want := range map[registry.TransferState]int{"": 2, registry.TransferRefused: 1, registry.TransferProposed: 0} {
		if all, err := w.Transfers(ctx, planner, store.TransferFilter{State: state, Limit: 10}); err != nil || len(all) != want {
			t.Errorf("%d of state %q, want %d; %v", len(all), state, want, err)
		}
	}
}

func TestATransferWaitsForItsDay(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	later := proposal(1)
	later.EffectiveOn = time.Now().AddDate(0, 0, 2)
	p, err := w.ProposeTransfer(t.Context(), person(registry.Approver, giving), later)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.AcceptTransfer(t.Context(), person(registry.Approver, receiving), p.ID); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("moved before its day: %v", err)
	}
}

// The table of 総務局 of December 2016, built from made-up rows: 28 submitted + 9
// received − 1 handed over + 3 new = 39, by state 2 + 11 + 8 + 4 + 14 + 0 = 39.
func TestReconciliationOfARealTable(t *testing.T) {
	t.Parallel()
	const general, other = 3, 10
	w := storetest.New(t)
	now, want := w.Reconciled(t, general, other)
	from, to := moment(t, "2016-09-30"), moment(t, "2016-12-22")
	all, _, err := w.Reconciliation(t.Context(), planner, 0, from, to)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	got := all[0]
	if got.BureauID != general || got.Submitted != 28 || got.Received != 9 || got.HandedOver != 1 || got.New != 3 || got.Removed != 0 ||
		got.Total != 39 ||
		!maps.Equal(got.Statuses, want) {
		t.Errorf("総務局: %+v", got)
	}
	if o := all[1]; o.Submitted != 12 || o.Received != 1 || o.HandedOver != 9 || o.New != 0 || o.Total != 4 {
		t.Errorf("the other bureau: %+v", o)
	}
	// What is undone leaves the table, too.
	gone := now[0]
	gone.Gone = true
	w.Change(t, "2016-12-20 09:00", "作成者", gone)
	own2, _, err := w.Reconciliation(t.Context(), person(registry.Officer, general), 0, from, time.Time{})
	if err != nil || len(own2) != 1 || own2[0].Removed != 1 || own2[0].Total != 38 {
		t.Errorf("after one was undone: %+v, %v", own2, err)
	}
	// What was added in the meantime and then handed over is in both: the transfers
	// that were agreed on are those of the table.
	late := &storetest.Row{Process: registry.Process{BureauID: other}}
	w.Change(t, "2016-12-21 09:00", "作成者", late)
	late.BureauID = general
	w.Change(t, "2016-12-21 10:00", "作成者", late)
	if all, _, err = w.Reconciliation(t.Context(), planner, 0, from, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if g := all[0]; g.Received != 10 || g.New != 3 || g.HandedOver != 1 || g.Total != 39 {
		t.Errorf("of what is new and came from another bureau: %+v", g)
	}
	if o := all[1]; o.Submitted != 12 || o.New != 1 || o.HandedOver != 10 || o.Total != 4 {
		t.Errorf("of what is new and went: %+v", o)
	}
	if _, _, err := w.Reconciliation(t.Context(), person(registry.Officer, general), other, from,
		to); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("another bureau's: %v", err)
	}
	if _, _, err := w.Reconciliation(t.Context(), planner, 0, to, from); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("the wrong way round: %v", err)
	}
}
