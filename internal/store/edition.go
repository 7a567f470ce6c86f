package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"tetsuzuki/internal/registry"
)

// Edition says which state of the registry is seen: after which change, and with which
// settings. It is read together with the database's clock, which decides which settings
// are in force.
type Edition struct {
	Changes  int64        // moves with each change
	Changed  sql.NullTime `db:"changed_at"` // when the last one was; null: there is none
	Change   int64        `db:"change_id"`  // its number
	Settings int64        // moves with what is set: thresholds, targets, bureaus, code lists
	Now      time.Time    // no earlier than the last change, even where the clock was ahead when it was written
}

// Day is the day in Tokyo.
func (e Edition) Day() string { return registry.DateOf(e.Now) }

// editionOf is the edition in a row of the query "edition".
func editionOf(row []driver.Value) (e Edition, err error) {
	if len(row) != 5 {
		return e, fmt.Errorf("an edition of %d columns", len(row))
	}
	for i, to := range map[int]*int64{0: &e.Changes, 2: &e.Change, 3: &e.Settings} {
		var known bool
		if *to, known = row[i].(int64); !known {
			return e, fmt.Errorf("an edition with the number %v", row[i])
		}
	}
	var known bool
	if e.Now, known = row[4].(time.Time); !known {
		return e, fmt.Errorf("an edition at %v", row[4])
	}
	e.Changed.Time, e.Changed.Valid = row[1].(time.Time)
	return e, nil
}

type editionKey struct{}

// WithEdition lets what is asked with the context be answered as of an edition that the
// caller has just read, or as of a later one. It is for requests that only read: whoever
// writes would not see it.
func WithEdition(ctx context.Context, e Edition) context.Context {
	return context.WithValue(ctx, editionKey{}, e)
}

// Edition is the edition of the context, or else the one of the database now.
func (s *Store) Edition(ctx context.Context) (Edition, error) {
	if e, ok := ctx.Value(editionKey{}).(Edition); ok {
		return e, nil
	}
	return s.common.now(ctx)
}

// now is the edition that the transaction sees.
func (q querier) now(ctx context.Context) (e Edition, err error) {
	if q.edition != nil {
		return *q.edition, nil
	}
	err = q.get(ctx, &e, "edition")
	return e, err
}
