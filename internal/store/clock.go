package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// The longest for which work and mails are put off until they are tried again, with a
// minute to spare: what waits for longer was put off by a clock that went back since.
const (
	longestPause     = 11 * time.Minute
	longestMailPause = 241 * time.Minute
)

// ClockWentBack dates anew what the database's clock dated later than now, before it was
// set back: sessions, pauses after failed sign-ins, work and mails that wait, and the
// heartbeats of workers. It gives how many; mostly none. History is left as it is,
// and goes on behind what was written last.
func (s *Store) ClockWentBack(ctx context.Context, scope registry.Scope) (int, error) {
	if err := scope.Require("store.ClockWentBack", registry.Configure); err != nil {
		return 0, err
	}
	var dated int
	err := s.whole(ctx, nil, func(q querier) error {
		return q.get(ctx, &dated, "clock-went-back", longestPause.Seconds(), longestMailPause.Seconds())
	})
	return dated, err
}

// today is the day in Tokyo by the database's clock.
func (q querier) today(ctx context.Context) (day time.Time, err error) {
	err = q.get(ctx, &day, "today")
	return day, err
}
