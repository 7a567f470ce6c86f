package store_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// The database's clock was hours ahead and jumped back: what is written after that still
// comes after what was written before, and is what is so now.
func TestAClockThatJumpsBackKeepsTheOrder(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	ahead := time.Now().Add(6 * time.Hour)
	row := &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "作り物の届出", InScope: true}}
	w.ChangeAt(t, ahead, "時計が進んでいた人", row)
	before, err := w.Process(t.Context(), planner, row.ID, time.Time{})
	if err != nil {
		t.Fatalf("what was written while the clock was ahead: %v", err)
	}
	patch := store.Patch{Fields: []string{"procedure_name"}, Process: registry.Process{ProcedureName: "作り物の届出（改）"}}
	after, err := w.Edit(t.Context(), registry.Operator("時計が戻ったあとの人"), row.ID, before.ChangeID, patch, "架空の理由")
	if err != nil {
		t.Fatal(err)
	}
	if after.ProcedureName != "作り物の届出（改）" || !after.RecordedFrom.After(ahead) {
		t.Errorf("%s since %v, want after %v", after.ProcedureName, after.RecordedFrom, ahead)
	}
	now, err := w.Process(t.Context(), planner, row.ID, time.Time{})
	if err != nil || now.ProcedureName != after.ProcedureName || len(now.History) != 2 {
		t.Errorf("now: %q with %d changes, %v", now.ProcedureName, len(now.History), err)
	}
}

// A session lasts for as long as its machine says, by the database's clock: that of the
// machine may be hours apart, either way.
func TestASessionLastsByTheDatabasesClock(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	for _, c := range []struct {
		lasts time.Duration
		there bool
	}{{time.Hour, true}, {-time.Second, false}} {
		hash := sha256.Sum256([]byte(c.lasts.String()))
		if err := w.AddSession(t.Context(), hash[:], 0, registry.Session{}, []byte("x"), c.lasts); err != nil {
			t.Fatal(err)
		}
		if found, err := w.CallerBySession(t.Context(), hash[:], time.Hour); err != nil || (found.Session != nil) != c.there {
			t.Errorf("one of %v: %+v, %v", c.lasts, found, err)
		}
		var left float64
		if err := w.Pool.QueryRow("select extract(epoch from expires_at - created_at) from session where token_hash = $1", hash[:]).
			Scan(&left); err != nil {
			t.Fatal(err)
		}
		if d := time.Duration(left * float64(time.Second)); (d - c.lasts).Abs() > time.Minute {
			t.Errorf("one of %v lasts %v", c.lasts, d)
		}
	}
}

// The clock that was hours ahead is set back: each thing that it dated later than now is
// dated now, and what is dated rightly stays as it is.
func TestWhatTheClockDatedAheadIsDatedAnew(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	if _, err := w.Pool.Exec(`
		create view dated as select 1 as n, now() as at union all select 2, now() + interval '6 hours';
		insert into account (login, name, role) select 'a' || n, '作り物', 'planner' from dated;
		insert into session (token_hash, data, created_at, seen_at, expires_at, key)
		select sha256(n::text::bytea), '', at, at, at + interval '1 hour', n::text from dated;
		insert into sign_in_attempt (key, failures, since, last_at) select sha256(n::text::bytea), 9, at, at from dated;
		insert into job (kind, actor, key, created_at, run_at) select 'new', '作り物', n::text, at, at from dated;
		insert into job (kind, actor, key, run_at) select 'put off', '作り物', n::text, at + interval '9 minutes' from dated;
		insert into job (kind, actor, key, state, attempt, claimed_by, claimed_at, heartbeat_at)
		select 'at work', '作り物', n::text, 'running', 1, '作り物', at, at from dated;
		insert into mail (account_id, notice, kind, at, actor, next_at)
		select 1, n::text, 'submitted', now(), '作り物', at + interval '3 hours' from dated;
		insert into notice_read (account_id, until) select n, at from dated`); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{7, 0} {
		if n, err := w.ClockWentBack(t.Context(), registry.Operator("時計")); err != nil || n != want {
			t.Errorf("%d dated anew, want %d; %v", n, want, err)
		}
	}
	// How far from now each is dated, in minutes: what was right, and what was ahead.
	for query, want := range map[string][2]int{
		"select expires_at from session order by key":                     {60, 60},
		"select seen_at from session order by key":                        {0, 0},
		"select created_at from session order by key":                     {0, 0},
		"select last_at from sign_in_attempt order by key = sha256('2')":  {0, 0},
		"select since from sign_in_attempt order by key = sha256('2')":    {0, 0},
		"select run_at from job where kind = 'new' order by id":           {0, 0},
		"select run_at from job where kind = 'put off' order by id":       {9, 0},
		"select heartbeat_at from job where kind = 'at work' order by id": {0, 0},
		"select next_at from mail order by id":                            {180, 0},
		"select until from notice_read order by account_id":               {0, 0},
	} {
		var got [2]int
		err := w.Pool.QueryRow(`select min(minutes) filter (where n = 1), min(minutes) filter (where n = 2)
			from (select row_number() over () as n, round(extract(epoch from d - now()) / 60)::int as minutes
			      from (`+query+`) q (d)) m`).Scan(&got[0], &got[1])
		if err != nil || got != want {
			t.Errorf("%s: %v, want %v; %v", query, got, want, err)
		}
	}
}

