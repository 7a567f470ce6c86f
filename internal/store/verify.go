package store

import (
	"bytes"
	"context"
	"slices"

	"tetsuzuki/db"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// Flaw is what [Store.Verify] found wrong.
type Flaw string

// The flaws.
const (
	FlawOrder   Flaw = "order"    // a change does not follow the one before: one was removed or put in between
	FlawChange  Flaw = "change"   // a change's own words (who, when, why, which file) were altered
	FlawContent Flaw = "content"  // what a change wrote was altered, removed or added to
	FlawMoment  Flaw = "moment"   // a version's moments are not those of its changes, or these are not there
	FlawVersion Flaw = "versions" // versions overlap or leave a gap, or a process ended by no undo
	FlawVolume  Flaw = "volume"   // what decides the priority is not what the volumes say
	FlawKeys    Flaw = "keys"     // a process cannot be found by its names
	FlawFile    Flaw = "file"     // a kept file is not the one that was received

	FlawSchema Flaw = "schema" // a part of the schema is not as the migrations make it
	FlawHeld   Flaw = "held"   // a hash that was held elsewhere is in no chain

	FlawSeal    Flaw = "seal"    // a seal does not follow the one before, or was altered
	FlawBetween Flaw = "between" // between two seals of a row, somebody else than the program altered it
	FlawAltered Flaw = "altered" // a sealed row is not as its last seal says
	FlawRemoved Flaw = "removed" // a sealed row is gone
	FlawAdded   Flaw = "added"   // a row that was never sealed
	FlawRows    Flaw = "rows"    // the rows of an upload that waits are not those that were read

	FlawSnapshot Flaw = "snapshot" // published figures were altered, removed or added
	FlawStood    Flaw = "stood"    // the change that published figures stood on is another
	FlawFigures  Flaw = "figures"  // published figures are not those of their moment
)

// Problem is one flaw and where it is; numbers that do not apply are 0.
type Problem struct {
	Flaw        Flaw
	ChangeID    int64
	ProcessID   registry.ProcessID
	UploadID    int64
	SnapshotID  int64
	SealID      int64
	Table, Key  string                // of a sealed row: its primary key, the columns apart by a space
	Part        db.Difference         // of FlawSchema
	Held        []byte                // of FlawHeld
	Differences []progress.Difference // of FlawFigures: which of them
}

// Verification is the outcome of [Store.Verify].
type Verification struct {
	Changes   int
	Snapshots int
	Seals     int
	Held      int // of the hashes that were held elsewhere: those that are still in a chain
	Migrated  int // of the seals: begun over what was there, or renewed, by steps of the schema
	// OtherRules are the snapshots whose figures were not recomputed: they follow
	// definitions that this program does not know. All else of them was looked at.
	OtherRules []int64
	// Head is the hash of the last change, and End the last seal, which covers all
	// else, too. Held elsewhere, they also show later that the last ones were cut off
	// or rewritten, which the chains alone cannot.
	Head     []byte
	End      Seal
	Problems []Problem // at most 1000 of a flaw

	told func(VerifyStep)
}

// VerifyPart is a part of what [Store.Verify] looks into, in its order.
type VerifyPart string

// The parts.
const (
	VerifyChanges   VerifyPart = "changes"
	VerifyVersions  VerifyPart = "versions"
	VerifyFiles     VerifyPart = "files" // the last number that was received is the total
	VerifySnapshots VerifyPart = "snapshots"
	VerifySeals     VerifyPart = "seals"
	VerifyTables    VerifyPart = "tables"
	VerifySchema    VerifyPart = "schema"
)

// VerifyStep is how far [Store.Verify] is: so many of all of a part.
type VerifyStep struct {
	Part        VerifyPart
	Done, Total int
}

func (v *Verification) tell(part VerifyPart, done, total int) {
	if v.told != nil {
		v.told(VerifyStep{part, done, total})
	}
}

// Verify recomputes the chains of changes and of seals from what the registry holds,
// and looks for whatever does not go together: rows altered behind its back, and a
// schema that is not as the migrations make it. Hashes that were held elsewhere must
// be in one of the chains. It takes as long as the registry is large; told, if any, hears
// how far it is.
func (s *Store) Verify(ctx context.Context, scope registry.Scope, held [][]byte, told func(VerifyStep)) (Verification, error) {
	const op = "store.Verify"
	v := Verification{told: told}
	if err := scope.Require(op, registry.Audit); err != nil {
		return v, err
	}
	err := s.whole(ctx, snapshot, func(q querier) error {
		if err := q.verifyContent(ctx, scope, &v); err != nil {
			return err
		}
		if err := q.verifySeals(ctx, &v); err != nil {
			return err
		}
		return q.verifyHeld(ctx, &v, held)
	})
	if err != nil {
		return v, err
	}
	v.tell(VerifySchema, 0, 1)
	err = s.verifySchema(ctx, &v)
	v.tell(VerifySchema, 1, 1)
	return v, err
}

// verifyContent looks into what the chain of changes covers, and into the files and
// rows of uploads.
func (q querier) verifyContent(ctx context.Context, scope registry.Scope, v *Verification) error {
	if err := q.importSettings(ctx); err != nil {
		return err
	}
	if err := q.verifyChain(ctx, v); err != nil {
		return err
	}
	looks := []struct {
		query string
		flaw  Flaw
	}{{"verify-moments", FlawMoment}, {"verify-versions", FlawVersion}, {"verify-deciding", FlawVolume}}
	for i, look := range looks {
		v.tell(VerifyVersions, i, len(looks)+1)
		var rows []struct {
			ProcessID int64 `db:"process_id"`
			ChangeID  int64 `db:"change_id"`
		}
		if err := q.list(ctx, &rows, look.query); err != nil {
			return err
		}
		for _, r := range rows {
			v.Problems = append(v.Problems, Problem{Flaw: look.flaw, ProcessID: registry.ProcessID(r.ProcessID), ChangeID: r.ChangeID})
		}
	}
	v.tell(VerifyVersions, len(looks), len(looks)+1)
	if err := q.verifyKeys(ctx, v); err != nil {
		return err
	}
	v.tell(VerifyVersions, len(looks)+1, len(looks)+1)
	if err := q.verifyFiles(ctx, v); err != nil {
		return err
	}
	return q.verifySnapshots(ctx, scope, v)
}

// verifiedAtOnce is how many changes, or uploads, are looked into between two words of
// how far it is.
const verifiedAtOnce = 50

// verifyFiles looks whether the files of uploads, and the rows that wait, are those that
// came.
func (q querier) verifyFiles(ctx context.Context, v *Verification) error {
	var last int
	if err := q.get(ctx, &last, "verify-last-upload"); err != nil {
		return err
	}
	for from := 1; from <= last; from += verifiedAtOnce {
		v.tell(VerifyFiles, from-1, last)
		for _, look := range []struct {
			query string
			flaw  Flaw
		}{{"verify-files", FlawFile}, {"verify-rows", FlawRows}} {
			var uploads []int64
			if err := q.list(ctx, &uploads, look.query, from, from+verifiedAtOnce-1); err != nil {
				return err
			}
			for _, id := range uploads {
				v.Problems = append(v.Problems, Problem{Flaw: look.flaw, UploadID: id})
			}
		}
	}
	v.tell(VerifyFiles, last, last)
	return nil
}

// verifyChain recomputes the hashes of all changes.
func (q querier) verifyChain(ctx context.Context, v *Verification) error {
	var changes []struct {
		ID       int64
		Hash     []byte
		Previous []byte `db:"previous_hash"`
		Content  []byte `db:"content_hash"`
		Before   []byte
		Own      []byte `db:"own_hash"`
	}
	if err := q.list(ctx, &changes, "verify-changes"); err != nil {
		return err
	}
	// By ranges of numbers, which mostly come in the order of the chain.
	ids := make([]int64, len(changes))
	for i, c := range changes {
		ids[i] = c.ID
	}
	slices.Sort(ids)
	written := map[int64][]byte{}
	for done := 0; done < len(ids); done += verifiedAtOnce {
		v.tell(VerifyChanges, done, len(ids))
		var contents []changeContent
		if err := q.list(ctx, &contents, "change-contents", ids[done], ids[min(done+verifiedAtOnce, len(ids))-1]); err != nil {
			return err
		}
		for _, c := range contents {
			written[c.ChangeID] = c.Hash
		}
	}
	v.tell(VerifyChanges, len(ids), len(ids))
	for _, c := range changes {
		if c.Before == nil {
			c.Before = make([]byte, 32)
		}
		content, wrote := written[c.ID]
		if !wrote {
			content = emptyContent
		}
		for _, check := range []struct {
			flaw Flaw
			a, b []byte
		}{{FlawOrder, c.Before, c.Previous}, {FlawChange, c.Own, c.Hash}, {FlawContent, content, c.Content}} {
			if !bytes.Equal(check.a, check.b) {
				v.Problems = append(v.Problems, Problem{Flaw: check.flaw, ChangeID: c.ID})
			}
		}
		v.Head = c.Hash
	}
	v.Changes = len(changes)
	return nil
}

// verifyKeys folds the names of all processes anew.
func (q querier) verifyKeys(ctx context.Context, v *Verification) error {
	const op = "store.Verify"
	rows, err := q.ext.QueryxContext(ctx, q.text("verify-keys"))
	if err != nil {
		return mapError(op, err)
	}
	defer rows.Close()
	for rows.Next() {
		var r struct {
			identityColumns
			ProcessID int64  `db:"process_id"`
			ChangeID  int64  `db:"change_id"`
			Search    string `db:"search_text"`
			Key       []byte `db:"identity_key"`
		}
		if err := rows.StructScan(&r); err != nil {
			return mapError(op, err)
		}
		if key, search := r.identity().Keys(); search != r.Search || !bytes.Equal(key[:], r.Key) {
			v.Problems = append(v.Problems, Problem{Flaw: FlawKeys, ProcessID: registry.ProcessID(r.ProcessID), ChangeID: r.ChangeID})
		}
	}
	return mapError(op, rows.Err())
}

// verifySnapshots looks whether all snapshots are as they were recorded, and computes
// their figures anew.
func (q querier) verifySnapshots(ctx context.Context, scope registry.Scope, v *Verification) error {
	var found []struct {
		ID       int64
		ChangeID int64 `db:"change_id"`
		Stood    bool
	}
	if err := q.list(ctx, &found, "verify-snapshots"); err != nil {
		return err
	}
	for _, f := range found {
		flaw := FlawSnapshot
		if f.Stood {
			flaw = FlawStood
		}
		v.Problems = append(v.Problems, Problem{Flaw: flaw, SnapshotID: f.ID, ChangeID: f.ChangeID})
	}
	all, err := q.snapshots(ctx, 0)
	if err != nil {
		return err
	}
	v.Snapshots = len(all)
	for i, snap := range all {
		v.tell(VerifySnapshots, i, len(all))
		differences, known, err := q.checkSnapshot(ctx, scope, snap)
		switch {
		case err != nil:
			return err
		case !known:
			v.OtherRules = append(v.OtherRules, snap.ID)
		case len(differences) > 0:
			v.Problems = append(v.Problems, Problem{Flaw: FlawFigures, SnapshotID: snap.ID, Differences: differences})
		}
	}
	v.tell(VerifySnapshots, len(all), len(all))
	return nil
}
