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
		versions, err := q.history(ctx, id, m)
		if err != nil {
			return err
		}
		now := versions.at(m.asked)
		if now == nil || !scope.Reaches(now.BureauID) {
			return versions.absent(op, scope, id)
		}
		d = ProcessDetail{Process: *now, Volumes: versions.volumesAt(m.asked), AsOf: m.shown, Threshold: threshold.Volume}
		d.History = versions.history()
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
// it includes the versions from before its transfer from another bureau.
func (q querier) history(ctx context.Context, id registry.ProcessID, m moment) (v versions, err error) {
	if q.reach == everyBureau {
		return q.versions(ctx, id, m)
	}
	var here bool
	if err := q.get(ctx, &here, "process-in-reach", int64(id), m.asked); err != nil {
		return v, err
	}
	if !here {
		return q.versions(ctx, id, m)
	}
	err = q.whole(ctx, func(q querier) (err error) {
		v, err = q.versions(ctx, id, m)
		return err
	})
	return v, err
}

func (q querier) versions(ctx context.Context, id registry.ProcessID, m moment) (versions, error) {
	var v versions
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return v, err
	}
	byID := map[int]registry.Bureau{}
	for _, b := range bureaus {
		byID[b.ID] = b
	}
	var rows []processRow
	err = q.selectText(
		ctx,
		&rows,
		"processes",
		" where p.process_id = $1 and p.recorded_from <= $2 order by p.recorded_from",
		int64(id),
		m.asked,
	)
	if err != nil {
		return v, err
	}
	for _, r := range rows {
		v.processes = append(v.processes, r.process(byID))
	}
	if v.volumes, err = q.volumeVersions(ctx, id, m); err != nil {
		return v, err
	}
	v.changes, err = q.processChanges(ctx, id, m)
	return v, err
}

func (q querier) volumeVersions(ctx context.Context, id registry.ProcessID, m moment) ([]volumeVersion, error) {
	var rows []volumeRow
	if err := q.selectText(ctx, &rows, "volumes",
		" where v.process_id = $1 and v.recorded_from <= $2 order by v.fiscal_year, v.recorded_from", int64(id), m.asked); err != nil {
		return nil, err
	}
	all := make([]volumeVersion, len(rows))
	for i, r := range rows {
		all[i] = volumeVersion{from: r.RecordedFrom, to: r.RecordedTo.Time, Volume: r.volume()}
	}
	return all, nil
}

func (q querier) processChanges(ctx context.Context, id registry.ProcessID, m moment) ([]registry.Change, error) {
	var rows []struct {
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
	if err := q.list(ctx, &rows, "process-changes", int64(id), m.asked); err != nil {
		return nil, err
	}
	all := make([]registry.Change, len(rows))
	for i, r := range rows {
		all[i] = registry.Change{ID: r.ID, At: r.At, AccountID: r.AccountID, Actor: r.Actor, Kind: r.Kind,
			Reason: r.Reason, UploadID: r.UploadID, Hash: [32]byte(r.Hash), Redone: r.Redone}
	}
	return all, nil
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
