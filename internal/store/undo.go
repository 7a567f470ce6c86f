package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Reversal is the direction in which an upload is reversed.
type Reversal string

// The directions: an upload is undone, and an undone upload is redone.
const (
	Undo Reversal = "undo"
	Redo Reversal = "redo"
)

// UndoBucket says what happens to a process when an upload is undone.
type UndoBucket string

// The three buckets.
const (
	PutBack    UndoBucket = "put_back"   // becomes what it was before the upload; a process that the upload added is removed
	Kept       UndoBucket = "kept"       // stays as it is, because somebody changed it since
	Impossible UndoBucket = "impossible" // stays as it is, because something else needs it
)

// UndoBuckets lists all of them in the order of pages.
var UndoBuckets = []UndoBucket{PutBack, Kept, Impossible}

// UndoCounts are the processes of an upload by bucket.
type UndoCounts struct {
	PutBack    int `json:"put_back"`
	Removed    int `json:"removed"` // of PutBack: added by the upload, and removed
	Revived    int `json:"revived"` // of PutBack: removed by the undo, and added again
	Kept       int `json:"kept"`
	Impossible int `json:"impossible"`
}

// Of is how many processes are in a bucket.
func (n UndoCounts) Of(b UndoBucket) int {
	return map[UndoBucket]int{PutBack: n.PutBack, Kept: n.Kept, Impossible: n.Impossible}[b]
}

// UndoRow is one process of an upload that is to be, or was, undone.
type UndoRow struct {
	Bucket        UndoBucket
	ProcessID     registry.ProcessID
	BureauID      int
	ProcedureName string
	Removes       bool // the process is removed
	Revives       bool // the process is added again
	// Fields are the changes of the undo, from the current to the earlier value; of a
	// process that is kept, the changes that others made since.
	Fields []FieldChange
	Since  []registry.Change // of a kept process: the changes since the upload, the newest first
	Reason string            // of an impossible one: why, and what to do
}

// Undone is the outcome of [Store.Reverse].
type Undone struct {
	Upload registry.Upload
	Change int64
	Counts UndoCounts
}

// reversal is the undo or redo of an upload, planned or done.
type reversal struct {
	change int64 // whose writes are reversed
	by     int64 // the change that reversed them; 0: none yet
	rows   []undoRow
}

type undoRow struct {
	ProcessID     int64  `db:"process_id"`
	BureauID      int    `db:"bureau_id"`
	ProcedureName string `db:"procedure_name"`
	Removes       bool
	Revives       bool
	Bucket        UndoBucket
	TransferID    int64 `db:"transfer_id"`
}

// counts counts the rows by bucket.
func (r reversal) counts() UndoCounts {
	var n UndoCounts
	for _, row := range r.rows {
		switch row.Bucket {
		case PutBack:
			n.PutBack++
			if row.Removes {
				n.Removed++
			}
			if row.Revives {
				n.Revived++
			}
		case Kept:
			n.Kept++
		case Impossible:
			n.Impossible++
		}
	}
	return n
}

// of are the processes of a bucket.
func (r reversal) of(bucket UndoBucket) []int64 {
	var ids []int64
	for _, row := range r.rows {
		if row.Bucket == bucket {
			ids = append(ids, row.ProcessID)
		}
	}
	return ids
}

