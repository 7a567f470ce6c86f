package store

import (
	"context"
	"strings"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// BulkDetail is an edit of many processes with what it does to each.
type BulkDetail struct {
	registry.BulkEdit
	Rows       []BulkRow // of one that waits for a decision: what it would do now
	LeftOut    []LeftOut // that it did not write, and why
	MayApprove bool      // the scope may approve and return it
	Own        bool      // the scope made it, and may withdraw it
	MayUndo    bool

	Job registry.Job     // the newest of the jobs that do something with it; a zero one: none
	Act registry.BulkAct // what that job does
}

// Working says that a job is about to do something with it.
func (d BulkDetail) Working() bool { return d.Job.ID != 0 && d.Job.FinishedAt.IsZero() }

// Failed says that a job could not do what is still to be done with it.
func (d BulkDetail) Failed() bool {
	open := map[registry.BulkAct]bool{registry.BulkWrite: d.State == registry.BulkWorking,
		registry.BulkApprove: d.State == registry.BulkWaiting, registry.BulkUndo: d.State == registry.BulkWritten && d.UndoneBy == 0}
	return d.Job.State == registry.JobFailed && open[d.Act]
}

// LeftOut is a process that an edit did not write.
type LeftOut struct {
	ProcessID registry.ProcessID
	Why       string
}

// BulkDetail is one edit of many processes with what it does to each.
func (s *Store) BulkDetail(ctx context.Context, scope registry.Scope, id int64) (d BulkDetail, err error) {
	const op = "store.BulkDetail"
	if err := mayEditMany(op, scope); err != nil {
		return d, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		row, err := q.bulkEdit(ctx, op, id)
		if err != nil {
			return err
		}
		d.BulkEdit = row.edit()
		if d.Job, d.Act, err = q.bulkJob(ctx, scope, id); err != nil {
			return err
		}
		waits := d.State == registry.BulkWaiting && !d.Working()
		d.Own = waits && d.AccountID == scope.AccountID
		d.MayApprove = waits && scope.May(registry.Approve) && d.AccountID != scope.AccountID
		d.MayUndo = d.ChangeID != 0 && d.UndoneBy == 0 && scope.May(registry.Undo) && !d.Working()
		processes, err := q.bulkProcesses(ctx, id)
		if err != nil {
			return err
		}
		for _, p := range processes {
			if p.LeftOut != "" {
				d.LeftOut = append(d.LeftOut, LeftOut{registry.ProcessID(p.ProcessID), p.LeftOut})
			}
		}
		if waits {
			d.Rows, err = q.waitingRows(ctx, scope, row, processes, nil)
		}
		return err
	})
	return d, err
}

// bulkProcess is a row of "bulk-edit-processes".
type bulkProcess struct {
	ProcessID int64 `db:"process_id"`
	Version   int64
	LeftOut   string `db:"left_out"`
}

func (q querier) bulkProcesses(ctx context.Context, id int64) (all []bulkProcess, err error) {
	err = q.list(ctx, &all, "bulk-edit-processes", id)
	return all, err
}

// waitingRows are the processes of an edit that waits, with what it would do to them now.
func (q querier) waitingRows(ctx context.Context, scope registry.Scope, row bulkRow, processes []bulkProcess, tell BulkStep) (
	[]BulkRow, error) {
	patch, err := readPatch("store.waitingRows", row.Patch)
	if err != nil {
		return nil, err
	}
	versions := map[registry.ProcessID]int64{}
	var f ProcessFilter
	for _, p := range processes {
		if p.LeftOut == "" {
			versions[registry.ProcessID(p.ProcessID)] = p.Version
			f.IDs = append(f.IDs, registry.ProcessID(p.ProcessID).String())
		}
	}
	p, err := q.bulkPreview(ctx, scope, BulkAsked{Filter: f, Patch: patch, Tell: tell})
	for i, r := range p.Rows {
		if r.ChangeID != versions[r.ID] {
			p.Rows[i].Outcome = registry.BulkStale
		}
	}
	return p.Rows, err
}

