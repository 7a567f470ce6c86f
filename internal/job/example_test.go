package job_test

import (
	"context"
	"log/slog"
	"strconv"

	"tetsuzuki/internal/job"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// recount is a kind of job: it looks through the tokens of whoever asks.
const recount = registry.JobKind("recount")

// Where a request is answered: the job exists if the write does.
func Example_enqueue() {
	addToken := func(ctx context.Context, s *store.Store, scope registry.Scope, name string, hash []byte) error {
		return s.Transact(ctx, func(tx *store.Store) error {
			id, err := tx.AddToken(ctx, scope, name, hash, registry.Now)
			if err != nil {
				return err
			}
			_, err = tx.EnqueueJob(ctx, scope, registry.NewJob{Kind: recount, Key: strconv.FormatInt(id, 10)})
			return err
		})
	}
	_ = addToken
}

// Where the work is done: on any machine, until ctx ends.
func Example_work() {
	work := func(ctx context.Context, s *store.Store) {
		job.Worker{
			Store: s, Logger: slog.Default(),
			Kinds: map[registry.JobKind]job.Handler{
				recount: func(ctx context.Context, j *job.Job) error {
					tokens, err := s.Tokens(ctx, j.Scope)
					if err != nil {
						return err
					}
					for i := range tokens {
						j.Progress(int64(i+1), int64(len(tokens)), "トークンを数えています")
					}
					return nil
				},
			},
		}.Run(ctx)
	}
	_ = work
}
