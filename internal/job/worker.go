package job

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Worker does jobs. Store, Logger and Kinds are required; zero values elsewhere mean
// the defaults named at each.
type Worker struct {
	Store  *store.Store
	Logger *slog.Logger
	Kinds  map[registry.JobKind]Handler // jobs of other kinds are left to other workers

	Name        string        // for the job list; default: the machine and the process
	Concurrency int           // jobs at once; default 2
	Stale       time.Duration // without a heartbeat, after which a worker is taken for dead; default 1 min
	Drain       time.Duration // for running jobs to finish when stopping; default 20 s
	Poll        time.Duration // between looks for due and abandoned jobs without a signal; default 5 s
	Every       time.Duration // between writes of progress; default 500 ms
	Keep        time.Duration // before finished jobs are deleted; default 90 days

	// More queues what found no room in the queue before, and returns how many. It is called
	// at every Poll; nil: nothing waits outside the queue.
	More func(ctx context.Context) (int, error)

	// Backoff is the pause before the attempt after that one; default: 5 s, four times
	// longer each time, at most 10 min.
	Backoff func(attempt int) time.Duration
}

var (
	errLost     = errors.New("the job was taken over")
	errStopping = errors.New("the worker is stopping")
)

// run is one run of a Worker.
type run struct {
	Worker
	kinds []registry.JobKind
	free  chan struct{} // a token for each job that may be claimed
	due   chan struct{} // a job of this worker may be tried again
	jobs  sync.WaitGroup
}

// callLimit bounds each of the worker's own calls on the database.
const callLimit = 15 * time.Second

// Run claims and does jobs until ctx ends. Running jobs then have the time Drain to finish;
// those that do not are returned to the queue. Run returns when no handler runs any more. It
// waits for a database that does not answer.
func (w Worker) Run(ctx context.Context) { w.start().run(ctx) }

// Once does the jobs that are due now, one after the other, and returns when none is left. How
// each ended is stored with the job. It is for tests, which go on when the jobs are done.
func (w Worker) Once(ctx context.Context) error {
	r := w.start()
	for {
		c, ok, err := r.Store.ClaimJob(ctx, r.Name, r.kinds)
		if err != nil {
			return err
		}
		if ok {
			r.do(ctx, newJob(c))
			continue
		}
		if n, err := r.More(ctx); err != nil || n == 0 {
			return err
		}
	}
}

// start makes a run of the worker, with the defaults filled in.
func (w Worker) start() *run {
	r := &run{Worker: w, kinds: slices.Sorted(maps.Keys(w.Kinds))}
	host, _ := os.Hostname() // the rest of the name suffices without it
	r.Name = cmp.Or(w.Name, fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()[:6]))
	r.Concurrency = cmp.Or(w.Concurrency, 2)
	r.Stale = cmp.Or(w.Stale, time.Minute)
	r.Drain = cmp.Or(w.Drain, 20*time.Second)
	r.Poll = cmp.Or(w.Poll, 5*time.Second)
	r.Every = cmp.Or(w.Every, 500*time.Millisecond)
	r.Keep = cmp.Or(w.Keep, 90*24*time.Hour)
	if r.Backoff == nil {
		r.Backoff = backoff
	}
	if r.More == nil {
		r.More = func(context.Context) (int, error) { return 0, nil }
	}
	r.due = make(chan struct{}, 1)
	return r
}

func (r *run) run(ctx context.Context) {
	r.free = make(chan struct{}, r.Concurrency)
	for range r.Concurrency {
		r.free <- struct{}{}
	}
	told := r.Store.ListenJobs(ctx)
	poll := time.NewTicker(r.Poll)
	defer poll.Stop()
	work, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	var forgotten time.Time
	for ctx.Err() == nil {
		r.takeOver(ctx)
		r.more(ctx)
		if time.Since(forgotten) > time.Hour {
			r.forget(ctx)
			forgotten = time.Now()
		}
		r.serve(ctx, work, told, poll.C)
	}
	r.Logger.InfoContext(ctx, "worker stopping")
	r.drain(stop)
}

// serve claims jobs while any wait, until it is time to look for abandoned ones.
func (r *run) serve(ctx, work context.Context, told <-chan struct{}, poll <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-poll:
			return
		case <-r.free:
		}
		if ctx.Err() == nil && r.claim(ctx, work) {
			continue
		}
		r.free <- struct{}{}
		select {
		case <-ctx.Done():
			return
		case <-poll:
			return
		case <-told:
		case <-r.due:
		}
	}
}

// claim starts the next job with a token, which the job returns at its end.
func (r *run) claim(ctx, work context.Context) bool {
	// A claim that is cut off may have been made all the same.
	call, cancel := context.WithTimeout(context.WithoutCancel(ctx), callLimit)
	defer cancel()
	c, ok, err := r.Store.ClaimJob(call, r.Name, r.kinds)
	if err != nil {
		r.Logger.ErrorContext(ctx, "no job can be claimed", "error", err.Error())
	}
	if !ok {
		return false
	}
	r.jobs.Go(func() {
		r.do(work, newJob(c))
		r.free <- struct{}{}
	})
	return true
}

// drain waits for the running jobs, and stops them after a while.
func (r *run) drain(stop context.CancelCauseFunc) {
	ended := make(chan struct{})
	go func() {
		r.jobs.Wait()
		close(ended)
	}()
	limit := time.NewTimer(r.Drain)
	defer limit.Stop()
	select {
	case <-ended:
		return
	case <-limit.C:
	}
	stop(errStopping)
	<-ended
}

// takeOver returns the jobs of workers that were taken for dead to the queue.
func (r *run) takeOver(ctx context.Context) {
	call, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	taken, err := r.Store.TakeOverJobs(call, r.Stale)
	if err != nil && ctx.Err() == nil {
		r.Logger.ErrorContext(ctx, "abandoned jobs cannot be looked for", "error", err.Error())
	}
	for _, t := range taken {
		r.Logger.WarnContext(ctx, "job abandoned by its worker", "job", t.ID, "kind", string(t.Kind), "state", string(t.State))
	}
}

// more queues what there is room for now.
func (r *run) more(ctx context.Context) {
	call, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	n, err := r.More(call)
	switch {
	case err != nil && ctx.Err() == nil:
		r.Logger.ErrorContext(ctx, "what had no room in the queue cannot be looked for", "error", err.Error())
	case n > 0:
		r.Logger.InfoContext(ctx, "room found in the queue", "jobs", n)
	}
}

// forget deletes jobs that finished long ago.
func (r *run) forget(ctx context.Context) {
	call, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	n, err := r.Store.ForgetJobs(call, r.Keep)
	switch {
	case err != nil && ctx.Err() == nil:
		r.Logger.ErrorContext(ctx, "old jobs cannot be deleted", "error", err.Error())
	case n > 0:
		r.Logger.InfoContext(ctx, "old jobs deleted", "jobs", n)
	}
}
