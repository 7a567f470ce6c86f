package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"tetsuzuki/internal/registry"
)

// PendingEdit is an edit that needs a second person, with what it changes.
type PendingEdit struct {
	registry.PendingEdit
	Fields     []FieldChange // to the process as it is; empty where that is stale
	MayApprove bool          // the scope may approve it
	MayReturn  bool          // and return it
	Own        bool          // the scope made it, and may withdraw it
}

// EditApproval says whether an edit of one process needs a second person.
func (s *Store) EditApproval(ctx context.Context) (registry.EditApproval, error) {
	return s.common.editApproval(ctx)
}

func (q querier) editApproval(ctx context.Context) (registry.EditApproval, error) {
	var rows []registry.EditApproval
	if err := q.list(ctx, &rows, "edit-approval"); err != nil || len(rows) == 0 {
		return registry.EditApproval{}, err
	}
	return rows[0], nil
}

// SetEditApproval says whether edits need a second person from now on. Those that wait
// go on waiting.
func (s *Store) SetEditApproval(ctx context.Context, scope registry.Scope, required bool, reason string) error {
	const op = "store.SetEditApproval"
	if err := scope.Require(op, registry.Configure); err != nil {
		return err
	}
	if err := registry.RequireReason(op, reason); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.exec(ctx, "edit-approval-set", required, reason, orNull(scope.AccountID), scope.Actor); err != nil {
			return err
		}
		object := "必要としない"
		if required {
			object = "必要とする"
		}
		return q.audit(ctx, scope, registry.AuditEditApproval, object, map[string]any{"required": required, "reason": reason})
	})
}

// waits reports whether an edit by the scope needs a second person.
func (q querier) waits(ctx context.Context, scope registry.Scope) (bool, error) {
	if scope.Alone() {
		return false, nil
	}
	rule, err := q.editApproval(ctx)
	return rule.Required, err
}

// propose keeps an edit until a second person approves it.
func (q querier) propose(ctx context.Context, scope registry.Scope, now registry.Process, patch Patch, reason string) error {
	patch.Process.ID = now.ID // a process without one has no form as text
	text, err := json.Marshal(patch)
	if err != nil {
		return registry.Failed("store.Edit", err)
	}
	var id int64
	if err := q.get(ctx, &id, "pending-edit-add", int64(now.ID), now.BureauID, now.ChangeID, string(text), reason, orNull(scope.AccountID),
		scope.Actor); err != nil {
		return err
	}
	return q.audit(ctx, scope, registry.AuditEditProposed, now.ID.String(), map[string]any{"edit": id, "reason": reason})
}

// pendingRow is a row of "pending-edits".
type pendingRow struct {
	ID            int64
	ProcessID     int64 `db:"process_id"`
	BureauID      int   `db:"bureau_id"`
	Bureau        string
	ProcedureName string `db:"procedure_name"`
	Version       int64
	Patch         []byte
	Reason        string
	AccountID     int64 `db:"account_id"`
	Actor         string
	At            time.Time
	State         registry.PendingState
	EndedAt       sql.NullTime `db:"ended_at"`
	EndedBy       string       `db:"ended_by"`
	EndReason     string       `db:"end_reason"`
	ChangeID      int64        `db:"change_id"`
	Stale         bool
}

func (r pendingRow) edit() registry.PendingEdit {
	return registry.PendingEdit{ID: r.ID, ProcessID: registry.ProcessID(r.ProcessID), BureauID: r.BureauID, Bureau: r.Bureau,
		ProcedureName: r.ProcedureName, Version: r.Version, Reason: r.Reason, AccountID: r.AccountID, Actor: r.Actor, At: r.At, State: r.State,
		EndedAt: r.EndedAt.Time, EndedBy: r.EndedBy, EndReason: r.EndReason, ChangeID: r.ChangeID, Stale: r.Stale}
}

