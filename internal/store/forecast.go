package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// ForecastQuestion is as of when (zero: now) and of which bureau a forecast is made; 0 is every
// bureau that the scope reaches.
type ForecastQuestion struct {
	AsOf   time.Time
	Bureau int
	Group  int // the number of one; 0: all processes
}

// mostLearned is how many fiscal years of the past a forecast learns from.
const mostLearned = 5

// Forecast reads what a forecast is made of.
func (s *Store) Forecast(ctx context.Context, scope registry.Scope, ask ForecastQuestion) (in forecast.Input, err error) {
	bureau, err := bureauAsked("store.Forecast", scope, ask.Bureau)
	if err != nil {
		return in, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, ask.AsOf)
		if err != nil {
			return err
		}
		of, err := q.extent(ctx, bureau, ask.Group)
		if err != nil {
			return err
		}
		in, err = q.forecast(ctx, of, m)
		return err
	})
	return in, err
}

// forecast reads it. What the past teaches is of all processes of the bureaus, also for a group.
func (q querier) forecast(ctx context.Context, of extent, m moment) (in forecast.Input, err error) {
	standing, err := q.rates(ctx, of, m)
	if err != nil {
		return in, err
	}
	if standing.Targets, err = q.targetsOn(ctx, of.group, m.day(), m); err != nil {
		return in, err
	}
	return q.forecastFrom(ctx, of, m, standing)
}

// forecastFrom is forecast where the standing at the moment was read already.
func (q querier) forecastFrom(ctx context.Context, of extent, m moment, standing registry.Standing) (in forecast.Input, err error) {
	in = forecast.Input{At: m.shown, Names: map[int]string{}}
	for _, t := range progress.Of(standing).Targets {
		last, err := time.ParseInLocation(time.DateOnly, t.To, registry.Tokyo)
		if err != nil {
			return in, err // our own text
		}
		in.Targets = append(in.Targets, forecast.Target{Name: t.Name, To: last, Scope: t.Scope, Goal: t.Goal})
	}
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return in, err
	}
	for _, b := range bureaus {
		in.Names[b.ID] = b.Name
	}
	if in.Groups, err = q.forecastGroups(ctx, of, m, standing.Threshold.Volume); err != nil {
		return in, err
	}
	var began time.Time
	if err := q.get(ctx, &began, "first-change"); err != nil {
		return in, err
	}
	if in.Outcomes, err = q.outcomes(ctx, of.bureau, m, began); err != nil {
		return in, err
	}
	if in.Rhythms, err = q.rhythms(ctx, of.bureau, m); err != nil {
		return in, err
	}
	in.Past, err = q.yearBefore(ctx, of, m, began)
	return in, err
}

func (q querier) forecastGroups(ctx context.Context, of extent, m moment, threshold int64) ([]forecast.Group, error) {
	var rows []struct {
		BureauID                                                      int `db:"bureau_id"`
		PlannedYear                                                   int `db:"planned_year"`
		Law, Begun, Hindered, Discretion, Priority, Application, Done bool
		Processes                                                     int64
	}
	if err := q.list(ctx, &rows, "forecast-groups", m.asked, of.bureau, threshold, of.members); err != nil {
		return nil, err
	}
	groups := make([]forecast.Group, len(rows))
	for i, r := range rows {
		groups[i] = forecast.Group{Bureau: r.BureauID, PlannedYear: r.PlannedYear, Law: r.Law, Begun: r.Begun, Hindered: r.Hindered,
			Discretion: r.Discretion, Priority: r.Priority, Application: r.Application, Processes: r.Processes, Done: r.Done}
	}
	return groups, nil
}

// outcomes are those of the fiscal years that were over at the moment and that the registry saw
// whole.
func (q querier) outcomes(ctx context.Context, bureau int, m moment, began time.Time) ([]forecast.Outcome, error) {
	var begins, ends []time.Time
	var years []int64
	for year := registry.FiscalYear(m.shown) - 1; len(years) < mostLearned; year-- {
		begin := time.Date(year, time.April, 1, 0, 0, 0, 0, registry.Tokyo)
		if begin.Before(began) {
			break
		}
		begins, years = append(begins, begin), append(years, int64(year))
		ends = append(ends, begin.AddDate(1, 0, 0).Add(-time.Microsecond))
	}
	if len(years) == 0 {
		return nil, nil
	}
	var rows []struct {
		FiscalYear           int `db:"fiscal_year"`
		BureauID             int `db:"bureau_id"`
		Plan                 forecast.Plan
		Law, Begun, Hindered bool
		Open, Done           int64
	}
	if err := q.list(ctx, &rows, "forecast-outcomes", pq.Array(begins), pq.Array(ends), pq.Array(years), bureau); err != nil {
		return nil, err
	}
	outcomes := make([]forecast.Outcome, len(rows))
	for i, r := range rows {
		outcomes[i] = forecast.Outcome{FiscalYear: r.FiscalYear, Bureau: r.BureauID, Open: r.Open, Done: r.Done,
			Class: forecast.Class{Plan: r.Plan, Law: r.Law, Begun: r.Begun, Hindered: r.Hindered}}
	}
	return outcomes, nil
}

func (q querier) rhythms(ctx context.Context, bureau int, m moment) ([]forecast.Rhythm, error) {
	var rows []struct {
		FiscalYear int `db:"fiscal_year"`
		Quarter    int
		Done       int64
	}
	year := registry.FiscalYear(m.shown)
	if err := q.list(ctx, &rows, "forecast-rhythms", m.asked, year, bureau); err != nil {
		return nil, err
	}
	var rhythms []forecast.Rhythm
	for _, r := range rows {
		if r.FiscalYear < year-mostLearned {
			continue
		}
		if n := len(rhythms); n == 0 || rhythms[n-1].FiscalYear != r.FiscalYear {
			rhythms = append(rhythms, forecast.Rhythm{FiscalYear: r.FiscalYear})
		}
		rhythms[len(rhythms)-1].Done[r.Quarter-1] = r.Done
	}
	return rhythms, nil
}

// yearBefore is the rate a year before the moment, or when the registry began if that is later.
func (q querier) yearBefore(ctx context.Context, of extent, m moment, began time.Time) ([]forecast.Point, error) {
	at := m.shown.AddDate(-1, 0, 0)
	if at.Before(began) {
		at = registry.EndOf(began)
	}
	if !at.Before(m.shown) {
		return nil, nil
	}
	then, err := q.moment(ctx, at)
	if err != nil {
		return nil, err
	}
	standing, err := q.rates(ctx, of, then)
	if err != nil {
		return nil, err
	}
	process := progress.Of(standing).Rates.Process
	if process.Rate == nil {
		return nil, nil
	}
	return []forecast.Point{{At: then.shown, Rate: *process.Rate}}, nil
}
