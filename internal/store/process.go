package store

import (
	"context"
	"fmt"
	"time"

	"tetsuzuki/internal/registry"
)

// ProcessDetail is one process with everything that is known about it.
type ProcessDetail struct {
	registry.Process
	Volumes   []registry.Volume // in force at the moment, by year
	History   []HistoryEntry    // up to the moment, the newest first
	AsOf      time.Time
	Threshold int64
	Pending   *registry.PendingEdit // of now: the edit that waits for a second person; nil: none
}

// Process returns one process as of a moment (zero: now); NotFound if the scope does not
// reach it, so that nobody learns whether it exists.
func (s *Store) Process(ctx context.Context, scope registry.Scope, id registry.ProcessID, asOf time.Time) (ProcessDetail, error) {
	const op = "store.Process"
	if err := scope.Require(op, registry.Read); err != nil {
		return ProcessDetail{}, err
	}
	var d ProcessDetail
	err := s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, asOf)
		if err != nil {
			return err
		}
		threshold, err := q.threshold(ctx, m)
		if err != nil {
			return err
		}
		var pending *registry.PendingEdit
		versions, err := q.history(ctx, id, m, askPending(&pending, id))
		if err != nil {
			return err
		}
		now := versions.at(m.asked)
		if now == nil || !scope.Reaches(now.BureauID) {
			return versions.absent(op, scope, id)
		}
		d = ProcessDetail{Process: *now, Volumes: versions.volumesAt(m.asked), AsOf: m.shown, Threshold: threshold.Volume}
		d.History = versions.history()
		if m.asked.Equal(registry.Now) {
			d.Pending = pending
		}
		return nil
	})
	return d, err
}

// absent is the NotFound error of a process: an undo has removed it, or it never existed.
// The scope learns no more than it may.
func (v versions) absent(op string, scope registry.Scope, id registry.ProcessID) error {
	if n := len(v.processes); n > 0 && !v.processes[n-1].RecordedTo.IsZero() && scope.Reaches(v.processes[n-1].BureauID) {
		return &registry.Error{Code: registry.NotFound, Op: op, Field: "process_id",
			Message: fmt.Sprintf("手続 %s は、登録した取込が取り消されたため、今はありません。%s までの時点を指定すると見られます。", id,
				registry.MomentText(v.processes[n-1].RecordedTo))}
	}
	return noProcess(op, id)
}

func noProcess(op string, id registry.ProcessID) error {
	return &registry.Error{Code: registry.NotFound, Op: op, Field: "process_id",
		Message: fmt.Sprintf("手続 %s は見つかりませんでした。IDと時点を確かめてください。", id)}
}

// versions has all versions of one process up to a moment, with their changes.
type versions struct {
	changes   []registry.Change // the newest first
	processes []registry.Process
	volumes   []volumeVersion
}

type volumeVersion struct {
	registry.Volume
	from time.Time
	to   time.Time // zero: still so
}

// history returns the versions of a process. If the process is within reach at the moment,
// it includes the versions from before its transfer from another bureau: one step asks
// whether it is, and reads them all, which are looked at only then. What is asked beside is
// asked first, within reach.
func (q querier) history(ctx context.Context, id registry.ProcessID, m moment, beside ask) (versions, error) {
	if q.reach == everyBureau {
		return q.versions(ctx, id, m, beside)
	}
	var here []struct{ Exists bool }
	r := q.versionRows(id, m)
	other := q
	other.reach = everyBureau
	asked := append([]ask{beside, {dest: &here, name: "process-in-reach", args: r.asked[0].args, then: q.reachText(everyBureau)}}, r.asked...)
	asked[len(asked)-1].then = other.reachText(q.reach)
	if err := q.together(ctx, asked...); err != nil {
		return versions{}, err
	}
	if !here[0].Exists {
		return q.versions(ctx, id, m)
	}
	return r.versions(ctx, q)
}

// versionRows are what the versions of a process are made from.
type versionRows struct {
	asked     []ask
	processes []processRow
	volumes   []volumeRow
	changes   []struct {
		ID        int64
		At        time.Time
		AccountID int64 `db:"account_id"`
		Actor     string
		Kind      registry.ChangeKind
		Reason    string
		UploadID  int64 `db:"upload_id"`
		Hash      []byte
		Redone    bool
	}
}

// versionRows says what to read.
func (q querier) versionRows(id registry.ProcessID, m moment) *versionRows {
	r, args := &versionRows{}, []any{int64(id), m.asked}
	r.asked = []ask{
		{dest: &r.processes, name: "processes", more: " where p.process_id = $1 and p.recorded_from <= $2 order by p.recorded_from", args: args},
		{dest: &r.volumes, name: "volumes", more: " where v.process_id = $1 and v.recorded_from <= $2 order by v.fiscal_year, v.recorded_from",
			args: args},
		{dest: &r.changes, name: "process-changes", args: args},
	}
	return r
}

func (q querier) versions(ctx context.Context, id registry.ProcessID, m moment, beside ...ask) (versions, error) {
	r := q.versionRows(id, m)
	if err := q.together(ctx, append(beside, r.asked...)...); err != nil {
		return versions{}, err
	}
	return r.versions(ctx, q)
}

func (r *versionRows) versions(ctx context.Context, q querier) (v versions, err error) {
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return v, err
	}
	byID := map[int]registry.Bureau{}
	for _, b := range bureaus {
		byID[b.ID] = b
	}
	for _, p := range r.processes {
		v.processes = append(v.processes, p.process(byID))
	}
	for _, p := range r.volumes {
		v.volumes = append(v.volumes, volumeVersion{from: p.RecordedFrom, to: p.RecordedTo.Time, Volume: p.volume()})
	}
	for _, c := range r.changes {
		v.changes = append(v.changes, registry.Change{ID: c.ID, At: c.At, AccountID: c.AccountID, Actor: c.Actor, Kind: c.Kind,
			Reason: c.Reason, UploadID: c.UploadID, Hash: [32]byte(c.Hash), Redone: c.Redone})
	}
	return v, nil
}

// inForce reports whether a version is in force at a moment: from the first until before
// the second of its moments.
func inForce(from, to, at time.Time) bool {
	return !from.After(at) && (to.IsZero() || to.After(at))
}

// at is the version in force at a moment; nil if there is none.
func (v versions) at(t time.Time) *registry.Process {
	for i, p := range v.processes {
		if inForce(p.RecordedFrom, p.RecordedTo, t) {
			return &v.processes[i]
		}
	}
	return nil
}

func (v versions) volumesAt(t time.Time) []registry.Volume {
	var volumes []registry.Volume
	for _, r := range v.volumes {
		if inForce(r.from, r.to, t) {
			volumes = append(volumes, r.Volume)
		}
	}
	return volumes
}
