package store_test

import (
	"database/sql"
	"testing"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
)

// migrating is an empty database, and what brings it up or down to a version and then
// runs statements there.
func migrating(t *testing.T) (pool *sql.DB, do func(version int64, statements string)) {
	t.Helper()
	pool = pgtest.Open(t, pgtest.Empty(t))
	return pool, func(version int64, statements string) {
		t.Helper()
		if err := db.MigrateTo(t.Context(), pool, version); err != nil {
			t.Fatalf("to version %d: %v", version, err)
		}
		if _, err := pool.Exec(statements); err != nil {
			t.Fatal(err)
		}
	}
}