// ApproveBulkEdit writes an edit that waits under one change, of which its maker is the actor.
// What somebody changed since it was made is left out, and told. Nobody approves their own. Of more
// than [Options.BulkAtOnce] processes, a job does that, and queued is true.
func (s *Store) ApproveBulkEdit(ctx context.Context, scope registry.Scope, d BulkDecision) (queued bool, err error) {
	const op = "store.ApproveBulkEdit"
	may := func(row bulkRow) error {
		if err := waitsForDecision(op, row); err != nil {
			return err
		}
		return otherThanMaker(op, scope, row)
	}
	if queued, err = s.decideByJob(ctx, op, scope, d, registry.BulkApprove, may); queued || err != nil {
		return queued, err
	}
	id := d.ID
	return false, s.endBulkEdit(ctx, op, scope, id, func(q querier, row bulkRow) error {
		if err := otherThanMaker(op, scope, row); err != nil {
			return err
		}
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		processes, err := q.bulkProcesses(ctx, id)
		if err != nil {
			return err
		}
		rows, err := q.waitingRows(ctx, scope, row, processes, d.Tell)
		if err != nil {
			return err
		}
		var ids []int64
		var why []string
		for _, r := range rows {
			if r.Outcome != registry.BulkChanges {
				ids, why = append(ids, int64(r.ID)), append(why, r.Outcome.Label())
			}
		}
		if _, err := q.exec(ctx, "bulk-edit-leave-out", id, pq.Array(ids), pq.Array(why)); err != nil {
			return err
		}
		if len(ids) == len(rows) {
			return registry.Errorf(registry.Conflict, op, "どの手続も、編集のあとで変わりました。差し戻して、編集し直してもらってください。")
		}
		maker := registry.Scope{AccountID: row.AccountID, Actor: row.Actor}
		c, err := q.writeBulk(ctx, maker, rows, row.Reason+"（承認："+scope.Actor+"）", told(d.Tell))
		if err != nil {
			return err
		}
		return q.finishBulk(ctx, scope, row, registry.BulkWritten, "", c.ID, registry.AuditEditApproved)
	})
}

// ReturnBulkEdit returns an edit that waits to its maker with a reason.
func (s *Store) ReturnBulkEdit(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.ReturnBulkEdit"
	if err := s.noBulkJob(ctx, op, scope, id); err != nil {
		return err
	}
	return s.endBulkEdit(ctx, op, scope, id, func(q querier, row bulkRow) error {
		if err := otherThanMaker(op, scope, row); err != nil {
			return err
		}
		if err := registry.RequireReason(op, reason); err != nil {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "reason", Message: "差し戻す理由を入力してください。", Err: err}
		}
		return q.finishBulk(ctx, scope, row, registry.BulkReturned, strings.TrimSpace(reason), 0, registry.AuditEditReturned)
	})
}

// WithdrawBulkEdit ends an edit of the scope's own that waits.
func (s *Store) WithdrawBulkEdit(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.WithdrawBulkEdit"
	if err := s.noBulkJob(ctx, op, scope, id); err != nil {
		return err
	}
	return s.endBulkEdit(ctx, op, scope, id, func(q querier, row bulkRow) error {
		if row.AccountID != scope.AccountID {
			return registry.Errorf(registry.Forbidden, op, "ほかの人の編集は取り下げられません。")
		}
		return q.finishBulk(ctx, scope, row, registry.BulkWithdrawn, "", 0, registry.AuditEditWithdrawn)
	})
}

// otherThanMaker is nil for who may decide on the edit of somebody else.
func otherThanMaker(op string, scope registry.Scope, row bulkRow) error {
	if err := scope.Require(op, registry.Approve); err != nil {
		return err
	}
	if row.AccountID == scope.AccountID {
		return registry.Errorf(registry.Forbidden, op, "ご自身の編集は承認も差戻しもできません。ほかの承認者に依頼するか、取り下げてください。")
	}
	return nil
}

// endBulkEdit locks an edit that waits and calls do, which ends it.
func (s *Store) endBulkEdit(ctx context.Context, op string, scope registry.Scope, id int64, do func(querier, bulkRow) error) error {
	if err := mayEditMany(op, scope); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		row, err := q.lockedBulk(ctx, op, id)
		if err != nil {
			return err
		}
		if err := waitsForDecision(op, row); err != nil {
			return err
		}
		return do(q, row)
	})
}

// waitsForDecision is nil for an edit on which a second person is to decide.
func waitsForDecision(op string, row bulkRow) error {
	if row.State != registry.BulkWaiting {
		return registry.Errorf(registry.Conflict, op, "この編集は、もう承認を待っていません（%s）。", row.State.Label())
	}
	return nil
}

