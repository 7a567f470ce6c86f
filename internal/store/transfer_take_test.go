package store_test

import (
	"errors"
	"strings"
	"testing"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// Bureaus whose people ask for what is 環境局's.
const third = 3

func kinds(t *testing.T, w *storetest.World, scope registry.Scope) string {
	t.Helper()
	scope.AccountID = 99 // somebody who did nothing of it
	notices, err := w.Notices(t.Context(), scope, 50)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, n := range notices {
		all = append([]string{string(n.Kind)}, all...)
	}
	return strings.Join(all, " ")
}

func TestTakingNeedsTheOwnApproverFirst(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	giver, taker := person(registry.Approver, giving), person(registry.Approver, receiving)
	p, err := w.ProposeTransfer(ctx, person(registry.Officer, receiving), proposal(1))
	if err != nil || !p.Within() {
		t.Fatalf("proposed: %+v, %v", p, err)
	}
	if _, err := w.Transfer(ctx, giver, p.ID); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the giving bureau sees it before: %v", err)
	}
	for name, step := range map[string]func() error{
		"accept": func() error { _, err := w.AcceptTransfer(ctx, giver, p.ID); return err },
		"refuse": func() error { _, err := w.RefuseTransfer(ctx, giver, p.ID, "理由"); return err },
	} {
		if err := step(); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("the giving bureau can %s it before: %v", name, err)
		}
	}
	if all, err := w.Transfers(ctx, giver, store.TransferFilter{Limit: 10}); err != nil || len(all) != 0 {
		t.Errorf("the giving bureau lists it before: %+v, %v", all, err)
	}
	if got := kinds(t, w, giver); got != "" {
		t.Errorf("the giving bureau is told before: %s", got)
	}
	if got := kinds(t, w, taker); got != "transfer_proposed" {
		t.Errorf("the own approver is told %q", got)
	}
	if p, err = w.AcceptTransfer(ctx, taker, p.ID); err != nil || p.Within() || p.State != registry.TransferProposed {
		t.Fatalf("the own approver consents: %+v, %v", p, err)
	}
	if got := kinds(t, w, giver); got != "transfer_proposed" {
		t.Errorf("the giving bureau is told %q", got)
	}
	if seen, err := w.Transfer(ctx, giver, p.ID); err != nil || seen.Processes[0].ProcedureName == "" {
		t.Errorf("the giving bureau sees: %+v, %v", seen, err)
	}
	if p, err = w.AcceptTransfer(ctx, giver, p.ID); err != nil || p.State != registry.TransferAccepted {
		t.Errorf("the giving bureau consents: %+v, %v", p, err)
	}
}

// Where a bureau has no approver, headquarters' first consent is for the bureau that asks.
func TestHeadquartersConsentsForTheAskingBureauFirst(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	p, err := w.ProposeTransfer(t.Context(), person(registry.Officer, receiving), proposal(1))
	if err != nil {
		t.Fatal(err)
	}
	if p, err = w.AcceptTransfer(t.Context(), person(registry.Headquarters, 0), p.ID); err != nil || !p.Received.Done() || p.Given.Done() {
		t.Errorf("consented: %+v, %v", p, err)
	}
}

