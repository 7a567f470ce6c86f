package store

import (
	"context"
	"strconv"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
)

// ChangeDetail is one change with the cells that it wrote, as far as the scope reaches.
type ChangeDetail struct {
	registry.Change
	PreviousHash [32]byte // of the change before
	ContentHash  [32]byte // of what the change wrote
	Before       int64    // the change before; 0: the first one, or out of reach
	After        int64    // the change after; 0: the last one, or out of reach
	SnapshotID   int64    // the published figures that it recorded; 0: none
	TransferID   int64    // the transfer that it carried out; 0: none

	Added, Altered, Removed int64 // processes
	Processes               []ChangedProcess
	Next                    registry.ProcessID // the page goes on after it; 0: the last page
	Settings                []ChangedSetting
}

// ChangedProcess is what a change did to one process.
type ChangedProcess struct {
	registry.Process // after the change; before it, if the change removed the process
	Created          bool
	Removed          bool
	Fields           []FieldChange
}

// ChangePage is which processes of a change to return.
type ChangePage struct {
	After registry.ProcessID // the last one of the page before; 0: from the first on
	Limit int                // default 50, at most 200
}

// The bounds of [ChangePage].
const (
	DefaultChangePage = 50
	MaxChangePage     = 200
)

// ChangeParameters are how a [ChangePage] is written.
var ChangeParameters = parameter.Table[ChangePage]{
	parameter.Process("after", "前のページの next_after", func(p *ChangePage) *registry.ProcessID { return &p.After }),
	parameter.Integer("limit", "", "50", 1, MaxChangePage, func(p *ChangePage) *int { return &p.Limit }).Or(strconv.Itoa(DefaultChangePage)),
}

// Change returns one change; NotFound if nothing of it is within the scope's reach, so that
// nobody learns whether it exists.
func (s *Store) Change(ctx context.Context, scope registry.Scope, id int64, page ChangePage) (ChangeDetail, error) {
	const op = "store.Change"
	var d ChangeDetail
	if err := scope.Require(op, registry.Read); err != nil {
		return d, err
	}
	if page.Limit <= 0 || page.Limit > MaxChangePage {
		page.Limit = DefaultChangePage
	}
	err := s.reading(ctx, scope, func(q querier) (err error) {
		if d, err = q.change(ctx, op, id); err != nil {
			return err
		}
		if d.Kind == registry.ChangeSetting {
			d.Settings, err = q.changedSettings(ctx, id)
			return err
		}
		var ids []int64
		if err := q.list(ctx, &ids, "change-touched", id, int64(page.After), registry.Paging(page.Limit).Limit()); err != nil {
			return err
		}
		ids, next := registry.PageOf(registry.Paging(page.Limit), ids, func(id int64) int64 { return id })
		if next != nil {
			d.Next = registry.ProcessID(*next)
		}
		d.Processes, err = q.changedProcesses(ctx, scope, d.Change, ids)
		return err
	})
	return d, err
}

// change reads the record of a change and its sums.
func (q querier) change(ctx context.Context, op string, id int64) (ChangeDetail, error) {
	var rows []struct {
		ID           int64
		At           time.Time
		AccountID    int64 `db:"account_id"`
		Actor        string
		Kind         registry.ChangeKind
		Reason       string
		UploadID     int64 `db:"upload_id"`
		Hash         []byte
		PreviousHash []byte `db:"previous_hash"`
		ContentHash  []byte `db:"content_hash"`
		Redone       bool
		Before       int64
		After        int64
		SnapshotID   int64 `db:"snapshot_id"`
		TransferID   int64 `db:"transfer_id"`
	}
	if err := q.list(ctx, &rows, "change-one", id); err != nil {
		return ChangeDetail{}, err
	}
	if len(rows) == 0 {
		return ChangeDetail{}, &registry.Error{Code: registry.NotFound, Op: op, Field: "change",
			Message: "この番号の変更はありません。手続の履歴か、操作の記録から選び直してください。"}
	}
	r := rows[0]
	d := ChangeDetail{Change: registry.Change{ID: r.ID, At: r.At, AccountID: r.AccountID, Actor: r.Actor, Kind: r.Kind, Reason: r.Reason,
		UploadID: r.UploadID, Hash: [32]byte(r.Hash), Redone: r.Redone}, PreviousHash: [32]byte(r.PreviousHash),
		ContentHash: [32]byte(r.ContentHash), Before: r.Before, After: r.After, SnapshotID: r.SnapshotID, TransferID: r.TransferID}
	var sums struct{ Added, Altered, Removed int64 }
	err := q.get(ctx, &sums, "change-sums", id)
	d.Added, d.Altered, d.Removed = sums.Added, sums.Altered, sums.Removed
	return d, err
}

