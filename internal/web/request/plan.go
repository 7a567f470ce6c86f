package request

import (
	"context"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// PlansQuery is which two plans are compared.
type PlansQuery struct{ A, B int64 }

// mostPlans is the greatest number of a plan that an address may name.
const mostPlans = 1_000_000_000

// PlansParameters are those of two plans.
var PlansParameters = parameter.Table[PlansQuery]{
	parameter.Integer("a", "1つ目の計画の番号", "1", 1, mostPlans, func(q *PlansQuery) *int64 { return &q.A }),
	parameter.Integer("b", "2つ目の計画の番号", "2", 1, mostPlans, func(q *PlansQuery) *int64 { return &q.B }),
}

// ComparedPlans are two plans and how they differ.
type ComparedPlans struct {
	A, B store.SavedPlan
	plan.Comparison
}

// ComparePlans compares two plans that have outcomes.
func (s *Service) ComparePlans(ctx context.Context, scope registry.Scope, q PlansQuery) (c ComparedPlans, err error) {
	if c.A, err = s.comparable(ctx, scope, "a", q.A); err != nil {
		return c, err
	}
	if c.B, err = s.comparable(ctx, scope, "b", q.B); err != nil {
		return c, err
	}
	c.Comparison = plan.Compare(*c.A.Outcome, *c.B.Outcome)
	return c, nil
}

func (s *Service) comparable(ctx context.Context, scope registry.Scope, field string, id int64) (store.SavedPlan, error) {
	const op = "request.ComparePlans"
	if id == 0 {
		return store.SavedPlan{}, &registry.Error{Code: registry.Invalid, Op: op, Field: field, Message: "比べる計画を2つ選んでください。"}
	}
	p, err := s.Store.Plan(ctx, scope, id)
	if err == nil && p.Outcome == nil {
		err = &registry.Error{Code: registry.Conflict, Op: op, Field: field, Message: "計画「" + p.Name + "」には、まだ結果がありません。"}
	}
	return p, err
}
