package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var operator = registry.Operator("運用者（試験）")

const probe = registry.JobKind("probe")

func enqueue(t testing.TB, s *store.Store, n registry.NewJob) int64 {
	t.Helper()
	id, err := s.EnqueueJob(t.Context(), operator, n)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func claim(t testing.TB, s *store.Store) (store.ClaimedJob, bool) {
	t.Helper()
	c, ok, err := s.ClaimJob(t.Context(), "worker", []registry.JobKind{probe})
	if err != nil {
		t.Fatal(err)
	}
	return c, ok
}

func mustClaim(t testing.TB, s *store.Store) store.ClaimedJob {
	t.Helper()
	c, ok := claim(t, s)
	if !ok {
		t.Fatal("no job to claim")
	}
	return c
}

func jobState(t testing.TB, s *store.Store, id int64) registry.Job {
	t.Helper()
	j, err := s.Job(t.Context(), operator, id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func wantCode(t testing.TB, what string, err error, want registry.Code) {
	t.Helper()
	if registry.CodeOf(err) != want {
		t.Errorf("%s: %v, want code %q", what, err, want)
	}
}

func TestAJobGoesItsWay(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 3, Key: "7", Payload: map[string]int{"upload": 7}})
	waiting := jobState(t, s, id)
	if waiting.State != registry.JobAvailable || waiting.BureauID != 3 || waiting.Key != "7" || waiting.Actor != operator.Actor ||
		string(waiting.Payload) != `{"upload": 7}` || waiting.MaxAttempts != 3 {
		t.Errorf("waiting: %+v", waiting)
	}
	c := mustClaim(t, s)
	if c.ID != id || c.State != registry.JobRunning || c.Attempt != 1 || c.ClaimedBy != "worker" || c.HeartbeatAt.IsZero() {
		t.Errorf("claimed: %+v", c)
	}
	if !c.Scope.Reaches(3) || c.Scope.Reaches(4) || c.Scope.Actor != operator.Actor {
		t.Errorf("the job acts under %+v", c.Scope)
	}
	progress := store.JobProgress{Done: 2, Total: 5, Step: "行を読んでいます"}
	if err := s.BeatJob(t.Context(), c.Claim, progress); err != nil {
		t.Fatal(err)
	}
	if j := jobState(t, s, id); j.Done != 2 || j.Total != 5 || j.Step != progress.Step || j.HeartbeatAt.Before(c.HeartbeatAt) {
		t.Errorf("running: %+v", j)
	}
	if err := s.FinishJob(t.Context(), c.Claim, store.JobProgress{Done: 5, Total: 5}); err != nil {
		t.Fatal(err)
	}
	if j := jobState(t, s, id); j.State != registry.JobDone || j.FinishedAt.IsZero() || j.Done != 5 {
		t.Errorf("done: %+v", j)
	}
	if _, ok := claim(t, s); ok {
		t.Error("a finished job is claimed again")
	}
}

func TestAJobExistsIfItsWriteDoes(t *testing.T) {
	t.Parallel()
	s := open(t)
	failure := errors.New("the write failed")
	var id int64
	err := s.Transact(t.Context(), func(tx *store.Store) (err error) {
		id, err = tx.EnqueueJob(t.Context(), operator, registry.NewJob{Kind: probe})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := claim(t, s); ok {
			t.Error("a job can be claimed before its write is committed")
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Errorf("Transact gave %v", err)
	}
	_, err = s.Job(t.Context(), operator, id)
	wantCode(t, "the job of a write that was rolled back", err, registry.NotFound)
	err = s.Transact(t.Context(), func(tx *store.Store) (err error) {
		id, err = tx.EnqueueJob(t.Context(), operator, registry.NewJob{Kind: probe})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if c := mustClaim(t, s); c.ID != id {
		t.Errorf("claimed %d, want %d", c.ID, id)
	}
}

func TestAReadAsOfOneMomentIsRefusedInsideATransaction(t *testing.T) {
	t.Parallel()
	s := open(t)
	err := s.Transact(t.Context(), func(tx *store.Store) error {
		_, err := tx.Process(t.Context(), operator, 1, time.Time{})
		return err
	})
	wantCode(t, "Process inside Transact", err, registry.Internal)
}

func TestEveryJobIsClaimedOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	const jobs, workers = 60, 12
	for i := range jobs {
		enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 1 + i%4})
	}
	var mu sync.Mutex
	claimed := map[int64]int{}
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for {
				c, ok, err := s.ClaimJob(t.Context(), "worker", []registry.JobKind{probe})
				if err != nil {
					t.Error(err)
				}
				if !ok {
					return
				}
				mu.Lock()
				claimed[c.ID]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for id, n := range claimed {
		if n != 1 {
			t.Errorf("job %d was claimed %d times", id, n)
		}
	}
	if len(claimed) != jobs {
		t.Errorf("%d of %d jobs were claimed", len(claimed), jobs)
	}
}

func TestBureausTakeTurns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		waiting  []int // the bureaus, in the order in which they ask
		parallel bool  // nothing finishes meanwhile
		want     []int
	}{
		{"one after the other", []int{1, 1, 1, 1, 2, 3}, false, []int{1, 2, 3, 1, 1, 1}},
		{"at once", []int{1, 1, 1, 1, 2, 3}, true, []int{1, 2, 3, 1, 1, 1}},
		{"no bureau's own work takes a turn, too", []int{1, 1, 1, 0, 0}, false, []int{1, 0, 1, 0, 1}},
		{"who comes first is served first", []int{4, 2, 3}, false, []int{4, 2, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			for _, bureau := range c.waiting {
				enqueue(t, s, registry.NewJob{Kind: probe, BureauID: bureau})
			}
			var got []int
			for range c.waiting {
				j := mustClaim(t, s)
				got = append(got, j.BureauID)
				if !c.parallel {
					if err := s.FinishJob(t.Context(), j.Claim, store.JobProgress{}); err != nil {
						t.Fatal(err)
					}
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("served in the order %v, want %v", got, c.want)
			}
		})
	}
}

func TestABureauThatComesLateIsNextBeforeThirtyOfAnother(t *testing.T) {
	t.Parallel()
	s := open(t)
	for range 30 {
		enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 1})
	}
	mustClaim(t, s)
	late := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 2})
	if c := mustClaim(t, s); c.ID != late {
		t.Errorf("served bureau %d", c.BureauID)
	}
}