// changedProcesses lists what the change did to the processes of these IDs. Of a process that
// came from another bureau by it, the bureau that it came to sees both sides, as in the
// process's history.
func (q querier) changedProcesses(
	ctx context.Context,
	scope registry.Scope,
	c registry.Change,
	ids []int64,
) ([]ChangedProcess, error) {
	found, err := q.versionsAround(ctx, c, ids)
	if err != nil {
		return nil, err
	}
	if !scope.AllBureaus() {
		var here []int64
		for id, v := range found {
			if v.at(c.At) != nil {
				here = append(here, int64(id))
			}
		}
		err := q.whole(ctx, func(q querier) error {
			both, err := q.versionsAround(ctx, c, here)
			for id, v := range both {
				found[id] = v
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	all, before := make([]ChangedProcess, 0, len(ids)), c.At.Add(-time.Microsecond)
	for _, id := range ids {
		v := found[registry.ProcessID(id)]
		e := v.entry(c)
		p := ChangedProcess{Created: e.Created, Removed: e.Removed, Fields: e.Fields}
		if current := v.at(c.At); current != nil {
			p.Process = *current
		} else if old := v.at(before); old != nil {
			p.Process, p.Fields = *old, fieldChanges(*old, registry.Process{}, v.volumesAt(before), nil)
		} else {
			continue // only its volumes can be seen
		}
		all = append(all, p)
	}
	return all, nil
}

// versionsAround reads the versions of processes just before and at a change.
func (q querier) versionsAround(ctx context.Context, c registry.Change, ids []int64) (map[registry.ProcessID]versions, error) {
	bureaus, err := q.bureausByID(ctx)
	if err != nil {
		return nil, err
	}
	var rows []processRow
	err = q.selectText(ctx, &rows, "processes",
		" where p.process_id = any($1) and p.recorded_from <= $2 and p.recorded_to >= $2 order by p.process_id, p.recorded_from",
		pq.Array(ids), c.At)
	if err != nil {
		return nil, err
	}
	var volumes []volumeRow
	err = q.selectText(ctx, &volumes, "volumes",
		" where v.process_id = any($1) and v.recorded_from <= $2 and v.recorded_to >= $2 order by v.process_id, v.fiscal_year, v.recorded_from",
		pq.Array(ids), c.At)
	if err != nil {
		return nil, err
	}
	found := make(map[registry.ProcessID]versions, len(ids))
	for _, r := range rows {
		v := found[registry.ProcessID(r.ProcessID)]
		v.processes = append(v.processes, r.process(bureaus))
		found[registry.ProcessID(r.ProcessID)] = v
	}
	for _, r := range volumes {
		v := found[registry.ProcessID(r.ProcessID)]
		v.volumes = append(v.volumes, volumeVersion{from: r.RecordedFrom, to: r.RecordedTo.Time, Volume: r.volume()})
		found[registry.ProcessID(r.ProcessID)] = v
	}
	return found, nil
}

func (q querier) bureausByID(ctx context.Context) (map[int]registry.Bureau, error) {
	bureaus, err := q.bureaus(ctx)
	byID := make(map[int]registry.Bureau, len(bureaus))
	for _, b := range bureaus {
		byID[b.ID] = b
	}
	return byID, err
}
