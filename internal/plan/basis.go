package plan

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/registry"
)

// Fact is what is known of one process that is in scope and not done.
type Fact struct {
	ID          registry.ProcessID
	Bureau      int
	Type        string
	Status      registry.Status
	Obstacle    []string
	Law         registry.LawChange
	Platform    bool  // one is named
	Planned     int   // fiscal year; 0: none
	Cases       int64 // a year
	Known       bool  // the cases are known
	LegalBasis  string
	Procedure   string
	Priority    bool
	Application bool
}

// counts reports whether a process is in the scope of a target.
func (f Fact) counts(scope registry.TargetScope) bool {
	switch scope {
	case registry.TargetDiscretion:
		return f.Law == registry.LawChangeNotRequired
	case registry.TargetPriority:
		return f.Priority
	case registry.TargetApplications:
		return f.Application
	}
	return true
}

// Goal is a target as it stands.
type Goal struct {
	Name  string               `json:"name"`
	Scope registry.TargetScope `json:"scope"`
	Day   string               `json:"day"` // the last one
	Of    int64                `json:"of"`
	Done  int64                `json:"done"`
	Goal  int64                `json:"goal"`
}

// Need is how many processes more it takes.
func (g Goal) Need() int64 { return max(g.Goal-g.Done, 0) }

// Basis is what the registry knows that a plan is made of.
type Basis struct {
	At          time.Time
	ChangeID    int64 // the last change up to then; 0: none
	RuleVersion string
	Facts       []Fact
	InScope     int64
	Done        int64
	Cases       int64          // a year, of those in scope with a known volume
	CasesDone   int64          // of them
	Goals       []Goal         // of the targets as they stand, first those in force
	Names       map[int]string // of bureaus
}

// Wish is what a plan is to be made for.
type Wish struct {
	Filter      string      `json:"filter"` // which processes are planned, as an address asks lists for them; empty: all
	Objective   Objective   `json:"objective"`
	Target      string      `json:"target"`    // the name of one; empty: the first one, unless a rate is given
	GoalRate    int64       `json:"-"`         // in units of a rate; 0: that of the target
	GoalYear    int         `json:"goal_year"` // by whose end that rate is to be reached; 0: the last one
	Assumptions Assumptions `json:"assumptions"`
}

// goal is the target that a plan is for. A plan for cases or hours may have none.
func (b Basis) goal(op string, w Wish) (*Goal, error) {
	if w.GoalRate != 0 {
		if w.GoalRate < 0 || w.GoalRate > registry.RateUnit {
			return nil, &registry.Error{Code: registry.Invalid, Op: op, Field: "goal_rate",
				Message: "目標の率は、0より大きく100以下の％で入力してください。例：70"}
		}
		year := cmp.Or(w.GoalYear, w.Assumptions.LastYear)
		if year < w.Assumptions.FirstYear || year > w.Assumptions.LastYear {
			return nil, &registry.Error{Code: registry.Invalid, Op: op, Field: "goal_year",
				Message: fmt.Sprintf("目標の年度は、計画の年度（%dから%dまで）の中から指定してください。", w.Assumptions.FirstYear, w.Assumptions.LastYear)}
		}
		return &Goal{Name: "率による目標", Scope: registry.TargetInScope, Day: lastDay(year), Of: b.InScope, Done: b.Done,
			Goal: (b.InScope*w.GoalRate + registry.RateUnit - 1) / registry.RateUnit}, nil
	}
	if w.Target != "" {
		for _, g := range b.Goals {
			if g.Name == w.Target {
				return &g, nil
			}
		}
		var names string
		for _, g := range b.Goals {
			names += "「" + g.Name + "」"
		}
		return nil, &registry.Error{Code: registry.Invalid, Op: op, Field: "target",
			Message: fmt.Sprintf("「%s」という目標は、この時点にはありません。次の中から指定してください：%s", w.Target, cmp.Or(names, "（なし）"))}
	}
	for _, g := range b.Goals {
		if g.Day >= registry.DateOf(b.At) {
			return &g, nil
		}
	}
	if w.Objective == Soonest {
		return nil, &registry.Error{Code: registry.Invalid, Op: op, Field: "goal_rate",
			Message: "いま期間中の目標がありません。目標を選ぶか、目標の率を％で入力してください。例：70"}
	}
	return nil, nil
}

// Defaults are the assumptions with which a plan on this basis begins: from this fiscal year on
// for three years, or to the end of the first target that is not over.
func (b Basis) Defaults() Assumptions {
	first := registry.FiscalYear(b.At)
	a := Defaults(first)
	for _, g := range b.Goals {
		if g.Day < registry.DateOf(b.At) {
			continue
		}
		for a.LastYear < first+MostYears-1 && lastDay(a.LastYear) < g.Day {
			a.LastYear++
		}
		break
	}
	return a
}

// lastDay is the last day of a fiscal year.
func lastDay(year int) string { return fmt.Sprintf("%d-03-31", year+1) }

