package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// ask is one of several queries that are asked in one step to the server and back.
type ask struct {
	dest         any // of structs: a pointer to a slice
	name         string
	more         string // text appended to the query
	args         []any  // numbers, lists of IDs, moments and nulls
	before, then string // statements without an answer, run before and after it; empty: none
}

// readTogether asks several queries of one moment in one step, within what the scope reaches.
func (s *Store) readTogether(ctx context.Context, scope registry.Scope, asked ...ask) error {
	if _, inside := s.common.ext.(*sqlx.Tx); inside {
		return s.transact(ctx, scope, nil, func(q querier) error { return q.together(ctx, asked...) })
	}
	first := asked[0]
	first.before = begins[driver.TxOptions{Isolation: driver.IsolationLevel(snapshot.Isolation), ReadOnly: true}] + ";" +
		s.common.reachText(reachOf(scope))
	asked = append([]ask{first}, asked[1:]...)
	asked[len(asked)-1].then = "commit"
	return s.common.together(ctx, asked...)
}

// together asks several queries in one step. The values stand in the text, since only one
// statement with parameters goes to and fro at a time.
func (q querier) together(ctx context.Context, asked ...ask) error {
	var text strings.Builder
	for _, a := range asked {
		one := q.text(a.name) + a.more
		for i, arg := range a.args {
			value, err := literal(arg)
			if err != nil {
				return mapError(a.name, err)
			}
			one = strings.ReplaceAll(one, "$"+strconv.Itoa(i+1), value)
		}
		text.WriteString(a.before + ";" + one + "\n;" + a.then + ";")
	}
	rows, err := q.ext.QueryxContext(ctx, text.String())
	if err != nil {
		return mapError(asked[0].name, err)
	}
	defer rows.Close()
	for i, a := range asked {
		if i > 0 && !rows.NextResultSet() {
			return mapError(a.name, cmp.Or(rows.Err(), errors.New("no answer")))
		}
		if err := sqlx.StructScan(rows, a.dest); err != nil {
			return mapError(a.name, err)
		}
	}
	return mapError(asked[0].name, rows.Close())
}

// literal is a value as it stands in a statement.
func literal(value any) (string, error) {
	switch v := value.(type) {
	case bool:
		return strconv.FormatBool(v), nil
	case int64:
		return fmt.Sprintf("(%d::bigint)", v), nil
	case sql.NullInt64:
		if !v.Valid {
			return "null", nil
		}
		return literal(v.Int64)
	case sql.NullTime:
		if !v.Valid {
			return "null", nil
		}
		return literal(v.Time)
	case pq.Int64Array:
		if v == nil {
			return "null", nil
		}
		text, err := v.Value()
		return fmt.Sprintf("'%s'::bigint[]", text), err
	case time.Time:
		return "timestamptz " + pq.QuoteLiteral(string(pq.FormatTimestamp(v))), nil
	}
	return "", fmt.Errorf("a %T in a statement", value)
}