func (q querier) finishBulk(
	ctx context.Context,
	scope registry.Scope,
	row bulkRow,
	state registry.BulkState,
	reason string,
	changeID int64,
	kind registry.AuditKind,
) error {
	_, err := q.exec(ctx, "bulk-edit-end", row.ID, string(state), orNull(scope.AccountID), scope.Actor, reason, orNull(changeID))
	if err != nil {
		return err
	}
	return q.audit(ctx, scope, kind, row.edit().Path(), map[string]any{"bulk_edit": row.ID, "maker": row.Actor, "reason": reason})
}

// wasWritten is nil for an edit that the registry has.
func wasWritten(op string, row bulkRow) error {
	if row.State != registry.BulkWritten {
		return registry.Errorf(registry.Conflict, op, "この編集は登録されていないので、取り消すものがありません（%s）。", row.State.Label())
	}
	return nil
}

// bulkReversal finds out what undoing an edit would do, or what its undo did.
func (q querier) bulkReversal(ctx context.Context, row bulkRow) (r reversal, err error) {
	r = reversal{change: row.ChangeID, by: row.UndoneBy}
	if r.by != 0 {
		err := q.list(ctx, &r.rows, "undone-rows", r.change, r.by)
		return r, err
	}
	err = q.list(ctx, &r.rows, "undo-rows", r.change)
	return r, err
}

// BulkUndo tells what undoing an edit of many processes would do now, or what its undo did, in the
// three buckets: of each up to most of its processes.
func (s *Store) BulkUndo(ctx context.Context, scope registry.Scope, id int64, most int) (n UndoCounts, rows []UndoRow, err error) {
	const op = "store.BulkUndo"
	if err := mayEditMany(op, scope); err != nil {
		return n, nil, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		row, err := q.bulkEdit(ctx, op, id)
		if err != nil {
			return err
		}
		if err := wasWritten(op, row); err != nil {
			return err
		}
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		r, err := q.bulkReversal(ctx, row)
		if err != nil {
			return err
		}
		n = r.counts()
		span, err := q.span(ctx, r)
		if err != nil {
			return err
		}
		told := map[UndoBucket]int{}
		for _, row := range r.rows {
			if told[row.Bucket]++; told[row.Bucket] > most {
				continue
			}
			shown, err := q.undoRow(ctx, span, row)
			if err != nil {
				return err
			}
			rows = append(rows, shown)
		}
		return nil
	})
	return n, rows, err
}

// UndoBulkEdit undoes an edit of many processes under one change. Each process that is still as
// the edit left it becomes what it was before; all others stay as they are. It needs a reason. Of
// more than [Options.BulkAtOnce] processes, a job does that, and queued is true.
func (s *Store) UndoBulkEdit(ctx context.Context, scope registry.Scope, d BulkDecision) (n UndoCounts, queued bool, err error) {
	const op = "store.UndoBulkEdit"
	if err := mayEditMany(op, scope); err != nil {
		return n, false, err
	}
	if err := registry.RequireReason(op, d.Reason); err != nil {
		return n, false, err
	}
	may := func(row bulkRow) error {
		if row.UndoneBy != 0 {
			return registry.Errorf(registry.Conflict, op, "この編集は、すでに取り消されています。")
		}
		return wasWritten(op, row)
	}
	if queued, err = s.decideByJob(ctx, op, scope, d, registry.BulkUndo, may); queued || err != nil {
		return n, queued, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		row, err := q.lockedBulk(ctx, op, d.ID)
		if err != nil {
			return err
		}
		if err := may(row); err != nil {
			return err
		}
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		told(d.Tell)("取り消す手続を確かめています", 0, 0)
		r, err := q.bulkReversal(ctx, row)
		if err != nil {
			return err
		}
		told(d.Tell)("手続を元に戻しています", 0, 0) // in few statements, whose rows nobody counts
		var changeID int64
		if n, changeID, err = q.reverse(ctx, op, scope, r, strings.TrimSpace(d.Reason), 0); err != nil {
			return err
		}
		_, err = q.exec(ctx, "bulk-edit-undone", d.ID, changeID)
		return err
	})
	return n, false, err
}
