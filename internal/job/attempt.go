package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// attempt is one try at a job.
type attempt struct {
	*run
	job *Job
	log *slog.Logger
}

// do runs a job's handler and writes the result.
func (r *run) do(work context.Context, j *Job) {
	a := attempt{r, j, r.Logger.With("job", j.ID, "kind", string(j.Kind), "attempt", j.Attempt)}
	a.log.InfoContext(work, "job started", "waited", time.Since(j.RunAt).String())
	ctx, cancel := context.WithCancelCause(work)
	defer cancel(nil)
	over, kept := make(chan struct{}), make(chan struct{})
	go func() {
		a.keep(ctx, cancel, over)
		close(kept)
	}()
	started := time.Now()
	err := a.call(ctx)
	outcome, write := a.outcome(ctx, err)
	took := time.Since(started)
	if write != nil {
		err = errors.Join(err, a.write(ctx, write))
	}
	close(over)
	<-kept
	if err != nil {
		a.log.WarnContext(work, "job ended", "outcome", outcome, "took", took.String(), "error", err.Error())
		return
	}
	a.log.InfoContext(work, "job ended", "outcome", outcome, "took", took.String())
}

// errPanic is a handler's panic.
var errPanic = errors.New("panic")

// call runs the handler; a panic is an error that ends the job.
func (a attempt) call(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	return a.Kinds[a.job.Kind](ctx, a.job)
}

// outcome decides how the job ends after its handler has returned: a word for the log, and the
// write; nil if there is nothing to write.
func (a attempt) outcome(ctx context.Context, err error) (word string, write func(context.Context) error) {
	j := a.job
	progress, finishing := j.state()
	switch {
	case err == nil && finishing:
		return "done", nil // by the handler's own transaction
	case errors.Is(context.Cause(ctx), errLost):
		return "taken over", nil
	case err == nil:
		return "done", func(ctx context.Context) error { return a.Store.FinishJob(ctx, j.claim, progress) }
	case errors.Is(context.Cause(ctx), errStopping):
		return "released", func(ctx context.Context) error { return a.Store.ReleaseJob(ctx, j.claim) }
	case a.again(err):
		return "to be tried again", a.retry(err)
	}
	return "failed", a.fail(progress, err)
}

func (a attempt) fail(p store.JobProgress, err error) func(context.Context) error {
	return func(ctx context.Context) error {
		return a.Store.FailJob(ctx, a.job.claim, p, clean(registry.MessageOf(err)))
	}
}

func (a attempt) retry(err error) func(context.Context) error {
	pause := a.Backoff(a.job.Attempt)
	return func(ctx context.Context) error {
		err := a.Store.RetryJob(ctx, a.job.claim, pause, clean(registry.MessageOf(err)))
		if err == nil {
			time.AfterFunc(pause, func() {
				select {
				case a.due <- struct{}{}:
				default: // told already
				}
			})
		}
		return err
	}
}

// again reports whether another attempt may succeed.
func (a attempt) again(err error) bool {
	if a.job.Attempt >= a.job.MaxAttempts || errors.Is(err, errPanic) {
		return false
	}
	code := registry.CodeOf(err)
	return code == registry.Unavailable || code == registry.NoSpace || code == registry.Internal
}

// write tries until the database accepts the write, or another worker has the job.
func (a attempt) write(ctx context.Context, write func(context.Context) error) error {
	ctx = context.WithoutCancel(ctx)
	limit := time.Now().Add(a.Stale)
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		call, cancel := context.WithTimeout(ctx, callLimit)
		err := write(call)
		cancel()
		code := registry.CodeOf(err)
		if err == nil || code == registry.Conflict || code == registry.Invalid || time.Now().Add(pause).After(limit) {
			return err
		}
		a.log.WarnContext(ctx, "the job's end cannot be written yet", "error", err.Error())
		time.Sleep(pause)
	}
}

// keep sends heartbeats and writes progress until over is closed. It cancels the handler's
// context when another worker has the job, or may have it.
func (a attempt) keep(ctx context.Context, cancel context.CancelCauseFunc, over <-chan struct{}) {
	pulse := time.NewTicker(a.Stale / 4)
	defer pulse.Stop()
	var due <-chan time.Time
	var written time.Time
	heard := time.Now()
	for {
		select {
		case <-over:
			return
		case <-pulse.C:
		case <-a.job.moved:
			if wait := a.Every - time.Since(written); wait > 0 {
				if due == nil {
					due = time.After(wait)
				}
				continue
			}
		case <-due:
		}
		due, written = nil, time.Now()
		progress, finishing := a.job.state()
		if finishing {
			continue
		}
		call, done := context.WithTimeout(context.WithoutCancel(ctx), a.Stale/4)
		err := a.Store.BeatJob(call, a.job.claim, progress)
		done()
		switch {
		case err == nil:
			heard = written
			a.log.DebugContext(ctx, "job alive", "done", progress.Done, "total", progress.Total, "step", progress.Step)
		case registry.CodeOf(err) == registry.Conflict, time.Since(heard) >= a.Stale*3/4: // before anybody takes it over
			cancel(errLost)
			<-over
			return
		default:
			a.log.WarnContext(ctx, "no heartbeat can be sent", "error", err.Error())
		}
	}
}
