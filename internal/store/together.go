package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"tetsuzuki/internal/registry"
)

// ask is one of several queries that are asked in one step to the server and back.
type ask struct {
	dest         any // of structs: a pointer to a slice
	name         string
	text         string // of the query, where it is composed; empty: the named query's own
	more         string // text appended to the query
	args         []any  // see [literal]
	before, then string // statements without an answer, run before and after it; empty: none

	read  func() error // makes of all answers what is wanted; nil: nothing. Without a name it stands alone
	reads bool         // read may ask for more
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

// commits ends the text of queries that end their transaction.
const commits = ";commit;"

// lastly is together for what a reading transaction asks last: the transaction ends in the same
// step, unless one of them may have to ask for more.
func (q querier) lastly(ctx context.Context, asked ...ask) error {
	last := -1
	for i, a := range asked {
		if a.reads {
			return q.together(ctx, asked...)
		}
		if a.name != "" {
			last = i
		}
	}
	if last < 0 || q.edition == nil {
		return q.together(ctx, asked...)
	}
	asked = slices.Clone(asked)
	asked[last].then += ";commit"
	return q.together(ctx, asked...)
}

// together asks several queries in one step, and then lets each read what was answered.
func (q querier) together(ctx context.Context, asked ...ask) error {
	queries := slices.DeleteFunc(slices.Clone(asked), func(a ask) bool { return a.name == "" })
	if err := q.askAll(ctx, queries); err != nil {
		return err
	}
	for _, a := range asked {
		if a.read == nil {
			continue
		}
		if err := a.read(); err != nil {
			return err
		}
	}
	return nil
}

// askAll asks in one step, or in none. Of several queries the values stand in the text, since
// only one statement with parameters goes to and fro at a time.
func (q querier) askAll(ctx context.Context, asked []ask) error {
	if len(asked) == 0 {
		return nil
	}
	var text strings.Builder
	for _, a := range asked {
		one := cmp.Or(a.text, q.text(a.name)) + a.more
		if len(asked) == 1 && a.before+a.then == "" {
			return mapError(a.name, sqlx.SelectContext(ctx, q.ext, a.dest, one, a.args...))
		}
		one, err := withValues(one, a.args)
		if err != nil {
			return mapError(a.name, err)
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

var (
	comment     = regexp.MustCompile(`--.*`)
	placeholder = regexp.MustCompile(`\$[0-9]+`)
)

// withValues is a statement with its values in place of their numbers.
func withValues(text string, args []any) (string, error) {
	values := make([]string, len(args))
	for i, arg := range args {
		var err error
		if values[i], err = literal(arg); err != nil {
			return "", err
		}
	}
	return placeholder.ReplaceAllStringFunc(comment.ReplaceAllString(text, ""), func(p string) string {
		n, _ := strconv.Atoi(p[1:]) // the pattern lets only digits through
		return values[n-1]
	}), nil
}

// literal is a value as it stands in a statement: a truth value, a number, a moment, a list of
// IDs, a null, or a text, whose type the server finds as it does for a parameter.
func literal(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "null", nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return fmt.Sprintf("(%d)", v), nil
	case string:
		return quoted(v)
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
	case driver.Valuer: // a list
		given, err := v.Value()
		if text, ok := given.(string); ok && err == nil {
			return quoted(text)
		}
	}
	return "", fmt.Errorf("a %T in a statement", value)
}

// quoted is a text as it stands in a statement, whatever it holds.
func quoted(text string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", &pq.Error{Code: pqerror.CharacterNotInRepertoire, Message: "a text that is none"}
	}
	return pq.QuoteLiteral(text), nil
}
