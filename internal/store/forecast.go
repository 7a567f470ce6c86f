package store

import (
	"context"
	"slices"
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

// forecast reads it, and what is asked beside. What the past teaches is of all processes of the
// bureaus, also for a group.
func (q querier) forecast(ctx context.Context, of extent, m moment, beside ...ask) (in forecast.Input, err error) {
	var standing registry.Standing
	rates, err := q.askRates(ctx, &standing, of, m)
	if err != nil {
		return in, err
	}
	targets := q.askTargetsOn(&standing.Targets, of.group, of.bureau != 0, m.day(), m)
	return q.forecastFrom(ctx, of, m, &standing, append(slices.Concat(beside, targets), rates)...)
}

// forecastFrom, which a reading transaction asks last, is forecast where the standing at the moment was read already, or what is asked
// beside reads it.
func (q querier) forecastFrom(
	ctx context.Context,
	of extent,
	m moment,
	standing *registry.Standing,
	beside ...ask,
) (in forecast.Input, err error) {
	in = forecast.Input{At: m.shown, Names: map[int]string{}}
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return in, err
	}
	for _, b := range bureaus {
		in.Names[b.ID] = b.Name
	}
	began, err := q.began(ctx)
	if err != nil {
		return in, err
	}
	before, err := q.askYearBefore(ctx, &in.Past, of, m, began)
	if err != nil {
		return in, err
	}
	asked := append(beside, askForecastGroups(&in.Groups, of, m, standing.Threshold.Volume), askRhythms(&in.Rhythms, of.bureau, m))
	asked = append(asked, askOutcomes(&in.Outcomes, of.bureau, m, began)...)
	if err := q.lastly(ctx, append(asked, before...)...); err != nil {
		return in, err
	}
	for _, t := range progress.Of(*standing).Targets {
		last, err := time.ParseInLocation(time.DateOnly, t.To, registry.Tokyo)
		if err != nil {
			return in, err // our own text
		}
		in.Targets = append(in.Targets, forecast.Target{Name: t.Name, To: last, Scope: t.Scope, Goal: t.Goal})
	}
	return in, nil
}

func askForecastGroups(to *[]forecast.Group, of extent, m moment, threshold int64) ask {
	var rows []struct {
		BureauID                                                      int `db:"bureau_id"`
		PlannedYear                                                   int `db:"planned_year"`
		Law, Begun, Hindered, Discretion, Priority, Application, Done bool
		Processes                                                     int64
	}
	return ask{dest: &rows, name: "forecast-groups", args: []any{m.asked, of.bureau, threshold, of.members}, read: func() error {
		for _, r := range rows {
			*to = append(*to, forecast.Group{Bureau: r.BureauID, PlannedYear: r.PlannedYear, Law: r.Law, Begun: r.Begun, Hindered: r.Hindered,
				Discretion: r.Discretion, Priority: r.Priority, Application: r.Application, Processes: r.Processes, Done: r.Done})
		}
		return nil
	}}
}

// askOutcomes asks for those of the fiscal years that were over at the moment and that the registry
// saw whole, if there are any.
func askOutcomes(to *[]forecast.Outcome, bureau int, m moment, began time.Time) []ask {
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
		return nil
	}
	var rows []struct {
		FiscalYear           int `db:"fiscal_year"`
		BureauID             int `db:"bureau_id"`
		Plan                 forecast.Plan
		Law, Begun, Hindered bool
		Open, Done           int64
	}
	args := []any{pq.Array(begins), pq.Array(ends), pq.Array(years), bureau}
	return []ask{{dest: &rows, name: "forecast-outcomes", args: args, read: func() error {
		for _, r := range rows {
			*to = append(*to, forecast.Outcome{FiscalYear: r.FiscalYear, Bureau: r.BureauID, Open: r.Open, Done: r.Done,
				Class: forecast.Class{Plan: r.Plan, Law: r.Law, Begun: r.Begun, Hindered: r.Hindered}})
		}
		return nil
	}}}
}

func askRhythms(to *[]forecast.Rhythm, bureau int, m moment) ask {
	var rows []struct {
		FiscalYear int `db:"fiscal_year"`
		Quarter    int
		Done       int64
	}
	year := registry.FiscalYear(m.shown)
	return ask{dest: &rows, name: "forecast-rhythms", args: []any{m.asked, year, bureau}, read: func() error {
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
		*to = rhythms
		return nil
	}}
}

// askYearBefore asks for the rate a year before the moment, or when the registry began if that is
// later, if there was one.
func (q querier) askYearBefore(ctx context.Context, to *[]forecast.Point, of extent, m moment, began time.Time) ([]ask, error) {
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
	var standing registry.Standing
	asked, err := q.askRates(ctx, &standing, of, then)
	tallies := asked.read
	asked.read = func() error {
		if err := tallies(); err != nil {
			return err
		}
		if process := progress.Of(standing).Rates.Process; process.Rate != nil {
			*to = []forecast.Point{{At: then.shown, Rate: *process.Rate}}
		}
		return nil
	}
	return []ask{asked}, err
}
