// Package job does the work that outlives a request. Jobs wait in PostgreSQL, so that they
// survive every process, and are done by any machine that has a free worker:
//
//   - [store.Store.EnqueueJob] adds one, also inside of [store.Store.Transact]: the
//     job exists if, and only if, the write it belongs to does.
//   - [Worker.Run] claims jobs, the bureaus in turns, and calls the [Handler] of each job's
//     kind. [store.Store.Job] shows the handler's progress while it runs.
//   - A worker sends heartbeats while it works. A worker without heartbeats is taken for dead,
//     and its job is taken over. If it is alive after all, its claim is over, and nothing that
//     it writes about the job is accepted.
//
// A job may therefore run more than once, the first time in part. A handler whose work must be
// done once does it in one transaction that ends with [Job.FinishIn].
package job

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Handler does the work of one kind of job. It returns early when ctx ends: the job was taken
// over, or the worker is stopping and will return the job to the queue.
//
// Of an error, the message of a [registry.Error] is kept for display. Unavailable,
// NoSpace and Internal ones are tried again after a pause, as far as attempts are left; any other
// code would come out the same, and ends the job as failed, as does a panic.
type Handler func(ctx context.Context, j *Job) error

// Job is a job in the hands of its handler.
type Job struct {
	registry.Job

	// Scope is what the account that enqueued the job may do now within the job's bureau.
	Scope registry.Scope

	claim store.JobClaim
	moved chan struct{} // tells the keeper of progress

	mu        sync.Mutex
	progress  store.JobProgress
	finishing bool // FinishIn has been called
}

func newJob(c store.ClaimedJob) *Job {
	return &Job{Job: c.Job, Scope: c.Scope, claim: c.Claim, moved: make(chan struct{}, 1),
		progress: store.JobProgress{Done: c.Done, Total: c.Total, Step: c.Step}}
}

// Decode reads the payload into v, a pointer.
func (j *Job) Decode(v any) error {
	if err := json.Unmarshal(j.Payload, v); err != nil {
		return &registry.Error{Code: registry.Invalid, Op: "job.Decode", Message: "処理の指定を読めません。もう一度やり直してください。", Err: err}
	}
	return nil
}

// Progress says how far the work is: done of total, 0 for an unknown total, in what
// step counts ("行を読み取っています"). It costs next to nothing and may be called for
// every row: the worker writes the newest now and then.
func (j *Job) Progress(done, total int64, step string) {
	j.mu.Lock()
	j.progress = store.JobProgress{Done: max(done, 0), Total: max(total, 0), Step: clean(step)}
	j.mu.Unlock()
	select {
	case j.moved <- struct{}{}:
	default: // the keeper is about to look anyhow
	}
}

// FinishIn ends the job well within a transaction, as its last call: the work and the
// job's end count together, or neither does. It is a Conflict error where the job has
// been taken over. The handler returns nil once the transaction has committed, and
// else the transaction's error.
func (j *Job) FinishIn(ctx context.Context, tx *store.Store) error {
	j.mu.Lock()
	j.finishing = true // a heartbeat would wait for the transaction
	progress := j.progress
	j.mu.Unlock()
	return tx.FinishJob(ctx, j.claim, progress)
}

func (j *Job) state() (p store.JobProgress, finishing bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.progress, j.finishing
}

// clean makes a text one that PostgreSQL can hold.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// backoff is the pause before the attempt after that one: 5 s, 20 s, 80 s … 10 min.
func backoff(attempt int) time.Duration {
	return min(5*time.Second<<(2*min(max(attempt, 1)-1, 10)), 10*time.Minute)
}
