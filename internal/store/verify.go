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
	FlawOrder   Flaw = "order"    // a change does not follow the previous one: one was removed or inserted
	FlawChange  Flaw = "change"   // the record of a change (who, when, why, which file) was altered
	FlawContent Flaw = "content"  // versions that a change wrote were altered, removed or added
	FlawMoment  Flaw = "moment"   // a version's moments are not those of its changes, or a change is missing
	FlawVersion Flaw = "versions" // versions overlap or leave a gap, or a process ended without an undo
	FlawVolume  Flaw = "volume"   // the volume that decides the priority is not that of the process's volumes
	FlawKeys    Flaw = "keys"     // search or identity keys do not match the process's names
	FlawFile    Flaw = "file"     // a stored file is not the one that was received

	FlawSchema Flaw = "schema" // a part of the schema is not as the migrations make it
	FlawHeld   Flaw = "held"   // a hash that was stored elsewhere is in no chain

	FlawSeal    Flaw = "seal"    // a seal does not follow the previous one, or was altered
	FlawBetween Flaw = "between" // a row was altered by another program between two of its seals
	FlawAltered Flaw = "altered" // a row does not match its last seal
	FlawRemoved Flaw = "removed" // a sealed row is gone
	FlawAdded   Flaw = "added"   // a row that was never sealed
	FlawRows    Flaw = "rows"    // the staged rows of an upload are not those that were read

	FlawSnapshot Flaw = "snapshot" // published figures were altered, removed or added
	FlawStood    Flaw = "stood"    // the last change before published figures is another one now
	FlawFigures  Flaw = "figures"  // published figures are not the figures of their moment
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
	Held      int // hashes stored elsewhere that are still in a chain
	Migrated  int // seals that migrations made, of existing or altered rows
	// OtherRules are the snapshots whose figures could not be recomputed, since they follow
	// definitions that this program does not know. Everything else of them was checked.
	OtherRules []int64
	// Head is the hash of the last change, End the last seal. Stored elsewhere, they show
	// later whether the end of a chain was cut off or rewritten, which the chains alone
	// cannot show.
	Head     []byte
	End      Seal
	Problems []Problem // at most 1000 of a flaw

	told func(VerifyStep)
}

// VerifyPart is one part of the work of [Store.Verify].
type VerifyPart string

// The parts, in their order.
const (
	VerifyChanges   VerifyPart = "changes"
	VerifyVersions  VerifyPart = "versions"
	VerifyFiles     VerifyPart = "files" // its total is the last reception number
	VerifySnapshots VerifyPart = "snapshots"
	VerifySeals     VerifyPart = "seals"
	VerifyTables    VerifyPart = "tables"
	VerifySchema    VerifyPart = "schema"
)

// VerifyStep is the progress of [Store.Verify]: how much of a part is done.
type VerifyStep struct {
	Part        VerifyPart
	Done, Total int
}

func (v *Verification) tell(part VerifyPart, done, total int) {
	if v.told != nil {
		v.told(VerifyStep{part, done, total})
	}
}

// Verify checks that nothing was altered behind the registry's back. It recomputes the
// chains of changes and of seals from the rows, compares the schema with the migrations,
// and looks for the hashes that were stored elsewhere (held), which must be in one of the
// chains. The time that it takes grows with the registry; told, unless nil, receives the
// progress.
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

// verifyContent checks what the chain of changes covers, and the files and rows of uploads.
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

// verifiedAtOnce is how many changes or uploads are checked between two reports of progress.
const verifiedAtOnce = 50

// verifyFiles checks that the files of uploads are those that were received, and the staged
// rows those that were read.
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
	// In ranges of numbers, which mostly follow the order of the chain.
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

// verifyKeys recomputes the keys of all processes from their names.
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

// verifySnapshots checks that all snapshots are as they were recorded, and recomputes their
// figures.
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