// PendingEdits lists the latest edits that need a second person and that the scope reaches,
// those that wait first; only these if asked.
func (s *Store) PendingEdits(ctx context.Context, scope registry.Scope, waiting bool) ([]PendingEdit, error) {
	const op = "store.PendingEdits"
	if err := scope.Require(op, registry.Read); err != nil {
		return nil, err
	}
	var all []PendingEdit
	err := s.transact(ctx, scope, nil, func(q querier) error {
		var rows []pendingRow
		if err := q.list(ctx, &rows, "pending-edits", nil, nil, waiting); err != nil {
			return err
		}
		for _, r := range rows {
			e := PendingEdit{PendingEdit: r.edit()}
			if e.State == registry.EditWaiting {
				if err := q.describe(ctx, op, scope, &e, r.Patch); err != nil {
					return err
				}
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}

// describe adds what a waiting edit changes, and what the scope may do with it.
func (q querier) describe(ctx context.Context, op string, scope registry.Scope, e *PendingEdit, text []byte) error {
	_, err := q.approver(ctx, op, scope, lockedUpload{BureauID: orNull(e.BureauID)})
	if e.MayReturn, err = permitted(err); err != nil {
		return err
	}
	e.Own = e.AccountID == scope.AccountID
	e.MayReturn = e.MayReturn && !e.Own
	e.MayApprove = e.MayReturn && !e.Stale
	if e.Stale {
		return nil
	}
	patch, err := readPatch(op, text)
	if err != nil {
		return err
	}
	all, err := q.versions(ctx, e.ProcessID, moment{asked: registry.Now})
	if err != nil {
		return err
	}
	now := all.at(registry.Now)
	if now == nil {
		return nil
	}
	volumes := all.volumesAt(registry.Now)
	next, nextVolumes, err := patch.Apply(*now, volumes)
	e.Fields = fieldChanges(*now, next, volumes, nextVolumes)
	return err
}

func readPatch(op string, text []byte) (Patch, error) {
	var p Patch
	if err := json.Unmarshal(text, &p); err != nil {
		return p, registry.Failed(op, err)
	}
	return p, nil
}

// ApproveEdit writes a waiting edit to the registry under one change, of which its maker is
// the actor. It is a Conflict error where the process was changed since. Nobody approves an
// edit of their own.
func (s *Store) ApproveEdit(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.ApproveEdit"
	return s.endEdit(ctx, op, scope, id, func(q querier, e registry.PendingEdit, text []byte) error {
		if err := q.secondPerson(ctx, op, scope, e); err != nil {
			return err
		}
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		all, err := q.versions(ctx, e.ProcessID, moment{asked: registry.Now})
		if err != nil {
			return err
		}
		now := all.at(registry.Now)
		if now == nil || now.ChangeID != e.Version || now.BureauID != e.BureauID {
			return &registry.Error{Code: registry.Conflict, Op: op, Field: "version",
				Message: "編集のあとで、この手続が変わりました。差し戻して、今の内容をもとに編集し直してもらってください。"}
		}
		patch, err := readPatch(op, text)
		if err != nil {
			return err
		}
		volumes := all.volumesAt(registry.Now)
		next, nextVolumes, err := patch.Apply(*now, volumes)
		if err != nil {
			return err
		}
		c, err := q.beginChange(ctx)
		if err != nil {
			return err
		}
		if err := q.rewrite(ctx, c, next, volumes, nextVolumes); err != nil {
			return err
		}
		maker := registry.Scope{AccountID: e.AccountID, Actor: e.Actor}
		if err := q.endChange(ctx, maker, c, registry.ChangeEdit, e.Reason+"（承認："+scope.Actor+"）", 0); err != nil {
			return err
		}
		return q.finishEdit(ctx, scope, e, registry.EditApproved, "", c.ID, registry.AuditEditApproved)
	})
}

// ReturnEdit returns a waiting edit to its maker with a reason. Nothing is written to the
// registry.
func (s *Store) ReturnEdit(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.ReturnEdit"
	return s.endEdit(ctx, op, scope, id, func(q querier, e registry.PendingEdit, _ []byte) error {
		if err := q.secondPerson(ctx, op, scope, e); err != nil {
			return err
		}
		if err := registry.RequireReason(op, reason); err != nil {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "reason", Message: "差し戻す理由を入力してください。", Err: err}
		}
		return q.finishEdit(ctx, scope, e, registry.EditReturned, reason, 0, registry.AuditEditReturned)
	})
}

// WithdrawEdit ends a waiting edit of the scope's own.
func (s *Store) WithdrawEdit(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.WithdrawEdit"
	return s.endEdit(ctx, op, scope, id, func(q querier, e registry.PendingEdit, _ []byte) error {
		if e.AccountID != scope.AccountID {
			return registry.Errorf(registry.Forbidden, op, "ほかの人の編集は取り下げられません。")
		}
		return q.finishEdit(ctx, scope, e, registry.EditWithdrawn, "", 0, registry.AuditEditWithdrawn)
	})
}

// endEdit locks a waiting edit that the scope reaches and calls do, which ends it.
func (s *Store) endEdit(
	ctx context.Context,
	op string,
	scope registry.Scope,
	id int64,
	do func(querier, registry.PendingEdit, []byte) error,
) error {
	if err := scope.Require(op, registry.Read); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		var locked []int64
		if err := q.list(ctx, &locked, "pending-edit-lock", id); err != nil {
			return err
		}
		var rows []pendingRow
		if err := q.list(ctx, &rows, "pending-edits", id, nil, false); err != nil {
			return err
		}
		if len(rows) == 0 || !scope.Reaches(rows[0].BureauID) {
			return registry.Errorf(registry.NotFound, op, "この編集は見つかりませんでした。一覧から選び直してください。")
		}
		if rows[0].State != registry.EditWaiting {
			return registry.Errorf(registry.Conflict, op, "この編集は、もう承認を待っていません（%s）。", rows[0].State.Label())
		}
		return do(q, rows[0].edit(), rows[0].Patch)
	})
}

// secondPerson is nil if the scope may decide on the edit: an approver of its bureau, a
// deputy of one, or headquarters, but not its maker.
func (q querier) secondPerson(ctx context.Context, op string, scope registry.Scope, e registry.PendingEdit) error {
	if _, err := q.approver(ctx, op, scope, lockedUpload{BureauID: orNull(e.BureauID)}); err != nil {
		return err
	}
	if e.AccountID == scope.AccountID {
		return registry.Errorf(registry.Forbidden, op, "ご自身の編集は承認も差戻しもできません。ほかの承認者に依頼するか、取り下げてください。")
	}
	return nil
}

func (q querier) finishEdit(
	ctx context.Context,
	scope registry.Scope,
	e registry.PendingEdit,
	state registry.PendingState,
	reason string,
	changeID int64,
	kind registry.AuditKind,
) error {
	_, err := q.exec(ctx, "pending-edit-end", e.ID, string(state), orNull(scope.AccountID), scope.Actor, reason, orNull(changeID))
	if err != nil {
		return err
	}
	return q.audit(ctx, scope, kind, e.ProcessID.String(), map[string]any{"edit": e.ID, "maker": e.Actor, "reason": reason})
}

// askPending asks for the edit of a process that waits for a second person.
func askPending(to **registry.PendingEdit, id registry.ProcessID) ask {
	var rows []pendingRow
	return ask{dest: &rows, name: "pending-edits", args: []any{nil, int64(id), true}, read: func() error {
		if len(rows) > 0 {
			e := rows[0].edit()
			*to = &e
		}
		return nil
	}}
}
