package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// AdoptionFates counts what adopting a plan would do to its processes.
type AdoptionFates map[registry.AdoptionFate]int64

// fateRow is a row of "plan-adoption-fates".
type fateRow struct {
	ProcessID  int64 `db:"process_id"`
	BureauID   int   `db:"bureau_id"`
	FiscalYear int64 `db:"fiscal_year"`
	Fate       registry.AdoptionFate
}

func (q querier) fates(ctx context.Context, p SavedPlan) ([]fateRow, AdoptionFates, error) {
	var ids, years, was, bureaus []int64
	for _, c := range p.Outcome.Processes {
		ids, years = append(ids, int64(c.ID)), append(years, int64(c.FiscalYear))
		was, bureaus = append(was, int64(c.Planned)), append(bureaus, int64(c.Bureau))
	}
	var rows []fateRow
	err := q.list(ctx, &rows, "plan-adoption-fates", pq.Array(ids), pq.Array(years), pq.Array(was), pq.Array(bureaus))
	n := AdoptionFates{}
	for _, r := range rows {
		n[r.Fate]++
	}
	return rows, n, err
}

// Adoptions lists the adoptions of a plan, the latest first, with what adopting it now would do.
func (s *Store) Adoptions(ctx context.Context, scope registry.Scope, id int64) (all []registry.Adoption, now AdoptionFates, err error) {
	const op = "store.Adoptions"
	if err := mayPlan(op, scope, registry.Read); err != nil {
		return nil, nil, err
	}
	err = s.transact(ctx, scope, nil, func(q querier) error {
		p, err := q.plan(ctx, op, id, false)
		if err != nil {
			return err
		}
		if p.Outcome != nil {
			if _, now, err = q.fates(ctx, p); err != nil {
				return err
			}
		}
		all, err = q.adoptions(ctx, id)
		return err
	})
	return all, now, err
}

func (q querier) adoptions(ctx context.Context, plan int64) ([]registry.Adoption, error) {
	var rows []struct {
		ID         int64
		PlanID     int64 `db:"plan_id"`
		Reason     string
		AccountID  int64 `db:"account_id"`
		Actor      string
		At         time.Time
		State      registry.AdoptionState
		DecidedAt  sql.NullTime `db:"decided_at"`
		DecidedBy  string       `db:"decided_by"`
		DecidedWhy string       `db:"decided_why"`
		Processes  int64
		ChangeID   int64        `db:"change_id"`
		UndoneAt   sql.NullTime `db:"undone_at"`
		UndoneBy   string       `db:"undone_by"`
		UndoneWhy  string       `db:"undone_why"`
		UndoID     int64        `db:"undo_id"`
	}
	if err := q.list(ctx, &rows, "plan-adoptions", plan); err != nil {
		return nil, err
	}
	all := make([]registry.Adoption, len(rows))
	for i, r := range rows {
		all[i] = registry.Adoption{ID: r.ID, PlanID: r.PlanID, Reason: r.Reason, AccountID: r.AccountID, Actor: r.Actor, At: r.At, State: r.State,
			Decided: registry.Attribution{At: r.DecidedAt.Time, Actor: r.DecidedBy}, Why: r.DecidedWhy, Processes: r.Processes, ChangeID: r.ChangeID,
			Undone: registry.Attribution{At: r.UndoneAt.Time, Actor: r.UndoneBy}, UndoneWhy: r.UndoneWhy, UndoID: r.UndoID}
	}
	return all, nil
}

