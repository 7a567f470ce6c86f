package store

import (
	"context"
	"time"

	"tetsuzuki/internal/registry"
)

// Thresholds lists every past, current and future threshold, the latest first.
func (s *Store) Thresholds(ctx context.Context) ([]registry.Threshold, error) {
	var rows []struct {
		EffectiveFrom time.Time `db:"effective_from"`
		Volume        int64
		Reason        string
	}
	if err := s.common.list(ctx, &rows, "thresholds"); err != nil {
		return nil, err
	}
	thresholds := make([]registry.Threshold, len(rows))
	for i, r := range rows {
		thresholds[i] = registry.Threshold(r)
	}
	return thresholds, nil
}

// Targets lists every target, the latest start first.
func (s *Store) Targets(ctx context.Context) ([]registry.Target, error) { return s.common.targets(ctx) }

func (q querier) targets(ctx context.Context) ([]registry.Target, error) {
	var rows []struct {
		Name  string
		From  time.Time `db:"valid_from"`
		To    time.Time `db:"valid_to"`
		Rate  int64
		Count int64
		Scope registry.TargetScope
	}
	if err := q.list(ctx, &rows, "targets"); err != nil {
		return nil, err
	}
	targets := make([]registry.Target, len(rows))
	for i, r := range rows {
		targets[i] = registry.Target(r)
	}
	return targets, nil
}