// reversal finds out what reversing the upload in that direction would do; for an undone
// upload, what its undo did. It locks the upload until the transaction ends.
func (q querier) reversal(ctx context.Context, op string, scope registry.Scope, upload int64, direction Reversal) (reversal, error) {
	var r reversal
	if err := scope.Require(op, registry.Undo); err != nil {
		return r, err
	}
	var u struct {
		State    registry.UploadState
		BureauID int   `db:"bureau_id"`
		UndoneBy int64 `db:"undone_by"`
		ChangeID int64 `db:"change_id"`
	}
	if err := q.atRest(ctx, op, upload); err != nil {
		return r, err
	}
	err := q.get(ctx, &u, "undo-upload-lock", upload)
	if registry.CodeOf(err) == registry.NotFound || err == nil && !scope.AllBureaus() && !scope.Reaches(u.BureauID) {
		return r, noUpload(op, upload)
	}
	if err != nil {
		return r, err
	}
	undone := direction == Undo && u.State == registry.UploadUndone
	if err := u.State.Refusal(op, scope, direction.act()); err != nil && !undone {
		return r, err
	}
	if err := q.importSettings(ctx); err != nil {
		return r, err
	}
	switch {
	case direction == Redo:
		r.change = u.UndoneBy
	case undone:
		r.change, r.by = u.ChangeID, u.UndoneBy
		return r, q.list(ctx, &r.rows, "undone-rows", r.change, r.by)
	default:
		r.change = u.ChangeID
	}
	return r, q.list(ctx, &r.rows, "undo-rows", r.change)
}

// act is the act on the upload that the direction stands for.
func (w Reversal) act() registry.UploadAct {
	if w == Redo {
		return registry.ActRedo
	}
	return registry.ActUndo
}

// UndoPreview counts the processes by what undoing (or redoing) an upload would do to
// them now; for an undone upload, by what its undo did.
func (s *Store) UndoPreview(ctx context.Context, scope registry.Scope, upload int64, direction Reversal) (n UndoCounts, err error) {
	err = s.transact(ctx, scope, nil, func(q querier) error {
		r, err := q.reversal(ctx, "store.UndoPreview", scope, upload, direction)
		n = r.counts()
		return err
	})
	return n, err
}

// UndoRows lists up to limit processes of one bucket of [Store.UndoPreview], after the
// process with the ID after (0: from the first).
func (s *Store) UndoRows(
	ctx context.Context,
	scope registry.Scope,
	upload int64,
	direction Reversal,
	bucket UndoBucket,
	after registry.ProcessID,
	limit int,
) ([]UndoRow, error) {
	var out []UndoRow
	err := s.transact(ctx, scope, nil, func(q querier) error {
		r, err := q.reversal(ctx, "store.UndoRows", scope, upload, direction)
		if err != nil {
			return err
		}
		span, err := q.span(ctx, r)
		if err != nil {
			return err
		}
		for _, row := range r.rows {
			if row.Bucket != bucket || row.ProcessID <= int64(after) {
				continue
			}
			if len(out) == limit {
				break
			}
			shown, err := q.undoRow(ctx, span, row)
			if err != nil {
				return err
			}
			out = append(out, shown)
		}
		return nil
	})
	return out, err
}

// undoSpan is the time between a change and its undo.
type undoSpan struct {
	at, until time.Time
	done      bool
}

func (q querier) span(ctx context.Context, r reversal) (undoSpan, error) {
	s := undoSpan{until: registry.Now, done: r.by != 0}
	if s.done {
		if err := q.get(ctx, &s.until, "change-at", r.by); err != nil {
			return s, err
		}
		s.until = s.until.Add(-time.Microsecond)
	}
	return s, q.get(ctx, &s.at, "change-at", r.change)
}

// undoRow returns the details of one process: what changes, who changed it since, or why
// it must stay.
func (q querier) undoRow(ctx context.Context, span undoSpan, row undoRow) (UndoRow, error) {
	out := UndoRow{Bucket: row.Bucket, ProcessID: registry.ProcessID(row.ProcessID), BureauID: row.BureauID,
		ProcedureName: row.ProcedureName, Removes: row.Removes, Revives: row.Revives}
	all, err := q.versions(ctx, out.ProcessID, moment{asked: registry.Now})
	if err != nil {
		return out, err
	}
	between := func(from, to time.Time) {
		if a, b := all.at(from), all.at(to); a != nil && b != nil {
			out.Fields = fieldChanges(*a, *b, all.volumesAt(from), all.volumesAt(to))
		}
	}
	switch {
	case row.Bucket == PutBack:
		between(span.until, span.at.Add(-time.Microsecond))
	case row.Bucket == Kept:
		between(span.at, span.until)
		for _, c := range all.changes {
			if c.At.After(span.at) && !c.At.After(span.until) {
				out.Since = append(out.Since, c)
			}
		}
	case span.done:
		out.Reason = "この取込で登録された手続で、取消しのときに所管替えの協議に入っていました。"
	default:
		out.Reason = fmt.Sprintf("この取込で登録された手続で、所管替え（番号 %d）の協議に入っています。協議を取り下げてから取り消してください。", row.TransferID)
	}
	return out, nil
}

