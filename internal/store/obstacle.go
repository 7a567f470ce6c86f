package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// OnStep is the list of the processes on a step of the funnel.
func OnStep(step progress.FunnelStep, asOf time.Time) ProcessFilter {
	f := ProcessFilter{AsOf: asOf, Scope: ScopeCounted}
	switch step {
	case progress.FunnelOut:
		f.Scope = ScopeOut
	case progress.FunnelAside:
		f.Scope, f.Statuses = ScopeIn, []string{string(registry.Exempt), string(registry.Abolished)}
	case progress.FunnelBlocked:
		f.Statuses, f.LawChanges = codes(slices.Concat(progress.InHand, progress.NotBegun)), []string{string(registry.LawChangeRequired)}
	case progress.FunnelNotBegun:
		f.Statuses, f.LawChanges = codes(progress.NotBegun), withoutLawChange
	case progress.FunnelInHand:
		f.Statuses, f.LawChanges = codes(progress.InHand), withoutLawChange
	case progress.FunnelDone:
		f.Statuses = []string{string(registry.Done)}
	}
	return f
}

var withoutLawChange = []string{string(registry.LawChangeNotRequired), string(registry.LawChangeUnknown)}

// NotDone is the list of the processes that count and are not done.
func NotDone(asOf time.Time) ProcessFilter {
	return ProcessFilter{AsOf: asOf, Scope: ScopeCounted, Statuses: codes(slices.Concat(progress.InHand, progress.NotBegun))}
}

// Counted is the filter's list of those that count and have one of the statuses, from its start.
func (f ProcessFilter) Counted(statuses ...registry.Status) ProcessFilter {
	f.Cursor, f.Limit, f.Scope, f.Statuses = "", 0, ScopeCounted, codes(statuses)
	return f
}

// codes are statuses as a filter takes them.
func codes(statuses []registry.Status) []string {
	all := make([]string, len(statuses))
	for i, s := range statuses {
		if all[i] = string(s); s == "" {
			all[i] = Blank
		}
	}
	return all
}

// Obstacles is the matrix of bureaus and obstacles, over the processes that count and are not
// done.
type Obstacles struct {
	AsOf    time.Time
	Codes   []string // the obstacles that some process has, [Blank] last
	Bureaus []registry.Bureau
	Cells   map[ObstacleCell]ObstacleCount
	Sums    map[int]ObstacleCount // by bureau: each process once, whatever its obstacles
	All     ObstacleCount         // the same of all bureaus
}

// ObstacleCell is a place in the matrix.
type ObstacleCell struct {
	BureauID int
	Code     string
}

// ObstacleCount counts processes.
type ObstacleCount struct {
	Processes    int64
	Cases        int64
	CasesUnknown int64
	CasesInexact int64
	CasesSlack   registry.Slack
}

func (c ObstacleCount) plus(s sumColumns) ObstacleCount {
	return ObstacleCount{c.Processes + s.Processes, c.Cases + s.Volume, c.CasesUnknown + s.Processes - s.VolumeKnown,
		c.CasesInexact + s.VolumeInexact, c.CasesSlack.Plus(s.volumeSlack())}
}

// everyObstacle is the value of a row that counts each process of a bureau once.
const everyObstacle = "all"

// Obstacles reads the matrix over the processes that the scope reaches, of a group (empty: all).
func (s *Store) Obstacles(ctx context.Context, scope registry.Scope, asOf time.Time, group string) (Obstacles, error) {
	return Remember(ctx, s, scope, obstaclesAsked(asOf, group), func(ctx context.Context) (m Obstacles, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			asked, err := q.askObstacles(ctx, &m, scope, asOf, group)
			if err != nil {
				return err
			}
			return q.lastly(ctx, asked)
		})
		return m, err
	})
}

func obstaclesAsked(asOf time.Time, group string) Question {
	return Question{Name: "obstacles", AsOf: asOf}.OfGroup(group)
}

// ReadStandingAndObstacles reads in one step what [Store.Obstacles] and [Store.Standing], or
// [Store.GroupStanding], then find remembered.
func (s *Store) ReadStandingAndObstacles(ctx context.Context, scope registry.Scope, asOf time.Time, group string) error {
	question := Question{Name: "standing-and-obstacles", AsOf: asOf, Brief: true}.OfGroup(group)
	_, err := Remember(ctx, s, scope, question, func(ctx context.Context) (none struct{}, err error) {
		return none, s.reading(ctx, scope, func(q querier) error {
			var matrix Obstacles
			stands, err := q.askStandingAlone(ctx, scope, asOf)
			if group != "" {
				stands, err = q.askStandingOfGroupNamed(ctx, scope, asOf, group)
			}
			if err != nil {
				return err
			}
			hinders, err := askOnce(q, obstaclesAsked(asOf, group), &matrix, func() ([]ask, error) {
				one, err := q.askObstacles(ctx, &matrix, scope, asOf, group)
				return []ask{one}, err
			})
			if err != nil {
				return err
			}
			return q.together(ctx, append(stands, hinders...)...)
		})
	})
	return err
}

func (q querier) askObstacles(ctx context.Context, m *Obstacles, scope registry.Scope, asOf time.Time, group string) (ask, error) {
	of := NotDone(asOf)
	of.Group = group
	l, err := q.newList(ctx, scope, of)
	if err != nil {
		return ask{}, err
	}
	*m = Obstacles{AsOf: l.moment.shown, Cells: map[ObstacleCell]ObstacleCount{}, Sums: map[int]ObstacleCount{}}
	var rows []struct {
		BureauID int `db:"bureau_id"`
		Code     string
		sumColumns
	}
	text := strings.Replace(l.text("obstacles"), "as o (code))", "as o (code)"+l.where.String()+")", 1)
	return ask{dest: &rows, name: "obstacles", text: text, args: l.where.args, read: func() error {
		for _, r := range rows {
			if r.Code == everyObstacle {
				m.Sums[r.BureauID], m.All = m.Sums[r.BureauID].plus(r.sumColumns), m.All.plus(r.sumColumns)
				continue
			}
			at := ObstacleCell{r.BureauID, r.Code}
			m.Cells[at] = m.Cells[at].plus(r.sumColumns)
			if !slices.Contains(m.Codes, r.Code) {
				m.Codes = append(m.Codes, r.Code)
			}
		}
		slices.Sort(m.Codes) // a word comes after the digits
		for _, b := range l.inOrder {
			if _, ok := m.Sums[b.ID]; ok {
				m.Bureaus = append(m.Bureaus, b)
			}
		}
		return nil
	}}, nil
}
