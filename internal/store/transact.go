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

// reach says whose rows the server's row-level security lets a transaction see and write:
// one bureau's (its ID), every bureau's, or nobody's. A connection begins with nobody's.
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

// Transact runs fn with a Store whose calls share one transaction. It is rolled back on an
// error or a panic. Each call reaches what its own scope reaches. Calls that read lists and
// figures as of one moment need a transaction of their own and fail inside of one.
func (s *Store) Transact(ctx context.Context, fn func(tx *Store) error) error {
	return s.transact(ctx, registry.Scope{}, nil, func(q querier) error { return fn(s.with(q)) })
}

// with returns a Store whose calls take part in q's transaction.
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

// reading runs fn in a read-only transaction that sees one moment and what the scope
// reaches.
func (s *Store) reading(ctx context.Context, scope registry.Scope, fn func(querier) error) error {
	return s.transact(ctx, scope, snapshot, fn)
}

// transact runs fn in a transaction, or in the one that is open. It is rolled back on an
// error or a panic. The server hides from fn the rows of bureaus that the scope does not
// reach.
func (s *Store) transact(ctx context.Context, scope registry.Scope, opt *sql.TxOptions, fn func(querier) error) error {
	return s.within(ctx, reachOf(scope), opt, fn)
}

// whole is transact for the few calls that act for nobody in particular, or need other
// bureaus' rows to serve one bureau. fn sees and writes every row, and must itself check
// what it returns. A test lists all calls that use it.
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
	defer tx.Rollback() // no effect after the commit
	if err := fn(q); err != nil {
		return err
	}
	return mapError(op, tx.Commit())
}

// begin opens a transaction with a reach; one that only reads learns which edition it sees.
func (s *Store) begin(ctx context.Context, r reach, opt *sql.TxOptions) (*sqlx.Tx, querier, error) {
	q := s.common
	with := beginning{then: q.reachText(r)}
	if opt == snapshot {
		with.ask, with.edition = q.text("edition"), new(Edition)
	}
	keep, err := s.askGroup(ctx, r, &with)
	if err != nil {
		return nil, querier{}, err
	}
	tx, err := s.db.BeginTxx(context.WithValue(ctx, beginningKey{}, with), opt)
	if err != nil {
		return nil, querier{}, mapError("store.begin", err)
	}
	q.ext, q.reach, q.edition = tx, r, with.edition
	keep(q)
	return tx, q, nil
}

// whole is [Store.whole] for a part of q's transaction.
func (q querier) whole(ctx context.Context, fn func(querier) error) error {
	return q.within(ctx, everyBureau, fn)
}

// restricted reports whether row-level security applies to the transaction.
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
		err = back // after an error of fn the transaction may be void, and back fails with it
	}
	return err
}

// extend sets whose rows the transaction sees from here on.
func (q querier) extend(ctx context.Context, r reach) error {
	text := q.reachText(r)
	if text == "" {
		return nil
	}
	_, err := q.ext.ExecContext(ctx, text)
	return mapError("store.extend", err)
}

// reachText are the statements of extend; empty: it is so already.
func (q querier) reachText(r reach) string {
	if q.role == "" || q.reach == r {
		return ""
	}
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
