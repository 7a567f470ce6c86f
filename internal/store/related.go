package store

import (
	"cmp"
	"context"
	"database/sql"
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

// How many related processes are told, and among how many of each kind they are looked for: of the
// process's own bureau, and of each other one.
const (
	mostRelated = 50
	mostOfOwn   = 100
	mostOfOther = 10
)

// Relatives are a process, and those that may belong to it: those that somebody said belong to it
// first, those that somebody said do not last.
type Relatives struct {
	Of  registry.Process
	All []Related
}

// Related lists the processes that may belong to one, as of a moment and as far as the scope
// reaches.
func (s *Store) Related(ctx context.Context, scope registry.Scope, id registry.ProcessID, asOf time.Time) (Relatives, error) {
	if err := scope.Require("store.Related", registry.Read); err != nil {
		return Relatives{}, err
	}
	asked := Question{Name: "related", AsOf: asOf, About: id.String()}
	return Remember(ctx, s, scope, asked, func(ctx context.Context) (found Relatives, err error) {
		// An index is of no use where the server must first hide rows. The query leaves out what the
		// scope does not reach, and what is told is read as far as it reaches.
		err = s.whole(ctx, snapshot, func(q querier) error {
			found, err = q.related(ctx, scope, id, asOf)
			return err
		})
		return found, err
	})
}

// relatedRow is what tells whether a process belongs to another.
type relatedRow struct {
	ProcessID   int64  `db:"process_id"`
	BureauID    int    `db:"bureau_id"`
	ProcessType string `db:"process_type"`
	SearchText  string `db:"search_text"`
	Documents   string
	Related     sql.NullBool
	Reason      string
	SetBy       string       `db:"set_by"`
	SetAt       sql.NullTime `db:"set_at"`
}

func (r relatedRow) kin() registry.Kin {
	return registry.Kin{BureauID: r.BureauID, Type: r.ProcessType, Search: r.SearchText, Documents: r.Documents}
}

func (q querier) related(ctx context.Context, scope registry.Scope, id registry.ProcessID, asOf time.Time) (found Relatives, err error) {
	m, err := q.moment(ctx, asOf)
	if err != nil {
		return found, err
	}
	bureaus, err := q.bureausByID(ctx)
	if err != nil {
		return found, err
	}
	var reached pq.Int64Array
	for b := range bureaus {
		if scope.Reaches(b) {
			reached = append(reached, int64(b))
		}
	}
	var rows []relatedRow
	if err := q.list(ctx, &rows, "related", int64(id), m.asked, reached, mostOfOwn, mostOfOther); err != nil {
		return found, err
	}
	this := slices.IndexFunc(rows, func(r relatedRow) bool { return r.ProcessID == int64(id) })
	if this < 0 {
		return found, noProcess("store.Related", id)
	}
	found.All = mostRelatedTo(rows[this], rows)
	ids := pq.Int64Array{int64(id)}
	for _, r := range found.All {
		ids = append(ids, int64(r.ID))
	}
	var whole []processRow
	if err := q.lastly(ctx, ask{dest: &whole, name: "processes", before: q.reachText(reachOf(scope)), args: []any{ids, m.asked},
		more: " where p.process_id = any($1) and p.recorded_from <= $2 and p.recorded_to > $2"}); err != nil {
		return found, err
	}
	at := map[registry.ProcessID]registry.Process{}
	for _, r := range whole {
		at[registry.ProcessID(r.ProcessID)] = r.process(bureaus)
	}
	found.Of = at[id]
	for i, r := range found.All {
		found.All[i].Process = at[r.ID]
	}
	found.All = slices.DeleteFunc(found.All, func(r Related) bool { return r.ID == 0 }) // the server would hide it
	return found, nil
}

// mostRelatedTo ranks the rows of the query "related", as far as they are told.
func mostRelatedTo(this relatedRow, rows []relatedRow) []Related {
	decisions := map[int64]*registry.RelationDecision{}
	for _, row := range rows {
		if row.Related.Valid {
			decisions[row.ProcessID] = &registry.RelationDecision{Related: row.Related.Bool, Reason: row.Reason, By: row.SetBy, At: row.SetAt.Time}
		}
	}
	relations := registry.RelationsTo(this.kin())
	seen := map[int64]bool{this.ProcessID: true}
	var ranked []*Related
	for _, row := range rows {
		if seen[row.ProcessID] {
			continue
		}
		seen[row.ProcessID] = true
		r := Related{Process: registry.Process{ID: registry.ProcessID(row.ProcessID)}, Decision: decisions[row.ProcessID]}
		r.Reasons, r.Likeness = relations.Of(row.kin())
		if r.Decision != nil {
			r.Reasons = append(r.Reasons, registry.ByDecision)
		}
		if len(r.Reasons) > 0 {
			ranked = append(ranked, &r)
		}
	}
	slices.SortFunc(ranked, func(a, b *Related) int {
		return cmp.Or(b.weight()-a.weight(), cmp.Compare(b.Likeness, a.Likeness), cmp.Compare(a.ID, b.ID))
	})
	found := []Related{}
	for _, r := range ranked[:min(len(ranked), mostRelated)] {
		found = append(found, *r)
	}
	return found
}

// weight orders related processes: by decision, then by how many reasons there are.
func (r *Related) weight() int {
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
