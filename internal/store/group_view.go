package store

import (
	"cmp"
	"context"
	"slices"

	"tetsuzuki/internal/registry"
)

// GroupThen is a group as it was at a moment: what was set by then, and the processes that it had.
type GroupThen struct {
	registry.GroupVersion
	Members  []registry.ProcessID // in their order
	Standing registry.Standing
}

// Groups are the groups as of the view's moment, by name. Unlike [Store.GroupStanding], which asks
// what today's processes were, they do not depend on what was set or written later.
func (v *View) Groups(ctx context.Context) (then []GroupThen, err error) {
	m, err := v.q.moment(ctx, v.asOf)
	if err != nil {
		return nil, err
	}
	all, err := v.q.groups(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		if ended := g.Set.EndedAt; g.Set.At.After(m.shown) || !ended.IsZero() && !ended.After(m.shown) {
			continue
		}
		of := extent{group: g.Number, groupName: g.Name}
		if of.members, err = v.q.membersAt(ctx, g, v.asOf); err != nil {
			return nil, err
		}
		one := GroupThen{GroupVersion: g}
		for _, id := range slices.Sorted(slices.Values(of.members)) {
			one.Members = append(one.Members, registry.ProcessID(id))
		}
		if one.Standing, err = v.q.standingBy(ctx, v.scope, v.asOf, registry.OrganisedThen, of); err != nil {
			return nil, err
		}
		then = append(then, one)
	}
	slices.SortFunc(then, func(a, b GroupThen) int { return cmp.Or(cmp.Compare(a.Name, b.Name), a.Number-b.Number) })
	return then, nil
}