// AdoptPlan writes a plan's years to its processes as planned years, under one change, and tells
// their bureaus. Processes that somebody changed since the plan was made stay as they are. Where
// edits need a second person, it waits for one. It needs a reason.
func (s *Store) AdoptPlan(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.AdoptPlan"
	return s.adopting(ctx, op, scope, id, reason, func(q querier, p SavedPlan) error {
		if p.Adoption == registry.AdoptionWaiting || p.Adoption == registry.AdoptionAdopted {
			return registry.Errorf(registry.Conflict, op, "この計画は、すでに%sです。", p.Adoption.Label())
		}
		rows, n, err := q.fates(ctx, p)
		if err != nil {
			return err
		}
		if n[registry.FateSet] == 0 {
			return registry.Errorf(registry.Conflict, op, "予定の年度が変わる手続がないため、採用するものがありません。")
		}
		a := registry.Adoption{Reason: strings.TrimSpace(reason), AccountID: scope.AccountID, Actor: scope.Actor}
		if err := q.get(ctx, &a.ID, "plan-adoption-add", id, a.Reason, orNull(scope.AccountID), scope.Actor); err != nil {
			return err
		}
		wait, err := q.waits(ctx, scope)
		if err != nil {
			return err
		}
		if wait {
			return q.audit(ctx, scope, registry.AuditPlanProposed, p.Name, map[string]any{"plan": id, "reason": reason})
		}
		return q.adopt(ctx, scope, p, a, rows, "")
	})
}

// ApproveAdoption lets a plan's adoption happen that waits for a second person, who is not the one
// who wished it.
func (s *Store) ApproveAdoption(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.ApproveAdoption"
	return s.adopting(ctx, op, scope, id, "承認", func(q querier, p SavedPlan) error {
		a, err := q.waitingAdoption(ctx, op, scope, p)
		if err != nil {
			return err
		}
		rows, n, err := q.fates(ctx, p)
		if err != nil {
			return err
		}
		if n[registry.FateSet] == 0 {
			return registry.Errorf(registry.Conflict, op, "予定の年度が変わる手続がなくなりました。差し戻してください。")
		}
		return q.adopt(ctx, scope, p, a, rows, "（承認："+scope.Actor+"）")
	})
}

// ReturnAdoption returns an adoption that waits, with a reason.
func (s *Store) ReturnAdoption(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.ReturnAdoption"
	return s.adopting(ctx, op, scope, id, reason, func(q querier, p SavedPlan) error {
		a, err := q.waitingAdoption(ctx, op, scope, p)
		if err != nil {
			return err
		}
		return q.decideAdoption(ctx, scope, p, a.ID, registry.AdoptionReturned, strings.TrimSpace(reason), 0, 0)
	})
}

// WithdrawAdoption ends an adoption that waits, of the scope's own.
func (s *Store) WithdrawAdoption(ctx context.Context, scope registry.Scope, id int64) error {
	const op = "store.WithdrawAdoption"
	return s.adopting(ctx, op, scope, id, "取下げ", func(q querier, p SavedPlan) error {
		all, err := q.adoptions(ctx, p.ID)
		switch {
		case err != nil:
			return err
		case p.Adoption != registry.AdoptionWaiting:
			return notWaiting(op, p)
		case all[0].AccountID != scope.AccountID:
			return registry.Errorf(registry.Forbidden, op, "ほかの人が申し出た採用は取り下げられません。")
		}
		return q.decideAdoption(ctx, scope, p, all[0].ID, registry.AdoptionWithdrawn, "", 0, 0)
	})
}

// adopting locks a computed plan for an act on its adoption. The lock of the chain comes first, as
// everywhere.
func (s *Store) adopting(
	ctx context.Context,
	op string,
	scope registry.Scope,
	id int64,
	reason string,
	fn func(querier, SavedPlan) error,
) error {
	if err := mayPlan(op, scope, registry.Edit); err != nil {
		return err
	}
	if err := registry.RequireReason(op, reason); err != nil {
		return err
	}
	return s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.importSettings(ctx); err != nil {
			return err
		}
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		p, err := q.plan(ctx, op, id, true)
		switch {
		case err != nil:
			return err
		case !p.WithdrawnAt.IsZero():
			return registry.Errorf(registry.Conflict, op, "この計画は取りやめられています。")
		case p.Outcome == nil:
			return registry.Errorf(registry.Conflict, op, "この計画には、まだ結果がありません。計算が終わってから、もう一度お試しください。")
		}
		return fn(q, p)
	})
}

