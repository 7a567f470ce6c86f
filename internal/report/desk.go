package report

import (
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// FunnelJSON is the funnel as API and verb write it, each step with its list.
type FunnelJSON struct {
	progress.Funnel
	Steps []FunnelStepJSON `json:"steps"`
}

// FunnelStepJSON is one step.
type FunnelStepJSON struct {
	progress.FunnelPart
	Rule string `json:"rule"`
	List string `json:"list"` // the parameters of the list of its processes
}

// NewFunnelJSON is the JSON of a funnel over the processes of a filter: its moment, bureau and group.
func NewFunnelJSON(f progress.Funnel, of store.ProcessFilter) FunnelJSON {
	j := FunnelJSON{Funnel: f}
	for _, p := range f.Steps {
		list := store.OnStep(p.Step, of.AsOf)
		list.Bureaus, list.Group = of.Bureaus, of.Group
		j.Steps = append(j.Steps, FunnelStepJSON{p, p.Step.Rule(), list.Values().Encode()})
	}
	return j
}

// ObstaclesJSON is the matrix of obstacles and bureaus.
type ObstaclesJSON struct {
	AsOf        time.Time           `json:"as_of"`
	RuleVersion string              `json:"rule_version"`
	Processes   int64               `json:"processes"` // that count and are not done
	Bureaus     []ObstaclesOfBureau `json:"bureaus"`
}

// ObstaclesOfBureau is one row of the matrix.
type ObstaclesOfBureau struct {
	Code      string         `json:"code"`
	Bureau    string         `json:"bureau"`
	Processes int64          `json:"processes"` // each once, whatever its obstacles
	Obstacles []ObstacleJSON `json:"obstacles"` // those that have processes
}

// ObstacleJSON is one cell.
type ObstacleJSON struct {
	Obstacle     string           `json:"obstacle"` // none: none was given
	Processes    int64            `json:"processes"`
	Cases        int64            `json:"cases"`
	CasesUnknown int64            `json:"cases_unknown"`
	CasesInexact int64            `json:"cases_inexact"`
	CasesBounds  *progress.Bounds `json:"cases_bounds"` // what Cases may be
	List         string           `json:"list"`
}

// NewObstaclesJSON is the JSON of the matrix as of a moment (zero: now).
func NewObstaclesJSON(m store.Obstacles, asOf time.Time) ObstaclesJSON {
	j := ObstaclesJSON{AsOf: m.AsOf.In(registry.Tokyo), RuleVersion: progress.RuleVersion, Processes: m.All.Processes,
		Bureaus: []ObstaclesOfBureau{}}
	for _, b := range m.Bureaus {
		row := ObstaclesOfBureau{Code: b.Code, Bureau: b.Name, Processes: m.Sums[b.ID].Processes, Obstacles: []ObstacleJSON{}}
		for _, code := range m.Codes {
			if c, ok := m.Cells[store.ObstacleCell{BureauID: b.ID, Code: code}]; ok {
				list := store.NotDone(asOf)
				list.Bureaus, list.Obstacles = []string{b.Code}, []string{code}
				row.Obstacles = append(row.Obstacles, ObstacleJSON{code, c.Processes, c.Cases, c.CasesUnknown, c.CasesInexact,
					progress.BoundsOf(c.Cases, c.CasesSlack), list.Values().Encode()})
			}
		}
		j.Bureaus = append(j.Bureaus, row)
	}
	return j
}

// HonestyJSON is how sure the figures are.
type HonestyJSON struct {
	AsOf        time.Time      `json:"as_of"`
	RuleVersion string         `json:"rule_version"`
	InScope     int64          `json:"in_scope"`
	Weaknesses  []WeaknessJSON `json:"weaknesses"`
	Round       *string        `json:"round"` // the last that has begun; null: there was none
	Asked       int            `json:"asked"`
	Missing     []BureauJSON   `json:"missing"` // the bureaus that have not handed in
}

// WeaknessJSON is one reason for doubt.
type WeaknessJSON struct {
	Kind      store.Weakness `json:"kind"`
	Label     string         `json:"label"`
	Rule      string         `json:"rule"`
	Processes int64          `json:"processes"`
	List      string         `json:"list"`
}

// BureauJSON names a bureau.
type BureauJSON struct {
	Code   string `json:"code"`
	Bureau string `json:"bureau"`
}

// NewHonestyJSON is the JSON of honesty as of a moment (zero: now).
func NewHonestyJSON(h store.Honesty, asOf time.Time) HonestyJSON {
	j := HonestyJSON{AsOf: h.AsOf.In(registry.Tokyo), RuleVersion: progress.RuleVersion, InScope: h.InScope, Asked: h.Asked,
		Missing: []BureauJSON{}}
	for _, w := range store.Weaknesses {
		j.Weaknesses = append(j.Weaknesses, WeaknessJSON{w, w.Label(), w.Rule(), h.Counts[w], w.List(asOf).Values().Encode()})
	}
	if h.Round.ID != 0 {
		j.Round = &h.Round.Name
	}
	for _, b := range h.Missing {
		j.Missing = append(j.Missing, BureauJSON{b.Code, b.Name})
	}
	return j
}

// BureauTableJSON is the table of bureaus, each with the lists that its figures count.
type BureauTableJSON struct {
	progress.BureauTable
	All     BureauRowJSON   `json:"all"`
	Bureaus []BureauRowJSON `json:"bureaus"`
}

// BureauRowJSON is one bureau, or all.
type BureauRowJSON struct {
	progress.BureauStanding
	List     string `json:"list"`      // the parameters of the list of the processes in scope
	ListDone string `json:"list_done"` // of those that are done
	ListLeft string `json:"list_left"` // of those that are not
}

// NewBureauTableJSON is the JSON of the table as of a moment (zero: now).
func NewBureauTableJSON(t progress.BureauTable, asOf time.Time) BureauTableJSON {
	row := func(b progress.BureauStanding) BureauRowJSON {
		f := BureauLists(b.Code, asOf)
		return BureauRowJSON{b, f.InScope.Values().Encode(), f.Done.Values().Encode(), f.Left.Values().Encode()}
	}
	j := BureauTableJSON{BureauTable: t, All: row(t.All), Bureaus: make([]BureauRowJSON, len(t.Bureaus))}
	for i, b := range t.Bureaus {
		j.Bureaus[i] = row(b)
	}
	return j
}

// ListsOfBureau are the lists of a bureau's processes that count.
type ListsOfBureau struct{ InScope, Done, Left store.ProcessFilter }

// BureauLists are the lists of a bureau (its code; empty: all) as of a moment (zero: now).
func BureauLists(code string, asOf time.Time) ListsOfBureau {
	l := ListsOfBureau{InScope: store.ProcessFilter{AsOf: asOf, Scope: store.ScopeCounted}, Left: store.NotDone(asOf)}
	if code != "" {
		l.InScope.Bureaus, l.Left.Bureaus = []string{code}, []string{code}
	}
	l.Done = l.InScope.Counted(registry.Done)
	return l
}