// With a clock of its own, as the sample has, the store dates by it all that it records, and
// knows what holds on its day; changes stay in order when it stands still or goes back, and
// sessions keep to the time that it is.
func TestAStoreOnAnotherClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2022, 3, 31, 17, 0, 0, 0, registry.Tokyo)
	w := storetest.Over(t, pgtest.New(t), store.Options{Clock: func() time.Time { return now }})
	ctx, hq := t.Context(), person(registry.Headquarters, 0)
	row := &storetest.Row{Process: registry.Process{BureauID: giving, InScope: true}}
	w.ChangeAt(t, now.AddDate(0, -1, 0), "試験", row)
	p, err := w.ProposeTransfer(ctx, hq, store.Proposal{FromBureauID: giving, ToBureauID: 32, Processes: []registry.ProcessID{row.ID},
		EffectiveOn: now, Reason: "架空"})
	if registry.CodeOf(err) != registry.Invalid {
		t.Errorf("to a bureau that is not there yet: %+v, %v", p, err)
	}
	now = time.Date(2023, 7, 3, 10, 0, 0, 0, registry.Tokyo)
	p, err = w.ProposeTransfer(ctx, hq, store.Proposal{FromBureauID: giving, ToBureauID: 32, Processes: []registry.ProcessID{row.ID},
		EffectiveOn: now, Reason: "架空"})
	if err != nil || !p.Proposed.At.Equal(now) {
		t.Fatalf("proposed: %+v, %v", p, err)
	}
	for _, bureau := range []int{giving, 32} {
		if p, err = w.AcceptTransfer(ctx, person(registry.Approver, bureau), p.ID); err != nil {
			t.Fatal(err)
		}
	}
	moved, err := w.Process(ctx, planner, row.ID, time.Time{})
	if err != nil || !moved.RecordedFrom.Equal(now) || !p.Ended.At.Equal(now) {
		t.Errorf("moved at %v, ended at %v, %v", moved.RecordedFrom, p.Ended.At, err)
	}
	patch := store.Patch{Fields: []string{"procedure_name"}, Process: registry.Process{ProcedureName: "作り物の届出"}}
	last := moved.RecordedFrom
	for range 2 { // it stands still, and goes back
		edited, err := w.Edit(ctx, registry.Operator("試験"), row.ID, moved.ChangeID, patch, "架空の理由")
		if err != nil || !edited.RecordedFrom.After(last) || edited.RecordedFrom.After(last.Add(time.Second)) {
			t.Fatalf("edited at %v after %v: %v", edited.RecordedFrom, last, err)
		}
		moved, last, now = edited, edited.RecordedFrom, now.AddDate(0, -1, 0)
		patch.Process.ProcedureName += "（改）"
	}
	if s, err := w.Standing(ctx, planner, time.Time{}); err != nil || s.AsOf.Before(last) || s.AsOf.After(last.Add(time.Minute)) {
		t.Errorf("the standing is as of %v, %v", s.AsOf, err)
	}
	if _, err := w.Standing(ctx, planner, last.AddDate(0, 1, 0)); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("as of a moment that is past, but not by the store's clock: %v", err)
	}
	var real bool
	err = w.Pool.QueryRowContext(ctx, "select abs(extract(epoch from registry_clock() - clock_timestamp())) < 1").Scan(&real)
	if err != nil || !real {
		t.Errorf("others are told another time, too: %v", err)
	}
}
