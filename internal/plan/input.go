package plan

import "tetsuzuki/internal/registry"

// Objective is what a plan is to be best at.
type Objective string

// The objectives.
const (
	Soonest Objective = "soonest" // the target is reached in the earliest fiscal year, with no more than it takes
	Cases   Objective = "cases"   // most cases a year are covered by the end of the plan
	Hours   Objective = "hours"   // people save most hours a year by the end of the plan
)

// Objectives lists all of them in the order of pages.
var Objectives = []Objective{Soonest, Cases, Hours}

// Label is the objective's Japanese name.
func (o Objective) Label() string {
	return map[Objective]string{Soonest: "目標に最も早く届く", Cases: "最も多くの件数をデジタル化する", Hours: "都民や事業者の時間を最も多く減らす"}[o]
}

// Unit is what the objective's value counts, for people.
func (o Objective) Unit() string {
	return map[Objective]string{Soonest: "手続", Cases: "件", Hours: "時間"}[o]
}

// Wait is why a process cannot begin at once.
type Wait string

// The reasons; empty: it can.
const (
	WaitLaw      Wait = "law"      // a national law must change first
	WaitPlatform Wait = "platform" // the platform comes later
	WaitPlanned  Wait = "planned"  // its bureau plans it for a later year
)

// Never is the earliest fiscal year of a process that cannot be digitized within any plan.
const Never = 9999

// Process is one that could be digitized. It takes place whole within one fiscal year.
type Process struct {
	ID       registry.ProcessID
	Bureau   int
	Effort   int64 // person-days, at least 1
	Earliest int   // fiscal year; Never: not in any
	Wait     Wait  // why not earlier
	Counts   bool  // it counts for the target
	Cases    int64 // a year; 0 where they are not known
	Known    bool  // the cases are known
	Minutes  int64 // that people save in a year
	Shared   int   // place of its shared work in Input.Shared, counted from 1; 0: none
	Planned  int   // the fiscal year that its bureau plans now; 0: none
}

// Shared is work of one bureau that is done once for many processes, as for those of one law or
// form. It is done in one fiscal year, and its processes in that or in later ones.
type Shared struct {
	Bureau int
	Name   string
	Effort int64 // person-days
}

// Place is a bureau in a fiscal year.
type Place struct{ Bureau, FiscalYear int }

// Target is what is to be reached.
type Target struct {
	Name string
	Last int   // the fiscal year by whose end it is to be reached
	Of   int64 // processes in its scope
	Done int64 // of them
	Goal int64 // so many are to be done
}

// Need is how many processes more it takes.
func (t Target) Need() int64 { return max(t.Goal-t.Done, 0) }

// Input is what a plan is made of.
type Input struct {
	Objective Objective
	Years     []int // fiscal years in which there is work, one after the other
	Processes []Process
	Shared    []Shared
	Capacity  map[Place]int64 // person-days
	Target    *Target         // nil: none; the soonest plan needs one
}
