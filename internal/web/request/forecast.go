package request

import (
	"context"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// ForecastQuery is which forecast is asked for.
type ForecastQuery struct {
	Target string // the name of one; empty: all
	AsOf   time.Time
	Bureau string
	Group  string
}

// ForecastParameters are those of a forecast.
var ForecastParameters = parameter.Table[ForecastQuery]{
	parameter.Words("target", "この名前の目標だけ", "3年間の目標", 100, func(q *ForecastQuery) *string { return &q.Target }),
	moment("as_of", "どの時点に立って見込むか。省くと現在", "2022-12-31", func(q *ForecastQuery) *time.Time { return &q.AsOf }),
	BureauParameter(func(q *ForecastQuery) *string { return &q.Bureau }),
	GroupParameter(func(q *ForecastQuery) *string { return &q.Group }),
}

// Forecast makes the forecast that is asked for. It is remembered for as long as the registry
// stays as it is.
func (s *Service) Forecast(ctx context.Context, scope registry.Scope, q ForecastQuery) (forecast.Forecast, error) {
	bureau, group, err := s.extent(ctx, q.Bureau, q.Group)
	if err != nil {
		return forecast.Forecast{}, err
	}
	asked := store.Question{Name: "forecast", AsOf: q.AsOf, About: q.Bureau}.OfGroup(q.Group)
	f, err := store.Remember(ctx, s.Store, scope, asked, func(ctx context.Context) (forecast.Forecast, error) {
		in, err := s.Store.Forecast(ctx, scope, store.ForecastQuestion{AsOf: q.AsOf, Bureau: bureau, Group: group})
		if err != nil {
			return forecast.Forecast{}, err
		}
		return forecast.Of(in), nil
	})
	if err != nil {
		return forecast.Forecast{}, err
	}
	return f.Only("request.Forecast", q.Target)
}

// ForecastScores says how good the forecasts beside published figures were.
func (s *Service) ForecastScores(ctx context.Context, scope registry.Scope) (forecast.Scores, error) {
	past, err := s.Store.PastForecasts(ctx, scope)
	if err != nil {
		return forecast.Scores{}, err
	}
	return forecast.ScoresOf(past), nil
}