// Reverse undoes a confirmed upload, or redoes an undone one, in one transaction under
// one change. It needs a reason.
//
// Every process that is still as the upload left it becomes what it was before, to the
// cell. A process that the upload added is removed; its history stays, and its ID is never
// issued again. All other processes stay as they are, see [Store.UndoRows]. Where no
// process can be put back, it is a Conflict error.
func (s *Store) Reverse(ctx context.Context, scope registry.Scope, upload int64, direction Reversal, reason string) (Undone, error) {
	const op = "store.Reverse"
	var done Undone
	err := s.transact(ctx, scope, nil, func(q querier) error {
		if err := scope.Require(op, registry.Undo); err != nil {
			return err
		}
		if err := registry.RequireReason(op, reason); err != nil {
			return err
		}
		err := q.beginWrite(ctx, op, scope, upload, func(u lockedUpload) error { return u.State.Refusal(op, scope, direction.act()) })
		if err != nil {
			return err
		}
		r, err := q.reversal(ctx, op, scope, upload, direction)
		if err != nil {
			return err
		}
		if r.by != 0 {
			return registry.UploadUndone.Refusal(op, scope, registry.ActUndo)
		}
		if done.Counts, done.Change, err = q.reverse(ctx, op, scope, r, reason, upload); err != nil {
			return err
		}
		if direction == Redo {
			_, err = q.exec(ctx, "upload-redone", upload)
		} else {
			_, err = q.exec(ctx, "upload-undone", upload, done.Change)
		}
		return err
	})
	if err != nil {
		return Undone{}, err
	}
	done.Upload, err = s.Upload(ctx, scope, upload)
	return done, err
}

// reverse writes a reversal, whatever wrote the change: of the processes that are still as the
// change left them, it closes the current versions and opens those from before. That is one
// change, whose ID it returns; upload is 0 where the reversed change is none's. Where no process
// can be put back, it is a Conflict error. The transaction has the lock of the chain.
func (q querier) reverse(
	ctx context.Context,
	op string,
	scope registry.Scope,
	r reversal,
	reason string,
	upload int64,
) (n UndoCounts, changeID int64, err error) {
	if n = r.counts(); n.PutBack == 0 {
		return n, 0, registry.Errorf(registry.Conflict, op, "元に戻せる手続がありません。すべての手続が、その後に変更されたか、ほかで使われています。")
	}
	c, err := q.beginChange(ctx)
	if err != nil {
		return n, 0, err
	}
	ids := pq.Array(r.of(PutBack))
	err = q.runWriteParts(ctx,
		writePart{WriteCloses, n.PutBack - n.Revived, "processes-close", []any{c.At, c.ID, ids}},
		writePart{WriteOpens, n.PutBack - n.Removed, "undo-open-processes", []any{c.At, c.ID, r.change, ids}},
		writePart{WriteVolumes, 0, "undo-close-volumes", []any{c.At, c.ID, r.change, ids}},
		writePart{0, 0, "undo-open-volumes", []any{c.At, c.ID, r.change, ids}})
	if err != nil {
		return n, 0, err
	}
	return n, c.ID, q.endChange(ctx, scope, c, registry.ChangeUndo, reason, upload)
}
