package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// leftoversAtOnce is how many rows are deleted in one transaction.
const leftoversAtOnce = 5_000

// ClearLeftovers deletes some of the rows of an upload that has ended, and reports
// whether there were any. Nobody looks at these rows any more. A call that a crash
// interrupts is continued by the next one.
func (s *Store) ClearLeftovers(ctx context.Context, scope registry.Scope) (bool, error) {
	due := func(q querier, ctx context.Context) (ids []int64, err error) {
		return ids, q.list(ctx, &ids, "leftovers")
	}
	return s.tidy(ctx, "store.ClearLeftovers", scope, due, func(q querier, ctx context.Context, id int64) error {
		for _, table := range []string{"leftovers-staged", "leftovers-rows", "leftovers-doubts", "leftovers-conflicts", "leftovers-normalised",
			"leftovers-missing", "leftovers-earlier"} {
			n, err := q.exec(ctx, table, id, leftoversAtOnce)
			if err != nil || n == leftoversAtOnce {
				return err
			}
		}
		if _, err := q.exec(ctx, "earlier-clear", id); err != nil {
			return err
		}
		_, err := q.exec(ctx, "comparison-clear", id)
		return err
	})
}

// tidy locks the upload that is due, runs do on it, and reports whether there was one.
func (s *Store) tidy(
	ctx context.Context,
	op string,
	scope registry.Scope,
	find func(querier, context.Context) ([]int64, error),
	do func(querier, context.Context, int64) error,
) (found bool, err error) {
	if err := scope.Require(op, registry.HandIn); err != nil {
		return false, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		due, err := find(q, ctx)
		if err != nil || len(due) == 0 {
			return err
		}
		found = true
		return do(q, ctx, due[0])
	})
	return found, err
}
