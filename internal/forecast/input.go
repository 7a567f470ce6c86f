package forecast

import (
	"time"

	"tetsuzuki/internal/registry"
)

// Plan is how a process stands to its planned year at the beginning of a fiscal year.
type Plan string

// The plans.
const (
	Planned   Plan = "planned"   // for this year
	Late      Plan = "late"      // for an earlier one
	Unplanned Plan = "unplanned" // for a later one, or for none
)

// Class is what the chance to be done within a year depends on, besides the bureau.
type Class struct {
	Plan     Plan
	Law      bool // a national law must change
	Begun    bool // partly done, in progress or decided
	Hindered bool // the bureau names an obstacle that no plan takes away
}

// Outcome is what became of the processes of one bureau and class within one fiscal year that
// was over: of so many that were not done at its beginning, as it was known then, so many were
// done at its end.
type Outcome struct {
	FiscalYear int
	Bureau     int
	Class      Class
	Open, Done int64
}

// Rhythm is how many processes were done in each quarter of a fiscal year that was over.
type Rhythm struct {
	FiscalYear int
	Done       [4]int64
}

// Group are processes in scope that a forecast treats alike.
type Group struct {
	Bureau      int
	PlannedYear int // 0: none
	Law         bool
	Begun       bool
	Hindered    bool
	Discretion  bool // no national law must change
	Priority    bool
	Application bool
	Processes   int64
	Done        bool
}

// Target is what is to be reached.
type Target struct {
	Name  string
	To    time.Time // its last day
	Scope registry.TargetScope
	Goal  int64 // so many processes of its scope
}

// Point is a rate that was, by which the straight line is drawn.
type Point struct {
	At   time.Time
	Rate float64 // of all in scope
}

// Input is what a forecast is made of.
type Input struct {
	At       time.Time // the moment it stands at
	Groups   []Group
	Outcomes []Outcome
	Rhythms  []Rhythm
	Past     []Point // ascending
	Targets  []Target
	Names    map[int]string // of bureaus
	Quarters int            // how many to forecast; 0: to the last target, at least eight
}

// counts reports whether a group is in the scope of a target.
func (g Group) counts(scope registry.TargetScope) bool {
	switch scope {
	case registry.TargetDiscretion:
		return g.Discretion
	case registry.TargetPriority:
		return g.Priority
	case registry.TargetApplications:
		return g.Application
	}
	return true
}

// class is the class of the group's processes in a fiscal year.
func (g Group) class(year int) Class {
	c := Class{Plan: Unplanned, Law: g.Law, Begun: g.Begun, Hindered: g.Hindered}
	switch {
	case g.PlannedYear == year:
		c.Plan = Planned
	case g.PlannedYear != 0 && g.PlannedYear < year:
		c.Plan = Late
	}
	return c
}
