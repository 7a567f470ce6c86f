package store

import (
	"context"
	"encoding/json"
	"time"

	"tetsuzuki/internal/registry"
)

// Reconciliation returns for each bureau that the scope reaches (or the one given) how many
// processes it had as of from, how many came and went by which event, and how many it has
// as of to (zero: now), and how the statuses of all of them moved. Bureaus without any are left
// out.
func (s *Store) Reconciliation(
	ctx context.Context,
	scope registry.Scope,
	bureau int,
	from, to time.Time,
) (all []registry.Reconciliation, moved []registry.Movement, err error) {
	const op = "store.Reconciliation"
	if bureau, err = mayReconcile(op, scope, bureau, from, to); err != nil {
		return nil, nil, err
	}
	// Transfers of a bureau's processes concern other bureaus' rows.
	err = s.whole(ctx, snapshot, func(q querier) error {
		begin, err := q.moment(ctx, from)
		if err != nil {
			return err
		}
		end, err := q.moment(ctx, to)
		if err != nil {
			return err
		}
		if all, err = q.reconciliation(ctx, bureau, begin.asked, end.asked); err != nil {
			return err
		}
		moved, err = q.movements(ctx, bureau, begin.asked, end.asked)
		return err
	})
	return all, moved, err
}

// mayReconcile returns the bureau (0: all) whose processes the scope may reconcile.
func mayReconcile(op string, scope registry.Scope, bureau int, from, to time.Time) (int, error) {
	if err := scope.Require(op, registry.Read); err != nil {
		return 0, err
	}
	if bureau == 0 {
		bureau = scope.BureauID
	}
	if bureau != 0 {
		if err := scope.RequireFor(op, registry.Read, bureau); err != nil {
			return 0, err
		}
	}
	if !to.IsZero() && to.Before(from) {
		return 0, &registry.Error{Code: registry.Invalid, Op: op, Field: "to", Message: "終わりには、始まりより後の日を指定してください。"}
	}
	return bureau, nil
}

// MovedProcesses lists the processes that one number of [Store.Reconciliation] counts: those of a
// bureau (0: of all that the scope reaches) and of a kind, and of movements of a status before
// and one after.
func (s *Store) MovedProcesses(
	ctx context.Context,
	scope registry.Scope,
	bureau int,
	from, to time.Time,
	kind registry.MoveKind,
	was, is string,
) (all []registry.MovedProcess, err error) {
	if bureau, err = mayReconcile("store.MovedProcesses", scope, bureau, from, to); err != nil {
		return nil, err
	}
	var rows []struct {
		ID        int64           `db:"process_id"`
		Name      string          `db:"procedure_name"`
		BureauWas int             `db:"bureau_was"`
		BureauIs  int             `db:"bureau_is"`
		StatusWas registry.Status `db:"status_was"`
		StatusIs  registry.Status `db:"status_is"`
	}
	err = s.whole(ctx, snapshot, func(q querier) error {
		begin, err := q.moment(ctx, from)
		if err != nil {
			return err
		}
		end, err := q.moment(ctx, to)
		if err != nil {
			return err
		}
		return q.list(ctx, &rows, "reconciliation-processes", begin.asked, end.asked, orNull(bureau), string(kind), was, is)
	})
	for _, r := range rows {
		all = append(all, registry.MovedProcess{ID: registry.ProcessID(r.ID), Name: r.Name, BureauWas: r.BureauWas, BureauIs: r.BureauIs,
			StatusWas: r.StatusWas, StatusIs: r.StatusIs})
	}
	return all, err
}

func (q querier) reconciliation(ctx context.Context, bureau int, from, to time.Time) ([]registry.Reconciliation, error) {
	var rows []struct {
		BureauID   int `db:"bureau_id"`
		Submitted  int64
		Received   int64
		HandedOver int64 `db:"handed_over"`
		New        int64
		Removed    int64
		Total      int64
		Statuses   []byte
	}
	if err := q.list(ctx, &rows, "reconciliation", from, to, orNull(bureau)); err != nil {
		return nil, err
	}
	all := make([]registry.Reconciliation, len(rows))
	for i, r := range rows {
		all[i] = registry.Reconciliation{BureauID: r.BureauID, Submitted: r.Submitted, Received: r.Received,
			HandedOver: r.HandedOver, New: r.New, Removed: r.Removed, Total: r.Total}
		if err := json.Unmarshal(r.Statuses, &all[i].Statuses); err != nil {
			return nil, registry.Failed("store.Reconciliation", err)
		}
	}
	return all, nil
}
