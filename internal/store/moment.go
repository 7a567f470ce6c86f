package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
)

// moment is the moment as of which a reader sees the registry. It must be found
// in the same transaction as what is then read.
type moment struct {
	shown  time.Time // for people: what the user asked for, or the clock if that is in the future
	change time.Time // of the last change up to it; zero: none
	asked  time.Time // for queries of versions
}

// moment resolves the user's as-of (zero: now), by the database's clock, which also dates
// the changes. If nothing has changed since that moment, queries ask for now instead,
// which the indexes serve.
func (q querier) moment(ctx context.Context, asOf time.Time) (moment, error) {
	e, err := q.now(ctx)
	if err != nil {
		return moment{}, err
	}
	clock, latest := e.Now, e.Changed.Time
	if asOf.After(registry.EndOf(clock)) {
		return moment{}, &registry.Error{Code: registry.Invalid, Op: "store.moment", Field: "as_of",
			Message: "時点に未来の日付は指定できません。今日かそれより前の日付を指定してください。例：2022年12月31日"}
	}
	switch {
	case asOf.IsZero(), asOf.After(clock): // the end of a day that is not over yet
		return moment{shown: clock, change: latest, asked: registry.Now}, nil
	case !asOf.Before(latest):
		return moment{shown: asOf, change: latest, asked: registry.Now}, nil
	}
	return moment{shown: asOf, change: asOf, asked: asOf}, nil
}

// day is the moment's day in Tokyo, for settings that hold from day to day.
func (m moment) day() string { return registry.DateOf(m.shown) }

// settings is the question which settings are in force on a day, as known at the moment. Since
// the last change, what is known is the same.
func (m moment) settings(name, day string) Question {
	if !m.asked.Equal(registry.Now) {
		day += m.shown.UTC().Format(" " + time.RFC3339Nano)
	}
	return Question{Name: name, About: day, Set: true}
}

// threshold is the threshold in force at the moment, as known then; before the first one, the
// first one.
func (q querier) threshold(ctx context.Context, m moment) (registry.Threshold, error) {
	all, err := recall(q, thresholdsAsked, func() ([]thresholdVersion, error) { return q.readThresholds(ctx) })
	if err != nil {
		return registry.Threshold{}, err
	}
	known := slices.DeleteFunc(slices.Clone(all), func(v thresholdVersion) bool {
		return v.from.After(m.shown) || !v.Set.EndedAt.IsZero() && !v.Set.EndedAt.After(m.shown)
	})
	if len(known) == 0 {
		return registry.Threshold{}, mapError("store.threshold", sql.ErrNoRows)
	}
	slices.SortFunc(known, func(a, b thresholdVersion) int { return a.EffectiveFrom.Compare(b.EffectiveFrom) })
	found := known[0].Threshold
	for _, v := range known[1:] {
		if registry.DateOf(v.EffectiveFrom) <= m.day() {
			found = v.Threshold
		}
	}
	return found, nil
}

// thresholdNow is the threshold in force now.
func (q querier) thresholdNow(ctx context.Context) (registry.Threshold, error) {
	m, err := q.moment(ctx, time.Time{})
	if err != nil {
		return registry.Threshold{}, err
	}
	return q.threshold(ctx, m)
}
