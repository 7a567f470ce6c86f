package store

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// eachBatch is how many processes EachProcess holds at once.
const eachBatch = 1000

// EachProcess calls fn with every process of a list and its volumes by year, in the list's
// order and as of one moment, until fn returns an error. Its memory does not grow with the
// list. The filter's cursor and limit are ignored.
func (s *Store) EachProcess(
	ctx context.Context,
	scope registry.Scope,
	f ProcessFilter,
	fn func(registry.Process, []registry.Volume) error,
) error {
	f.Cursor, f.Limit = "", 0
	return s.reading(ctx, scope, func(q querier) error {
		l, err := q.newList(ctx, scope, f)
		if err != nil {
			return err
		}
		return l.every(ctx, fn)
	})
}

// every reads all parts of the list.
func (l *list) every(ctx context.Context, fn func(registry.Process, []registry.Volume) error) error {
	for _, unknown := range l.parts() {
		if err := l.each(ctx, l.part(unknown, nil), fn); err != nil {
			return err
		}
	}
	return nil
}

// each reads a part through a cursor of the server, since the same connection reads the
// volumes between the batches.
func (l *list) each(ctx context.Context, p part, fn func(registry.Process, []registry.Volume) error) error {
	if _, err := l.ext.ExecContext(ctx, "declare each_process no scroll cursor for "+l.sql(p), p.where.args...); err != nil {
		return mapError("processes", err)
	}
	rows := make([]processRow, 0, eachBatch)
	for {
		rows = rows[:0] // fn received copies
		if err := sqlx.SelectContext(ctx, l.ext, &rows, fmt.Sprintf("fetch %d from each_process", eachBatch)); err != nil {
			return mapError("processes", err)
		}
		volumes, err := l.volumesOf(ctx, rows)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := fn(rows[i].process(l.bureaus), volumes[rows[i].ProcessID]); err != nil {
				return err
			}
		}
		if len(rows) < eachBatch {
			_, err := l.ext.ExecContext(ctx, "close each_process")
			return mapError("processes", err)
		}
	}
}

// volumesOf reads the volumes of some processes, by process and in the order of
// years.
func (l *list) volumesOf(ctx context.Context, rows []processRow) (map[int64][]registry.Volume, error) {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ProcessID
	}
	found := make([]volumeRow, 0, len(rows)) // at least
	err := l.selectText(
		ctx,
		&found,
		"volumes",
		" where v.process_id = any($1) and v.recorded_from <= $2 and v.recorded_to > $2 order by v.process_id, v.fiscal_year",
		pq.Array(ids),
		l.moment.asked,
	)
	if err != nil {
		return nil, err
	}
	volumes := make(map[int64][]registry.Volume, len(rows))
	for i := range found {
		volumes[found[i].ProcessID] = append(volumes[found[i].ProcessID], found[i].volume())
	}
	return volumes, nil
}
