package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// JobClaim is a worker's hold on a job. Its number grows with every claim of the
// job: a call with the claim of a worker that was taken for dead, and whose job
// another one has, is a Conflict error and writes nothing.
type JobClaim struct {
	JobID  int64
	Number int64
}

// ClaimedJob is a job with the claim on it.
type ClaimedJob struct {
	registry.Job
	Claim JobClaim

	// Scope is what the account that asked may do now, within the job's bureau; it
	// permits nothing where the account has been disabled or moved since.
	Scope registry.Scope
}

// JobProgress is how far a job is: Done of Total (0: unknown) of what Step counts.
type JobProgress struct {
	Done, Total int64
	Step        string // for people
}

// The calls below are the machine's own, under no one's permission: they hand jobs
// to workers, whose handlers act under the Scope of whoever asked.

// job runs a query on jobs, whosever they are.
func (s *Store) job(ctx context.Context, name string, args ...any) (n int64, err error) {
	err = s.whole(ctx, nil, func(q querier) (err error) {
		n, err = q.exec(ctx, name, args...)
		return err
	})
	return n, err
}

// ClaimJob takes the job whose turn it is, of the kinds given; ok is false where
// none waits. The bureaus take turns, whatever number of jobs each has waiting.
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

// BeatJob is a sign of life of the worker, with the job's progress.
func (s *Store) BeatJob(ctx context.Context, c JobClaim, p JobProgress) error {
	n, err := s.job(ctx, "job-beat", c.JobID, c.Number, p.Done, p.Total, p.Step)
	return claimHeld(n, err, "store.BeatJob")
}

// FinishJob ends a job well. result is JSON, or nil for none.
//
// Inside [Store.Transact], as its last call, it binds the job's work to its end: both
// count, or neither, and the work of a worker that was taken for dead never does.
func (s *Store) FinishJob(ctx context.Context, c JobClaim, p JobProgress, result []byte) error {
	n, err := s.job(ctx, "job-finish", c.JobID, c.Number, p.Done, p.Total, p.Step,
		sql.NullString{String: string(result), Valid: result != nil})
	return claimHeld(n, err, "store.FinishJob")
}

// FailJob ends a job for good, with a message that is safe to show.
func (s *Store) FailJob(ctx context.Context, c JobClaim, p JobProgress, message string) error {
	n, err := s.job(ctx, "job-fail", c.JobID, c.Number, p.Done, p.Total, p.Step, message)
	return claimHeld(n, err, "store.FailJob")
}

// RetryJob puts a job back for another attempt, not before the pause is over; the
// message says what went wrong and is safe to show.
func (s *Store) RetryJob(ctx context.Context, c JobClaim, pause time.Duration, message string) error {
	n, err := s.job(ctx, "job-retry", c.JobID, c.Number, message, pause.Seconds())
	return claimHeld(n, err, "store.RetryJob")
}

// ReleaseJob gives a job back to whoever is free, as if it had not been claimed.
func (s *Store) ReleaseJob(ctx context.Context, c JobClaim) error {
	n, err := s.job(ctx, "job-release", c.JobID, c.Number)
	return claimHeld(n, err, "store.ReleaseJob")
}

// held turns "no row was touched" into the error of a claim that is over.
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
	State registry.JobState // available again, or failed where it was the last attempt
}

// TakeOverJobs frees the jobs whose workers have given no sign of life for that long.
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

// ForgetJobs deletes the jobs that finished longer ago than that, and counts them.
func (s *Store) ForgetJobs(ctx context.Context, age time.Duration) (int64, error) {
	return s.job(ctx, "jobs-forget", age.Seconds())
}
