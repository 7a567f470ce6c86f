package job

import (
	"context"
	"strconv"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// BulkEdits is the handler of the jobs that write, approve or undo edits of very many processes. What
// cannot be written is told with the edit, what cannot be approved or undone with the job; neither is
// a reason to try again.
func BulkEdits(s *store.Store, in *intake.Intake) Handler {
	return func(ctx context.Context, j *Job) error {
		id, err := strconv.ParseInt(j.Key, 10, 64)
		if err != nil {
			return registry.Failed("job.BulkEdits", err)
		}
		var asked store.BulkJob
		if err := j.Decode(&asked); err != nil {
			return err
		}
		check, err := in.BulkCheck(ctx)
		if err != nil {
			return err
		}
		tell := func(step string, done, all int64) { j.Progress(done, all, step) }
		decision := store.BulkDecision{ID: id, Reason: asked.Reason, AtOnce: true, Tell: tell}
		err = s.Transact(ctx, func(tx *store.Store) (err error) {
			switch asked.Act {
			case registry.BulkApprove:
				_, err = tx.ApproveBulkEdit(ctx, j.Scope, decision)
			case registry.BulkUndo:
				_, _, err = tx.UndoBulkEdit(ctx, j.Scope, decision)
			default:
				err = tx.WriteBulkEdit(ctx, j.Scope, id, asked.Base, check, tell)
			}
			if err != nil {
				return err
			}
			return j.FinishIn(ctx, tx)
		})
		switch registry.CodeOf(err) {
		case registry.Invalid, registry.Conflict, registry.Forbidden, registry.TooLarge:
		default:
			return err
		}
		if asked.Act == registry.BulkApprove || asked.Act == registry.BulkUndo {
			return err
		}
		return s.Transact(ctx, func(tx *store.Store) error {
			if err := tx.FailBulkEdit(ctx, j.Scope, id, registry.MessageOf(err)); err != nil {
				return err
			}
			return j.FinishIn(ctx, tx)
		})
	}
}
