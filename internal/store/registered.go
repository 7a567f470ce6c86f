package store

import (
	"context"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// registeredRows lists the processes that a registered upload added or altered, with
// what it changed in each. Decisions on missing processes count as alterations.
func (s *Store) registeredRows(ctx context.Context, scope registry.Scope, u registry.Upload, f RowFilter) ([]RowDifference, error) {
	if u.ChangeID == 0 || f.Kind != RowNew && f.Kind != RowChanged {
		return nil, nil
	}
	var out []RowDifference
	err := s.transact(ctx, scope, nil, func(q querier) error {
		var at time.Time
		if err := q.get(ctx, &at, "change-at", u.ChangeID); err != nil {
			return err
		}
		var ids []int64
		words := registry.SearchPattern(f.Text)
		if err := q.list(ctx, &ids, "change-processes", u.ChangeID, f.Kind == RowNew, f.After, words, f.Limit); err != nil {
			return err
		}
		before := at.Add(-time.Microsecond)
		for _, id := range ids {
			v, err := q.versions(ctx, registry.ProcessID(id), moment{asked: at})
			if err != nil {
				return err
			}
			old, now := v.at(before), v.at(at)
			if now == nil {
				continue // another bureau's by now, which the scope does not see
			}
			row := RowDifference{Kind: f.Kind, ProcessID: now.ID, BureauID: now.BureauID, ProcedureName: now.ProcedureName, Place: id}
			if old == nil {
				old = &registry.Process{}
			}
			for _, c := range fieldChanges(*old, *now, v.volumesAt(before), v.volumesAt(at)) {
				row.Cells = append(row.Cells, CellDifference{c.Field, c.FiscalYear, listText(c.Field, c.Old), listText(c.Field, c.New)})
			}
			out = append(out, row)
		}
		return nil
	})
	return out, err
}

// listText parts the items of a field that has several as a difference does.
func listText(field, text string) string {
	switch field {
	case "obstacle", "payment_methods":
		return strings.ReplaceAll(text, ",", "; ")
	}
	return text
}

// RegisteredCounts counts the processes that a registered upload added and altered.
// Decisions on missing processes count as alterations.
func (s *Store) RegisteredCounts(ctx context.Context, scope registry.Scope, id int64) (added, altered int, err error) {
	u, err := s.Upload(ctx, scope, id)
	if err != nil || u.ChangeID == 0 {
		return 0, 0, err
	}
	var n struct{ Added, Altered int }
	err = s.transact(ctx, scope, nil, func(q querier) error { return q.get(ctx, &n, "change-counts", u.ChangeID) })
	return n.Added, n.Altered, err
}
