package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// extent is which processes figures are of.
type extent struct {
	bureau     int           // 0: those of every bureau
	members    pq.Int64Array // those of a group; nil: all
	group      int           // 0: of no group
	bureauName string
	groupName  string
}

// extent finds the processes of a bureau (0: of every one) that are in a group (0: all).
func (q querier) extent(ctx context.Context, bureau, group int) (e extent, err error) {
	e = extent{bureau: bureau, group: group}
	if e.bureauName, err = q.bureauName(ctx, bureau); err != nil || group == 0 {
		return e, err
	}
	g, err := q.group(ctx, group)
	if err != nil {
		return e, err
	}
	e.groupName = g.Name
	e.members, err = q.members(ctx, g)
	return e, err
}

type groupKey struct{}

// readingOf is [Store.reading] for what is asked of a group, given by its name or number (empty: of
// all). Which processes the group has is asked in the step that begins the transaction.
func (s *Store) readingOf(ctx context.Context, scope registry.Scope, group string, fn func(querier) error) error {
	return s.reading(context.WithValue(ctx, groupKey{}, group), scope, fn)
}

// askGroup has a transaction begin with the question which processes the context's group has, and
// returns how the answer is kept. It asks for nothing that is remembered, nor where the settings in
// force are not known.
func (s *Store) askGroup(ctx context.Context, r reach, with *beginning) (keeps func(querier), err error) {
	keeps = func(querier) {}
	named, _ := ctx.Value(groupKey{}).(string)
	e, ok := ctx.Value(editionKey{}).(Edition)
	if named == "" || !ok || with.ask == "" {
		return keeps, nil
	}
	within, whole := s.common, s.common
	within.reach, whole.reach, whole.edition = r, everyBureau, &e
	all, err := whole.groups(ctx)
	if err != nil {
		return keeps, err
	}
	g, err := registry.GroupNamed(all, "group", named)
	if err != nil {
		return keeps, nil //nolint:nilerr // whoever reads finds it missing, and says so
	}
	var ids pq.Int64Array
	asked, err := whole.askMembers(ctx, &ids, g, time.Time{})
	if err != nil || len(asked) == 0 {
		return keeps, err
	}
	text, err := withValues(whole.text(asked[0].name)+asked[0].more, asked[0].args)
	with.also, with.ids = within.reachText(everyBureau)+";"+text+";"+whole.reachText(r), (*[]int64)(&ids)
	return func(q querier) {
		now := *q.edition
		if now.Settings == e.Settings && now.Day() == e.Day() {
			keep(q, membersAsked(g, time.Time{}), append(pq.Int64Array{}, ids...))
		}
	}, err
}
