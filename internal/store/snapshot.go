package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Snapshot is what headquarters published (公表値): figures as of one moment, frozen
// with their definitions. It is never altered; a later one may replace it.
type Snapshot struct {
	ID         int64
	Name       string // as in 令和3年度 第3四半期
	Note       string
	AsOf       time.Time // the moment that the figures are of
	Recorded   registry.Attribution
	ChangeID   int64 // the change that recorded it
	StoodAt    int64 // the last change before AsOf
	StoodHash  []byte
	Program    string           // the version of the program that computed the figures
	Figures    progress.Figures // those that this program knows
	Written    []byte           // the figures as JSON, byte for byte as recorded
	Hash       []byte           // of all of the above
	Replaces   int64            // the snapshot that it corrects; 0: none
	Reason     string           // of the correction
	ReplacedBy int64            // the snapshot that corrects it; 0: none
}

// SnapshotDraft describes figures to be recorded as published.
type SnapshotDraft struct {
	Name     string
	Note     string
	AsOf     time.Time // zero or in the future: now
	Replaces int64     // the snapshot that it corrects; 0: none
	Reason   string    // of the correction; required with Replaces
	Seen     string    // the [SeenFigures] that the person was shown; empty: none
}

// SeenFigures identifies the figures that a person was shown.
func SeenFigures(f progress.Figures) (string, error) {
	text, err := json.Marshal(f)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Snapshots lists all snapshots by the moment of their figures, the latest first. They are
// published: everybody who may read sees all of them.
func (s *Store) Snapshots(ctx context.Context, scope registry.Scope) ([]Snapshot, error) {
	if err := scope.Require("store.Snapshots", registry.Read); err != nil {
		return nil, err
	}
	return Remember(ctx, s, scope, snapshotsAsked, func(ctx context.Context) (all []Snapshot, err error) {
		err = s.readTogether(ctx, scope, askSnapshots(&all, 0))
		return all, err
	})
}

var snapshotsAsked = Question{Name: "snapshots"}

// Snapshot is one snapshot.
func (s *Store) Snapshot(ctx context.Context, scope registry.Scope, id int64) (Snapshot, error) {
	const op = "store.Snapshot"
	var found Snapshot
	if err := scope.Require(op, registry.Read); err != nil {
		return found, err
	}
	err := s.transact(ctx, scope, nil, func(q querier) (err error) {
		found, err = q.snapshot(ctx, op, id)
		return err
	})
	return found, err
}

func (q querier) snapshot(ctx context.Context, op string, id int64) (Snapshot, error) {
	all, err := q.snapshots(ctx, id)
	if err == nil && (len(all) == 0 || id == 0) {
		err = &registry.Error{Code: registry.NotFound, Op: op, Field: "snapshot", Message: "この番号の公表値はありません。一覧から選び直してください。"}
	}
	if err != nil {
		return Snapshot{}, err
	}
	return all[0], nil
}

func (q querier) snapshots(ctx context.Context, id int64) (all []Snapshot, err error) {
	err = q.together(ctx, askSnapshots(&all, id))
	return all, err
}

// askSnapshots asks for one snapshot, or for all of them (0).
func askSnapshots(to *[]Snapshot, id int64) ask {
	var rows []struct {
		ID          int64
		Name, Note  string
		AsOf        time.Time `db:"as_of"`
		RecordedAt  time.Time `db:"recorded_at"`
		AccountID   int64     `db:"account_id"`
		Actor       string
		ChangeID    int64  `db:"change_id"`
		StoodAt     int64  `db:"stood_at"`
		StoodHash   []byte `db:"stood_hash"`
		RuleVersion string `db:"rule_version"`
		Program     string
		Figures     []byte
		Replaces    int64
		Reason      string
		Hash        []byte
		ReplacedBy  int64 `db:"replaced_by"`
	}
	return ask{dest: &rows, name: "snapshots", args: []any{id}, read: func() error {
		all := make([]Snapshot, len(rows))
		for i, r := range rows {
			all[i] = Snapshot{ID: r.ID, Name: r.Name, Note: r.Note, AsOf: r.AsOf,
				Recorded: registry.Attribution{At: r.RecordedAt, Actor: r.Actor, AccountID: r.AccountID},
				ChangeID: r.ChangeID, StoodAt: r.StoodAt, StoodHash: r.StoodHash, Program: r.Program, Written: r.Figures, Hash: r.Hash,
				Replaces: r.Replaces, Reason: r.Reason, ReplacedBy: r.ReplacedBy}
			// Somebody may have altered it behind the registry's back; "verify" finds that.
			_ = json.Unmarshal(r.Figures, &all[i].Figures)
			all[i].Figures.RuleVersion = r.RuleVersion
		}
		*to = all
		return nil
	}}
}

// AddSnapshot records the figures of all bureaus as published, under one change.
func (s *Store) AddSnapshot(ctx context.Context, scope registry.Scope, d SnapshotDraft) (Snapshot, error) {
	const op = "store.AddSnapshot"
	var added Snapshot
	if err := scope.Require(op, registry.Publish); err != nil {
		return added, err
	}
	if !scope.AllBureaus() {
		return added, registry.Errorf(registry.Forbidden, op, "公表値は、すべての局の数値で記録します。")
	}
	d.Name, d.Note, d.Reason = strings.TrimSpace(d.Name), strings.TrimSpace(d.Note), strings.TrimSpace(d.Reason)
	err := s.transact(ctx, scope, nil, func(q querier) error {
		// Under the lock no change is open that would later count as an earlier one.
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		c, err := q.beginChange(ctx)
		if err != nil {
			return err
		}
		if err := q.checkDraft(ctx, op, d); err != nil {
			return err
		}
		id, err := q.writeSnapshot(ctx, op, scope, c, d, s.program)
		if err != nil {
			return err
		}
		reason := "公表値「" + d.Name + "」の記録"
		if d.Replaces != 0 {
			reason = "公表値「" + d.Name + "」の訂正：" + d.Reason
		}
		if err := q.endChange(ctx, scope, c, registry.ChangeSnapshot, reason, 0); err != nil {
			return err
		}
		added, err = q.snapshot(ctx, op, id)
		return err
	})
	return added, err
}

// checkDraft checks what the draft says about other snapshots.
func (q querier) checkDraft(ctx context.Context, op string, d SnapshotDraft) error {
	if d.Replaces != 0 {
		old, err := q.snapshot(ctx, op, d.Replaces)
		if registry.CodeOf(err) == registry.NotFound {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "replaces", Message: "訂正する公表値がありません。一覧から選び直してください。"}
		}
		if err != nil {
			return err
		}
		if old.ReplacedBy != 0 {
			return &registry.Error{Code: registry.Conflict, Op: op, Field: "replaces",
				Message: fmt.Sprintf("この公表値は、すでに訂正されています（番号 %d）。新しいほうを確かめてください。", old.ReplacedBy)}
		}
	}
	var namesake bool
	if err := q.get(ctx, &namesake, "snapshot-namesake", d.Name, d.Replaces); err != nil {
		return err
	}
	if namesake {
		return &registry.Error{Code: registry.Conflict, Op: op, Field: "name",
			Message: fmt.Sprintf("「%s」という公表値は、すでにあります。直すときは、その公表値の画面から訂正してください。", d.Name)}
	}
	return nil
}

