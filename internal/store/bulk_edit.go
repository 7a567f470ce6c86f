package store

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// BulkAsked is an edit of all processes of a list.
type BulkAsked struct {
	Filter ProcessFilter
	Patch  Patch
	// Base is the last change that was there when the list was looked at: of a process that
	// somebody changed since, nothing is overwritten. 0: the last one now.
	Base   int64
	Reason string
	// Check says what does not fit in a process as it would become; nil: everything does.
	Check func(registry.Process, []registry.Volume) error
}

// BulkRow is one process of the list.
type BulkRow struct {
	registry.Process                      // as it is
	Outcome          registry.BulkOutcome // what becomes of it
	Why              string               // what does not fit
	Fields           []FieldChange        // what changes

	next    registry.Process
	volumes []registry.Volume
}

// BulkPreview is what an edit would do now.
type BulkPreview struct {
	Base   int64
	Rows   []BulkRow
	Counts map[registry.BulkOutcome]int
	Waits  bool // it would wait for a second person
}

// BulkPreview tells what an edit of all processes of a list would do to each; nothing is written.
func (s *Store) BulkPreview(ctx context.Context, scope registry.Scope, asked BulkAsked) (p BulkPreview, err error) {
	if err := mayEditMany("store.BulkPreview", scope); err != nil {
		return p, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		p, err = q.bulkPreview(ctx, scope, asked)
		return err
	})
	return p, err
}

// mayEditMany is nil for who changes processes of every bureau, and undoes what many were changed by.
func mayEditMany(op string, scope registry.Scope) error {
	if !scope.AllBureaus() {
		return registry.Errorf(registry.Forbidden, op, "まとめて編集できるのは本部だけです。手続は1つずつ編集してください。")
	}
	if err := scope.Require(op, registry.Edit); err != nil {
		return err
	}
	return scope.Require(op, registry.Undo)
}

func (q querier) bulkPreview(ctx context.Context, scope registry.Scope, asked BulkAsked) (p BulkPreview, err error) {
	const op = "store.BulkPreview"
	f, patch := asked.Filter, asked.Patch
	switch {
	case !f.AsOf.IsZero():
		return p, wrongSetting(op, "as_of", "過去の時点の一覧は編集できません。時点の条件を外してください。")
	case len(patch.Fields) == 0:
		return p, wrongSetting(op, "fields", "変える項目を1つ以上選んでください。")
	}
	e, err := q.now(ctx)
	if err != nil {
		return p, err
	}
	p.Base = asked.Base
	if p.Base == 0 {
		p.Base = e.Change
	}
	if p.Base != e.Change { // the list is the one that was looked at
		if err := q.get(ctx, &f.AsOf, "change-moment", p.Base); err != nil {
			return p, wrongSetting(op, "base", "確かめたときの版が分かりません。もう一度、変わる内容を確かめてください。")
		}
	}
	f.Cursor, f.Limit = "", 0
	l, err := q.newList(ctx, scope, f)
	if err != nil {
		return p, err
	}
	switch n, err := l.count(ctx); {
	case err != nil:
		return p, err
	case n > registry.MostBulkEdit:
		return p, registry.Errorf(registry.TooLarge, op, "一度に編集できるのは %s 手続までです（この条件では %s 手続）。条件を増やして、分けて編集してください。",
			registry.Thousands(registry.MostBulkEdit), registry.Thousands(n))
	}
	err = l.every(ctx, func(now registry.Process, volumes []registry.Volume) error {
		row := BulkRow{Process: now, Outcome: registry.BulkChanges}
		if row.next, row.volumes, err = patch.Apply(now, volumes); err != nil {
			return err
		}
		row.Fields = fieldChanges(now, row.next, volumes, row.volumes)
		if !differs(now, row.next, volumes, row.volumes) {
			row.Outcome = registry.BulkUnchanged
		} else if asked.Check != nil {
			if err := asked.Check(row.next, row.volumes); err != nil {
				row.Outcome, row.Why = registry.BulkWrong, registry.MessageOf(err)
			}
		}
		p.Rows = append(p.Rows, row)
		return nil
	})
	if err == nil {
		err = q.markHindered(ctx, p.Rows)
	}
	if err == nil {
		p.Waits, err = q.waits(ctx, scope)
	}
	p.Counts = map[registry.BulkOutcome]int{}
	for _, r := range p.Rows {
		p.Counts[r.Outcome]++
	}
	return p, err
}

