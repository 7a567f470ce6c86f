package store

import (
	"context"
	"database/sql"
	"time"

	"tetsuzuki/internal/registry"
)

// movements are the movements of status between two moments; of a bureau, or of all for 0.
func (q querier) movements(ctx context.Context, bureau int, from, to time.Time) ([]registry.Movement, error) {
	var rows []struct {
		Was       registry.Status
		Is        registry.Status `db:"is_"`
		Came      bool
		Went      bool
		Processes int64
	}
	err := q.list(ctx, &rows, "status-movements", from, to, sql.NullInt64{Int64: int64(bureau), Valid: bureau != 0})
	if err != nil {
		return nil, err
	}
	all := make([]registry.Movement, len(rows))
	for i, r := range rows {
		all[i] = registry.Movement{From: r.Was, To: r.Is, Came: r.Came, Went: r.Went, Processes: r.Processes}
	}
	return all, nil
}
