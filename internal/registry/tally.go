package registry

import "time"

// Tally counts the processes that are alike in everything that the rates of
// domain.md, rule 4, ask about.
type Tally struct {
	BureauID  int
	Status    Status
	InScope   bool // the scope field alone; see [Tally.Counts]
	LawChange LawChange
	Priority  Priority

	Processes   int64
	VolumeKnown int64 // of the processes, those with a deciding volume
	Volume      int64 // Σ of the deciding volumes, cases a year
	UsageKnown  int64 // of the processes, those with a year in which both numbers are known
	UsageTotal  int64
	UsageOnline int64
}

// Counts reports whether the processes are in the denominator of the rates.
func (t Tally) Counts() bool {
	return Process{InScope: t.InScope, Status: t.Status}.Counts()
}

// Standing is everything that the figures of progress are computed from, as of one
// moment.
type Standing struct {
	AsOf      time.Time
	Threshold Threshold
	Target    *Target  // in force, else the one that started last; nil: none so far
	Bureaus   []Bureau // those to report on, in their order
	Tallies   []Tally
}
