package request

import (
	"context"

	"tetsuzuki/internal/registry"
)

// Board is who has handed in for a round, as far as the scope reaches.
func (s *Service) Board(ctx context.Context, scope registry.Scope, r registry.Round) (registry.Board, error) {
	uploads, err := s.Store.Board(ctx, scope, r)
	if err != nil {
		return registry.Board{}, err
	}
	reminders, err := s.Store.Reminders(ctx, scope, r.ID)
	return registry.BoardOf(r, uploads, reminders, s.Now()), err
}
