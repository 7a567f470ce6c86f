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
	Asks       RoundAsks
	Note       string
	SetBy      string
	SetAt      time.Time
}

// RoundAsks is whom a round asks for an inventory.
type RoundAsks string

// A bureau without processes has nothing to hand in, save where nobody has handed in before.
const (
	AsksAll     RoundAsks = "all"     // every bureau
	AsksHolders RoundAsks = "holders" // the bureaus that have processes
)

// Label says in Japanese who is asked.
func (a RoundAsks) Label() string {
	return map[RoundAsks]string{AsksAll: "すべての局", AsksHolders: "手続のある局"}[a]
}

// Due is the moment from which an upload is late.
func (r Round) Due() time.Time { return r.Deadline.AddDate(0, 0, 1) }

// Open reports whether an upload that is received at a moment counts for the round.
func (r Round) Open(at time.Time) bool {
	return !at.Before(r.OpensOn) && (r.Ends.IsZero() || at.Before(r.Ends))
}

// RoundAsked is the round of that ID; of 0 the round that is open, which is the last to
// have opened, or else the next. The rounds are given with the last to open first; the
// zero Round is none at all.
func RoundAsked(rounds []Round, id int, now time.Time) (Round, error) {
	for _, r := range rounds {
		if id == r.ID || id == 0 && !r.OpensOn.After(now) {
			return r, nil
		}
	}
	if id != 0 {
		return Round{}, Errorf(NotFound, "registry.RoundAsked", "この調査回はありません。一覧から選び直してください。")
	}
	if len(rounds) > 0 {
		return rounds[len(rounds)-1], nil
	}
	return Round{}, nil
}
