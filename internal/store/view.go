package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// View is the registry as of one moment, read in one transaction, so that everything read
// from it agrees. It is for one goroutine at a time.
type View struct {
	q     querier
	scope registry.Scope
	asOf  time.Time // zero: now
}

// View runs fn with the registry as of a moment (zero: now), for an export, which it
// records in the audit log first.
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

// Standing returns what figures are computed from, see [Store.Standing].
func (v *View) Standing(ctx context.Context) (registry.Standing, error) {
	return v.q.standing(ctx, v.scope, v.asOf)
}

// GroupStanding returns what the figures of a group are computed from, see [Store.GroupStanding];
// the group is given by its name or number. One that is not in force is registry.Invalid.
func (v *View) GroupStanding(ctx context.Context, group string) (registry.Standing, error) {
	all, err := v.q.groups(ctx)
	if err != nil {
		return registry.Standing{}, err
	}
	g, err := registry.GroupNamed(all, "group", group)
	if err != nil {
		return registry.Standing{}, err
	}
	var standing registry.Standing
	asked, err := v.q.askGroupStanding(ctx, &standing, v.scope, v.asOf, g.Number)
	if err != nil {
		return standing, err
	}
	err = v.q.together(ctx, asked...)
	return standing, err
}

// Moment returns the last change that the view shows (zero: none) and the moment to show to
// people: the clock, or the earlier moment that was asked for.
func (v *View) Moment(ctx context.Context) (change, shown time.Time, err error) {
	m, err := v.q.moment(ctx, v.asOf)
	return m.change, m.shown, err
}

// FiscalYears returns the years that have any volume, ascending.
func (v *View) FiscalYears(ctx context.Context) ([]int, error) {
	m, err := v.q.moment(ctx, v.asOf)
	if err != nil {
		return nil, err
	}
	var years []int
	return years, v.q.list(ctx, &years, "fiscal-years", m.asked)
}

// Count returns the number of processes of a list. Here and in Each, the filter's cursor,
// limit and moment are ignored.
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

// Each calls fn with every process of a list and its volumes, see [Store.EachProcess].
func (v *View) Each(ctx context.Context, f ProcessFilter, fn func(registry.Process, []registry.Volume) error) error {
	l, err := v.newList(ctx, f)
	if err != nil {
		return err
	}
	return l.every(ctx, fn)
}
