package store

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Comparing an upload with the registry looks at all of its rows. The result is stored,
// so that a page reads only what it shows. It is made when the file has been read, anew
// with each answer, and anew by [Store.RenewComparison] after a change of the registry.

// lastChange is the last change that a comparison can know of.
type lastChange struct {
	ChangeID int64     `db:"change_id"`
	AsOf     time.Time `db:"as_of"`
}

// renewComparison compares an upload and replaces its stored comparison.
func (q querier) renewComparison(ctx context.Context, id int64) error {
	return q.renewComparisonBy(ctx, id, q.matchTied)
}

// renewComparisonBy is renewComparison with what is done about rows that match nothing.
func (q querier) renewComparisonBy(ctx context.Context, id int64, match looseMatch) error {
	if err := q.importSettings(ctx); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "comparison-clear", id); err != nil {
		return err
	}
	c, err := q.makeComparison(ctx, id, match)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, "upload-counts", id, c.Counts.New, c.Counts.Changed, c.Counts.Unchanged, c.Counts.Missing)
	return err
}

// makeComparison compares an upload that has no stored comparison, stores the result,
// and leaves the staged rows as they were read.
func (q querier) makeComparison(ctx context.Context, id int64, match looseMatch) (importTables, error) {
	var last lastChange // before anything is compared: what comes after may be missing
	if err := q.get(ctx, &last, "comparison-last"); err != nil {
		return importTables{}, err
	}
	c, err := q.compare(ctx, id, match)
	if err != nil {
		return c, err
	}
	if c.normalised, err = q.normalised(ctx, id); err != nil {
		return c, err
	}
	if err := q.storeComparison(ctx, id, c, last); err != nil {
		return c, err
	}
	return c, q.restoreStaged(ctx, id, c)
}

// storeComparison copies a comparison from the import tables, which end with the
// transaction.
func (q querier) storeComparison(ctx context.Context, id int64, c importTables, last lastChange) error {
	doubts, err := q.doubtfulMatches(ctx, id)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, "import-changed", id); err != nil {
		return err
	}
	kept, concerns, err := q.effect(ctx, id)
	if err != nil {
		return err
	}
	effect, err := json.Marshal(kept)
	if err != nil {
		return registry.Failed("store.storeComparison", err)
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"comparison-rows-keep", rowArgs(id, c.keptCells, concerns)},
		{"comparison-fields-keep", []any{id}},
		{"comparison-missing-keep", []any{id}},
		{"comparison-doubts-keep", doubtArgs(id, doubts)},
		{"comparison-conflicts-keep", conflictArgs(id, c.Conflicts)},
		{"comparison-normalised-keep", []any{id}},
		{"comparison-keep", []any{id, last.ChangeID, last.AsOf, c.Counts.New, c.Counts.Changed, c.Counts.Unchanged, c.Counts.Missing,
			c.open(), c.normalised.Other, c.normalised.Same, string(effect)}},
	} {
		if _, err := q.exec(ctx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// rowArgs are the arguments of "comparison-rows-keep".
func rowArgs(id int64, kept []keptCells, concerns map[int64][]string) []any {
	stays, cells := make([]int64, len(kept)), make([]string, len(kept))
	for i, y := range kept {
		stays[i], cells[i] = y.ordinal, textArray(y.cells())
	}
	rows, why := make([]int64, 0, len(concerns)), make([]string, 0, len(concerns))
	for ordinal, list := range concerns {
		rows, why = append(rows, ordinal), append(why, textArray(list))
	}
	return []any{id, pq.Array(stays), pq.Array(cells), pq.Array(rows), pq.Array(why)}
}

// doubtArgs are the arguments of "comparison-doubts-keep": one array for each column.
func doubtArgs(id int64, doubts []DoubtfulMatch) []any {
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

// conflictArgs are the arguments of "comparison-conflicts-keep": one array for each column.
func conflictArgs(id int64, conflicts []Conflict) []any {
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

// RenewComparison compares one waiting upload anew whose stored comparison is old or
// missing, or of another threshold, and reports whether there was one.
func (s *Store) RenewComparison(ctx context.Context, scope registry.Scope) (bool, error) {
	due := func(q querier, ctx context.Context) (ids []int64, err error) {
		threshold, err := q.thresholdNow(ctx)
		if err != nil {
			return nil, err
		}
		return ids, q.list(ctx, &ids, "comparison-due", threshold.Volume)
	}
	return s.tidy(ctx, "store.RenewComparison", scope, due, querier.renewComparison)
}
