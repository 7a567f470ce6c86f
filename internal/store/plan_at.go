package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// PlanAt is the plan by which headquarters went at a moment: the one that had been adopted last,
// or the last that was made by then. Its ID is 0 where there was none. Adoption says which of the
// two it is.
func (s *Store) PlanAt(ctx context.Context, scope registry.Scope, at time.Time) (p SavedPlan, err error) {
	const op = "store.PlanAt"
	if err := mayPlan(op, scope, registry.Read); err != nil {
		return p, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		var found []struct {
			ID      int64
			Adopted bool
		}
		if err := q.list(ctx, &found, "plan-at", at); err != nil || len(found) == 0 {
			return err
		}
		if p, err = q.plan(ctx, op, found[0].ID, false); err != nil {
			return err
		}
		if p.Adoption = ""; found[0].Adopted {
			p.Adoption = registry.AdoptionAdopted
		}
		return nil
	})
	return p, err
}
