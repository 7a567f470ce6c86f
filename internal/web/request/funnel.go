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
}

// FunnelParameters are those of a funnel.
var FunnelParameters = parameter.Table[FunnelQuery]{
	store.AsOfParameter(func(q *FunnelQuery) *time.Time { return &q.AsOf }),
	BureauParameter(func(q *FunnelQuery) *string { return &q.Bureau }),
}

// Funnel is the funnel that is asked for, with the code of its bureau; empty: all.
func (s *Service) Funnel(ctx context.Context, scope registry.Scope, q FunnelQuery) (progress.Funnel, string, error) {
	bureau, err := s.BureauGiven(ctx, "bureau", q.Bureau)
	if err != nil {
		return progress.Funnel{}, "", err
	}
	if bureau != 0 {
		if err := scope.RequireFor("request.Funnel", registry.Read, bureau); err != nil {
			return progress.Funnel{}, "", err
		}
	}
	standing, err := s.Store.Standing(ctx, scope, q.AsOf)
	if err != nil || bureau == 0 {
		return progress.FunnelOf(standing), "", err
	}
	standing.Tallies = progress.TalliesOf(standing.Tallies, bureau)
	f := progress.FunnelOf(standing)
	names, err := s.BureauNames(ctx)
	f.Bureau = names[bureau].Name
	return f, names[bureau].Code, err
}
