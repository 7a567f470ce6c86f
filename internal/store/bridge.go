package store

import (
	"context"
	"database/sql"
	"slices"
	"sort"
	"time"

	"github.com/lib/pq"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// BridgeQuestion is which two moments are compared (a zero To is now), and of which bureau;
// 0 is every bureau that the scope reaches.
type BridgeQuestion struct {
	From, To time.Time
	Bureau   int
	Group    int // the number of one; 0: all processes
}

// Bridge is what a change of the rates between two moments is explained from.
type Bridge struct {
	Bureau   string // its name; empty: all
	Group    string // its name; empty: all
	From, To registry.Standing
	Passages []registry.Passage // of the processes that count otherwise in any rate, by ID
}

// Of is the bridge of one rate.
func (b Bridge) Of(k progress.RateKind) progress.Bridge {
	end := func(s registry.Standing) progress.BridgeEnd {
		f := progress.Of(s)
		return progress.BridgeEnd{AsOf: f.AsOf, Rate: k.Of(f.Rates)}
	}
	bridge := progress.BridgeOf(k, end(b.From), end(b.To), b.Passages)
	bridge.Bureau, bridge.Group = b.Bureau, b.Group
	return bridge
}

// Bridge reads the registry as of two moments, and what became of each process between them.
func (s *Store) Bridge(ctx context.Context, scope registry.Scope, ask BridgeQuestion) (Bridge, error) {
	const op = "store.Bridge"
	bureau, err := bureauAsked(op, scope, ask.Bureau)
	if err != nil {
		return Bridge{}, err
	}
	var b Bridge
	// Whether a process went to another bureau stands in that bureau's rows.
	err = s.whole(ctx, snapshot, func(q querier) error {
		begin, end, err := q.period(ctx, op, ask.From, ask.To)
		if err != nil {
			return err
		}
		of, err := q.extent(ctx, bureau, ask.Group)
		if err != nil {
			return err
		}
		b.Bureau, b.Group = of.bureauName, of.groupName
		if b.From, err = q.rates(ctx, of, begin); err != nil {
			return err
		}
		if b.To, err = q.rates(ctx, of, end); err != nil {
			return err
		}
		b.Passages, err = q.passages(ctx, of, begin, end)
		return err
	})
	return b, err
}

// PassagePage is one page of the processes that changed in one way, by ID.
type PassagePage struct {
	AsOf     time.Time // the later moment
	Total    int
	Passages []NamedPassage
	Next     *registry.ProcessID // nil: this is the last page
}

// NamedPassage is a passage with the process's names, as of the moments at which it is present.
type NamedPassage struct {
	registry.Passage
	ProcedureName, ProcessName string
	BureauWas, BureauIs        string // empty where it is not present
}

// Passages reads the passages between two moments that a function picks, after an ID.
func (s *Store) Passages(
	ctx context.Context,
	scope registry.Scope,
	ask BridgeQuestion,
	pick func(registry.Passage) bool,
	after registry.ProcessID,
	size registry.Paging,
) (PassagePage, error) {
	const op = "store.Passages"
	bureau, err := bureauAsked(op, scope, ask.Bureau)
	if err != nil {
		return PassagePage{}, err
	}
	var page PassagePage
	// As for a bridge; the names are those of the sides that the scope reaches.
	err = s.whole(ctx, snapshot, func(q querier) error {
		begin, end, err := q.period(ctx, op, ask.From, ask.To)
		if err != nil {
			return err
		}
		page.AsOf = end.shown
		of, err := q.extent(ctx, bureau, ask.Group)
		if err != nil {
			return err
		}
		all, err := q.passages(ctx, of, begin, end)
		if err != nil {
			return err
		}
		picked := slices.DeleteFunc(all, func(p registry.Passage) bool { return !pick(p) })
		page.Total = len(picked)
		rest := picked[sort.Search(len(picked), func(i int) bool { return picked[i].Process > after }):]
		shown, next := registry.PageOf(size, rest, func(p registry.Passage) registry.ProcessID { return p.Process })
		page.Next = next
		page.Passages, err = q.named(ctx, begin, end, shown)
		return err
	})
	return page, err
}

// processNames are what a process is called, and whose it is.
type processNames struct {
	ProcessID     registry.ProcessID `db:"process_id"`
	ProcedureName string             `db:"procedure_name"`
	ProcessName   string             `db:"process_name"`
	Bureau        string
}

func (q querier) processNames(ctx context.Context, m moment, ids []int64) (map[registry.ProcessID]processNames, error) {
	var rows []processNames
	if err := q.list(ctx, &rows, "process-names", m.asked, pq.Array(ids)); err != nil {
		return nil, err
	}
	byID := make(map[registry.ProcessID]processNames, len(rows))
	for _, r := range rows {
		byID[r.ProcessID] = r
	}
	return byID, nil
}

func (q querier) named(ctx context.Context, from, to moment, passages []registry.Passage) ([]NamedPassage, error) {
	ids := make([]int64, len(passages))
	for i, p := range passages {
		ids[i] = int64(p.Process)
	}
	was, err := q.processNames(ctx, from, ids)
	if err != nil {
		return nil, err
	}
	is, err := q.processNames(ctx, to, ids)
	if err != nil {
		return nil, err
	}
	all := make([]NamedPassage, len(passages))
	for i, p := range passages {
		n := NamedPassage{Passage: p}
		if p.From.Present {
			v := was[p.Process]
			n.ProcedureName, n.ProcessName, n.BureauWas = v.ProcedureName, v.ProcessName, v.Bureau
		}
		if p.To.Present {
			v := is[p.Process]
			n.ProcedureName, n.ProcessName, n.BureauIs = v.ProcedureName, v.ProcessName, v.Bureau
		}
		all[i] = n
	}
	return all, nil
}

// bureauAsked is the bureau (0: all) that a reader asks about: a bureau's account asks about
// its own.
func bureauAsked(op string, scope registry.Scope, bureau int) (int, error) {
	if err := scope.Require(op, registry.Read); err != nil {
		return 0, err
	}
	if bureau == 0 && !scope.AllBureaus() {
		bureau = scope.BureauID
	}
	if bureau != 0 {
		return bureau, scope.RequireFor(op, registry.Read, bureau)
	}
	return 0, nil
}

// period is two moments, the first of which is earlier.
func (q querier) period(ctx context.Context, op string, from, to time.Time) (begin, end moment, err error) {
	if begin, err = q.moment(ctx, from); err != nil {
		return begin, end, err
	}
	if end, err = q.moment(ctx, to); err != nil {
		return begin, end, err
	}
	if from.IsZero() || !begin.shown.Before(end.shown) {
		return begin, end, &registry.Error{Code: registry.Invalid, Op: op, Field: "from",
			Message: "はじめの時点には、終わりの時点より前の日を指定してください。例：from=2022-09-30&to=2022-12-31"}
	}
	return begin, end, nil
}

// rates is a standing with what the rates alone are computed from.
func (q querier) rates(ctx context.Context, of extent, m moment) (registry.Standing, error) {
	threshold, err := q.threshold(ctx, m)
	if err != nil {
		return registry.Standing{}, err
	}
	tallies, err := q.talliesOf(ctx, of, m, threshold.Volume)
	return registry.Standing{AsOf: m.shown, Threshold: threshold, Tallies: tallies}, err
}

// side is one half of a row of the query "passages".
type side struct {
	bureau, year sql.NullInt64
	status       sql.NullString
	scope, law   sql.NullString
	volume       sql.NullInt64

	total, online, usageYear sql.NullInt64
}

// columns are where a row's half is scanned to.
func (s *side) columns() []any {
	return []any{&s.bureau, &s.status, &s.scope, &s.law, &s.volume, &s.year, &s.total, &s.online, &s.usageYear}
}

func (s side) of(bureau int) registry.Side {
	if !s.bureau.Valid || bureau != 0 && s.bureau.Int64 != int64(bureau) {
		return registry.Side{}
	}
	return registry.Side{Present: true, Status: registry.Status(s.status.String), InScope: s.scope.String == ScopeIn,
		LawChange: registry.LawChange(s.law.String), VolumeKnown: s.volume.Valid, Volume: s.volume.Int64, VolumeYear: int(s.year.Int64),
		UsageKnown: s.total.Valid && s.online.Valid, UsageTotal: s.total.Int64, UsageOnline: s.online.Int64, UsageYear: int(s.usageYear.Int64)}
}

func (q querier) passages(ctx context.Context, of extent, from, to moment) ([]registry.Passage, error) {
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return nil, err
	}
	successors := map[int64][]int{}
	for _, b := range bureaus {
		successors[int64(b.ID)] = b.Successors
	}
	rows, err := q.ext.QueryxContext(ctx, q.text("passages"), from.asked, to.asked, of.bureau, from.day(), of.members)
	if err != nil {
		return nil, mapError("passages", err)
	}
	defer rows.Close()
	var all []registry.Passage
	for rows.Next() {
		var p registry.Passage
		var was, is side
		if err := rows.Scan(slices.Concat([]any{&p.Process}, was.columns(), is.columns(), []any{&p.Earlier, &p.Freed})...); err != nil {
			return nil, mapError("passages", err)
		}
		p.From, p.To = was.of(of.bureau), is.of(of.bureau)
		switch {
		case p.From.Present && p.To.Present:
		case !was.bureau.Valid || !is.bureau.Valid:
			p.Move = registry.MoveRecorded
		case slices.Contains(successors[was.bureau.Int64], int(is.bureau.Int64)):
			p.Move = registry.MoveReorganised
		default:
			p.Move = registry.MoveTransferred
		}
		all = append(all, p)
	}
	return all, mapError("passages", rows.Err())
}
