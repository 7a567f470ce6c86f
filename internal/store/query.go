package store

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// querier runs named queries, in a transaction within its reach or on the pool, where the
// server shows no bureau's rows.
type querier struct {
	ext      sqlx.ExtContext
	queries  map[string]string
	role     string // see [Store]
	reach    reach
	edition  *Edition // that a reading transaction sees; nil: unknown
	memory   *memory
	presents *presents
	signing  []byte // the key by which cursors are signed
}

// text is the SQL of a named query. It panics on an unknown name.
func (q querier) text(name string) string {
	text, ok := q.queries[name]
	if !ok {
		panic(fmt.Sprintf("no query is named %q", name))
	}
	return text
}

// get reads one row into dest. No row is a NotFound error.
func (q querier) get(ctx context.Context, dest any, name string, args ...any) error {
	return mapError(name, sqlx.GetContext(ctx, q.ext, dest, q.text(name), args...))
}

// list reads all rows into the slice that dest points to.
func (q querier) list(ctx context.Context, dest any, name string, args ...any) error {
	return mapError(name, sqlx.SelectContext(ctx, q.ext, dest, q.text(name), args...))
}

// selectText reads all rows of a named query with more text appended.
func (q querier) selectText(ctx context.Context, dest any, name, more string, args ...any) error {
	return mapError(name, sqlx.SelectContext(ctx, q.ext, dest, q.text(name)+more, args...))
}

// exec runs a query and returns the number of rows that it affected.
func (q querier) exec(ctx context.Context, name string, args ...any) (int64, error) {
	result, err := q.ext.ExecContext(ctx, q.text(name), args...)
	if err != nil {
		return 0, mapError(name, err)
	}
	n, err := result.RowsAffected()
	return n, mapError(name, err)
}