// input is what is to be planned, of the bureaus' names and of the facts under the assumptions.
func (b Basis) input(op string, w Wish, goal *Goal) (in Input, c Counts, err error) {
	a := w.Assumptions
	in = Input{Objective: w.Objective, Years: a.years(), Capacity: map[Place]int64{}, Processes: make([]Process, 0, len(b.Facts))}
	scope := registry.TargetInScope
	if goal != nil {
		scope = goal.Scope
		in.Target = &Target{Of: goal.Of, Done: goal.Done, Goal: goal.Goal}
	}
	if err := b.capacities(op, a, in); err != nil {
		return in, c, err
	}
	shares := b.shares(a)
	works := map[string]int{}
	for i, f := range b.Facts {
		c.add(f, a)
		if !a.Unsuitable && slices.Contains(f.Obstacle, obstacleNature) {
			continue
		}
		p := Process{ID: f.ID, Bureau: f.Bureau, Counts: f.counts(scope), Cases: f.Cases, Known: f.Known, Minutes: a.minutes(f),
			Planned: f.Planned}
		key := shares[i]
		p.Effort = a.effort(f, key.name != "")
		p.Earliest, p.Wait = a.earliest(f)
		if key.name != "" {
			at := fmt.Sprint(f.Bureau, " ", key.key)
			if works[at] == 0 {
				in.Shared = append(in.Shared, Shared{Bureau: f.Bureau, Name: key.name, Effort: a.SharedDays})
				works[at] = len(in.Shared)
			}
			p.Shared = works[at]
		}
		in.Processes = append(in.Processes, p)
	}
	return in, c, nil
}

func (b Basis) capacities(op string, a Assumptions, in Input) error {
	ids := map[string]int{}
	for id, name := range b.Names {
		ids[name] = id
		for _, y := range in.Years {
			in.Capacity[Place{id, y}] = a.CapacityDays
		}
	}
	for _, whole := range []bool{true, false} { // what is said of one year goes before what is said of each
		for _, c := range a.Capacity {
			id, ok := ids[c.Bureau]
			if !ok {
				return &registry.Error{Code: registry.Invalid, Op: op, Field: "capacity",
					Message: fmt.Sprintf("「%s」という局は、この時点にはありません。局の名前を確かめてください。例：環境局", c.Bureau)}
			}
			for _, y := range in.Years {
				if whole == (c.FiscalYear == 0) && (c.FiscalYear == 0 || c.FiscalYear == y) {
					in.Capacity[Place{id, y}] = c.Days
				}
			}
		}
	}
	return nil
}

// share is what a process shares with others: by which key, and what it is called.
type share struct{ key, name string }

// shares are what each process shares with others of its bureau; none where it is alone with it.
func (b Basis) shares(a Assumptions) []share {
	all := make([]share, len(b.Facts))
	if a.SharedBy == SharedByNothing {
		return all
	}
	keys := map[string]string{} // of texts
	type place struct {
		bureau int
		key    string
	}
	count := map[place]int{}
	for i, f := range b.Facts {
		name := f.LegalBasis
		if a.SharedBy == SharedByProcedure {
			name = f.Procedure
		}
		if name == "" || !a.Unsuitable && slices.Contains(f.Obstacle, obstacleNature) {
			continue
		}
		key, ok := keys[name]
		if !ok {
			key = law.Key(name)
			keys[name] = key
		}
		if key != "" {
			all[i] = share{key, name}
			count[place{f.Bureau, key}]++
		}
	}
	for i, f := range b.Facts {
		if count[place{f.Bureau, all[i].key}] < 2 {
			all[i] = share{}
		}
	}
	return all
}

// Counts are the processes that a plan is made of, with what is not known of them.
type Counts struct {
	Open         int64 `json:"open"`          // in scope and not done
	Unsuitable   int64 `json:"unsuitable"`    // of them left out, since they should not be digitized by their nature
	CasesUnknown int64 `json:"cases_unknown"` // of them without a known volume
	LawRequired  int64 `json:"law_required"`  // that need a change of national law
	LawUnknown   int64 `json:"law_unknown"`   // of which it is not known; they are planned as if they needed none
	NoYear       int64 `json:"no_year"`       // without a planned year
	Late         int64 `json:"late"`          // whose planned year has passed
}

func (c *Counts) add(f Fact, a Assumptions) {
	c.Open++
	count := func(holds bool, n *int64) {
		if holds {
			*n++
		}
	}
	count(!a.Unsuitable && slices.Contains(f.Obstacle, obstacleNature), &c.Unsuitable)
	count(!f.Known, &c.CasesUnknown)
	count(f.Law == registry.LawChangeRequired, &c.LawRequired)
	count(f.Law != registry.LawChangeRequired && f.Law != registry.LawChangeNotRequired, &c.LawUnknown)
	count(f.Planned == 0, &c.NoYear)
}
