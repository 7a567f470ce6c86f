package registry

import "time"

// Threshold is the volume from which a process is a priority process, in force from a day on
// (domain.md, rule 2).
type Threshold struct {
	EffectiveFrom time.Time
	Volume        int64 // cases a year, inclusive
	Reason        string
}

// RateUnit is the unit of [Target.Rate]: one is 1/100,000.
const RateUnit = 100_000

// TargetScope says which processes a target counts.
type TargetScope string

// The scopes of a target.
const (
	TargetInScope    TargetScope = "in"         // all in scope
	TargetDiscretion TargetScope = "discretion" // those in scope that TMG can digitize without a change of national law
	TargetPriority   TargetScope = "priority"   // the priority processes in scope
)

// Target is a share or number of processes to be digitized by the end of a period.
type Target struct {
	Name  string
	From  time.Time // the first day
	To    time.Time // the last day
	Rate  int64     // in hundred-thousandths, exactly as set: 70000 is 70 %
	Count int64     // the number to reach, if the target is a number; else 0
	Scope TargetScope
}
