package request

import (
	"context"
	"time"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// FunnelQuery is which funnel is asked for.
type FunnelQuery struct {
	AsOf   time.Time
	Bureau string
	Group  string
}

// FunnelParameters are those of a funnel.
var FunnelParameters = parameter.Table[FunnelQuery]{
	store.AsOfParameter(func(q *FunnelQuery) *time.Time { return &q.AsOf }),
	BureauParameter(func(q *FunnelQuery) *string { return &q.Bureau }),
	GroupParameter(func(q *FunnelQuery) *string { return &q.Group }),
}

// Standing is that of all processes, or of those of a group.
func (s *Service) Standing(ctx context.Context, scope registry.Scope, asOf time.Time, group int) (registry.Standing, error) {
	if group != 0 {
		return s.Store.GroupStanding(ctx, scope, asOf, group)
	}
	return s.Store.Standing(ctx, scope, asOf)
}

// Funnel is the funnel that is asked for, with the code of its bureau; empty: all.
func (s *Service) Funnel(ctx context.Context, scope registry.Scope, q FunnelQuery) (progress.Funnel, string, error) {
	bureau, group, err := s.extent(ctx, q.Bureau, q.Group)
	if err != nil {
		return progress.Funnel{}, "", err
	}
	if bureau != 0 {
		if err := scope.RequireFor("request.Funnel", registry.Read, bureau); err != nil {
			return progress.Funnel{}, "", err
		}
	}
	standing, err := s.Standing(ctx, scope, q.AsOf, group)
	if err != nil {
		return progress.Funnel{}, "", err
	}
	if bureau != 0 {
		standing.Tallies = progress.TalliesOf(standing.Tallies, bureau)
	}
	f := progress.FunnelOf(standing)
	f.Group = q.Group
	if bureau == 0 {
		return f, "", nil
	}
	names, err := s.BureauNames(ctx)
	f.Bureau = names[bureau].Name
	return f, names[bureau].Code, err
}
