package registry

import "time"

// Span tallies the versions of processes that were in force at the moments of a curve from
// the place Since to the place Until, both included and counted from 1.
type Span struct {
	Since, Until int
	Tally
}

// Digitized tallies processes in scope that are done, by the place of the first moment of a
// curve by which they were; 0: the day is not known.
type Digitized struct {
	Since int
	Tally
}

// PlannedYear tallies processes in scope that are not done, by the fiscal year for which
// they are planned; 0: none.
type PlannedYear struct {
	Year int
	Tally
}

// EnteredFigure is a figure that was published before the registry began. It is kept as it
// was entered, and is never mixed with what can be recomputed.
type EnteredFigure struct {
	ID          int64
	Name        string    // such as 令和3年度末
	Day         time.Time // as of which it was published
	RateKind    string    // process, cases, usage or discretion
	Rate        int64     // in hundred-thousandths
	Numerator   *int64    // nil: not known
	Denominator *int64    // nil: not known
	Source      string
	Reason      string // why it was entered
	Set         SetBy
}
