package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// Snapshot is the registry as of one moment, read in one transaction: whatever is
// read from it agrees. It is for one goroutine at a time.
type Snapshot struct {
	q     querier
	scope registry.Scope
	asOf  time.Time // zero: now
}

// Snapshot hands fn the registry as of a moment (zero: now), to take out what the
// audit log is told of first.
func (s *Store) Snapshot(ctx context.Context, scope registry.Scope, what Taken, asOf time.Time, fn func(*Snapshot) error) error {
	if err := scope.Require("store.Snapshot", registry.Export); err != nil {
		return err
	}
	detail, err := s.takenWhole(ctx, scope, what, asOf)
	if err != nil {
		return err
	}
	if err := s.takeOut(ctx, scope, what, detail); err != nil {
		return err
	}
	return s.reading(ctx, scope, func(q querier) error {
		return fn(&Snapshot{q, scope, asOf})
	})
}

// Standing is what the figures of progress are computed from, see [Store.Standing].
func (s *Snapshot) Standing(ctx context.Context) (registry.Standing, error) {
	return s.q.standing(ctx, s.scope, s.asOf)
}

// Moment is by which last change (zero: there is none) the snapshot is as it is, and
// by which moment people know it: the clock, or the earlier one that was asked for.
func (s *Snapshot) Moment(ctx context.Context) (change, shown time.Time, err error) {
	m, err := s.q.moment(ctx, s.asOf)
	if clock := time.Now(); m.shown.After(clock) {
		m.shown = clock // the end of today
	}
	return m.change, m.shown, err
}

// FiscalYears are the years for which there is any volume, ascending.
func (s *Snapshot) FiscalYears(ctx context.Context) ([]int, error) {
	m, err := s.q.moment(ctx, s.asOf)
	if err != nil {
		return nil, err
	}
	var years []int
	return years, s.q.list(ctx, &years, "fiscal-years", m.asked)
}

// Count is the number of processes of a list. The filter's cursor, limit and moment
// do not count, here and in Each.
func (s *Snapshot) Count(ctx context.Context, f ProcessFilter) (int, error) {
	l, err := s.newList(ctx, f)
	if err != nil {
		return 0, err
	}
	n, err := l.count(ctx)
	return int(n), err
}

func (s *Snapshot) newList(ctx context.Context, f ProcessFilter) (*list, error) {
	f.Cursor, f.Limit, f.AsOf = "", 0, s.asOf
	return s.q.newList(ctx, s.scope, f)
}

// Each hands every process of a list with its volumes to fn, see
// [Store.EachProcess].
func (s *Snapshot) Each(ctx context.Context, f ProcessFilter, fn func(registry.Process, []registry.Volume) error) error {
	l, err := s.newList(ctx, f)
	if err != nil {
		return err
	}
	return l.every(ctx, fn)
}
