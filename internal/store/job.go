package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"tetsuzuki/internal/registry"
)

// jobLimits bound how many jobs wait.
type jobLimits struct{ all, ofBureau int }

func jobLimitsOf(opt Options) jobLimits {
	return jobLimits{cmp.Or(opt.MaxWaitingJobs, 1000), cmp.Or(opt.MaxWaitingJobsOfBureau, 100)}
}

// defaultAttempts is how often a job is tried.
const defaultAttempts = 3

// ErrQueueFull is the cause of the error of [Store.EnqueueJob] when too many jobs wait.
var ErrQueueFull = errors.New("the queue is full")

func queueFull(op, format string, waiting int) error {
	err := registry.Errorf(registry.Unavailable, op, format, waiting)
	err.Err = ErrQueueFull
	return err
}

// EnqueueJob adds a job to the queue and returns its ID. If the same work (kind, bureau and
// key) waits or runs already, it returns that job's ID. Inside [Store.Transact] the job
// exists when, and only if, the transaction commits.
//
// A full queue is an Unavailable error by [ErrQueueFull], which leaves the caller's
// transaction usable. EnqueueJob does not check whether the scope may do the work: the
// calls of the job's handler do.
func (s *Store) EnqueueJob(ctx context.Context, scope registry.Scope, n registry.NewJob) (int64, error) {
	const op = "store.EnqueueJob"
	bureau := cmp.Or(n.BureauID, scope.BureauID)
	if err := scope.Require(op, registry.Read); err != nil {
		return 0, err
	}
	if bureau != 0 {
		if err := scope.RequireFor(op, registry.Read, bureau); err != nil {
			return 0, err
		}
	}
	payload := []byte("{}")
	if n.Payload != nil {
		var err error
		if payload, err = json.Marshal(n.Payload); err != nil {
			return 0, registry.Failed(op, err)
		}
	}
	// The job that has the key may end between the two queries; then the insert succeeds.
	for range 3 {
		var added struct {
			ID         int64
			Every, Own int
			Told       sql.NullString
		}
		err := s.get(ctx, scope, &added, "job-enqueue", string(n.Kind), scope.AccountID, scope.Actor, bureau, n.Key, string(payload),
			cmp.Or(n.MaxAttempts, defaultAttempts), s.jobs.all, s.jobs.ofBureau)
		if err != nil || added.ID != 0 {
			return added.ID, err
		}
		var same int64
		err = s.get(ctx, scope, &same, "job-unfinished", string(n.Kind), bureau, n.Key)
		if registry.CodeOf(err) != registry.NotFound {
			return same, err
		}
		switch {
		case added.Every >= s.jobs.all:
			return 0, queueFull(op, "ただいま混み合っており、新しい処理を受け付けられません（処理待ち%d件）。しばらく待ってから、もう一度お試しください。", added.Every)
		case added.Own >= s.jobs.ofBureau:
			return 0, queueFull(op, "この局の処理待ちが%d件あり、新しい処理を受け付けられません。終わるのを待ってから、もう一度お試しください。", added.Own)
		}
	}
	return 0, registry.Errorf(registry.Unavailable, op, "同じ処理が進行中です。時間をおいてもう一度お試しください。")
}

// Job returns one job; NotFound if the scope does not reach it. A bureau's people see only
// their own bureau's jobs.
func (s *Store) Job(ctx context.Context, scope registry.Scope, id int64) (registry.Job, error) {
	return s.oneJob(ctx, "store.Job", scope, id, "", "")
}

// JobOf returns the newest job of a kind and key; NotFound if there is none that the scope
// reaches.
func (s *Store) JobOf(ctx context.Context, scope registry.Scope, kind registry.JobKind, key string) (registry.Job, error) {
	return s.oneJob(ctx, "store.JobOf", scope, 0, kind, key)
}

func (s *Store) oneJob(
	ctx context.Context,
	op string,
	scope registry.Scope,
	id int64,
	kind registry.JobKind,
	key string,
) (registry.Job, error) {
	if err := scope.Require(op, registry.Read); err != nil {
		return registry.Job{}, err
	}
	var all []registry.Job
	var err error
	if id > 0 || key != "" { // without either, the query would return every job
		err = s.transact(ctx, scope, nil, func(q querier) (err error) {
			all, err = q.listJobs(ctx, id, scope.BureauID, kind, key, "", 0, 1)
			return err
		})
	}
	if err == nil && len(all) == 0 {
		err = registry.Errorf(registry.NotFound, op, "この処理はありません。番号を確かめてください。")
	}
	if err != nil {
		return registry.Job{}, err
	}
	return all[0], nil
}

// Jobs lists up to limit jobs that the scope reaches, the newest first: of one
// state, or with an empty one of all, and older than the one with the ID before
// (0: from the newest on).
func (s *Store) Jobs(ctx context.Context, scope registry.Scope, state registry.JobState, before int64, limit int) ([]registry.Job, error) {
	if err := scope.Require("store.Jobs", registry.Read); err != nil {
		return nil, err
	}
	var all []registry.Job
	err := s.transact(ctx, scope, nil, func(q querier) (err error) {
		all, err = q.listJobs(ctx, 0, scope.BureauID, "", "", state, before, limit)
		return err
	})
	return all, err
}

func (q querier) listJobs(ctx context.Context, id int64, bureau int, kind registry.JobKind, key string,
	state registry.JobState, before int64, limit int) ([]registry.Job, error) {
	var rows []struct {
		ID          int64
		Kind        registry.JobKind
		State       registry.JobState
		Key         string
		AccountID   int64 `db:"account_id"`
		Actor       string
		BureauID    int `db:"bureau_id"`
		Payload     []byte
		Message     string
		Step        string
		Done        int64
		Total       int64
		Attempt     int
		MaxAttempts int          `db:"max_attempts"`
		CreatedAt   time.Time    `db:"created_at"`
		RunAt       time.Time    `db:"run_at"`
		ClaimedBy   string       `db:"claimed_by"`
		ClaimedAt   sql.NullTime `db:"claimed_at"`
		HeartbeatAt sql.NullTime `db:"heartbeat_at"`
		FinishedAt  sql.NullTime `db:"finished_at"`
	}
	if err := q.list(ctx, &rows, "jobs", id, bureau, string(kind), key, string(state), before, limit); err != nil {
		return nil, err
	}
	jobs := make([]registry.Job, len(rows))
	for i, r := range rows {
		jobs[i] = registry.Job{ID: r.ID, Kind: r.Kind, State: r.State, Key: r.Key, AccountID: r.AccountID, Actor: r.Actor,
			BureauID: r.BureauID, Payload: r.Payload, Message: r.Message, Step: r.Step,
			Done: r.Done, Total: r.Total, Attempt: r.Attempt, MaxAttempts: r.MaxAttempts,
			CreatedAt: r.CreatedAt, RunAt: r.RunAt, ClaimedBy: r.ClaimedBy, ClaimedAt: r.ClaimedAt.Time,
			HeartbeatAt: r.HeartbeatAt.Time, FinishedAt: r.FinishedAt.Time}
	}
	return jobs, nil
}
