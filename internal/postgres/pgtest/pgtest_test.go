package pgtest_test

import (
	"fmt"
	"testing"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
)

func TestEachTestHasAMigratedDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	for n := range 8 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			pool := pgtest.Open(t, pgtest.New(t))
			// A table of the same name in every database: one shared would clash.
			if _, err := pool.ExecContext(t.Context(), "CREATE TABLE mine AS SELECT 1"); err != nil {
				t.Error(err)
			}
			if pending, err := db.Pending(t.Context(), pool); err != nil || len(pending) != 0 {
				t.Errorf("pending migrations %v, %v", pending, err)
			}
		})
	}
}

func TestTheDatabaseIsDroppedAtTheEnd(t *testing.T) {
	t.Parallel()
	look := pgtest.Open(t, pgtest.Empty(t))
	var name string
	t.Run("a test", func(t *testing.T) {
		pool := pgtest.Open(t, pgtest.New(t))
		if err := pool.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	var there bool
	if err := look.QueryRowContext(t.Context(), "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if there {
		t.Errorf("database %s outlives its test", name)
	}
}