func TestTakingLocksNothingForTheOwner(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	taker := person(registry.Approver, receiving)
	asked, err := w.ProposeTransfer(ctx, taker, proposal(1, 2))
	if err != nil {
		t.Fatal(err)
	}
	within, err := w.ProposeTransfer(ctx, person(registry.Officer, third), store.Proposal{FromBureauID: giving, ToBureauID: third,
		Processes: []registry.ProcessID{1}, EffectiveOn: proposal().EffectiveOn, Reason: "作り物"})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := proposal(2)
	elsewhere.ToBureauID = 3
	own, err := w.ProposeTransfer(ctx, person(registry.Officer, giving), elsewhere)
	if err != nil || len(own.Supersedes) != 1 || own.Supersedes[0] != asked.ID {
		t.Fatalf("the owner's own: %+v, %v", own, err)
	}
	if asked, err = w.Transfer(ctx, taker, asked.ID); err != nil || asked.State != registry.TransferSuperseded || !asked.Ended.Done() {
		t.Errorf("what was asked for: %+v, %v", asked, err)
	}
	if got := kinds(t, w, taker); got != "transfer_proposed transfer_received transfer_superseded" {
		t.Errorf("who asked is told %s", got)
	}
	if seen, err := w.Transfer(ctx, person(registry.Officer, third), own.ID); err != nil || len(seen.Supersedes) != 0 {
		t.Errorf("the receiving bureau sees what others asked for: %+v, %v", seen, err)
	}
	// What was not refused can be asked for again, but waits for the owner's own to end.
	again, err := w.ProposeTransfer(ctx, taker, proposal(1, 2))
	if err != nil {
		t.Fatal(err)
	}
	giver := person(registry.Approver, giving)
	if _, err := w.AcceptTransfer(ctx, giver, again.ID); registry.CodeOf(err) != registry.Conflict ||
		!strings.Contains(registry.MessageOf(err), "P-0000002") {
		t.Errorf("accepted beside the owner's own: %v", err)
	}
	if _, err := w.WithdrawTransfer(ctx, giver, own.ID, ""); err != nil {
		t.Fatal(err)
	}
	if again, err = w.AcceptTransfer(ctx, giver, again.ID); err != nil || again.State != registry.TransferAccepted {
		t.Errorf("accepted afterwards: %+v, %v", again, err)
	}
	// What never left its bureau stays there: its end would tell whose the process is.
	if within, err = w.Transfer(ctx, person(registry.Officer, third), within.ID); err != nil || !within.Within() {
		t.Errorf("what has not left its bureau: %+v, %v", within, err)
	}
}

