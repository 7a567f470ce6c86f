package store

import (
	"errors"
	"testing"
	"time"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
)

// With both servers in the address, the one that takes writes is worked with; where it
// dies or stands still and the standby is promoted, that one is, and nothing is lost that
// it had.
func TestAStandbyThatIsPromotedIsWorkedWith(t *testing.T) {
	t.Parallel()
	own := pgtest.NewFollowed(t)
	standby, both := own.Standby(t)
	s := openOwn(t, both)
	add := func(login string) error {
		_, err := s.AddAccount(t.Context(), registry.Operator("test"), registry.Account{Login: login, Name: "架空の人", Role: registry.Planner}, "")
		return err
	}
	// Work that waits, and work that is being done.
	by := registry.Operator("test")
	for _, key := range []string{"1", "2"} {
		if _, err := s.EnqueueJob(t.Context(), by, registry.NewJob{Kind: "made up", Key: key, MaxAttempts: 2}); err != nil {
			t.Fatal(err)
		}
	}
	under, ok, err := s.ClaimJob(t.Context(), "test", []registry.JobKind{"made up"})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := add("mae"); err != nil {
		t.Fatalf("with a standby beside it: %v", err)
	}
	there := pgtest.Open(t, standby)
	for deadline := time.Now().Add(20 * time.Second); ; <-time.After(10 * time.Millisecond) {
		var followed bool
		if err := there.QueryRow("select exists (select from account where login = 'mae')").Scan(&followed); err != nil ||
			time.Now().After(deadline) {
			t.Fatalf("the standby does not follow: %v", err)
		}
		if followed {
			break
		}
	}
	only, err := Open(t.Context(), standby, Options{Bounds: shortBounds})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(only.CheckQueries(t.Context()), only.Close()) // as a service does that starts
	if registry.CodeOf(err) != registry.Unavailable || registry.MessageOf(err) != readOnly {
		t.Errorf("a standby alone: %v", err)
	}
	own.Freeze(t) // the worst death: its connections stay
	if err := add("aida"); registry.CodeOf(err) != registry.Unavailable {
		t.Errorf("between the two: %v", err)
	}
	if err := s.Ready(t.Context()); registry.CodeOf(err) != registry.Unavailable {
		t.Errorf("ready between the two: %v", err)
	}
	if _, err := there.Exec("select pg_promote()"); err != nil {
		t.Fatal(err)
	}
	back(t, s, time.Now())
	if err := add("ato"); err != nil {
		t.Errorf("with the promoted one: %v", err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("ready with the promoted one: %v", err)
	}
	if err := s.FinishJob(t.Context(), under.Claim, JobProgress{}); err != nil {
		t.Errorf("what was being done ends there: %v", err)
	}
	next, ok, err := s.ClaimJob(t.Context(), "test", []registry.JobKind{"made up"})
	if err != nil || !ok || next.Key != "2" {
		t.Errorf("what waited is done there: %+v %t, %v", next, ok, err)
	}
	var n int
	if err := there.QueryRow("select count(*) from account where login in ('mae', 'ato')").Scan(&n); err != nil || n != 2 {
		t.Errorf("%d of 2 writes are there (%v)", n, err)
	}
}
