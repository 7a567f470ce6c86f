package store

import (
	"context"

	"github.com/lib/pq"
)

// SampleState is how far a registry is filled with the made-up catalogue.
type SampleState struct {
	Foreign                  bool            // it holds something that is not made up
	Logins                   map[string]bool // the sample accounts that are there
	Rounds, Files, Snapshots map[string]bool // those that there are, by name
	Begun                    []int64         // the uploads of who acts that wait to be confirmed
}

// SampleState says which parts of the made-up catalogue are in the registry, so that an
// interrupted run continues from there. Actor is who acts where no account of it does. It takes no scope, since the answer concerns no
// bureau's data.
func (s *Store) SampleState(ctx context.Context, actor string) (SampleState, error) {
	var row struct {
		Foreign                          bool
		Logins, Rounds, Files, Snapshots pq.StringArray
		Begun                            pq.Int64Array
	}
	err := s.whole(ctx, nil, func(q querier) error { return q.get(ctx, &row, "sample-state", actor) })
	if err != nil {
		return SampleState{}, err
	}
	set := func(names []string) map[string]bool {
		all := make(map[string]bool, len(names))
		for _, name := range names {
			all[name] = true
		}
		return all
	}
	return SampleState{row.Foreign, set(row.Logins), set(row.Rounds), set(row.Files), set(row.Snapshots), row.Begun}, nil
}
