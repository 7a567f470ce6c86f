package store

import (
	"context"

	"tetsuzuki/internal/registry"
)

// Writing is how far the write of an upload is while it goes on: its being confirmed,
// undone or done again.
type Writing struct {
	Step        WritingStep
	Done, Total int64 // rows that the step has written, of how many; a Total of 0: it does not count
}

// WritingStep is what such a write is at.
type WritingStep int64

// The steps, in their order.
const (
	WritingWaits    WritingStep = iota // for another write to end
	WritingCompares                    // looks for what is to be written
	WritingCloses                      // the versions that are no more
	WritingOpens                       // the new ones
	WritingCounts                      // those of the volumes, which are too many and too quick to count
	WritingRecords                     // the change itself
)

// Writing is how far the write of an upload is that goes on now, by whichever machine;
// nil where there is none, or where the scope does not reach the upload.
func (s *Store) Writing(ctx context.Context, scope registry.Scope, id int64) (*Writing, error) {
	if err := scope.Require("store.Writing", registry.Read); err != nil {
		return nil, err
	}
	var w Writing
	err := s.get(ctx, scope, &w, "writing", id)
	if registry.CodeOf(err) == registry.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &w, nil
}

// beginWriting makes this transaction the only writer, and lets others see what it
// writes. may says, before anybody sees it, whether it may.
func (q querier) beginWriting(ctx context.Context, op string, scope registry.Scope, id int64, may func(lockedUpload) error) error {
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
	return q.writing(ctx, WritingCompares, 0)
}

// writing says what the write is at, and how many rows the step writes.
func (q querier) writing(ctx context.Context, step WritingStep, total int) error {
	_, err := q.exec(ctx, "writing-step", int64(step), total)
	return err
}

// writingPart is a query that writes rows as a step, or as a part of the step before.
type writingPart struct {
	at    WritingStep // 0: of the step before
	total int
	query string
	args  []any
}

// writes runs the parts, and says what the write is at; its end is to record them.
func (q querier) writes(ctx context.Context, parts ...writingPart) error {
	for _, p := range parts {
		if p.at != 0 {
			if err := q.writing(ctx, p.at, p.total); err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, p.query, p.args...); err != nil {
			return err
		}
	}
	return q.writing(ctx, WritingRecords, 0)
}