// markHindered finds the processes that somebody changed since they were looked at, or of which
// another edit waits.
func (q querier) markHindered(ctx context.Context, rows []BulkRow) error {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = int64(r.ID)
	}
	versions, waiting := map[int64]int64{}, map[int64]bool{}
	var now []struct {
		ProcessID int64 `db:"process_id"`
		ChangeID  int64 `db:"change_id"`
	}
	var pending []int64
	if err := q.list(ctx, &now, "bulk-edit-versions", pq.Array(ids)); err != nil {
		return err
	}
	if err := q.list(ctx, &pending, "pending-edits-of", pq.Array(ids)); err != nil {
		return err
	}
	for _, v := range now {
		versions[v.ProcessID] = v.ChangeID
	}
	for _, id := range pending {
		waiting[id] = true
	}
	for i := range rows {
		r := &rows[i]
		switch {
		case r.Outcome != registry.BulkChanges:
		case versions[int64(r.ID)] != r.ChangeID:
			r.Outcome = registry.BulkStale
		case waiting[int64(r.ID)]:
			r.Outcome = registry.BulkPending
		}
	}
	return nil
}

// BulkEdit edits all processes of a list under one change, or lets the edit wait for a second
// person where edits do. It needs a reason. What does not fit, has the values already or was
// changed since the preview stays as it is, and is told; where nothing is left, it is a Conflict
// error.
func (s *Store) BulkEdit(ctx context.Context, scope registry.Scope, asked BulkAsked) (registry.BulkEdit, BulkPreview, error) {
	const op = "store.BulkEdit"
	var p BulkPreview
	var id int64
	if err := mayEditMany(op, scope); err != nil {
		return registry.BulkEdit{}, p, err
	}
	if err := registry.RequireReason(op, asked.Reason); err != nil {
		return registry.BulkEdit{}, p, err
	}
	err := s.transact(ctx, scope, nil, func(q querier) (err error) {
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		if p, err = q.bulkPreview(ctx, scope, asked); err != nil {
			return err
		}
		if p.Counts[registry.BulkChanges] == 0 {
			return registry.Errorf(registry.Conflict, op, "変わる手続がありません。条件と値を確かめてください。")
		}
		patch, err := json.Marshal(withID(asked.Patch))
		if err != nil {
			return registry.Failed(op, err)
		}
		state, c := registry.BulkWaiting, change{}
		if !p.Waits {
			state = registry.BulkWritten
			if c, err = q.writeBulk(ctx, scope, p.Rows, strings.TrimSpace(asked.Reason)); err != nil {
				return err
			}
		}
		conditions := ProcessParameters.Values(asked.Filter).Encode()
		if err := q.get(ctx, &id, "bulk-edit-add", conditions, string(patch), strings.TrimSpace(asked.Reason), orNull(scope.AccountID),
			scope.Actor, string(state), orNull(c.ID)); err != nil {
			return err
		}
		for _, r := range p.Rows {
			if r.Outcome == registry.BulkUnchanged {
				continue
			}
			left := ""
			if r.Outcome != registry.BulkChanges {
				left = r.Outcome.Label()
			}
			if r.Why != "" {
				left += "：" + r.Why
			}
			if _, err := q.exec(ctx, "bulk-edit-process-add", id, int64(r.ID), r.ChangeID, left); err != nil {
				return err
			}
		}
		if !p.Waits {
			return nil
		}
		return q.audit(ctx, scope, registry.AuditEditProposed, registry.BulkEdit{ID: id}.Path(),
			map[string]any{"bulk_edit": id, "processes": p.Counts[registry.BulkChanges], "reason": asked.Reason})
	})
	if err != nil {
		return registry.BulkEdit{}, p, err
	}
	e, err := s.BulkEditOf(ctx, scope, id)
	return e, p, err
}

