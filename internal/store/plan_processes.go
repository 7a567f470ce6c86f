package store

import (
	"context"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
)

// PlannedProcess is a process of a plan with what it is called.
type PlannedProcess struct {
	plan.Chosen
	ProcedureName, ProcessName, BureauName string
}

// PlanProcesses are the processes of a plan with what they were called when it was made.
func (s *Store) PlanProcesses(ctx context.Context, scope registry.Scope, o plan.Outcome) ([]PlannedProcess, error) {
	ids := make([]int64, len(o.Processes))
	for i, c := range o.Processes {
		ids[i] = int64(c.ID)
	}
	names, err := s.planNames(ctx, scope, o, ids)
	all := make([]PlannedProcess, len(o.Processes))
	for i, c := range o.Processes {
		n := names[c.ID]
		all[i] = PlannedProcess{c, n.ProcedureName, n.ProcessName, n.Bureau}
	}
	return all, err
}

// ComparedProcess is a process that two plans treat differently, with what it is called.
type ComparedProcess struct {
	plan.Compared
	ProcedureName, ProcessName, BureauName string
}

// ComparedProcesses are those of a comparison with what they were called when the first plan was
// made.
func (s *Store) ComparedProcesses(ctx context.Context, scope registry.Scope, o plan.Outcome, c plan.Comparison) ([]ComparedProcess, error) {
	ids := make([]int64, len(c.Processes))
	for i, p := range c.Processes {
		ids[i] = int64(p.ID)
	}
	names, err := s.planNames(ctx, scope, o, ids)
	all := make([]ComparedProcess, len(c.Processes))
	for i, p := range c.Processes {
		n := names[p.ID]
		all[i] = ComparedProcess{p, n.ProcedureName, n.ProcessName, n.Bureau}
	}
	return all, err
}

func (s *Store) planNames(ctx context.Context, scope registry.Scope, o plan.Outcome, ids []int64) (
	names map[registry.ProcessID]processNames, err error) {
	if err := mayPlan("store.planNames", scope, registry.Read); err != nil {
		return nil, err
	}
	err = s.reading(ctx, scope, func(q querier) error {
		m, err := q.moment(ctx, o.AsOf)
		if err != nil {
			return err
		}
		return q.lastly(ctx, askProcessNames(&names, m, ids))
	})
	return names, err
}
