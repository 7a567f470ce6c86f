package store

import (
	"context"

	"github.com/lib/pq"
)

// SampleState is how far a registry is filled with the made-up catalogue.
type SampleState struct {
	Foreign bool            // it holds something that is not made up
	Logins  map[string]bool // the sample accounts that are there
	Bureaus map[int]bool    // the bureaus that have processes
}

// SampleState says which parts of the made-up catalogue are in the registry, so that an
// interrupted run continues from there. It takes no scope, since the answer concerns no
// bureau's data.
func (s *Store) SampleState(ctx context.Context) (SampleState, error) {
	var row struct {
		Foreign bool
		Logins  pq.StringArray
		Bureaus pq.Int64Array
	}
	err := s.whole(ctx, nil, func(q querier) error { return q.get(ctx, &row, "sample-state") })
	if err != nil {
		return SampleState{}, err
	}
	state := SampleState{row.Foreign, make(map[string]bool), make(map[int]bool)}
	for _, l := range row.Logins {
		state.Logins[l] = true
	}
	for _, b := range row.Bureaus {
		state.Bureaus[int(b)] = true
	}
	return state, nil
}
