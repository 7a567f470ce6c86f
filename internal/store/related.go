package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/registry"
)

// Related is a process that may belong to another, with why.
type Related struct {
	registry.Process
	Reasons  []registry.RelationReason
	Likeness float64                    // from 0 to 1
	Decision *registry.RelationDecision // nil: nobody has decided
}

// mostRelated is how many related processes are told.
const mostRelated = 50

// Related lists the processes that may belong to one, as of a moment and as far as the scope
// reaches: those that somebody said belong to it first, those that somebody said do not last.
func (s *Store) Related(ctx context.Context, scope registry.Scope, id registry.ProcessID, asOf time.Time) ([]Related, error) {
	if err := scope.Require("store.Related", registry.Read); err != nil {
		return nil, err
	}
	asked := Question{Name: "related", AsOf: asOf, About: id.String()}
	return Remember(ctx, s, scope, asked, func(ctx context.Context) (found []Related, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			found, err = q.related(ctx, scope, id, asOf)
			return err
		})
		return found, err
	})
}

func (q querier) related(ctx context.Context, scope registry.Scope, id registry.ProcessID, asOf time.Time) ([]Related, error) {
	const op = "store.Related"
	m, err := q.moment(ctx, asOf)
	if err != nil {
		return nil, err
	}
	bureaus, err := q.bureausByID(ctx)
	if err != nil {
		return nil, err
	}
	read := func(ids ...int64) (all []registry.Process, err error) {
		var rows []processRow
		err = q.selectText(ctx, &rows, "processes", " where p.process_id = any($1) and p.recorded_from <= $2 and p.recorded_to > $2",
			pq.Array(ids), m.asked)
		for _, r := range rows {
			all = append(all, r.process(bureaus))
		}
		return all, err
	}
	this, err := read(int64(id))
	if err != nil {
		return nil, err
	}
	if len(this) == 0 || !scope.Reaches(this[0].BureauID) {
		return nil, noProcess(op, id)
	}
	_, search := this[0].Identity().Keys()
	key := strings.Split(search, "\n")
	var ids []int64
	if err := q.list(ctx, &ids, "related", int64(id), m.asked, this[0].BureauID, key[0], key[2], key[3],
		textArray(this[0].Attachments)); err != nil {
		return nil, err
	}
	others, err := read(ids...)
	if err != nil {
		return nil, err
	}
	var decisions []struct {
		Other   int64
		Related bool
		Reason  string
		SetBy   string    `db:"set_by"`
		SetAt   time.Time `db:"set_at"`
	}
	if err := q.list(ctx, &decisions, "related-decisions", int64(id), m.asked); err != nil {
		return nil, err
	}
	found := []Related{}
	for _, p := range others {
		r := Related{Process: p, Reasons: registry.RelationsOf(this[0], p), Likeness: registry.Likeness(this[0].Identity(), p.Identity())}
		for _, d := range decisions {
			if d.Other == int64(p.ID) {
				r.Decision = &registry.RelationDecision{Related: d.Related, Reason: d.Reason, By: d.SetBy, At: d.SetAt}
				r.Reasons = append(r.Reasons, registry.ByDecision)
			}
		}
		if scope.Reaches(p.BureauID) && len(r.Reasons) > 0 {
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b Related) int {
		if d := b.weight() - a.weight(); d != 0 {
			return d
		}
		switch {
		case a.Likeness > b.Likeness:
			return -1
		case a.Likeness < b.Likeness:
			return 1
		}
		return int(a.ID - b.ID)
	})
	return found[:min(len(found), mostRelated)], nil
}

// weight orders related processes: by decision, then by how many reasons there are.
func (r Related) weight() int {
	switch {
	case r.Decision == nil:
		return len(r.Reasons)
	case r.Decision.Related:
		return 100
	}
	return -1
}

// DecideRelated keeps whether two processes belong together, under one change. It needs a reason.
func (s *Store) DecideRelated(ctx context.Context, scope registry.Scope, a, b registry.ProcessID, related bool, reason string) error {
	word := map[bool]string{true: "関係あり", false: "関係なし"}[related]
	return s.relate(ctx, "store.DecideRelated", scope, a, b, reason, word, func(q querier, c change, a, b int64, _ bool) error {
		_, err := q.exec(ctx, "related-decision-open", a, b, related, strings.TrimSpace(reason), scope.Actor, c.At, c.ID)
		return err
	})
}

// WithdrawRelated takes back what was decided on two processes.
func (s *Store) WithdrawRelated(ctx context.Context, scope registry.Scope, a, b registry.ProcessID, reason string) error {
	const op = "store.WithdrawRelated"
	return s.relate(ctx, op, scope, a, b, reason, "判断の取消し", func(_ querier, _ change, _, _ int64, ended bool) error {
		if !ended {
			return registry.Errorf(registry.NotFound, op, "この2つの手続についての判断はないか、すでに取り消されています。")
		}
		return nil
	})
}

// relate ends what was decided on two processes, and lets write go on from there.
func (s *Store) relate(
	ctx context.Context,
	op string,
	scope registry.Scope,
	a, b registry.ProcessID,
	reason, word string,
	write func(q querier, c change, a, b int64, ended bool) error,
) error {
	if err := scope.Require(op, registry.Edit); err != nil {
		return err
	}
	if a == b {
		return wrongSetting(op, "other", "別の手続のIDを入力してください。例：P-0000123")
	}
	low, high := min(int64(a), int64(b)), max(int64(a), int64(b))
	return s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		for _, id := range []registry.ProcessID{a, b} {
			var rows []processRow
			err := q.selectText(ctx, &rows, "processes", " where p.process_id = $1 and p.recorded_to = 'infinity'", int64(id))
			if err != nil {
				return err
			}
			if len(rows) == 0 || !scope.Reaches(rows[0].BureauID) {
				return noProcess(op, id)
			}
		}
		if err := registry.RequireReason(op, reason); err != nil {
			return err
		}
		c, err := q.beginChange(ctx)
		if err != nil {
			return err
		}
		n, err := q.exec(ctx, "related-decision-close", low, high, c.At, c.ID, strings.TrimSpace(reason))
		if err != nil {
			return err
		}
		if err := write(q, c, low, high, n > 0); err != nil {
			return err
		}
		text := fmt.Sprintf("%s と %s の関係：%s（%s）", registry.ProcessID(low), registry.ProcessID(high), word, strings.TrimSpace(reason))
		return q.endChange(ctx, scope, c, registry.ChangeSetting, text, 0)
	})
}
