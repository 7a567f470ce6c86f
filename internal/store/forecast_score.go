package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// freezeForecast records the forecast that stands beside published figures.
func (q querier) freezeForecast(ctx context.Context, op string, snapshot int64, asOf time.Time, standing registry.Standing) error {
	m, err := q.moment(ctx, asOf)
	if err != nil {
		return err
	}
	in, err := q.forecastFrom(ctx, extent{}, m, &standing)
	if err != nil {
		return err
	}
	text, err := json.Marshal(forecast.Of(in))
	if err != nil {
		return registry.Failed(op, err)
	}
	_, err = q.exec(ctx, "snapshot-forecast-add", snapshot, string(text))
	return err
}

// PastForecasts reads the forecasts beside published figures, with what came of their quarters
// that are over, as it was known at their ends. They are of every bureau.
func (s *Store) PastForecasts(ctx context.Context, scope registry.Scope) (past []forecast.Past, err error) {
	const op = "store.PastForecasts"
	if err := scope.Require(op, registry.Read); err != nil {
		return nil, err
	}
	if !scope.AllBureaus() {
		return nil, registry.Errorf(registry.Forbidden, op, "見込みの成績は、すべての局の数値によります。")
	}
	err = s.reading(ctx, scope, func(q querier) error {
		var rows []struct {
			ID       int64
			Name     string
			AsOf     time.Time `db:"as_of"`
			Forecast string
		}
		if err := q.list(ctx, &rows, "snapshot-forecasts"); err != nil {
			return err
		}
		for _, r := range rows {
			p := forecast.Past{ID: r.ID, Name: r.Name, AsOf: r.AsOf.In(registry.Tokyo)}
			if err := json.Unmarshal([]byte(r.Forecast), &p.Made); err != nil {
				return registry.Failed(op, err)
			}
			past = append(past, p)
		}
		return q.whatCame(ctx, past)
	})
	return past, err
}

// whatCame gives each forecast the rates of its quarters that are over.
func (q querier) whatCame(ctx context.Context, past []forecast.Past) error {
	now, err := q.moment(ctx, time.Time{})
	if err != nil {
		return err
	}
	var ends []time.Time
	for _, p := range past {
		for _, each := range p.Made.Quarters {
			day, err := time.ParseInLocation(time.DateOnly, each.Day, registry.Tokyo)
			if end := registry.EndOf(day); err == nil && end.Before(now.shown) && !slices.ContainsFunc(ends, end.Equal) {
				ends = append(ends, end)
			}
		}
	}
	if len(ends) == 0 {
		return nil
	}
	slices.SortFunc(ends, time.Time.Compare)
	moments := append(ends, now.shown)
	var versions []registry.Span
	if err := q.together(ctx, askSpans(&versions, extent{}, moments, now)); err != nil {
		return err
	}
	rates := map[string]float64{}
	for _, p := range progress.CurveOf(progress.CurveInput{Moments: moments, Versions: versions}).Points[:len(ends)] {
		if p.Rates.Process.Rate != nil {
			rates[p.Day] = *p.Rates.Process.Rate
		}
	}
	for i := range past {
		past[i].Actual = rates
	}
	return nil
}
