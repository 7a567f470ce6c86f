package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// WriteProgress is how far the write of an upload has come: of its confirmation, undo
// or redo.
type WriteProgress struct {
	Step        WriteStep
	Done, Total int64 // rows that the step has written, of how many; a Total of 0: it does not count
}

// WriteStep is the step at which a write is.
type WriteStep int64

// The steps, in their order.
const (
	WriteWaits    WriteStep = iota // for another write to end
	WriteCompares                  // looks for what is to be written
	WriteCloses                    // the versions that end
	WriteOpens                     // the versions that begin
	WriteVolumes                   // those of the volumes, which are too many and too quick to count
	WriteRecords                   // the change itself
)

// WriteProgress is how far the write of an upload has come, whichever machine writes
// it; nil where nobody writes it or the scope does not reach the upload.
func (s *Store) WriteProgress(ctx context.Context, scope registry.Scope, id int64) (*WriteProgress, error) {
	if err := scope.Require("store.WriteProgress", registry.Read); err != nil {
		return nil, err
	}
	var w WriteProgress
	err := s.get(ctx, scope, &w, "writing", id)
	if registry.CodeOf(err) == registry.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &w, nil
}

// beginWrite makes this transaction the only writer, and lets others see what it
// writes. may says, before anybody sees it, whether it may.
func (q querier) beginWrite(ctx context.Context, op string, scope registry.Scope, id int64, may func(lockedUpload) error) error {
	u, err := q.reachedUpload(ctx, "writing-upload", op, scope, id)
	if err != nil {
		return err
	}
	if err := may(u); err != nil {
		return err
	}
	var begun bool
	if err := q.get(ctx, &begun, "writing-begun", id); err != nil {
		return err
	}
	if begun {
		return busy(op, "writing")
	}
	if err := q.importSettings(ctx); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "writing-begin", id); err != nil {
		return err
	}
	if err := q.lockChain(ctx); err != nil {
		return err
	}
	return q.setWriteStep(ctx, WriteCompares, 0)
}

// setWriteStep shows others the step at which the write is, and how many rows that
// step writes.
func (q querier) setWriteStep(ctx context.Context, step WriteStep, total int) error {
	_, err := q.exec(ctx, "writing-step", int64(step), total)
	return err
}

// writePart is a query that writes rows as a step, or as a part of the step before.
type writePart struct {
	at    WriteStep // 0: of the step before
	total int
	query string
	args  []any
}

// runWriteParts runs the parts of a write and shows others its progress. The step that
// remains after them is to record the change.
func (q querier) runWriteParts(ctx context.Context, parts ...writePart) error {
	for _, p := range parts {
		if p.at != 0 {
			if err := q.setWriteStep(ctx, p.at, p.total); err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, p.query, p.args...); err != nil {
			return err
		}
	}
	return q.setWriteStep(ctx, WriteRecords, 0)
}
