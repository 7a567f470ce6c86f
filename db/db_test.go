package db_test

import (
	"database/sql"
	"testing"

	"tetsuzuki/db"
	"tetsuzuki/internal/postgres/pgtest"
)

func TestEveryStepGoesUpAndDownAndUp(t *testing.T) {
	t.Parallel()
	steps, err := db.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) == 0 {
		t.Fatal("no migrations embedded")
	}
	pool := pgtest.Open(t, pgtest.Empty(t))
	ctx := t.Context()
	move := func(version int64) {
		t.Helper()
		if err := db.MigrateTo(ctx, pool, version); err != nil {
			t.Fatalf("to version %d: %v", version, err)
		}
	}
	before := int64(0)
	move(before)
	for _, step := range steps {
		below := objects(t, pool)
		move(step.Version)
		first := objects(t, pool)
		move(before)
		if left := objects(t, pool); left != below {
			t.Errorf("%s: Down leaves a difference:\nbefore: %s\nafter:  %s", step.Name, below, left)
		}
		move(step.Version)
		if second := objects(t, pool); second != first {
			t.Errorf("%s: Up after Down makes something else:\nfirst:  %s\nsecond: %s", step.Name, first, second)
		}
		before = step.Version
	}
	full := objects(t, pool)
	move(0)
	if err := db.Migrate(ctx, pool); err != nil {
		t.Fatal(err)
	}
	if again := objects(t, pool); again != full {
		t.Errorf("from nothing to the newest makes something else:\nstep by step: %s\nat once:      %s", full, again)
	}
}

// objects describes what a schema consists of.
func objects(t *testing.T, pool *sql.DB) string {
	t.Helper()
	var all sql.NullString
	err := pool.QueryRowContext(t.Context(), `
		SELECT string_agg(what, E'\n' ORDER BY what) FROM (
			SELECT format('%s %s.%s, rows kept apart: %s', c.relkind, n.nspname, c.relname, c.relrowsecurity) AS what
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relname NOT LIKE 'goose_db_version%'
			UNION ALL
			SELECT format('column %s.%s %s %s', table_name, column_name, data_type, column_default)
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'goose_db_version'
			UNION ALL
			SELECT format('constraint %s on %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
			FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> to_regclass('goose_db_version')
			UNION ALL
			SELECT format('function %s', oid::regprocedure)
			FROM pg_proc WHERE pronamespace = 'public'::regnamespace
			UNION ALL
			SELECT format('type %s', typname)
			FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
			UNION ALL
			SELECT format('trigger %s on %s', tgname, tgrelid::regclass)
			FROM pg_trigger WHERE NOT tgisinternal
			UNION ALL
			SELECT format('policy %s on %s %s %s %s', policyname, tablename, cmd, qual, with_check) FROM pg_policies
			UNION ALL
			SELECT format('extension %s', extname) FROM pg_extension
		) AS o`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all.String
}

func TestPendingNamesWhatTheDatabaseHasNotSeen(t *testing.T) {
	t.Parallel()
	steps, err := db.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.Open(t, pgtest.Empty(t))
	pending, err := db.Pending(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	if len(pending) != len(steps) || pending[0] != steps[0] {
		t.Errorf("pending on an empty database: %v, want %v", pending, steps)
	}
	if err := db.Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	if pending, err = db.Pending(t.Context(), pool); err != nil || len(pending) != 0 {
		t.Errorf("pending after Migrate: %v, %v", pending, err)
	}
}

func TestManyMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t)
	const n = 3
	done := make(chan error, n)
	for range n {
		pool := pgtest.Open(t, url)
		go func() { done <- db.Migrate(t.Context(), pool) }()
	}
	for range n {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
