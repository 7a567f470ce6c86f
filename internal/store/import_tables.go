package store

import (
	"context"
	"slices"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// importTables describes what the temporary import tables hold after
// [querier.fillImportTables]: the difference between an upload and the registry.
type importTables struct {
	Counts      registry.UploadCounts
	Conflicts   []Conflict
	normalised  normalisedCounts // zero until they were counted
	altered     bool             // some staged rows are not as they were read
	keepsOthers bool             // some cells keep what others wrote
	keptCells   []keptCells      // these cells, by row
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

// fillImportTables compares an upload with the registry and fills the import tables with
// what differs. Where a blank cell clears a value or a cell keeps the registry's value,
// it alters the staged rows; restoreStaged undoes that.
//
// Rows that an earlier upload tied to a process are matched with it, and stay so.
func (q querier) fillImportTables(ctx context.Context, id int64) (importTables, error) {
	return q.compare(ctx, id, q.matchTied)
}

// looseMatch is what is done about rows that match nothing.
type looseMatch func(ctx context.Context, id int64) error

// compare is fillImportTables with what is done about rows that match nothing.
func (q querier) compare(ctx context.Context, id int64, match looseMatch) (importTables, error) {
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
	if _, err := q.exec(ctx, "import-match", id); err != nil {
		return c, err
	}
	if err := match(ctx, id); err != nil {
		return c, err
	}
	if basis.Clears {
		c.altered = true
		if _, err := q.exec(ctx, "import-clear", id); err != nil {
			return c, err
		}
	}
	if basis.Moved {
		yields, err := q.findConflicts(ctx, id, basis.BaseAt, &c)
		if err != nil {
			return c, err
		}
		if err := q.keepCells(ctx, id, yields); err != nil {
			return c, err
		}
		c.keptCells, c.keepsOthers = yields, len(yields) > 0
		c.altered = c.altered || c.keepsOthers
	}
	for _, step := range []string{"import-volumes", "import-rows"} {
		if _, err := q.exec(ctx, step, id); err != nil {
			return c, err
		}
	}
	err := q.get(ctx, &c.Counts, "import-counts", id)
	return c, err
}

// restoreStaged sets the altered staged rows back to what was read from the file.
func (q querier) restoreStaged(ctx context.Context, id int64, c importTables) error {
	if !c.altered {
		return nil
	}
	if _, err := q.exec(ctx, "import-remove-altered", id); err != nil {
		return err
	}
	_, err := q.exec(ctx, "import-restore-altered")
	return err
}

// keptCells are the cells of a row that keep the registry's values.
type keptCells struct {
	ordinal       int64
	name          string // the process's name in the registry
	fields        []string
	total, online []int64  // places among the row's volumes
	years         []string // names of these cells: "annual_volume.2020"
}

// cells are the names of all kept cells.
func (y keptCells) cells() []string { return slices.Concat(y.fields, y.years) }

// keepCells makes cells of staged rows blank: a blank cell keeps what is recorded.
func (q querier) keepCells(ctx context.Context, id int64, rows []keptCells) error {
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
		if _, err := q.exec(ctx, "import-blank", id, r.ordinal, pq.Array(r.fields), r.name, pq.Array(r.total), pq.Array(r.online)); err != nil {
			return err
		}
	}
	return nil
}
