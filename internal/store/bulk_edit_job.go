package store

import (
	"cmp"
	"context"
	"encoding/json"
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
			_, err = tx.EnqueueJob(ctx, scope, registry.NewJob{Kind: registry.JobBulk, Key: bulkKey(id),
				Payload: BulkJob{Act: registry.BulkWrite, Base: base}})
			return err
		})
	})
	return id, err
}

// BulkJob is what a job is told that its edit does not say.
type BulkJob struct {
	Act    registry.BulkAct `json:"act"`    // empty: it writes the edit
	Base   int64            `json:"base"`   // see [BulkAsked]
	Reason string           `json:"reason"` // of an undo
}

func bulkKey(id int64) string { return strconv.FormatInt(id, 10) }

// bulkJob is the newest job that does something with an edit, and what that is; a zero one if none does.
func (q querier) bulkJob(ctx context.Context, scope registry.Scope, id int64) (registry.Job, registry.BulkAct, error) {
	all, err := q.listJobs(ctx, 0, scope.BureauID, registry.JobBulk, bulkKey(id), "", 0, 1)
	if err != nil || len(all) == 0 {
		return registry.Job{}, "", err
	}
	var told BulkJob
	if err := json.Unmarshal(all[0].Payload, &told); err != nil {
		return registry.Job{}, "", registry.Failed("store.bulkJob", err)
	}
	return all[0], cmp.Or(told.Act, registry.BulkWrite), nil
}

// BulkDecision is what a person decides on an edit: to approve or to undo it.
type BulkDecision struct {
	ID     int64
	Reason string   // of an undo
	AtOnce bool     // see [BulkAsked]
	Tell   BulkStep // nil: nobody watches
}

// decideByJob lets a job do what was decided on an edit of more processes than a request writes; may
// says whether the scope may, which is asked again when the job writes. It is false of a smaller edit,
// and for whoever waits. A job that is to do it already is not joined by another.
func (s *Store) decideByJob(
	ctx context.Context,
	op string,
	scope registry.Scope,
	d BulkDecision,
	act registry.BulkAct,
	may func(bulkRow) error,
) (bool, error) {
	if err := mayEditMany(op, scope); err != nil || d.AtOnce {
		return false, err
	}
	var row bulkRow
	err := s.reading(ctx, scope, func(q querier) (err error) {
		row, err = q.bulkEdit(ctx, op, d.ID)
		return err
	})
	if err != nil || row.Processes <= int64(s.bulkAtOnce) {
		return false, err
	}
	if err := may(row); err != nil {
		return false, err
	}
	_, err = s.EnqueueJob(ctx, scope, registry.NewJob{Kind: registry.JobBulk, Key: bulkKey(d.ID),
		Payload: BulkJob{Act: act, Reason: strings.TrimSpace(d.Reason)}})
	return err == nil, err
}

// noBulkJob is nil for an edit with which no job is about to do something.
func (s *Store) noBulkJob(ctx context.Context, op string, scope registry.Scope, id int64) error {
	return s.reading(ctx, scope, func(q querier) error {
		j, _, err := q.bulkJob(ctx, scope, id)
		if err == nil && j.ID != 0 && j.FinishedAt.IsZero() {
			err = registry.Errorf(registry.Conflict, op, "この編集は、いま処理しています。終わるのを待って、結果を確かめてください。")
		}
		return err
	})
}

// BulkStep tells how far the write of an edit is: at which step, with so many of all processes.
type BulkStep func(step string, done, all int64)

// told is a step for whoever watches, or for nobody (nil).
func told(tell BulkStep) BulkStep {
	if tell == nil {
		return func(string, int64, int64) {}
	}
	return tell
}

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
		row, err := q.lockedBulk(ctx, op, id)
		if err != nil || row.State != registry.BulkWorking {
			return err
		}
		asked := BulkAsked{Filter: ConditionsOf(row.edit()), Base: base, Reason: row.Reason, Check: check, Tell: tell}
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
		told(tell)("変更を記録しています", 0, 0)
		return q.addBulkRows(ctx, scope, id, p, row.Reason)
	})
}

// FailBulkEdit keeps why an edit could not be written by its job.
func (s *Store) FailBulkEdit(ctx context.Context, scope registry.Scope, id int64, why string) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		row, err := q.lockedBulk(ctx, "store.FailBulkEdit", id)
		if err != nil || row.State != registry.BulkWorking {
			return err
		}
		_, err = q.exec(ctx, "bulk-edit-worked", id, string(registry.BulkFailed), why, nil)
		return err
	})
}

// lockedBulk locks an edit on which something is written.
func (q querier) lockedBulk(ctx context.Context, op string, id int64) (bulkRow, error) {
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
