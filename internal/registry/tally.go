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
	Cause     Cause // where the priority is undecidable
	// Application says that the processes are applications and notifications (申請等).
	Application bool

	Processes     int64
	VolumeKnown   int64 // of the processes, those with a deciding volume
	Volume        int64 // Σ of the deciding volumes as they are stated, cases a year
	VolumeInexact int64 // of VolumeKnown, those whose volume is not exact
	VolumeSlack   Slack
	UsageKnown    int64 // of the processes, those with a year in which both numbers are known
	UsageTotal    int64
	UsageOnline   int64
	UsageInexact  int64 // of UsageKnown, those of which one of the numbers is not exact
	TotalSlack    Slack // of UsageTotal
	OnlineSlack   Slack // of UsageOnline
}

// Slack is how far a sum of numbers of cases may be from the stated one, by the ranges of its
// numbers. A number that is only about (概数) counts as it is stated.
type Slack struct {
	Below int64 // how much less it may be
	Above int64 // how much more; below 0 where 未満 counts less than the number that it names
	Open  int64 // how many of the numbers have no upper end; Above leaves them out
}

// Plus adds two slacks.
func (s Slack) Plus(t Slack) Slack {
	return Slack{s.Below + t.Below, s.Above + t.Above, s.Open + t.Open}
}

// Times is the slack of n such numbers.
func (s Slack) Times(n int64) Slack { return Slack{n * s.Below, n * s.Above, n * s.Open} }

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