// withID is the patch with an ID, without which a process has no form as text.
func withID(p Patch) Patch {
	p.Process.ID = 1
	return p
}

// writeBulk writes the rows that change, under one change.
func (q querier) writeBulk(ctx context.Context, scope registry.Scope, rows []BulkRow, reason string) (change, error) {
	c, err := q.beginChange(ctx)
	if err != nil {
		return c, err
	}
	for _, r := range rows {
		if r.Outcome != registry.BulkChanges {
			continue
		}
		if err := q.rewrite(ctx, c, r.next, r.volumes, r.volumes); err != nil {
			return c, err
		}
	}
	return c, q.endChange(ctx, scope, c, registry.ChangeEdit, reason, 0)
}

// BulkEdits lists the latest edits of many processes.
func (s *Store) BulkEdits(ctx context.Context, scope registry.Scope) ([]registry.BulkEdit, error) {
	if err := mayEditMany("store.BulkEdits", scope); err != nil {
		return nil, err
	}
	var all []registry.BulkEdit
	err := s.reading(ctx, scope, func(q querier) error {
		rows, err := q.bulkEdits(ctx, nil)
		for _, r := range rows {
			all = append(all, r.edit())
		}
		return err
	})
	return all, err
}

// BulkEditOf is one of them.
func (s *Store) BulkEditOf(ctx context.Context, scope registry.Scope, id int64) (e registry.BulkEdit, err error) {
	if err := mayEditMany("store.BulkEditOf", scope); err != nil {
		return e, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		row, err := q.bulkEdit(ctx, "store.BulkEditOf", id)
		e = row.edit()
		return err
	})
	return e, err
}

// bulkRow is a row of "bulk-edits".
type bulkRow struct {
	ID         int64
	Conditions string
	Patch      []byte
	Reason     string
	AccountID  int64 `db:"account_id"`
	Actor      string
	At         time.Time
	State      registry.BulkState
	EndedAt    *time.Time `db:"ended_at"`
	EndedBy    string     `db:"ended_by"`
	EndReason  string     `db:"end_reason"`
	ChangeID   int64      `db:"change_id"`
	UndoneBy   int64      `db:"undone_by"`
	Processes  int64
	LeftOut    int64 `db:"left_out"`
}

func (r bulkRow) edit() registry.BulkEdit {
	e := registry.BulkEdit{ID: r.ID, Conditions: r.Conditions, Reason: r.Reason, AccountID: r.AccountID, Actor: r.Actor, At: r.At,
		State: r.State, EndedBy: r.EndedBy, EndReason: r.EndReason, ChangeID: r.ChangeID, UndoneBy: r.UndoneBy, Processes: r.Processes,
		LeftOut: r.LeftOut}
	if r.EndedAt != nil {
		e.EndedAt = *r.EndedAt
	}
	return e
}

func (q querier) bulkEdits(ctx context.Context, id *int64) (rows []bulkRow, err error) {
	return rows, q.list(ctx, &rows, "bulk-edits", id)
}

func (q querier) bulkEdit(ctx context.Context, op string, id int64) (bulkRow, error) {
	rows, err := q.bulkEdits(ctx, &id)
	if err == nil && len(rows) == 0 {
		err = registry.Errorf(registry.NotFound, op, "この一括編集は見つかりませんでした。一覧から選び直してください。")
	}
	if err != nil {
		return bulkRow{}, err
	}
	return rows[0], nil
}

// ConditionsOf are the conditions of an edit as a filter.
func ConditionsOf(e registry.BulkEdit) ProcessFilter {
	values, err := url.ParseQuery(e.Conditions)
	if err != nil {
		return ProcessFilter{} // it was stored as one
	}
	f, err := ParseFilter(values)
	if err != nil {
		return ProcessFilter{} // a parameter of an earlier version
	}
	return f
}