func TestABureauWithALongJobDoesNotTakeTheOtherHandsToo(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, bureau := range []int{1, 2, 1, 2} {
		enqueue(t, s, registry.NewJob{Kind: probe, BureauID: bureau})
	}
	mustClaim(t, s) // bureau 1's goes on and on
	short := mustClaim(t, s)
	if err := s.FinishJob(t.Context(), short.Claim, store.JobProgress{}); err != nil {
		t.Fatal(err)
	}
	if c := mustClaim(t, s); c.BureauID != 2 {
		t.Errorf("served bureau %d, which has a job running", c.BureauID)
	}
}

func TestWorkersThatClaimAtTheSameMomentServeDifferentBureaus(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, bureau := range []int{1, 1, 1, 2} {
		enqueue(t, s, registry.NewJob{Kind: probe, BureauID: bureau})
	}
	err := s.Transact(t.Context(), func(tx *store.Store) error {
		if c := mustClaim(t, tx); c.BureauID != 1 {
			t.Errorf("the first serves bureau %d", c.BureauID)
		}
		if c := mustClaim(t, s); c.BureauID != 2 {
			t.Errorf("the second serves bureau %d", c.BureauID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFullQueueSaysSo(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	s, err := store.Open(t.Context(), url, store.Options{MaxWaitingJobs: 5, MaxWaitingJobsOfBureau: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	add := func(bureau int, key string) (int64, error) {
		return s.EnqueueJob(t.Context(), operator, registry.NewJob{Kind: probe, BureauID: bureau, Key: key})
	}
	for i := range 3 {
		if _, err := add(1, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	_, err = add(1, "")
	wantCode(t, "a bureau's fourth of three", err, registry.Unavailable)
	if m := registry.MessageOf(err); !strings.Contains(m, "この局の処理待ちが3件") {
		t.Errorf("message %q", m)
	}
	if _, err := add(1, "2"); err != nil {
		t.Errorf("work that waits already: %v", err)
	}
	for bureau := range 2 {
		if _, err := add(2+bureau, ""); err != nil {
			t.Errorf("another bureau: %v", err)
		}
	}
	_, err = add(4, "")
	wantCode(t, "the sixth of five", err, registry.Unavailable)
	if m := registry.MessageOf(err); !strings.Contains(m, "混み合って") {
		t.Errorf("message %q", m)
	}
	// The refusal leaves the caller's transaction as it was.
	err = s.Transact(t.Context(), func(tx *store.Store) error {
		_, err := tx.EnqueueJob(t.Context(), operator, registry.NewJob{Kind: probe, BureauID: 4})
		wantCode(t, "inside a transaction", err, registry.Unavailable)
		_, err = tx.Bureaus(t.Context())
		return err
	})
	if err != nil {
		t.Errorf("after the refusal: %v", err)
	}
	// Whoever runs waits no more.
	mustClaim(t, s)
	if _, err := add(4, ""); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestTheSameWorkWaitsOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	ids := make(chan int64, 8)
	var all sync.WaitGroup
	for range cap(ids) {
		all.Go(func() {
			id, err := s.EnqueueJob(t.Context(), operator, registry.NewJob{Kind: probe, BureauID: 1, Key: "upload-7"})
			if err != nil {
				t.Error(err)
			}
			ids <- id
		})
	}
	all.Wait()
	first := <-ids
	for range cap(ids) - 1 {
		if id := <-ids; id != first {
			t.Errorf("jobs %d and %d for the same work", first, id)
		}
	}
	if other := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 2, Key: "upload-7"}); other == first {
		t.Error("another bureau got this bureau's job")
	}
	c := mustClaim(t, s)
	if id := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 1, Key: "upload-7"}); id != first {
		t.Error("the same work was added while it runs")
	}
	if err := s.FinishJob(t.Context(), c.Claim, store.JobProgress{}); err != nil {
		t.Fatal(err)
	}
	again := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 1, Key: "upload-7"})
	if again == first {
		t.Error("work that has ended cannot be asked for again")
	}
	if j, err := s.JobOf(t.Context(), operator.Only(1), probe, "upload-7"); err != nil || j.ID != again {
		t.Errorf("the newest job of the key: %d, %v; want %d", j.ID, err, again)
	}
}

func TestABureauSeesItsOwnJobsOnly(t *testing.T) {
	t.Parallel()
	s := open(t)
	own := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 1, Key: "a"})
	other := enqueue(t, s, registry.NewJob{Kind: probe, BureauID: 2, Key: "b"})
	nobodys := enqueue(t, s, registry.NewJob{Kind: probe})
	for _, c := range []struct {
		name  string
		scope registry.Scope
		sees  []int64
	}{
		{"officer", officer(1), []int64{own}},
		{"planner", planner, []int64{nobodys, other, own}},
		{"planner, narrowed", planner.Only(2), []int64{other}},
		{"operator", operator, []int64{nobodys, other, own}},
	} {
		jobs, err := s.Jobs(t.Context(), c.scope, "", 0, 10)
		var got []int64
		for _, j := range jobs {
			got = append(got, j.ID)
		}
		if err != nil || !slices.Equal(got, c.sees) {
			t.Errorf("%s sees %v (%v), want %v", c.name, got, err, c.sees)
		}
		for _, id := range []int64{own, other, nobodys} {
			_, err := s.Job(t.Context(), c.scope, id)
			if saw := err == nil; saw != slices.Contains(c.sees, id) {
				t.Errorf("%s reads job %d: %v", c.name, id, err)
			}
		}
	}
	_, err := s.JobOf(t.Context(), officer(1), probe, "b")
	wantCode(t, "another bureau's job by its key", err, registry.NotFound)
	_, err = s.Jobs(t.Context(), registry.Scope{}, "", 0, 10)
	wantCode(t, "nobody's list", err, registry.Forbidden)
	_, err = s.EnqueueJob(t.Context(), officer(1), registry.NewJob{Kind: probe, BureauID: 2})
	wantCode(t, "a job for another bureau", err, registry.Forbidden)
	_, err = s.EnqueueJob(t.Context(), registry.Scope{}, registry.NewJob{Kind: probe})
	wantCode(t, "nobody's job", err, registry.Forbidden)
	for _, id := range []int64{0, -1} {
		_, err = s.Job(t.Context(), operator, id)
		wantCode(t, fmt.Sprint("job ", id), err, registry.NotFound)
	}
}

func TestTheListOfJobsGoesByStateAndPage(t *testing.T) {
	t.Parallel()
	s := open(t)
	var ids []int64
	for range 3 {
		ids = append(ids, enqueue(t, s, registry.NewJob{Kind: probe}))
	}
	mustClaim(t, s)
	running, err := s.Jobs(t.Context(), operator, registry.JobRunning, 0, 10)
	if err != nil || len(running) != 1 || running[0].ID != ids[0] {
		t.Errorf("running: %+v, %v", running, err)
	}
	page, err := s.Jobs(t.Context(), operator, "", ids[2], 1)
	if err != nil || len(page) != 1 || page[0].ID != ids[1] {
		t.Errorf("older than the newest: %+v, %v", page, err)
	}
}

// A worker that was taken for dead and lives on must not disturb its successor.
func TestAClaimThatIsOverWritesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	zombie := mustClaim(t, s)
	taken, err := s.TakeOverJobs(t.Context(), -time.Second) // whoever is silent since a second from now
	if err != nil || len(taken) != 1 || taken[0].ID != id || taken[0].State != registry.JobAvailable {
		t.Fatalf("taken over: %+v, %v", taken, err)
	}
	successor := mustClaim(t, s)
	if successor.ID != id || successor.Attempt != 2 || successor.Claim.Number <= zombie.Claim.Number {
		t.Fatalf("the successor has %+v after %+v", successor.Claim, zombie.Claim)
	}
	before := jobState(t, s, id)
	for name, call := range map[string]func() error{
		"beat":    func() error { return s.BeatJob(t.Context(), zombie.Claim, store.JobProgress{Done: 9}) },
		"finish":  func() error { return s.FinishJob(t.Context(), zombie.Claim, store.JobProgress{}) },
		"fail":    func() error { return s.FailJob(t.Context(), zombie.Claim, store.JobProgress{}, "失敗") },
		"retry":   func() error { return s.RetryJob(t.Context(), zombie.Claim, 0, "失敗") },
		"release": func() error { return s.ReleaseJob(t.Context(), zombie.Claim) },
		"finish with its work": func() error {
			return s.Transact(t.Context(), func(tx *store.Store) error {
				if _, err := tx.EnqueueJob(t.Context(), operator, registry.NewJob{Kind: "work"}); err != nil {
					return err
				}
				return tx.FinishJob(t.Context(), zombie.Claim, store.JobProgress{})
			})
		},
	} {
		wantCode(t, name, call(), registry.Conflict)
	}
	if after := jobState(t, s, id); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the zombie changed the job:\nbefore %+v\nafter  %+v", before, after)
	}
	if jobs, err := s.Jobs(t.Context(), operator, "", 0, 10); err != nil || len(jobs) != 1 {
		t.Errorf("the zombie's work counts: %+v, %v", jobs, err)
	}
	if err := s.FinishJob(t.Context(), successor.Claim, store.JobProgress{}); err != nil {
		t.Error(err)
	}
}

