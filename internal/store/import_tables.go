package store

import (
	"context"
	"slices"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// importTables describes what the import tables hold of an upload.
type importTables struct {
	Counts     registry.UploadCounts
	Conflicts  []Conflict
	normalised normalisedCounts // where that was asked for
	altered    bool             // some rows are not as they were read
	kept       bool             // some cells stay as others made them
	yields     []yielding       // these cells
}

// open counts the conflicts that nobody has answered.
func (c importTables) open() int {
	n := 0
	for _, conflict := range c.Conflicts {
		if !conflict.Answered {
			n++
		}
	}
	return n
}

// fillImportTables compares an upload with the registry and fills the import tables
// with what differs. It alters the staged rows where a blank cell clears a value or a
// conflict keeps the registry's value; restoreStaged takes that back.
func (q querier) fillImportTables(ctx context.Context, id int64) (importTables, error) {
	var c importTables
	if _, err := q.ext.ExecContext(ctx, q.text(temporaryTables)); err != nil {
		return c, mapError(temporaryTables, err)
	}
	var basis struct {
		BaseAt time.Time `db:"base_at"`
		Clears bool
		Moved  bool // the registry has changed since
	}
	if err := q.get(ctx, &basis, "import-basis", id); err != nil {
		return c, err
	}
	if basis.Clears {
		c.altered = true
		if _, err := q.exec(ctx, "import-clear", id); err != nil {
			return c, err
		}
	}
	if _, err := q.exec(ctx, "import-match", id); err != nil {
		return c, err
	}
	if basis.Moved {
		yields, err := q.merge(ctx, id, basis.BaseAt, &c)
		if err != nil {
			return c, err
		}
		if err := q.yield(ctx, id, yields); err != nil {
			return c, err
		}
		c.yields, c.kept = yields, len(yields) > 0
		c.altered = c.altered || c.kept
	}
	for _, step := range []string{"import-volumes", "import-rows"} {
		if _, err := q.exec(ctx, step, id); err != nil {
			return c, err
		}
	}
	err := q.get(ctx, &c.Counts, "import-counts", id)
	return c, err
}

// restoreStaged makes the staged rows as they were read.
func (q querier) restoreStaged(ctx context.Context, id int64, c importTables) error {
	if !c.altered {
		return nil
	}
	if _, err := q.exec(ctx, "import-remove-altered", id); err != nil {
		return err
	}
	_, err := q.exec(ctx, "import-put-back")
	return err
}

// yielding are the cells of a row that stay as the registry has them.
type yielding struct {
	ordinal       int64
	name          string // the process's
	fields        []string
	total, online []int64  // places among the row's volumes
	years         []string // the cells of these, with their years: "annual_volume.2020"
}

// cells names all cells of the row that stay.
func (y yielding) cells() []string { return slices.Concat(y.fields, y.years) }

// yield leaves cells blank, so that they keep what is recorded.
func (q querier) yield(ctx context.Context, id int64, rows []yielding) error {
	if len(rows) == 0 {
		return nil
	}
	ordinals := make([]int64, len(rows))
	for i, r := range rows {
		ordinals[i] = r.ordinal
	}
	if _, err := q.exec(ctx, "import-keep-before", id, pq.Array(ordinals)); err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := q.exec(ctx, "import-yield", id, r.ordinal, pq.Array(r.fields), r.name, pq.Array(r.total), pq.Array(r.online)); err != nil {
			return err
		}
	}
	return nil
}
