package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"tetsuzuki/internal/registry"
)

// querier runs the named queries, on the pool or inside a transaction.
type querier struct {
	ext     sqlx.ExtContext
	queries map[string]string
	counts  *counts
}

// text is a named query's SQL. An unknown name is a mistake in the program.
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

// selectText reads all rows of a named query that goes on with more text.
func (q querier) selectText(ctx context.Context, dest any, name, more string, args ...any) error {
	return mapError(name, sqlx.SelectContext(ctx, q.ext, dest, q.text(name)+more, args...))
}

// exec runs a query and gives the number of rows that it touched.
func (q querier) exec(ctx context.Context, name string, args ...any) (int64, error) {
	result, err := q.ext.ExecContext(ctx, q.text(name), args...)
	if err != nil {
		return 0, mapError(name, err)
	}
	n, err := result.RowsAffected()
	return n, mapError(name, err)
}

// Transact runs fn with a Store whose calls count together: all of them, or on an
// error or a panic none. Calls that read lists and figures as of one moment need a
// transaction of their own and fail in it.
func (s *Store) Transact(ctx context.Context, fn func(tx *Store) error) error {
	return s.transact(ctx, nil, func(q querier) error {
		together := *s
		together.querier = q
		return fn(&together)
	})
}

// reading runs fn in a transaction that reads as of one moment. The server itself
// keeps the rows of bureaus that the scope does not reach from it.
func (s *Store) reading(ctx context.Context, scope registry.Scope, fn func(querier) error) error {
	return s.transact(ctx, snapshot, func(q querier) error {
		if s.role != "" && !scope.AllBureaus() {
			if _, err := q.exec(ctx, "narrow-to-bureau", strconv.Itoa(scope.BureauID)); err != nil {
				return err
			}
		}
		return fn(q)
	})
}

// transact runs fn in one transaction: all of it counts, or on an error or a
// panic none of it. Inside of one, fn takes part in it.
func (s *Store) transact(ctx context.Context, opt *sql.TxOptions, fn func(querier) error) (err error) {
	const op = "store.transact"
	if _, inside := s.ext.(*sqlx.Tx); inside {
		if opt != nil {
			return registry.Failed(op, errors.New("a call that needs a transaction of its own, inside of another"))
		}
		return fn(s.querier)
	}
	tx, err := s.db.BeginTxx(ctx, opt)
	if err != nil {
		return mapError(op, err)
	}
	defer tx.Rollback() // does nothing after the commit
	if err := fn(querier{ext: tx, queries: s.queries, counts: s.counts}); err != nil {
		return err
	}
	return mapError(op, tx.Commit())
}
