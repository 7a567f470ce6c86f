package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// View is the registry as of one moment, read in one transaction: whatever is
// read from it agrees. It is for one goroutine at a time.
type View struct {
	q     querier
	scope registry.Scope
	asOf  time.Time // zero: now
}

// View hands fn the registry as of a moment (zero: now), to take out what the
// audit log is told of first.
func (s *Store) View(ctx context.Context, scope registry.Scope, what Export, asOf time.Time, fn func(*View) error) error {
	if err := scope.Require("store.View", registry.Export); err != nil {
		return err
	}
	detail, err := s.wholeExportDetail(ctx, scope, what, asOf)
	if err != nil {
		return err
	}
	if err := s.recordExport(ctx, scope, what, detail); err != nil {
		return err
	}
	return s.reading(ctx, scope, func(q querier) error {
		return fn(&View{q, scope, asOf})
	})
}

// Standing is what the figures of progress are computed from, see [Store.Standing].
func (v *View) Standing(ctx context.Context) (registry.Standing, error) {
	return v.q.standing(ctx, v.scope, v.asOf)
}

// Moment is by which last change (zero: there is none) the view is as it is, and
// by which moment people know it: the clock, or the earlier one that was asked for.
func (v *View) Moment(ctx context.Context) (change, shown time.Time, err error) {
	m, err := v.q.moment(ctx, v.asOf)
	return m.change, m.shown, err
}

// FiscalYears are the years for which there is any volume, ascending.
func (v *View) FiscalYears(ctx context.Context) ([]int, error) {
	m, err := v.q.moment(ctx, v.asOf)
	if err != nil {
		return nil, err
	}
	var years []int
	return years, v.q.list(ctx, &years, "fiscal-years", m.asked)
}

// Count is the number of processes of a list. The filter's cursor, limit and moment
// do not count, here and in Each.
func (v *View) Count(ctx context.Context, f ProcessFilter) (int, error) {
	l, err := v.newList(ctx, f)
	if err != nil {
		return 0, err
	}
	n, err := l.count(ctx)
	return int(n), err
}

func (v *View) newList(ctx context.Context, f ProcessFilter) (*list, error) {
	f.Cursor, f.Limit, f.AsOf = "", 0, v.asOf
	return v.q.newList(ctx, v.scope, f)
}

// Each hands every process of a list with its volumes to fn, see
// [Store.EachProcess].
func (v *View) Each(ctx context.Context, f ProcessFilter, fn func(registry.Process, []registry.Volume) error) error {
	l, err := v.newList(ctx, f)
	if err != nil {
		return err
	}
	return l.every(ctx, fn)
}
