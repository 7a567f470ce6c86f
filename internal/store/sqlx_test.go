package store

import (
	"testing"

	"github.com/jmoiron/sqlx"

	"tetsuzuki/internal/postgres/pgtest"
)

// TestWhatSQLXMakesOfPostgreSQL shows why no query of ours goes through sqlx's Named
// or Rebind (the lint forbids them): they take PostgreSQL's casts and operators for
// marks of their own. As they are, with $1, such queries arrive whole.
func TestWhatSQLXMakesOfPostgreSQL(t *testing.T) {
	t.Parallel()
	const query = `select $1::jsonb ? 'a'`
	s, err := Open(t.Context(), pgtest.New(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var has bool
	if err := s.db.GetContext(t.Context(), &has, query, `{"a": 1}`); err != nil || !has {
		t.Errorf("%s: %v, %v", query, has, err)
	}
	if got := sqlx.Rebind(sqlx.DOLLAR, query); got == query {
		t.Error("sqlx.Rebind leaves the operator ? alone now: the rule can go")
	}
	if named, _, err := sqlx.Named(`select :a::jsonb`, map[string]any{"a": "{}"}); err == nil && named == `select ?::jsonb` {
		t.Error("sqlx.Named leaves the cast :: alone now: the rule can go")
	}
}
