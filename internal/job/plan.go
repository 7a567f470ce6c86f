package job

import (
	"context"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Plans is the handler of the jobs that compute plans. What cannot be planned is told with the
// plan, and no reason to try again.
func Plans(s *store.Store) Handler {
	return func(ctx context.Context, j *Job) error {
		j.Progress(0, 0, "手続を読んでいます")
		id, outcome, err := s.ComputePlan(ctx, j.Scope, j.Key, func(done, all int) {
			j.Progress(int64(done), int64(all), "局ごとに計画しています")
		})
		var problem string
		if registry.CodeOf(err) == registry.Invalid {
			outcome, problem, err = nil, registry.MessageOf(err), nil
		}
		if err != nil || outcome == nil && problem == "" {
			return err
		}
		return s.Transact(ctx, func(tx *store.Store) error {
			if err := tx.PlanComputed(ctx, j.Scope, id, outcome, problem); err != nil {
				return err
			}
			return j.FinishIn(ctx, tx)
		})
	}
}