func TestReleasingDoesNotCountAsAnAttemptNorRevivesAClaim(t *testing.T) {
	t.Parallel()
	s := open(t)
	enqueue(t, s, registry.NewJob{Kind: probe})
	first := mustClaim(t, s)
	if err := s.ReleaseJob(t.Context(), first.Claim); err != nil {
		t.Fatal(err)
	}
	second := mustClaim(t, s)
	if second.Attempt != 1 {
		t.Errorf("attempt %d, want 1", second.Attempt)
	}
	wantCode(t, "the claim before the release", s.FinishJob(t.Context(), first.Claim, store.JobProgress{}), registry.Conflict)
}

func TestAJobWhoseWorkersKeepDyingFails(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := enqueue(t, s, registry.NewJob{Kind: probe, MaxAttempts: 2})
	for _, want := range []registry.JobState{registry.JobAvailable, registry.JobFailed} {
		mustClaim(t, s)
		if alive, err := s.TakeOverJobs(t.Context(), time.Hour); err != nil || len(alive) != 0 {
			t.Errorf("a living worker's job was taken over: %+v, %v", alive, err)
		}
		taken, err := s.TakeOverJobs(t.Context(), -time.Second)
		if err != nil || len(taken) != 1 || taken[0].State != want {
			t.Errorf("%+v, %v; want %s", taken, err, want)
		}
	}
	if j := jobState(t, s, id); j.State != registry.JobFailed || !strings.Contains(j.Message, "中止しました") || j.FinishedAt.IsZero() {
		t.Errorf("the job is %+v", j)
	}
}

