package registry

import "time"

// Round is a survey (調査回): the time in which bureaus hand their inventories in.
// An upload counts for the round that opened last before it was received.
type Round struct {
	ID         int
	Name       string
	FiscalYear int       // of the numbers of cases that are asked for
	OpensOn    time.Time // a day in Tokyo
	Deadline   time.Time // the last day
	Ends       time.Time // the day on which the next round opens; zero: there is none
	Note       string
	SetBy      string
	SetAt      time.Time
}

// Due is the moment from which an upload is late.
func (r Round) Due() time.Time { return r.Deadline.AddDate(0, 0, 1) }

// Open reports whether an upload that is received at a moment counts for the round.
func (r Round) Open(at time.Time) bool {
	return !at.Before(r.OpensOn) && (r.Ends.IsZero() || at.Before(r.Ends))
}
