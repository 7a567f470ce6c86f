package store

import (
	"context"

	"github.com/lib/pq"
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