func TestARetryWaitsForItsPause(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	if err := s.RetryJob(t.Context(), mustClaim(t, s).Claim, time.Hour, "混み合っています。"); err != nil {
		t.Fatal(err)
	}
	if _, ok := claim(t, s); ok {
		t.Error("claimed before the pause is over")
	}
	if j := jobState(t, s, id); j.State != registry.JobAvailable || j.Message != "混み合っています。" || !j.RunAt.After(j.CreatedAt) {
		t.Errorf("the job is %+v", j)
	}
}

func TestOldFinishedJobsAreForgotten(t *testing.T) {
	t.Parallel()
	s := open(t)
	done := enqueue(t, s, registry.NewJob{Kind: probe})
	if err := s.FinishJob(t.Context(), mustClaim(t, s).Claim, store.JobProgress{}); err != nil {
		t.Fatal(err)
	}
	waiting := enqueue(t, s, registry.NewJob{Kind: probe})
	if n, err := s.ForgetJobs(t.Context(), time.Hour); err != nil || n != 0 {
		t.Errorf("%d young jobs were deleted (%v)", n, err)
	}
	if n, err := s.ForgetJobs(t.Context(), -time.Minute); err != nil || n != 1 {
		t.Errorf("%d jobs were deleted (%v), want 1", n, err)
	}
	_, err := s.Job(t.Context(), operator, done)
	wantCode(t, "the old job", err, registry.NotFound)
	jobState(t, s, waiting)
}