// Whose a process is, or whether there is one, no answer tells to who may not read it.
func TestAnswersToTakingTellNothing(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	taker := person(registry.Approver, third)
	ask := func(id registry.ProcessID) (registry.Transfer, error) {
		return w.ProposeTransfer(ctx, taker, store.Proposal{FromBureauID: giving, ToBureauID: third, Processes: []registry.ProcessID{id},
			EffectiveOn: proposal().EffectiveOn, Reason: "作り物"})
	}
	if _, err := w.ProposeTransfer(ctx, person(registry.Officer, receiving), func() store.Proposal {
		p := proposal(5) // the receiving bureau's own
		p.FromBureauID, p.ToBureauID = receiving, giving
		return p
	}()); err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]registry.ProcessID{"the bureau's": 1, "another's": 4, "one under way": 5, "none": 999_999,
		"the last": 9_999_999} {
		p, err := ask(id)
		if err != nil || p.State != registry.TransferProposed || len(p.Processes) != 1 || p.Processes[0].ID != id ||
			p.Processes[0].ProcedureName != "" {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		if _, err := ask(id); registry.CodeOf(err) != registry.Conflict {
			t.Errorf("%s again: %v", name, err)
		}
		// Only who gives is told.
		seen, err := w.Transfer(ctx, person(registry.Officer, giving), p.ID)
		if named := seen.Processes[0].ProcedureName != ""; err != nil || named != (id == 1) {
			t.Errorf("%s, for the giving bureau: %+v, %v", name, seen, err)
		}
		if id == 1 {
			continue
		}
		if _, err := w.AcceptTransfer(ctx, person(registry.Approver, giving), p.ID); registry.CodeOf(err) != registry.Conflict ||
			!strings.Contains(registry.MessageOf(err), id.String()) {
			t.Errorf("%s is given: %v", name, err)
		}
	}
	for name, p := range map[string]store.Proposal{
		"one's own": proposal(4),
		"of no bureau": func() store.Proposal {
			p := proposal(1)
			p.FromBureauID = 999
			return p
		}(),
	} {
		if _, err := w.ProposeTransfer(ctx, person(registry.Approver, receiving), p); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTakingIsBounded(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	taker := person(registry.Approver, receiving)
	ask := func(first, n int) (int64, error) {
		ids := make([]registry.ProcessID, n)
		for i := range ids {
			ids[i] = registry.ProcessID(1000 + first + i)
		}
		p, err := w.ProposeTransfer(ctx, taker, proposal(ids...))
		return p.ID, err
	}
	if _, err := ask(0, registry.MaxPerRequest+1); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("more than at once: %v", err)
	}
	var last int64
	for n := 0; n < registry.MaxOpenRequested; n += registry.MaxPerRequest {
		var err error
		if last, err = ask(n, registry.MaxPerRequest); err != nil {
			t.Fatal(err)
		}
	}
	full := func(when string) {
		t.Helper()
		_, err := ask(registry.MaxOpenRequested, 1)
		if e, ok := errors.AsType[*registry.Error](err); !ok || e.Code != registry.Conflict || !strings.Contains(e.Message, "300 手続") {
			t.Errorf("%s: %v", when, err)
		}
	}
	full("one more")
	if _, err := w.WithdrawTransfer(ctx, taker, last, ""); err != nil {
		t.Fatal(err)
	}
	full("one more after withdrawing")
	if _, err := w.Pool.ExecContext(ctx, `update transfer set proposed_at = proposed_at - interval '25 hours'`); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(registry.MaxOpenRequested, 1); err != nil {
		t.Errorf("one more a day later: %v", err)
	}
	// The owner has no such bounds, nor headquarters.
	if _, err := w.ProposeTransfer(ctx, person(registry.Headquarters, 0), proposal(1, 2, 3)); err != nil {
		t.Errorf("headquarters: %v", err)
	}
}

func TestWhatWasRefusedRests(t *testing.T) {
	t.Parallel()
	w := catalogue(t)
	ctx := t.Context()
	taker := person(registry.Approver, receiving)
	var err error
	if taker.AccountID, err = w.AddAccount(ctx, registry.Operator("試験"),
		registry.Account{Login: "taker", Name: "架空", Role: registry.Approver, BureauID: receiving}, ""); err != nil {
		t.Fatal(err)
	}
	ask := func() int64 {
		t.Helper()
		p, err := w.ProposeTransfer(ctx, taker, proposal(1))
		if err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	if _, err := w.RefuseTransfer(ctx, taker, ask(), "書き直し"); err != nil { // by the own bureau
		t.Fatal(err)
	}
	if _, err := w.RefuseTransfer(ctx, person(registry.Approver, giving), ask(), "当局の所管"); err != nil {
		t.Fatal(err)
	}
	refused := func(when string) {
		t.Helper()
		for _, from := range []int{giving, third} { // by which name it is asked for does not count
			p := proposal(1, 2)
			p.FromBureauID = from
			if _, err := w.ProposeTransfer(ctx, taker, p); registry.CodeOf(err) != registry.Conflict ||
				!strings.Contains(registry.MessageOf(err), "30日") {
				t.Errorf("%s, from %d: %v", when, from, err)
			}
		}
	}
	refused("at once")
	pass := func(interval string) {
		t.Helper()
		if _, err := w.Pool.ExecContext(ctx, `update transfer set ended_at = ended_at - $1::interval`, interval); err != nil {
			t.Fatal(err)
		}
	}
	pass("29 days 23 hours")
	refused("before thirty days")
	pass("1 hour")
	ask()
}

// Proposals under way stay so: what a bureau asks for holds nothing any more, and what
// its own approver has not consented to goes back there, unless the other side has.
func TestProposalsUnderWaySurviveTheirStepUpAndDown(t *testing.T) {
	t.Parallel()
	const before, step = 46, 47
	pool, do := migrating(t)
	do(before, `
		insert into transfer (from_bureau_id, to_bureau_id, effective_on, reason, proposed_by, proposed_bureau_id, received_at, received_by,
			given_at, given_by)
		values (10, 15, '2022-04-01', 'officer asks', '作り物', 15, null, null, null, null),
		       (10, 15, '2022-04-01', 'approver asks', '作り物', 15, now(), '作り物', null, null),
		       (10, 15, '2022-04-01', 'given already', '作り物', 15, null, null, now(), '作り物'),
		       (10, 15, '2022-04-01', 'the owner gives', '作り物', 10, null, null, null, null),
		       (10, 15, '2022-04-01', 'headquarters', '作り物', null, null, null, null, null);
		insert into transfer_process select id, id from transfer`)
	do(step, `do $$ begin
		assert (select string_agg(reason, ', ' order by id) from transfer where not told_giver) = 'officer asks';
		assert (select count(*) from transfer where state = 'proposed') = 5; end $$;
		update transfer set state = 'superseded', superseded_by = 4, ended_at = now(), ended_by = '作り物' where id = 2`)
	if _, err := pool.Exec(`update transfer set superseded_by = 4 where id = 1`); err == nil {
		t.Error("superseded and under way at once")
	}
	do(before, `do $$ begin
		assert (select state from transfer where id = 2) = 'withdrawn';
		assert (select count(*) from transfer where state = 'proposed') = 4; end $$`)
	do(step, `select told_giver from transfer`)
}
