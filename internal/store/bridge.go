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
		was, err := q.askRates(ctx, &b.From, of, begin)
		if err != nil {
			return err
		}
		is, err := q.askRates(ctx, &b.To, of, end)
		if err != nil {
			return err
		}
		between, err := q.askPassages(ctx, &b.Passages, of, begin, end)
		if err != nil {
			return err
		}
		return q.lastly(ctx, was, is, between)
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
		var all []registry.Passage
		between, err := q.askPassages(ctx, &all, of, begin, end)
		if err != nil {
			return err
		}
		if err := q.together(ctx, between); err != nil {
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

func askProcessNames(to *map[registry.ProcessID]processNames, m moment, ids []int64) ask {
	var rows []processNames
	return ask{dest: &rows, name: "process-names", args: []any{m.asked, pq.Array(ids)}, read: func() error {
		*to = make(map[registry.ProcessID]processNames, len(rows))
		for _, r := range rows {
			(*to)[r.ProcessID] = r
		}
		return nil
	}}
}

func (q querier) named(ctx context.Context, from, to moment, passages []registry.Passage) ([]NamedPassage, error) {
	ids := make([]int64, len(passages))
	for i, p := range passages {
		ids[i] = int64(p.Process)
	}
	var was, is map[registry.ProcessID]processNames
	if err := q.lastly(ctx, askProcessNames(&was, from, ids), askProcessNames(&is, to, ids)); err != nil {
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
func (q querier) rates(ctx context.Context, of extent, m moment) (standing registry.Standing, err error) {
	asked, err := q.askRates(ctx, &standing, of, m)
	if err != nil {
		return standing, err
	}
	err = q.together(ctx, asked)
	return standing, err
}

// askRates asks for what rates reads.
func (q querier) askRates(ctx context.Context, to *registry.Standing, of extent, m moment) (ask, error) {
	threshold, err := q.threshold(ctx, m)
	*to = registry.Standing{AsOf: m.shown, Threshold: threshold}
	return askTallies(&to.Tallies, of, m, threshold.Volume, sql.NullTime{}), err
}

// side is one half of a row of the query "passages".
type side struct {
	Bureau, Year sql.NullInt64
	Status       sql.NullString
	Scope, Law   sql.NullString
	Volume       sql.NullInt64

	Total, Online sql.NullInt64
	UsageYear     sql.NullInt64 `db:"usage_year"`
}

func (s side) of(bureau int) registry.Side {
	if !s.Bureau.Valid || bureau != 0 && s.Bureau.Int64 != int64(bureau) {
		return registry.Side{}
	}
	return registry.Side{Present: true, Status: registry.Status(s.Status.String), InScope: s.Scope.String == ScopeIn,
		LawChange: registry.LawChange(s.Law.String), VolumeKnown: s.Volume.Valid, Volume: s.Volume.Int64, VolumeYear: int(s.Year.Int64),
		UsageKnown: s.Total.Valid && s.Online.Valid, UsageTotal: s.Total.Int64, UsageOnline: s.Online.Int64, UsageYear: int(s.UsageYear.Int64)}
}

// askPassages asks for the passages of an extent between two moments.
func (q querier) askPassages(ctx context.Context, to *[]registry.Passage, of extent, begin, end moment) (ask, error) {
	bureaus, err := q.bureaus(ctx)
	if err != nil {
		return ask{}, err
	}
	successors := map[int64][]int{}
	for _, b := range bureaus {
		successors[int64(b.ID)] = b.Successors
	}
	var rows []struct {
		ProcessID      registry.ProcessID `db:"process_id"`
		Was            side               `db:"was"`
		Is             side               `db:"is"`
		Earlier, Freed bool
	}
	read := func() error {
		for _, r := range rows {
			p := registry.Passage{Process: r.ProcessID, From: r.Was.of(of.bureau), To: r.Is.of(of.bureau), Earlier: r.Earlier, Freed: r.Freed}
			was, is := r.Was.Bureau, r.Is.Bureau
			switch {
			case p.From.Present && p.To.Present:
			case !was.Valid || !is.Valid:
				p.Move = registry.MoveRecorded
			case slices.Contains(successors[was.Int64], int(is.Int64)):
				p.Move = registry.MoveReorganised
			default:
				p.Move = registry.MoveTransferred
			}
			*to = append(*to, p)
		}
		return nil
	}
	return ask{dest: &rows, name: "passages", args: []any{begin.asked, end.asked, of.bureau, begin.day(), of.members}, read: read}, nil
}
