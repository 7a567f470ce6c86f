package registry

import (
	"math"
	"time"
)

// Threshold is the volume from which a process is a priority process, in force from a day on
// (domain.md, rule 2).
type Threshold struct {
	EffectiveFrom time.Time
	Volume        int64 // cases a year, inclusive
	Reason        string
}

// RateUnit is the unit of [Target.Rate]: one is 1/100,000.
const RateUnit = 100_000

// RateOf is a share (0.7 is 70 %) in units of a rate, rounded to the nearest.
func RateOf(share float64) int64 { return int64(math.Round(share * RateUnit)) }

// TargetScope says which processes a target counts.
type TargetScope string

// The scopes of a target.
const (
	TargetInScope      TargetScope = "in"           // all in scope
	TargetDiscretion   TargetScope = "discretion"   // those in scope that TMG can digitize without a change of national law
	TargetApplications TargetScope = "applications" // the applications and notifications (申請等) in scope
	TargetPriority     TargetScope = "priority"     // the priority processes in scope
	TargetGroup        TargetScope = "group"        // those of a group in scope; it stands with the figures of that group
)

// TargetScopes lists them in the order of pages.
var TargetScopes = []TargetScope{TargetInScope, TargetDiscretion, TargetApplications, TargetPriority, TargetGroup}

// Label is what the processes are called on pages.
func (s TargetScope) Label() string {
	return map[TargetScope]string{
		TargetInScope:      "対象の手続すべて",
		TargetDiscretion:   "対象のうち、国の法令改正が要らない手続（都の裁量）",
		TargetApplications: "対象のうち、申請等",
		TargetPriority:     "対象のうち、重点手続",
		TargetGroup:        "対象のうち、手続群の手続",
	}[s]
}

// Target is a share or number of processes to be digitized by the end of a period.
type Target struct {
	Number int // shared by all versions of it
	Name   string
	From   time.Time // the first day
	To     time.Time // the last day
	Rate   int64     // in hundred-thousandths, exactly as set: 70000 is 70 %; 0: the target is a number
	Count  int64     // the number to reach, if the target is a number; else 0
	Scope  TargetScope
	Group  int // the number of the group that it counts; 0: none
	Reason string
}

// SetBy says who set a version of a setting, and how long it was the current one.
type SetBy struct {
	By      string
	At      time.Time
	EndedAt time.Time // zero: it is the current one
	Why     string    // why it ended
}

// ThresholdVersion is a threshold as it was recorded.
type ThresholdVersion struct {
	ID int
	Threshold
	Set SetBy
}

// TargetVersion is a target as it was recorded.
type TargetVersion struct {
	Target
	Set SetBy
}
