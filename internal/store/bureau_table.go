package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// BureauTable tells how the bureaus that the scope reaches stand against the targets in force,
// as of a moment (zero: now). What they have handed in is what of it was there by then, and
// stands today.
func (s *Store) BureauTable(ctx context.Context, scope registry.Scope, asOf time.Time) (progress.BureauTable, error) {
	e, err := s.Edition(ctx)
	if err != nil {
		return progress.BureauTable{}, err
	}
	ctx = WithEdition(ctx, e)
	var in progress.BureausInput
	if in.Now, err = s.Standing(ctx, scope, asOf); err != nil {
		return progress.BureauTable{}, err
	}
	in.Before = registry.EndOf(in.Now.AsOf.In(registry.Tokyo).AddDate(-1, 0, 0))
	asked := Question{Name: "year-before", AsOf: asOf, About: registry.DateOf(in.Before)}
	if in.Was, err = Remember(ctx, s, scope, asked, func(ctx context.Context) ([]registry.Tally, error) {
		return s.talliesBefore(ctx, scope, in.Before, asOf)
	}); err != nil {
		return progress.BureauTable{}, err
	}
	in.Board, err = s.boardAt(ctx, scope, in.Now.AsOf)
	return progress.BureausOf(in), err
}

// talliesBefore counts the processes as of an earlier moment by the bureaus that have them at
// another. A process may have come from a bureau that the scope does not reach.
func (s *Store) talliesBefore(ctx context.Context, scope registry.Scope, before, asOf time.Time) (tallies []registry.Tally, err error) {
	err = s.whole(ctx, snapshot, func(q querier) error {
		was, err := q.moment(ctx, before)
		if err != nil {
			return err
		}
		is, err := q.moment(ctx, asOf)
		if err != nil {
			return err
		}
		threshold, err := q.threshold(ctx, is)
		if err != nil {
			return err
		}
		tallies, err = q.talliesBy(ctx, extent{}, was, threshold.Volume, sql.NullTime{Time: is.asked, Valid: true})
		return err
	})
	return slices.DeleteFunc(tallies, func(t registry.Tally) bool { return !scope.Reaches(t.BureauID) }), err
}

// boardAt is who had handed in by a moment for the last round that had begun.
func (s *Store) boardAt(ctx context.Context, scope registry.Scope, at time.Time) (registry.Board, error) {
	rounds, err := s.Rounds(ctx)
	if err != nil {
		return registry.Board{}, err
	}
	last := slices.IndexFunc(rounds, func(r registry.Round) bool { return !r.OpensOn.After(at) }) // the latest first
	if last < 0 {
		return registry.Board{}, nil
	}
	uploads, err := s.Board(ctx, scope, rounds[last])
	if err != nil {
		return registry.Board{}, err
	}
	for i, u := range uploads {
		uploads[i] = u.By(at)
	}
	return registry.BoardOf(rounds[last], uploads, nil, at), nil
}
