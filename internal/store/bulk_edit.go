package store

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
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

	// AtOnce is for whoever waits for as long as it takes: no job writes it.
	AtOnce bool

	Tell BulkStep // nil: nobody watches
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
	if p.Base, err = q.bulkBase(ctx, &asked); err != nil {
		return p, err
	}
	f, patch, tell := asked.Filter, asked.Patch, told(asked.Tell)
	f.Cursor, f.Limit = "", 0
	l, err := q.newList(ctx, scope, f)
	if err != nil {
		return p, err
	}
	n, err := l.count(ctx)
	switch {
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
		tell("手続を読んでいます", int64(len(p.Rows)), n)
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

// bulkBase is the last change that was there when the list was looked at; asked is of the list as
// it was then.
func (q querier) bulkBase(ctx context.Context, asked *BulkAsked) (int64, error) {
	const op = "store.bulkBase"
	switch {
	case !asked.Filter.AsOf.IsZero():
		return 0, wrongSetting(op, "as_of", "過去の時点の一覧は編集できません。時点の条件を外してください。")
	case len(asked.Patch.Fields) == 0:
		return 0, wrongSetting(op, "fields", "変える項目を1つ以上選んでください。")
	}
	e, err := q.now(ctx)
	if err != nil || asked.Base == 0 || asked.Base == e.Change {
		return e.Change, err
	}
	if err := q.get(ctx, &asked.Filter.AsOf, "change-moment", asked.Base); err != nil {
		return 0, wrongSetting(op, "base", "確かめたときの版が分かりません。もう一度、変わる内容を確かめてください。")
	}
	return asked.Base, nil
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
// person where edits do; of more than [Options.BulkAtOnce] processes, a job does that. It needs a
// reason. What does not fit, has the values already or was changed since the preview stays as it
// is, and is told; where nothing is left, it is a Conflict error.
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
	switch n, err := s.Total(ctx, scope, asked.Filter); {
	case err != nil:
		return registry.BulkEdit{}, p, err
	case n > int64(s.bulkAtOnce) && n <= registry.MostBulkEdit && !asked.AtOnce:
		if id, err = s.queueBulk(ctx, scope, asked); err != nil {
			return registry.BulkEdit{}, p, err
		}
	default:
		err := s.transact(ctx, scope, nil, func(q querier) (err error) {
			var state registry.BulkState
			var c change
			if asked.AtOnce {
				if err := q.importSettings(ctx); err != nil {
					return err
				}
			}
			if p, state, c, err = q.doBulk(ctx, scope, asked); err != nil {
				return err
			}
			if id, err = q.addBulk(ctx, scope, asked, state, c.ID); err != nil {
				return err
			}
			return q.addBulkRows(ctx, scope, id, p, asked.Reason)
		})
		if err != nil {
			return registry.BulkEdit{}, p, err
		}
	}
	e, err := s.BulkEditOf(ctx, scope, id)
	return e, p, err
}

// doBulk writes an edit, unless it has to wait for a second person.
func (q querier) doBulk(ctx context.Context, scope registry.Scope, asked BulkAsked) (
	p BulkPreview, state registry.BulkState, c change, err error) {
	if err := q.lockChain(ctx); err != nil {
		return p, state, c, err
	}
	if p, err = q.bulkPreview(ctx, scope, asked); err != nil {
		return p, state, c, err
	}
	if p.Counts[registry.BulkChanges] == 0 {
		return p, state, c, registry.Errorf(registry.Conflict, "store.BulkEdit", "変わる手続がありません。条件と値を確かめてください。")
	}
	if p.Waits {
		return p, registry.BulkWaiting, c, nil
	}
	c, err = q.writeBulk(ctx, scope, p.Rows, strings.TrimSpace(asked.Reason), told(asked.Tell))
	return p, registry.BulkWritten, c, err
}

// addBulkRows records which processes an edit is of, and why some are left out.
func (q querier) addBulkRows(ctx context.Context, scope registry.Scope, id int64, p BulkPreview, reason string) error {
	var ids, versions []int64
	var leftOut []string
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
		ids, versions, leftOut = append(ids, int64(r.ID)), append(versions, r.ChangeID), append(leftOut, left)
	}
	_, err := q.exec(ctx, "bulk-edit-processes-add", id, pq.Array(ids), pq.Array(versions), pq.Array(leftOut))
	if err != nil || !p.Waits {
		return err
	}
	return q.audit(ctx, scope, registry.AuditEditProposed, registry.BulkEdit{ID: id}.Path(),
		map[string]any{"bulk_edit": id, "processes": p.Counts[registry.BulkChanges], "reason": reason})
}

// patchText is a patch as it is kept.
func patchText(p Patch) (string, error) {
	text, err := json.Marshal(withID(p))
	if err != nil {
		return "", registry.Failed("store.patchText", err)
	}
	return string(text), nil
}

// withID is the patch with an ID, without which a process has no form as text.
func withID(p Patch) Patch {
	p.Process.ID = 1
	return p
}

// writeBulk writes the rows that change, under one change. Their volumes stay.
func (q querier) writeBulk(ctx context.Context, scope registry.Scope, rows []BulkRow, reason string, tell BulkStep) (
	change, error) {
	c, err := q.beginChange(ctx)
	if err != nil {
		return c, err
	}
	var ids []int64
	var next []registry.Process
	for _, r := range rows {
		if r.Outcome == registry.BulkChanges {
			ids, next = append(ids, int64(r.ID)), append(next, r.next)
		}
	}
	if _, err := q.exec(ctx, "processes-close", c.At, c.ID, pq.Array(ids)); err != nil {
		return c, err
	}
	if err := q.openProcesses(ctx, c, next, tell); err != nil {
		return c, err
	}
	return c, q.endChange(ctx, scope, c, registry.ChangeEdit, reason, 0)
}

// openProcesses writes new versions of many processes. They go by a table of this transaction: the
// server copies into no table whose rows it must check.
func (q querier) openProcesses(ctx context.Context, c change, all []registry.Process, tell BulkStep) error {
	const op, columns = "store.openProcesses", `process_id, recorded_from, change_id, bureau_id, department, division, procedure_name,
		process_name, process_type, applicant, recipient, legal_basis, legal_article, affair_category, digitization_status,
		planned_fiscal_year, digitized_on, obstacle, national_law_change, law_to_change, ministry, scope, platform, identity_method, fee,
		payment_methods, attachments, seal_required, standard_processing_period, remarks, priority_override, priority_reason,
		volume_total, volume_year, volume_qualifier, volume_low, volume_high, usage_total, usage_online, usage_year, search_text,
		identity_key`
	run := func(statement string) error {
		_, err := q.ext.ExecContext(ctx, statement)
		return mapError(op, err)
	}
	if err := run("create temporary table process_copy on commit drop as select " + columns + " from process with no data"); err != nil {
		return err
	}
	copying, err := q.ext.(*sqlx.Tx).PrepareContext(ctx, "copy process_copy ("+columns+") from stdin")
	if err != nil {
		return mapError(op, err)
	}
	for i, p := range all {
		tell("手続を書いています", int64(i), int64(len(all)))
		if _, err := copying.ExecContext(ctx, versionValues(c, p)...); err != nil {
			_ = copying.Close() // the transaction is rolled back
			return mapError(op, err)
		}
	}
	if _, err := copying.ExecContext(ctx); err != nil {
		return mapError(op, err)
	}
	if err := copying.Close(); err != nil {
		return mapError(op, err)
	}
	tell("変更を記録しています", 0, 0)
	return run("insert into process (" + columns + ") select " + columns + " from process_copy")
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
