package store

import (
	"context"
	"strconv"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Comparing an upload looks at all of its rows. What it finds is kept, so that a page
// reads no more than it shows: it is made when the file has been read and with each
// answer, and anew by [Store.RenewComparison] when somebody has changed the registry.

// lastChange is the last change that a comparison can know of.
type lastChange struct {
	ChangeID int64     `db:"change_id"`
	AsOf     time.Time `db:"as_of"`
}

// renew compares an upload and keeps what that finds, in place of what was kept.
func (q querier) renew(ctx context.Context, id int64) error {
	if err := q.importSettings(ctx); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "comparison-clear", id); err != nil {
		return err
	}
	c, err := q.compareAndKeep(ctx, id)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, "upload-counts", id, c.Counts.New, c.Counts.Changed, c.Counts.Unchanged, c.Counts.Missing)
	return err
}

// compareAndKeep compares an upload of which nothing is kept, keeps what it finds, and
// leaves the rows as they were read.
func (q querier) compareAndKeep(ctx context.Context, id int64) (comparison, error) {
	var last lastChange // before anything is compared: what comes after may be missing
	if err := q.get(ctx, &last, "comparison-last"); err != nil {
		return comparison{}, err
	}
	c, err := q.compare(ctx, id)
	if err != nil {
		return c, err
	}
	if c.healed, err = q.healed(ctx, id); err != nil {
		return c, err
	}
	if err := q.keep(ctx, id, c, last); err != nil {
		return c, err
	}
	return c, q.putBack(ctx, id, c)
}

// keep takes what a comparison found from the tables that end with the transaction.
func (q querier) keep(ctx context.Context, id int64, c comparison, last lastChange) error {
	doubts, err := q.doubtful(ctx, id)
	if err != nil {
		return err
	}
	stays, cells := make([]int64, len(c.yields)), make([]string, len(c.yields))
	for i, y := range c.yields {
		stays[i], cells[i] = y.ordinal, textArray(y.cells())
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"import-changed", []any{id}},
		{"compared-rows-keep", []any{id, pq.Array(stays), pq.Array(cells)}},
		{"compared-fields-keep", []any{id}},
		{"compared-missing-keep", []any{id}},
		{"compared-doubts-keep", doubtsKept(id, doubts)},
		{"compared-conflicts-keep", conflictsKept(id, c.Conflicts)},
		{"compared-healed-keep", []any{id}},
		{"comparison-keep", []any{id, last.ChangeID, last.AsOf, c.Counts.New, c.Counts.Changed, c.Counts.Unchanged, c.Counts.Missing,
			c.open(), c.healed.Other, c.healed.Same}},
	} {
		if _, err := q.exec(ctx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

func doubtsKept(id int64, doubts []Doubtful) []any {
	rows, candidates, likeness := make([]int64, len(doubts)), make([]string, len(doubts)), make([]string, len(doubts))
	for i, d := range doubts {
		ids, alike := make([]string, len(d.Candidates)), make([]string, len(d.Candidates))
		for k, c := range d.Candidates {
			ids[k], alike[k] = strconv.FormatInt(int64(c.ProcessID), 10), strconv.FormatFloat(c.Likeness, 'g', -1, 64)
		}
		rows[i], candidates[i], likeness[i] = d.Place, textArray(ids), textArray(alike)
	}
	return []any{id, pq.Array(rows), pq.Array(candidates), pq.Array(likeness)}
}

func conflictsKept(id int64, conflicts []Conflict) []any {
	n := len(conflicts)
	rows, processes, years := make([]int64, n), make([]int64, n), make([]int64, n)
	fields, base, theirs, mine, actors := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	answered, take := make([]bool, n), make([]bool, n)
	for i, c := range conflicts {
		rows[i], processes[i], fields[i], years[i] = c.Place, int64(c.ProcessID), c.Field, int64(c.FiscalYear)
		base[i], theirs[i], mine[i] = c.Base, c.Theirs, c.Mine
		answered[i], take[i], actors[i] = c.Answered, c.TakeMine, c.Actor
	}
	return []any{
		id,
		pq.Array(rows),
		pq.Array(processes),
		pq.Array(fields),
		pq.Array(years),
		pq.Array(base),
		pq.Array(theirs),
		pq.Array(mine),
		pq.Array(answered),
		pq.Array(take),
		pq.Array(actors),
	}
}

// RenewComparison compares one upload anew that waits while the registry has changed,
// and says whether there was one.
func (s *Store) RenewComparison(ctx context.Context, scope registry.Scope) (bool, error) {
	return s.tidy(ctx, "store.RenewComparison", scope, "comparison-due", querier.renew)
}

// leftoversAtOnce is how many rows are deleted in one transaction.
const leftoversAtOnce = 5_000

// ClearLeftovers deletes some of the rows of an upload that came to its end, which
// nobody looks at any more, and says whether there were any. What a crash leaves, the
// next call takes up.
func (s *Store) ClearLeftovers(ctx context.Context, scope registry.Scope) (bool, error) {
	return s.tidy(ctx, "store.ClearLeftovers", scope, "leftovers", func(q querier, ctx context.Context, id int64) error {
		for _, table := range []string{"leftovers-staged", "leftovers-rows", "leftovers-doubts", "leftovers-conflicts", "leftovers-healed", "leftovers-missing"} {
			n, err := q.exec(ctx, table, id, leftoversAtOnce)
			if err != nil || n == leftoversAtOnce {
				return err
			}
		}
		_, err := q.exec(ctx, "comparison-clear", id)
		return err
	})
}

// tidy does something with the upload that a query finds, which it locks, and says
// whether there was one.
func (s *Store) tidy(
	ctx context.Context,
	op string,
	scope registry.Scope,
	query string,
	do func(querier, context.Context, int64) error,
) (found bool, err error) {
	if err := scope.Require(op, registry.HandIn); err != nil {
		return false, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		var due []int64
		if err := q.list(ctx, &due, query); err != nil || len(due) == 0 {
			return err
		}
		found = true
		return do(q, ctx, due[0])
	})
	return found, err
}
