package store

import (
	"context"
	"strconv"
	"strings"

	"tetsuzuki/internal/registry"
)

// queueBulk keeps an edit of very many processes for a job that writes it.
func (s *Store) queueBulk(ctx context.Context, scope registry.Scope, asked BulkAsked) (id int64, err error) {
	err = s.Transact(ctx, func(tx *Store) error {
		return tx.transact(ctx, scope, nil, func(q querier) error {
			looked := asked
			base, err := q.bulkBase(ctx, &looked)
			if err != nil {
				return err
			}
			if id, err = q.addBulk(ctx, scope, asked, registry.BulkWorking, 0); err != nil {
				return err
			}
			_, err = tx.EnqueueJob(ctx, scope, registry.NewJob{Kind: registry.JobBulk, Key: bulkKey(id), Payload: bulkJob{base}})
			return err
		})
	})
	return id, err
}

// bulkJob is what a job is told that its edit does not say.
type bulkJob struct {
	Base int64 `json:"base"` // see [BulkAsked]
}

func bulkKey(id int64) string { return strconv.FormatInt(id, 10) }

// BulkJob is the job that writes an edit; a zero one if none does.
func (s *Store) BulkJob(ctx context.Context, scope registry.Scope, id int64) (registry.Job, error) {
	j, err := s.JobOf(ctx, scope, registry.JobBulk, bulkKey(id))
	if registry.CodeOf(err) == registry.NotFound {
		return registry.Job{}, nil
	}
	return j, err
}

// BulkStep tells how far the write of an edit is: at which step, with so many of all processes.
type BulkStep func(step string, done, all int64)

// WriteBulkEdit writes an edit that a job has to write, under one change, or lets it wait for a
// second person. One that no longer works is left as it is. What cannot be written is an error,
// which [Store.FailBulkEdit] keeps.
func (s *Store) WriteBulkEdit(
	ctx context.Context,
	scope registry.Scope,
	id, base int64,
	check func(registry.Process, []registry.Volume) error,
	tell BulkStep,
) error {
	const op = "store.WriteBulkEdit"
	if err := mayEditMany(op, scope); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		row, err := q.workingBulk(ctx, op, id)
		if err != nil || row.State != registry.BulkWorking {
			return err
		}
		asked := BulkAsked{Filter: ConditionsOf(row.edit()), Base: base, Reason: row.Reason, Check: check, tell: tell}
		if asked.Patch, err = readPatch(op, row.Patch); err != nil {
			return err
		}
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		p, state, c, err := q.doBulk(ctx, scope, asked)
		if err != nil {
			return err
		}
		if _, err := q.exec(ctx, "bulk-edit-worked", id, string(state), "", orNull(c.ID)); err != nil {
			return err
		}
		return q.addBulkRows(ctx, scope, id, p, row.Reason)
	})
}

// FailBulkEdit keeps why an edit could not be written by its job.
func (s *Store) FailBulkEdit(ctx context.Context, scope registry.Scope, id int64, why string) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		row, err := q.workingBulk(ctx, "store.FailBulkEdit", id)
		if err != nil || row.State != registry.BulkWorking {
			return err
		}
		_, err = q.exec(ctx, "bulk-edit-worked", id, string(registry.BulkFailed), why, nil)
		return err
	})
}

// workingBulk locks an edit that a job may have to write.
func (q querier) workingBulk(ctx context.Context, op string, id int64) (bulkRow, error) {
	var locked []int64
	if err := q.list(ctx, &locked, "bulk-edit-lock", id); err != nil {
		return bulkRow{}, err
	}
	return q.bulkEdit(ctx, op, id)
}

// addBulk records an edit.
func (q querier) addBulk(ctx context.Context, scope registry.Scope, asked BulkAsked, state registry.BulkState, change int64) (
	id int64, err error) {
	patch, err := patchText(asked.Patch)
	if err != nil {
		return 0, err
	}
	err = q.get(ctx, &id, "bulk-edit-add", ProcessParameters.Values(asked.Filter).Encode(), patch, strings.TrimSpace(asked.Reason),
		orNull(scope.AccountID), scope.Actor, string(state), orNull(change))
	return id, err
}
