package store

import (
	"context"
	"fmt"
	"strings"

	"tetsuzuki/internal/registry"
)

// adopted is what an adopted plan wrote, with what undoing that would do.
func (q querier) adopted(ctx context.Context, op string, p SavedPlan) (registry.Adoption, reversal, error) {
	all, err := q.adoptions(ctx, p.ID)
	if err == nil && p.Adoption != registry.AdoptionAdopted {
		err = registry.Errorf(registry.Conflict, op, "この計画は採用されていないため、取り消すものがありません。")
	}
	if err != nil {
		return registry.Adoption{}, reversal{}, err
	}
	r := reversal{change: all[0].ChangeID}
	return all[0], r, q.list(ctx, &r.rows, "undo-rows", r.change)
}

// AdoptionUndo counts the processes of an adopted plan by what undoing that would do to them now.
func (s *Store) AdoptionUndo(ctx context.Context, scope registry.Scope, id int64) (n UndoCounts, err error) {
	const op = "store.AdoptionUndo"
	if err := scope.Require(op, registry.Undo); err != nil {
		return n, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		p, err := q.plan(ctx, op, id, false)
		if err != nil {
			return err
		}
		_, r, err := q.adopted(ctx, op, p)
		n = r.counts()
		return err
	})
	return n, err
}

// UndoAdoption undoes the adoption of a plan under one change: each process that is still as it
// left it has the planned year from before again. It needs a reason.
func (s *Store) UndoAdoption(ctx context.Context, scope registry.Scope, id int64, reason string) (n UndoCounts, err error) {
	const op = "store.UndoAdoption"
	if err := scope.Require(op, registry.Undo); err != nil {
		return n, err
	}
	err = s.adopting(ctx, op, scope, id, reason, func(q querier, p SavedPlan) error {
		a, r, err := q.adopted(ctx, op, p)
		if err != nil {
			return err
		}
		text := shortened(fmt.Sprintf("計画「%s」（番号 %d）の採用の取消し：%s", p.Name, p.ID, strings.TrimSpace(reason)))
		var changeID int64
		if n, changeID, err = q.reverse(ctx, op, scope, r, text, 0); err != nil {
			return err
		}
		if _, err := q.exec(ctx, "plan-adoption-undo", a.ID, scope.Actor, strings.TrimSpace(reason), changeID); err != nil {
			return err
		}
		if err := q.audit(ctx, scope, registry.AuditPlanUndone, p.Name, map[string]any{"plan": p.ID, "reason": reason}); err != nil {
			return err
		}
		told := map[int]int64{}
		for _, row := range r.rows {
			if row.Bucket == PutBack {
				told[row.BureauID]++
			}
		}
		return q.tellOfPlan(ctx, scope, p, a.ID, "undone", strings.TrimSpace(reason), told, changeID)
	})
	return n, err
}
