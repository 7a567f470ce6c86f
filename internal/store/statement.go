package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// mostStatements is how many prepared statements a connection keeps. The named queries and
// the filters that people use most fit.
const mostStatements = 150

// statements are the statements that a connection has prepared, the last used first. The
// driver prepares a statement with values anew each time, which takes a step to and fro and
// the server's time to understand it.
type statements struct {
	prepared recent[string, driver.Stmt]
	reading  bool // rows of a statement are still to be read
	apart    bool // the transaction has tables of its own
	ended    bool // the transaction ended with what it read last
}

// errStillReading is an error of the program: a connection carries one thing at a time.
var errStillReading = errors.New("a statement while the rows of another are still to be read")

// errEnded is an error of the program: after its end, a transaction would no longer see what it may.
var errEnded = errors.New("a statement after what a transaction read last")

// idle says what keeps the connection from carrying a statement; nil: nothing.
func (c *conn) idle() error {
	switch {
	case c.reading:
		return errStillReading
	case c.ended:
		return errEnded
	}
	return nil
}

// statement is a query, prepared.
func (c *conn) statement(ctx context.Context, text string) (driver.Stmt, error) {
	if s, ok := c.prepared.use(text); ok {
		return s, nil
	}
	for c.prepared.len() >= mostStatements {
		if s, ok := c.prepared.drop(c.prepared.oldest()); ok {
			if err := s.Close(); err != nil {
				return nil, err
			}
		}
	}
	s, err := c.driverConn.PrepareContext(ctx, text)
	if err == nil {
		c.prepared.keep(text, s)
	}
	return s, err
}

// makesTables begins a statement that makes temporary tables. They may hide tables of the
// same names, which the server does not notice of statements that it has prepared: until
// the end of the transaction each statement is prepared anew.
const makesTables = "create temporary table"

// QueryContext runs a query with values as a prepared statement.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.idle(); err != nil {
		return nil, err
	}
	begins := strings.HasPrefix(query, "begin")
	if len(args) == 0 || c.apart {
		found, err := c.driverConn.QueryContext(ctx, query, args)
		if err != nil && begins {
			c.wire.cut()
		}
		return c.rows(found, begins, !begins && strings.HasSuffix(query, commits), err)
	}
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	found, err := s.(driver.StmtQueryContext).QueryContext(ctx, args)
	return c.rows(found, false, false, c.outdated(query, err))
}

// ExecContext is like QueryContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.idle(); err != nil {
		return nil, err
	}
	if len(args) == 0 || c.apart {
		c.apart = c.apart || strings.Contains(query, makesTables)
		return c.driverConn.ExecContext(ctx, query, args)
	}
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	done, err := s.(driver.StmtExecContext).ExecContext(ctx, args)
	return done, c.outdated(query, err)
}

// outdated forgets a statement that the server no longer runs as it was prepared, since the
// schema has another shape.
func (c *conn) outdated(text string, err error) error {
	if e, ok := errors.AsType[*pq.Error](err); ok && (e.Code == pqerror.FeatureNotSupported || e.Code == pqerror.InvalidSQLStatementName) {
		c.prepared.drop(text)
	}
	return err
}

// rows are a statement's rows, until whose end the connection carries nothing else.
type rows struct {
	driver.RowsNextResultSet
	of     *conn
	begins bool // a transaction, which may stay open after an error
	ends   bool // the open transaction, where all of it could be read
}

func (c *conn) rows(found driver.Rows, begins, ends bool, err error) (driver.Rows, error) {
	if err != nil {
		return nil, err
	}
	of, ok := found.(driver.RowsNextResultSet)
	if !ok {
		return nil, errors.Join(errors.New("the driver's rows lack what is asked of them"), found.Close())
	}
	c.reading = true
	return &rows{of, c, begins, ends}, nil
}

// Next implements driver.Rows.
func (r *rows) Next(dest []driver.Value) error {
	err := r.RowsNextResultSet.Next(dest)
	if err != nil && !errors.Is(err, io.EOF) && r.begins {
		r.of.wire.cut()
	}
	return err
}

// Close implements driver.Rows.
func (r *rows) Close() error {
	r.of.reading = false
	err := r.RowsNextResultSet.Close()
	if err != nil && r.begins {
		r.of.wire.cut()
	}
	if err == nil && r.ends {
		r.of.ended, r.ends = true, false
	}
	return err
}
