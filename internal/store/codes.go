package store

import (
	"context"
	"database/sql"

	"tetsuzuki/internal/registry"
)

// CodeList is one version of a code list of the inventory form.
type CodeList struct {
	Name      string
	Version   int
	ValidFrom int // fiscal year
	ValidTo   int // the last fiscal year; 0: still valid
	Codes     []Code
}

// Code is one code and what it means.
type Code struct{ Code, Label string }

// SyncCodeLists writes the program's code lists to the database. Versions that the program
// no longer has stay there, for the rows that were written under them.
func (s *Store) SyncCodeLists(ctx context.Context, lists []CodeList) error {
	return s.transact(ctx, registry.Scope{}, nil, func(q querier) error {
		for _, l := range lists {
			until := sql.NullInt64{Int64: int64(l.ValidTo), Valid: l.ValidTo != 0}
			if _, err := q.exec(ctx, "code-list-upsert", l.Name, l.Version, l.ValidFrom, until); err != nil {
				return err
			}
			for i, c := range l.Codes {
				if _, err := q.exec(ctx, "code-upsert", l.Name, l.Version, c.Code, c.Label, i+1); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// CodeUses counts, by field and code, the processes of now that the scope reaches; an empty
// code stands for those without one.
func (s *Store) CodeUses(ctx context.Context, scope registry.Scope) (map[string]map[string]int64, error) {
	if err := scope.Require("store.CodeUses", registry.Read); err != nil {
		return nil, err
	}
	var rows []struct {
		Field     string
		Code      string
		Processes int64
	}
	if err := s.list(ctx, scope, &rows, "code-uses"); err != nil {
		return nil, err
	}
	uses := map[string]map[string]int64{}
	for _, r := range rows {
		if uses[r.Field] == nil {
			uses[r.Field] = map[string]int64{}
		}
		uses[r.Field][r.Code] = r.Processes
	}
	return uses, nil
}