func (q querier) writeSnapshot(
	ctx context.Context,
	op string,
	scope registry.Scope,
	c change,
	d SnapshotDraft,
	program string,
) (int64, error) {
	asOf := d.AsOf.Truncate(time.Microsecond) // the precision of the history
	if asOf.IsZero() || asOf.After(c.At) && !asOf.After(registry.EndOf(c.At)) {
		asOf = c.At
	}
	standing, err := q.standing(ctx, scope, asOf)
	if err != nil {
		return 0, err
	}
	f := progress.Of(standing)
	if f.Processes == 0 {
		return 0, &registry.Error{Code: registry.Invalid, Op: op, Field: "as_of",
			Message: "この時点には、手続が登録されていません。ほかの時点を選んでください。"}
	}
	if d.Seen != "" {
		seen, err := SeenFigures(f)
		if err != nil {
			return 0, registry.Failed(op, err)
		}
		if seen != d.Seen {
			return 0, &registry.Error{Code: registry.Conflict, Op: op, Field: "as_of",
				Message: "画面に示したあとに、数値が変わりました。新しい数値を確かめて、もう一度記録してください。"}
		}
	}
	text, err := json.Marshal(f)
	if err != nil {
		return 0, registry.Failed(op, err)
	}
	var stood struct {
		ID   int64
		Hash []byte
	}
	if err := q.get(ctx, &stood, "change-stood", asOf, c.ID); err != nil {
		return 0, err
	}
	var id int64
	err = q.get(ctx, &id, "snapshot-add", d.Name, d.Note, asOf, c.At, orNull(scope.AccountID), scope.Actor, c.ID, stood.ID, stood.Hash,
		f.RuleVersion, program, string(text), sql.NullInt64{Int64: d.Replaces, Valid: d.Replaces != 0}, d.Reason)
	if err != nil {
		return 0, err
	}
	return id, q.freezeForecast(ctx, op, id, asOf, standing)
}

// CheckSnapshot recomputes a snapshot's figures from the registry and returns the
// differences. There are none unless somebody altered the snapshot or the registry behind
// its back. Known is false if the snapshot follows other definitions than this program's.
// Only scopes that see every bureau may ask.
func (s *Store) CheckSnapshot(
	ctx context.Context,
	scope registry.Scope,
	snap Snapshot,
) (differences []progress.Difference, known bool, err error) {
	const op = "store.CheckSnapshot"
	if err := scope.Require(op, registry.Read); err != nil {
		return nil, false, err
	}
	if !scope.AllBureaus() {
		return nil, false, registry.Errorf(registry.Forbidden, op, "公表値は、すべての局の数値です。")
	}
	err = s.reading(ctx, scope, func(q querier) (err error) {
		differences, known, err = q.checkSnapshot(ctx, scope, snap)
		return err
	})
	return differences, known, err
}

func (q querier) checkSnapshot(
	ctx context.Context,
	scope registry.Scope,
	snap Snapshot,
) (differences []progress.Difference, known bool, err error) {
	if !progress.Agrees(snap.Figures.RuleVersion) {
		return nil, false, nil
	}
	q.edition = nil // from the rows as they are: nothing that is remembered counts here
	standing, err := q.standing(ctx, scope, snap.AsOf)
	if err != nil {
		return nil, true, err
	}
	now := progress.Of(standing)
	now.RuleVersion = snap.Figures.RuleVersion // what it recorded means the same in both
	differences, err = progress.Compare(snap.Written, now)
	return differences, true, err
}

// Stood is the last change up to a moment, as it is told to people.
type Stood struct {
	ID    int64 // 0: there was none that the scope reaches
	At    time.Time
	Actor string
	Hash  string // in hexadecimal
}

// Stood returns the last change that the view shows.
func (v *View) Stood(ctx context.Context) (stood Stood, err error) {
	m, err := v.q.moment(ctx, v.asOf)
	if err != nil {
		return stood, err
	}
	var rows []Stood
	if err := v.q.list(ctx, &rows, "change-told", m.shown); err != nil || len(rows) == 0 {
		return stood, err
	}
	return rows[0], nil
}
