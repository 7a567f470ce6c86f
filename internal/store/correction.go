package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Corrections lists the cells of an upload that were put right beside its file, in the order of
// time.
func (s *Store) Corrections(ctx context.Context, scope registry.Scope, id int64) ([]registry.Correction, error) {
	var rows []struct {
		Sheet, Cell, Value string
		AccountID          int64 `db:"account_id"`
		Actor              string
		At                 time.Time
	}
	err := s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error {
		return q.list(ctx, &rows, "corrections", id)
	})
	if err != nil {
		return nil, err
	}
	list := make([]registry.Correction, len(rows))
	for i, r := range rows {
		list[i] = registry.Correction(r)
	}
	return list, nil
}

// CorrectCells stores cells that a person puts right beside the file of an upload, in the name of
// the scope, and drops earlier ones. The upload waits until it is read again. The text is stored
// with the event.
func (s *Store) CorrectCells(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	put, drop []registry.Correction,
	text string,
) error {
	const op = "store.CorrectCells"
	_, err := s.step(ctx, scope, id, op, registry.ActCorrectCells, func(q querier, u lockedUpload) error {
		n, err := q.exec(ctx, "corrections-drop", id, pq.Array(of(drop, sheetOf)), pq.Array(of(drop, cellOf)))
		if err != nil {
			return err
		}
		if n < int64(len(drop)) {
			return &registry.Error{Code: registry.Invalid, Op: op, Field: "cells",
				Message: "取り消そうとした訂正は、もうありません。画面を開き直してください。"}
		}
		if _, err := q.exec(ctx, "corrections-put", id, pq.Array(of(put, sheetOf)), pq.Array(of(put, cellOf)),
			pq.Array(of(put, func(c registry.Correction) string { return c.Value })), orNull(scope.AccountID), scope.Actor); err != nil {
			return err
		}
		var count int
		if err := q.get(ctx, &count, "correction-count", id); err != nil {
			return err
		}
		if count > registry.MaxCorrections {
			return registry.Errorf(registry.Invalid, op, "画面で直せるのは、一つのファイルで %d セルまでです。残りは、ファイルを直して取り込んでください。",
				registry.MaxCorrections)
		}
		if _, err := q.exec(ctx, "corrections-wait", id); err != nil {
			return err
		}
		return q.event(ctx, scope, id, registry.EventCorrected, text)
	})
	return err
}

// CorrectionSource finds the upload whose corrected cells may be carried over to the file of
// another one; 0: there is none, or it has been decided.
func (s *Store) CorrectionSource(ctx context.Context, scope registry.Scope, id int64) (from int64, err error) {
	err = s.ofUpload(ctx, scope, id, func(q querier, _ registry.Upload) error {
		var found []int64
		if err := q.list(ctx, &found, "correction-source", id); err != nil || len(found) == 0 || found[0] == id {
			return err
		}
		from = found[0]
		return nil
	})
	return from, err
}

// CarryCorrections stores corrected cells that are carried over from another upload, whose
// authors they keep. The text says for people how many, and which not.
func (s *Store) CarryCorrections(ctx context.Context, scope registry.Scope, id int64, list []registry.Correction, text string) error {
	const op = "store.CarryCorrections"
	return s.transact(ctx, scope, nil, func(q querier) error {
		if _, err := q.lockFor(ctx, op, scope, id, registry.ActRead); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "corrections-carry", id, pq.Array(of(list, sheetOf)), pq.Array(of(list, cellOf)),
			pq.Array(of(list, func(c registry.Correction) string { return c.Value })),
			pq.Array(of(list, func(c registry.Correction) int64 { return c.AccountID })),
			pq.Array(of(list, func(c registry.Correction) string { return c.Actor })),
			pq.Array(of(list, func(c registry.Correction) time.Time { return c.At }))); err != nil {
			return err
		}
		return q.event(ctx, scope, id, registry.EventCarried, text)
	})
}

func sheetOf(c registry.Correction) string { return c.Sheet }

func cellOf(c registry.Correction) string { return c.Cell }

func of[T any](list []registry.Correction, what func(registry.Correction) T) []T {
	values := make([]T, len(list))
	for i, c := range list {
		values[i] = what(c)
	}
	return values
}
