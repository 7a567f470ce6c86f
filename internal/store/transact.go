package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"tetsuzuki/db"
	"tetsuzuki/internal/registry"
)

// reach is whose rows the server lets a transaction see and write: one bureau's (its
// ID), every bureau's, or nobody's, as that of a connection on which nothing was said.
type reach int

const (
	nobody      reach = 0
	everyBureau reach = -1
)

func reachOf(scope registry.Scope) reach {
	switch {
	case scope.AllBureaus():
		return everyBureau
	case scope.BureauID > 0:
		return reach(scope.BureauID)
	}
	return nobody
}

// Transact runs fn with a Store whose calls count together: all of them, or on an
// error or a panic none. Each of them reaches what its own scope does. Calls that read
// lists and figures as of one moment need a transaction of their own and fail in it.
func (s *Store) Transact(ctx context.Context, fn func(tx *Store) error) error {
	return s.transact(ctx, registry.Scope{}, nil, func(q querier) error { return fn(s.with(q)) })
}

// with is a Store whose calls take part in a transaction.
func (s *Store) with(q querier) *Store {
	together := *s
	together.common = q
	return &together
}

// get reads one row that the scope reaches, see [querier.get].
func (s *Store) get(ctx context.Context, scope registry.Scope, dest any, name string, args ...any) error {
	return s.transact(ctx, scope, nil, func(q querier) error { return q.get(ctx, dest, name, args...) })
}

// list reads all rows that the scope reaches, see [querier.list].
func (s *Store) list(ctx context.Context, scope registry.Scope, dest any, name string, args ...any) error {
	return s.transact(ctx, scope, nil, func(q querier) error { return q.list(ctx, dest, name, args...) })
}

// exec runs a query within what the scope reaches, see [querier.exec].
func (s *Store) exec(ctx context.Context, scope registry.Scope, name string, args ...any) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		_, err := q.exec(ctx, name, args...)
		return err
	})
}

// reading runs fn in a transaction that reads, as of one moment, what the scope
// reaches.
func (s *Store) reading(ctx context.Context, scope registry.Scope, fn func(querier) error) error {
	return s.transact(ctx, scope, snapshot, fn)
}

// transact runs fn in one transaction: all of it counts, or on an error or a panic
// none of it. Inside of one, fn takes part in it. The server itself keeps the rows of
// bureaus that the scope does not reach from fn.
func (s *Store) transact(ctx context.Context, scope registry.Scope, opt *sql.TxOptions, fn func(querier) error) error {
	return s.within(ctx, reachOf(scope), opt, fn)
}

// whole is transact for the few calls that are nobody's in particular, or that need
// other bureaus' rows to serve one: fn sees and writes every row, and must check
// itself what it gives away. A test lists all calls that use it.
func (s *Store) whole(ctx context.Context, opt *sql.TxOptions, fn func(querier) error) error {
	return s.within(ctx, everyBureau, opt, fn)
}

func (s *Store) within(ctx context.Context, r reach, opt *sql.TxOptions, fn func(querier) error) error {
	const op = "store.transact"
	if _, inside := s.common.ext.(*sqlx.Tx); inside {
		if opt != nil {
			return registry.Failed(op, errors.New("a call that needs a transaction of its own, inside of another"))
		}
		return s.common.within(ctx, r, fn)
	}
	tx, q, err := s.begin(ctx, r, opt)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	if err := fn(q); err != nil {
		return err
	}
	return mapError(op, tx.Commit())
}

// begin opens a transaction with a reach.
func (s *Store) begin(ctx context.Context, r reach, opt *sql.TxOptions) (*sqlx.Tx, querier, error) {
	tx, err := s.db.BeginTxx(ctx, opt)
	if err != nil {
		return nil, querier{}, mapError("store.begin", err)
	}
	q := s.common
	q.ext = tx
	if err := q.extend(ctx, r); err != nil {
		_ = tx.Rollback() // the error is the one to tell
		return nil, querier{}, err
	}
	q.reach = r
	return tx, q, nil
}

// whole is [Store.whole] for a part of a transaction.
func (q querier) whole(ctx context.Context, fn func(querier) error) error {
	return q.within(ctx, everyBureau, fn)
}

// restricted reports whether the server checks each row that the transaction sees or
// writes.
func (q querier) restricted() bool {
	return q.role != "" && (q.reach != everyBureau || q.role != db.WholeRole)
}

// within runs fn with another reach in the same transaction.
func (q querier) within(ctx context.Context, r reach, fn func(querier) error) error {
	if err := q.extend(ctx, r); err != nil {
		return err
	}
	other := q
	other.reach = r
	err := fn(other)
	if back := other.extend(ctx, q.reach); err == nil {
		err = back // else the transaction may be void, in which nothing is seen any more
	}
	return err
}

// extend tells the server whose rows the transaction sees from here on.
func (q querier) extend(ctx context.Context, r reach) error {
	if q.role == "" || q.reach == r {
		return nil
	}
	_, err := q.ext.ExecContext(ctx, q.reachText(r))
	return mapError("store.extend", err)
}

func (q querier) reachText(r reach) string {
	bureau := "none"
	switch {
	case r == everyBureau && q.role == db.WholeRole:
		return "set local role " + db.WholeRole
	case r == everyBureau:
		bureau = "all"
	case r > nobody:
		bureau = fmt.Sprint(int(r))
	}
	text := "set local tetsuzuki.bureau = '" + bureau + "'"
	if q.reach == everyBureau {
		text = "set local role " + db.AppRole + "; " + text
	}
	return text
}
