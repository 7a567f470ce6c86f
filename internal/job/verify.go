package job

import (
	"context"
	"time"

	"tetsuzuki/internal/store"
)

// Verifies is the handler of the jobs that verify the registry.
func Verifies(s *store.Store) Handler {
	return func(ctx context.Context, j *Job) error {
		began := time.Now()
		v, err := s.Verify(ctx, j.Scope, nil, func(step store.VerifyStep) {
			j.Progress(int64(step.Done), int64(step.Total), step.Part.Label()+"を確かめています")
		})
		if err != nil {
			return err
		}
		return s.Transact(ctx, func(tx *store.Store) error {
			if err := tx.RecordVerification(ctx, j.Scope, began, v); err != nil {
				return err
			}
			return j.FinishIn(ctx, tx)
		})
	}
}
