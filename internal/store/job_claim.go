package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// JobClaim is a worker's claim on a job. Its number grows with every claim of the job. When
// a worker was taken for dead and another has claimed its job, a call with the old claim
// is a Conflict error and writes nothing.
type JobClaim struct {
	JobID  int64
	Number int64
}

// ClaimedJob is a job with the claim on it.
type ClaimedJob struct {
	registry.Job
	Claim JobClaim

	// Scope is what the account that enqueued the job may do now within the job's bureau.
	// It permits nothing if the account has been disabled or moved since.
	Scope registry.Scope
}

// JobProgress is how far a job is: Done of Total (0: unknown) of what Step counts.
type JobProgress struct {
	Done, Total int64
	Step        string // for people
}

// The calls below are made by workers and take no scope. The handlers of the jobs act under
// the scope of the account that enqueued the job.

// job runs a query on the jobs of every bureau.
func (s *Store) job(ctx context.Context, name string, args ...any) (n int64, err error) {
	err = s.whole(ctx, nil, func(q querier) (err error) {
		n, err = q.exec(ctx, name, args...)
		return err
	})
	return n, err
}

// ClaimJob claims the next job of the given kinds; ok is false if none waits. The bureaus
// take turns, however many jobs each has.
func (s *Store) ClaimJob(ctx context.Context, worker string, kinds []registry.JobKind) (job ClaimedJob, ok bool, err error) {
	names := make(pq.StringArray, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	err = s.whole(ctx, nil, func(q querier) error {
		var next struct{ ID, Claim int64 }
		if err := q.get(ctx, &next, "job-claim", names, worker); err != nil {
			return err
		}
		all, err := q.listJobs(ctx, next.ID, 0, "", "", "", 0, 1)
		if err != nil {
			return err
		}
		job.Job, job.Claim = all[0], JobClaim{next.ID, next.Claim}
		job.Scope, err = q.jobScope(ctx, job.Job)
		return err
	})
	if registry.CodeOf(err) == registry.NotFound {
		return ClaimedJob{}, false, nil
	}
	return job, err == nil, err
}

func (q querier) jobScope(ctx context.Context, j registry.Job) (registry.Scope, error) {
	scope := registry.Operator(j.Actor)
	if j.AccountID != 0 {
		a, err := account(ctx, q, j.AccountID)
		if err != nil {
			return registry.Scope{}, err
		}
		if !a.DisabledAt.IsZero() {
			return registry.Scope{}, nil
		}
		scope = registry.ScopeOf(a)
	}
	switch {
	case j.BureauID == 0:
		return scope, nil
	case scope.Reaches(j.BureauID):
		return scope.Only(j.BureauID), nil
	}
	return registry.Scope{}, nil
}

// BeatJob is the worker's heartbeat, with the job's progress.
func (s *Store) BeatJob(ctx context.Context, c JobClaim, p JobProgress) error {
	n, err := s.job(ctx, "job-beat", c.JobID, c.Number, p.Done, p.Total, p.Step)
	return claimHeld(n, err, "store.BeatJob")
}

// FinishJob ends a job well.
//
// As the last call inside [Store.Transact] it ties the job's work to its end: both are
// committed, or neither, and the work of a worker that was taken for dead never is.
func (s *Store) FinishJob(ctx context.Context, c JobClaim, p JobProgress) error {
	n, err := s.job(ctx, "job-finish", c.JobID, c.Number, p.Done, p.Total, p.Step)
	return claimHeld(n, err, "store.FinishJob")
}

// FailJob ends a job for good, with a message that is safe to show.
func (s *Store) FailJob(ctx context.Context, c JobClaim, p JobProgress, message string) error {
	n, err := s.job(ctx, "job-fail", c.JobID, c.Number, p.Done, p.Total, p.Step, message)
	return claimHeld(n, err, "store.FailJob")
}

// RetryJob returns a job to the queue for another attempt after a pause. The message says
// what went wrong and is safe to show.
func (s *Store) RetryJob(ctx context.Context, c JobClaim, pause time.Duration, message string) error {
	n, err := s.job(ctx, "job-retry", c.JobID, c.Number, message, pause.Seconds())
	return claimHeld(n, err, "store.RetryJob")
}

// ReleaseJob returns a job to the queue as if it had not been claimed.
func (s *Store) ReleaseJob(ctx context.Context, c JobClaim) error {
	n, err := s.job(ctx, "job-release", c.JobID, c.Number)
	return claimHeld(n, err, "store.ReleaseJob")
}

// claimHeld is a Conflict error if no row was affected: the claim is over.
func claimHeld(n int64, err error, op string) error {
	if err == nil && n == 0 {
		return registry.Errorf(registry.Conflict, op, "この処理は、ほかのサーバーが引き継いだか、すでに終わっています。")
	}
	return err
}

// TakenJob is a job whose worker was taken for dead.
type TakenJob struct {
	ID    int64
	Kind  registry.JobKind
	State registry.JobState // available again, or failed after the last attempt
}

// TakeOverJobs returns to the queue the jobs whose workers have sent no heartbeat for that
// long.
func (s *Store) TakeOverJobs(ctx context.Context, silent time.Duration) ([]TakenJob, error) {
	var rows []struct {
		TakenJob
		Told string
	}
	err := s.whole(ctx, nil, func(q querier) error {
		return q.list(ctx, &rows, "job-take-over", silent.Seconds(),
			"処理が何度も途中で止まったため、中止しました。ファイルや条件を確かめ、続くときは管理者にお知らせください。")
	})
	if err != nil {
		return nil, err
	}
	taken := make([]TakenJob, len(rows))
	for i, r := range rows {
		taken[i] = r.TakenJob
	}
	return taken, nil
}

// ForgetJobs deletes the jobs that finished longer ago than that, and returns how many.
func (s *Store) ForgetJobs(ctx context.Context, age time.Duration) (int64, error) {
	return s.job(ctx, "jobs-forget", age.Seconds())
}
