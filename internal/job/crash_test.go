package job_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"tetsuzuki/internal/crashtest"
	"tetsuzuki/internal/job"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// A worker that is dead is taken for dead soon, and one that is slow on a busy machine
// is not.
const (
	soon  = 3 * time.Second
	quick = 200 * time.Millisecond
)

// effect is what a handler of these tests writes: a job of a kind that nobody does.
const effect = registry.JobKind("effect")

// once writes its effect together with the job's end.
func once(s *store.Store) job.Handler {
	return func(ctx context.Context, j *job.Job) error {
		j.Progress(1, 2, "書き込んでいます")
		return s.Transact(ctx, func(tx *store.Store) error {
			if _, err := tx.EnqueueJob(ctx, j.Scope, registry.NewJob{Kind: effect}); err != nil {
				return err
			}
			return j.FinishIn(ctx, tx)
		})
	}
}

// workerProgram claims a job, says so, and holds it until it is killed.
func workerProgram(ctx context.Context, out io.Writer, args []string) error {
	s, err := store.Open(ctx, args[0], store.Options{})
	if err != nil {
		return err
	}
	job.Worker{Store: s, Logger: slog.New(slog.DiscardHandler), Kinds: kinds(func(ctx context.Context, j *job.Job) error {
		fmt.Fprintln(out, j.ID)
		<-ctx.Done()
		return ctx.Err()
	})}.Run(ctx)
	return nil
}

func TestTheJobOfAKilledProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	s := open(t, url)
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	process := crashtest.Start(t, "worker", url)
	if line := process.Line(t); line != fmt.Sprint(id) {
		t.Fatalf("the process has job %s, want %d", line, id)
	}
	process.Kill(t)
	log, _ := start(t, job.Worker{Store: s, Stale: soon, Poll: quick, Kinds: kinds(once(s))})
	log.ended(t, id, "done")
	if j := read(t, s, id); j.State != registry.JobDone || j.Attempt != 2 {
		t.Errorf("the job is %+v", j)
	}
}

// A worker that lost its database learns that it may have been taken for dead, and
// what it then still says does not count.
func TestAWorkerWithoutItsDatabaseStopsItsJob(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	wire := crashtest.NewWire(t, url)
	cut := open(t, wire.URL())
	running, stopped := make(chan struct{}), make(chan error, 1)
	lost, _ := start(t, job.Worker{Store: cut, Stale: quick, Poll: time.Hour, Kinds: kinds(func(ctx context.Context, _ *job.Job) error {
		close(running)
		<-ctx.Done()
		stopped <- context.Cause(ctx)
		return nil
	})})
	s := open(t, url)
	id := enqueue(t, s, registry.NewJob{Kind: probe})
	wait(t, running)
	wire.Cut()
	if err := wait(t, stopped); err == nil {
		t.Error("the handler was stopped without a reason")
	}
	lost.ended(t, id, "taken over")
	log, _ := start(t, job.Worker{Store: s, Stale: soon, Poll: quick, Kinds: kinds(once(s))})
	log.ended(t, id, "done")
}

func TestAWorkerSurvivesTheLossOfItsConnections(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	s := open(t, url)
	running, finish := make(chan struct{}), make(chan struct{})
	log, _ := start(t, job.Worker{Store: s, Poll: quick, Kinds: kinds(func(_ context.Context, j *job.Job) error {
		if j.Key == "first" {
			close(running)
			<-finish
		}
		return nil
	})})
	first := enqueue(t, s, registry.NewJob{Kind: probe, Key: "first"})
	wait(t, running)
	if _, err := pgtest.Open(t, url).Exec(`select pg_terminate_backend(pid) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	close(finish)
	log.ended(t, first, "done")
	again := open(t, url) // the connections of s may still be broken ones
	second := enqueue(t, again, registry.NewJob{Kind: probe})
	log.ended(t, second, "done")
	if j := read(t, again, first); j.State != registry.JobDone || j.Attempt != 1 {
		t.Errorf("the job is %+v", j)
	}
}

// workUntilBroken lets a worker work until its job ends or it loses its database.
func workUntilBroken(t *testing.T, w *crashtest.Wire, s *store.Store, kinds map[registry.JobKind]job.Handler) {
	t.Helper()
	log, stop := start(t, job.Worker{Store: s, Stale: quick, Poll: time.Hour, Kinds: kinds})
	for {
		select {
		case <-w.Broken():
		case l := <-log.lines:
			if l.message != "job ended" {
				continue
			}
		}
		break
	}
	stop()
}

// Whatever the moment at which the worker loses its database, another one brings the
// job to its end, and its work counts once.
func TestAJobCountsOnceWhereverItsWorkerDies(t *testing.T) {
	t.Parallel()
	crashtest.EveryMoment(t, 24, crashtest.Trial{
		Setup: func(t *testing.T) string {
			url := pgtest.New(t)
			enqueue(t, open(t, url), registry.NewJob{Kind: probe, BureauID: 1})
			return url
		},
		Work: func(t *testing.T, w *crashtest.Wire, begin func()) {
			s := open(t, w.URL())
			begin()
			workUntilBroken(t, w, s, kinds(once(s)))
		},
		Check: func(t *testing.T, url string) {
			s := open(t, url)
			jobs, err := s.Jobs(t.Context(), operator, "", 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			first := jobs[len(jobs)-1]
			if first.State != registry.JobDone {
				if _, err := s.TakeOverJobs(t.Context(), -time.Second); err != nil { // its worker is dead
					t.Fatal(err)
				}
				log, stop := start(t, job.Worker{Store: s, Kinds: kinds(once(s))})
				log.ended(t, first.ID, "done")
				stop()
			}
			if jobs, err = s.Jobs(t.Context(), operator, registry.JobAvailable, 0, 10); err != nil {
				t.Fatal(err)
			}
			if len(jobs) != 1 || jobs[0].Kind != effect {
				t.Errorf("the work counts %d times: %+v", len(jobs), jobs)
			}
			if j := read(t, s, first.ID); j.State != registry.JobDone {
				t.Errorf("the job is %+v", j)
			}
		},
	})
}
