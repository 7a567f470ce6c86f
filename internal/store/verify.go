package store

import (
	"bytes"
	"context"

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
)

// Problem is one flaw and where it is; numbers that do not apply are 0.
type Problem struct {
	Flaw      Flaw
	ChangeID  int64
	ProcessID registry.ProcessID
	UploadID  int64
}

// Verification is the outcome of [Store.Verify].
type Verification struct {
	Changes int
	// Head is the hash of the last change. Noted elsewhere, it also shows later
	// that the last changes were cut off, which the chain alone cannot.
	Head     []byte
	Problems []Problem // at most 1000 of a flaw
}

// Verify recomputes the chain of changes from what the registry holds, and looks for
// whatever does not go together: rows altered behind its back.
func (s *Store) Verify(ctx context.Context, scope registry.Scope) (Verification, error) {
	const op = "store.Verify"
	var v Verification
	if err := scope.Require(op, registry.Audit); err != nil {
		return v, err
	}
	err := s.whole(ctx, snapshot, func(q querier) error {
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		if err := q.verifyChain(ctx, &v); err != nil {
			return err
		}
		for _, look := range []struct {
			query string
			flaw  Flaw
		}{{"verify-moments", FlawMoment}, {"verify-versions", FlawVersion}, {"verify-deciding", FlawVolume}} {
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
		if err := q.verifyKeys(ctx, &v); err != nil {
			return err
		}
		var files []int64
		if err := q.list(ctx, &files, "verify-files"); err != nil {
			return err
		}
		for _, id := range files {
			v.Problems = append(v.Problems, Problem{Flaw: FlawFile, UploadID: id})
		}
		return nil
	})
	return v, err
}

// verifyChain recomputes the hashes of all changes.
func (q querier) verifyChain(ctx context.Context, v *Verification) error {
	var contents []changeContent
	if err := q.list(ctx, &contents, "change-contents", 0, int64(1<<62)); err != nil {
		return err
	}
	written := map[int64][]byte{}
	for _, c := range contents {
		written[c.ChangeID] = c.Hash
	}
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
			identityRow
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