// Permission is that of the moment when the work is done.
func TestAJobActsForWhoeverAskedAsTheyAreNow(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	pool := pgtest.Open(t, url)
	var id int64
	if err := pool.QueryRow(`insert into account (login, name, role, bureau_id) values ('made-up', '作り物の人', 'officer', 1) returning id`).
		Scan(&id); err != nil {
		t.Fatal(err)
	}
	asker := registry.ScopeOf(registry.Account{ID: id, Name: "作り物の人", Role: registry.Officer, BureauID: 1})
	for _, c := range []struct {
		name, update string
		may, reaches bool
	}{
		{"unchanged", `update account set name = name where id = $1`, true, true},
		{"moved to another bureau", `update account set bureau_id = 2 where id = $1`, false, false},
		{"now a planner", `update account set role = 'planner', bureau_id = null where id = $1`, false, true},
		{"disabled", `update account set disabled_at = now() where id = $1`, false, false},
	} {
		if _, err := s.EnqueueJob(t.Context(), asker, registry.NewJob{Kind: probe}); err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(c.update, id); err != nil {
			t.Fatal(err)
		}
		scope := mustClaim(t, s).Scope
		if scope.May(registry.HandIn) != c.may || scope.Reaches(1) != c.reaches || scope.Reaches(2) {
			t.Errorf("%s: the job acts under %+v", c.name, scope)
		}
	}
}

func TestJobsAreToldWhenTheyAreCommitted(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	told := s.ListenJobs(ctx)
	<-told // it listens
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	<-told
	c := mustClaim(t, s)
	if c.ID != id {
		t.Fatalf("claimed %d", c.ID)
	}
	if err := s.ReleaseJob(t.Context(), c.Claim); err != nil {
		t.Fatal(err)
	}
	<-told
	mustClaim(t, s)
	if _, err := s.TakeOverJobs(t.Context(), -time.Second); err != nil {
		t.Fatal(err)
	}
	<-told
}
