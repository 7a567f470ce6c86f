package plan

import "tetsuzuki/internal/registry"

// Version names the method; METHODS.md says what changed.
const Version = "2026-1"

// Result is a plan. Value and Bound are in what the objective counts; no plan under the same
// assumptions is better than Bound.
type Result struct {
	Objective Objective `json:"objective"`
	Unit      string    `json:"unit"` // processes, cases, hours
	Value     float64   `json:"value"`
	Bound     float64   `json:"bound"`
	Exact     bool      `json:"exact"` // no plan is better
	Gap       float64   `json:"gap"`   // how much better another could be at most, as a share of Bound
	Method    string    `json:"method_version"`

	// Of a plan for a target: the fiscal year by whose end it is reached, and before which no
	// plan reaches it. Null: not within the plan's years and no plan is known to, or the
	// target counts nothing.
	Reached     *int `json:"reached_year"`
	ReachedBest *int `json:"reached_year_bound"`

	Years     []Year     `json:"years"`
	Bureaus   []Bureau   `json:"bureaus"`
	Processes []Chosen   `json:"processes"` // by fiscal year, bureau and ID
	Works     []Work     `json:"shared_works"`
	Left      LeftCounts `json:"left"`
}

// Year is one fiscal year of a plan.
type Year struct {
	FiscalYear   int     `json:"fiscal_year"`
	Capacity     int64   `json:"capacity"`
	Effort       int64   `json:"effort"`
	Shared       int64   `json:"shared_effort"` // of Effort: on shared works
	Processes    int64   `json:"processes"`
	Cases        int64   `json:"cases"`
	CasesUnknown int64   `json:"cases_unknown"` // of the processes
	Hours        float64 `json:"hours"`
	Counted      int64   `json:"counted"` // of the processes: those that count for the target
}

// Bureau is what a plan asks of one bureau, with what more it could do.
type Bureau struct {
	Bureau int     `json:"bureau_id"`
	Name   string  `json:"bureau"`
	Value  float64 `json:"value"`
	Bound  float64 `json:"bound"`
	Exact  bool    `json:"exact"`
	// OneMoreYear is how much the bound would grow with one year more, of the last one's capacity.
	OneMoreYear float64 `json:"one_more_year"`
	Years       []Cell  `json:"years"`
}

// Cell is one bureau in one fiscal year, with what binds there.
type Cell struct {
	Year
	Binds []Bind `json:"binds"`
}

// BindKind is what keeps a plan from being better.
type BindKind string

// The kinds.
const (
	BindCapacity BindKind = "capacity" // the price is of one person-day more
	BindLaw      BindKind = "law"      // the price is of the law of one process changed by then
	BindTime     BindKind = "time"     // the price is of one process that could begin by then, and cannot yet
)

// Label is the kind's Japanese name.
func (k BindKind) Label() string {
	return map[BindKind]string{BindCapacity: "人員", BindLaw: "法令", BindTime: "時期"}[k]
}

// Bind is one thing that binds. Price is how much one unit more of it would add to the value: for
// capacity at the margin, for law and time at most.
type Bind struct {
	Kind      BindKind `json:"kind"`
	Price     float64  `json:"price"`
	Processes int64    `json:"processes"` // that wait for it and would be worth their effort
}

// Chosen is a process of a plan.
type Chosen struct {
	ID         registry.ProcessID `json:"id"`
	Bureau     int                `json:"bureau_id"`
	FiscalYear int                `json:"fiscal_year"`
	Planned    int                `json:"planned_year"` // for which its bureau plans it now; 0: for none
	Effort     int64              `json:"effort"`
	At         int                `json:"-"` // its place in the input
}

// Work is a shared work of a plan.
type Work struct {
	Bureau     int    `json:"bureau_id"`
	Name       string `json:"name"`
	FiscalYear int    `json:"fiscal_year"`
	Effort     int64  `json:"effort"`
	Processes  int64  `json:"processes"` // of the plan that it is for
}

// LeftCounts are the processes that the plan leaves out, by why.
type LeftCounts struct {
	Law      int64 `json:"law"`      // their law does not change in time
	Time     int64 `json:"time"`     // they cannot begin in time otherwise
	Capacity int64 `json:"capacity"` // others are worth more of the bureau's capacity, or the target is reached without them
}

// units says what an objective's value is in.
var units = map[Objective]string{Soonest: "processes", Cases: "cases", Hours: "hours"}

// worth is a value of the objective for people, from the whole numbers that it is computed in.
func (o Objective) worth(v float64) float64 {
	if o == Hours {
		return v / 60
	}
	return v
}