func notWaiting(op string, p SavedPlan) error {
	return registry.Errorf(registry.Conflict, op, "この計画の採用は、もう承認を待っていません（%s）。", p.Adoption.Label())
}

// waitingAdoption is the adoption that waits for the scope as a second person.
func (q querier) waitingAdoption(ctx context.Context, op string, scope registry.Scope, p SavedPlan) (registry.Adoption, error) {
	all, err := q.adoptions(ctx, p.ID)
	switch {
	case err != nil:
	case p.Adoption != registry.AdoptionWaiting:
		err = notWaiting(op, p)
	case all[0].AccountID == scope.AccountID:
		err = registry.Errorf(registry.Forbidden, op, "ご自身が申し出た採用は承認も差戻しもできません。ほかの本部の人に依頼するか、取り下げてください。")
	default:
		return all[0], nil
	}
	return registry.Adoption{}, err
}

func (q querier) decideAdoption(
	ctx context.Context,
	scope registry.Scope,
	p SavedPlan,
	adoption int64,
	state registry.AdoptionState,
	why string,
	processes int,
	change int64,
) error {
	_, err := q.exec(ctx, "plan-adoption-decide", adoption, string(state), orNull(scope.AccountID), scope.Actor, why, processes,
		orNull(change))
	if err != nil {
		return err
	}
	kind := map[registry.AdoptionState]registry.AuditKind{registry.AdoptionAdopted: registry.AuditPlanAdopted,
		registry.AdoptionReturned: registry.AuditPlanReturned, registry.AdoptionWithdrawn: registry.AuditPlanUnproposed}[state]
	return q.audit(ctx, scope, kind, p.Name, map[string]any{"plan": p.ID, "processes": processes, "reason": why})
}

// adopt writes the planned years. The change's actor is who wished it; approved names who let it.
func (q querier) adopt(ctx context.Context, scope registry.Scope, p SavedPlan, a registry.Adoption, rows []fateRow, approved string) error {
	var ids, years []int64
	told := map[int]int64{}
	for _, r := range rows {
		if r.Fate == registry.FateSet {
			ids, years = append(ids, r.ProcessID), append(years, r.FiscalYear)
			told[r.BureauID]++
		}
	}
	c, err := q.beginChange(ctx)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, "processes-close", c.At, c.ID, pq.Array(ids)); err != nil {
		return err
	}
	if _, err := q.exec(ctx, "plan-adopt-open", c.At, c.ID, pq.Array(ids), pq.Array(years)); err != nil {
		return err
	}
	maker := registry.Scope{AccountID: a.AccountID, Actor: a.Actor}
	reason := shortened(fmt.Sprintf("計画「%s」（番号 %d）の採用：%s%s", p.Name, p.ID, a.Reason, approved))
	if err := q.endChange(ctx, maker, c, registry.ChangeEdit, reason, 0); err != nil {
		return err
	}
	if err := q.decideAdoption(ctx, scope, p, a.ID, registry.AdoptionAdopted, "", len(ids), c.ID); err != nil {
		return err
	}
	return q.tellOfPlan(ctx, scope, p, a.ID, "adopted", a.Reason, told, c.ID)
}

// tellOfPlan tells bureaus what an adoption, or its undo, did to so many of their processes.
func (q querier) tellOfPlan(
	ctx context.Context,
	scope registry.Scope,
	p SavedPlan,
	adoption int64,
	kind, text string,
	told map[int]int64,
	change int64,
) error {
	var bureaus, processes []int64
	for b, n := range told {
		bureaus, processes = append(bureaus, int64(b)), append(processes, n)
	}
	_, err := q.exec(ctx, "plan-notice-add", adoption, pq.Array(bureaus), pq.Array(processes), kind, orNull(scope.AccountID), scope.Actor,
		p.Name, text, change)
	return err
}
