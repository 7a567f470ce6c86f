package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Total is how many processes a filter's list holds, of those that the scope reaches.
func (s *Store) Total(ctx context.Context, scope registry.Scope, f ProcessFilter) (int64, error) {
	f = f.inAnyOrder()
	return Remember(ctx, s, scope, f.totalAsked(), func(ctx context.Context) (n int64, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			l, err := q.newList(ctx, scope, f)
			if err == nil {
				n, err = l.count(ctx)
			}
			return err
		})
		return n, err
	})
}

func (f ProcessFilter) totalAsked() Question {
	return Question{Name: "total", AsOf: f.AsOf, About: f.Values().Encode()}.OfGroup(f.Group)
}

// askTotal asks for what [Store.Total] counts.
func (q querier) askTotal(ctx context.Context, n *int64, scope registry.Scope, f ProcessFilter) ([]ask, error) {
	f = f.inAnyOrder()
	return askOnce(q, f.totalAsked(), n, func() ([]ask, error) {
		l, err := q.newList(ctx, scope, f)
		if err != nil {
			return nil, err
		}
		return askOnce(q, l.counting(), n, func() ([]ask, error) { return []ask{l.askCount(n)}, nil })
	})
}

// count is how many processes the list holds. It is remembered, since counting reads every
// row.
func (l *list) count(ctx context.Context) (int64, error) {
	return recall(l.querier, l.counting(), func() (n int64, err error) {
		err = l.together(ctx, l.askCount(&n))
		return n, err
	})
}

func (l *list) askCount(to *int64) ask {
	var rows []struct{ Count int64 }
	return ask{dest: &rows, name: "processes-count", more: l.where.String(), args: l.where.args, read: func() error {
		*to = rows[0].Count
		return nil
	}}
}

// counting is the question by which a count is remembered: the conditions and their values.
// The first two values are left out: they are the moment.
func (l *list) counting() Question {
	about := l.where.String()
	for _, arg := range l.where.args[2:] {
		if _, of := arg.(pq.Int64Array); of {
			continue // the processes of the group that the question names
		}
		if v, ok := arg.(driver.Valuer); ok {
			arg, _ = v.Value() // a list of texts or numbers always has one
		}
		about += fmt.Sprintf("\x00%v", arg)
	}
	return Question{Name: "count", AsOf: l.moment.change, About: about}.OfGroup(l.filter.Group)
}
