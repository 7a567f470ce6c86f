package registry

import "time"

// Tally counts the processes with the same values of everything that the rates of domain.md,
// rule 4, depend on.
type Tally struct {
	BureauID  int
	Status    Status
	InScope   bool // the scope field alone; see [Tally.Counts]
	LawChange LawChange
	Priority  Priority
	// Application says that the processes are applications and notifications (申請等).
	Application bool

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

// Standing is what the figures of progress are computed from, as of one moment.
type Standing struct {
	AsOf      time.Time
	Threshold Threshold
	Targets   []Target // that had begun, first those in force, and of them the latest
	Bureaus   []Bureau // the bureaus to report on, in the order of pages
	Tallies   []Tally
}
