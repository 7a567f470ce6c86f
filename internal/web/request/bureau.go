package request

import (
	"context"

	"tetsuzuki/internal/registry"
)

// BureauName is a bureau as JSON names it.
type BureauName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// BureauNames returns the codes and names of all bureaus by ID.
func (s *Service) BureauNames(ctx context.Context) (map[int]BureauName, error) {
	bureaus, err := s.Store.Bureaus(ctx)
	names := make(map[int]BureauName, len(bureaus))
	for _, b := range bureaus {
		names[b.ID] = BureauName{b.Code, b.Name}
	}
	return names, err
}

// BureauGiven finds the bureau that a field of the input names; 0 for an empty one.
func (s *Service) BureauGiven(ctx context.Context, field, nameOrCode string) (int, error) {
	if nameOrCode == "" {
		return 0, nil
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return 0, err
	}
	b, err := registry.BureauNamed(bureaus, field, nameOrCode)
	return b.ID, err
}
