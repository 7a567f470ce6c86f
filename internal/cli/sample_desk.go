package cli

import (
	"context"
	"net/url"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/sample"
	"tetsuzuki/internal/store"
)

// planDesk lays out what planners do beside the inventories: groups with a target, and proposals
// to the national government, each step on its day.
func (l *sampleLife) planDesk() {
	l.step(sample.First.End().Add(-5*time.Hour), "手続群と、その目標", l.groups)
	for _, p := range sample.Proposals {
		for i, step := range p.Steps {
			l.add(sampleStep{at: step.Day.Add(15 * time.Hour), label: "国への提案", quiet: true, alters: noBureau,
				do: func(ctx context.Context) error { return l.propose(ctx, p, i) }})
		}
	}
}

// groups sets up the groups that are not there yet, and the target of one of them.
func (l *sampleLife) groups(ctx context.Context) error {
	there, err := l.store.Groups(ctx)
	if err != nil {
		return err
	}
	for _, g := range sample.Groups {
		if slices.ContainsFunc(there, func(v registry.GroupVersion) bool { return v.Name == g.Name }) {
			continue
		}
		group := registry.Group{Name: g.Name, Description: g.Description, Source: sampleReason, Reason: sampleReason, Filter: g.Filter}
		if g.Most > 0 {
			group.Filter = ""
			if group.Members, err = l.mostUsed(ctx, g); err != nil {
				return err
			}
		}
		number, err := l.store.SetGroup(ctx, sampleActor, group)
		if err != nil {
			return err
		}
		if g.Name != sample.TargetGroup {
			continue
		}
		target := registry.Target{Name: g.Name + "の目標", From: time.Date(2020, time.October, 1, 0, 0, 0, 0, registry.Tokyo),
			To: time.Date(2024, time.March, 31, 0, 0, 0, 0, registry.Tokyo), Rate: registry.RateUnit * 9 / 10,
			Scope: registry.TargetGroup, Group: number, Reason: sampleReason}
		if _, err := l.store.SetTarget(ctx, sampleActor, target); err != nil {
			return err
		}
	}
	return nil
}

// mostUsed are the processes of a group's filter that have the most cases.
func (l *sampleLife) mostUsed(ctx context.Context, g sample.Group) ([]registry.ProcessID, error) {
	values, err := url.ParseQuery(g.Filter)
	if err != nil {
		return nil, registry.Failed("cli.fillSample", err)
	}
	f, err := store.ParseFilter(values)
	if err != nil {
		return nil, err
	}
	f.Sort, f.Descending, f.Limit = "volume", true, g.Most
	page, err := l.store.Processes(ctx, sampleActor, f)
	ids := make([]registry.ProcessID, len(page.Processes))
	for i, p := range page.Processes {
		ids[i] = p.ID
	}
	return ids, err
}

// propose lets a proposal go through its i-th step, and adds it with the first one.
func (l *sampleLife) propose(ctx context.Context, p sample.Proposal, i int) error {
	all, err := l.store.Proposals(ctx, sampleActor)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(d registry.ProposalDetail) bool { return d.Title == p.Title })
	var number int
	switch {
	case at < 0:
		number, err = l.store.SetProposal(ctx, sampleActor, registry.Proposal{Title: p.Title, Body: "架空の提案です。", Laws: p.Law,
			Ministry: p.Ministry, Filter: p.Filter(), Reason: sampleReason})
		if err != nil {
			return err
		}
	case len(all[at].Steps) > i: // it was before the filling was cut short
		return nil
	default:
		number = all[at].Number
	}
	return l.store.MoveProposal(ctx, sampleActor, number, p.Steps[i])
}
