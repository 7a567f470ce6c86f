package registry

import "time"

// ProposalState is how far a proposal to the national government is.
type ProposalState string

// The states.
const (
	ProposalConsidering ProposalState = "considering"
	ProposalSent        ProposalState = "sent"
	ProposalResponding  ProposalState = "responding"
	ProposalRealized    ProposalState = "realized"
	ProposalRefused     ProposalState = "refused"
)

// ProposalStates lists them in the order of pages.
var ProposalStates = []ProposalState{ProposalConsidering, ProposalSent, ProposalResponding, ProposalRealized, ProposalRefused}

// Label is the state's Japanese name.
func (s ProposalState) Label() string {
	return map[ProposalState]string{ProposalConsidering: "検討中", ProposalSent: "提案済", ProposalResponding: "対応中",
		ProposalRealized: "実現", ProposalRefused: "不可"}[s]
}

// Proposal asks the national government to change laws (国への提案要求).
type Proposal struct {
	Number   int // shared by all versions of it
	Title    string
	Body     string
	Laws     string // laws and articles as they are written
	Ministry string
	Filter   string   // the parameters of the catalogue for the processes that it is about; empty: none
	Links    []string // to what belongs to it: http and https alone
	Reason   string
}

// ProposalVersion is a proposal as it was recorded.
type ProposalVersion struct {
	ID int64
	Proposal
	Set SetBy
}

// Current reports whether the version is in force.
func (p ProposalVersion) Current() bool { return p.Set.EndedAt.IsZero() }

// ProposalStep is one state that a proposal went through.
type ProposalStep struct {
	State   ProposalState
	Day     time.Time
	Due     time.Time // by when the national government says that it will be done; zero: no date was given
	Answer  string
	Members int // how many processes it has from here on; 0: as before
	At      time.Time
	Actor   string
}

// ProposalDetail is a proposal with what became of it.
type ProposalDetail struct {
	ProposalVersion
	Steps     []ProposalStep // in their order
	Processes int64          // that it has since it was sent, of those that the reader sees
	Cases     int64          // a year, of those with a known volume
	Unknown   int64          // processes without a known volume
	Waiting   int64          // of them, those in scope and not done that wait for a law still
	Open      int64          // of a proposal that came true, those that nobody has looked at
}

// Last is the state that it has.
func (d ProposalDetail) Last() ProposalStep {
	if len(d.Steps) == 0 {
		return ProposalStep{State: ProposalConsidering, Day: d.Set.At}
	}
	return d.Steps[len(d.Steps)-1]
}

// AwaitsReply reports whether the national government has still to say, on a day, when it does what
// the proposal asks for, or whether it has done so.
func (d ProposalDetail) AwaitsReply(day time.Time) bool {
	switch last := d.Last(); last.State {
	case ProposalSent:
		return true
	case ProposalResponding:
		return last.Due.IsZero() || last.Due.Before(day)
	}
	return false
}

// Sent is when it was sent first (zero: not yet), and how often.
func (d ProposalDetail) Sent() (first time.Time, times int) {
	for _, s := range d.Steps {
		if s.State == ProposalSent {
			if times++; times == 1 {
				first = s.Day
			}
		}
	}
	return first, times
}

// ProposalCoverage says how the processes that need a change of national law are asked for.
type ProposalCoverage struct {
	Needed  int64 `json:"needed"`  // in scope, and a national law must change
	Cases   int64 `json:"cases"`   // a year, of those with a known volume
	Unknown int64 `json:"unknown"` // processes without a known volume
	Asked   int64 `json:"asked"`   // that a proposal asks for which was sent
	Dated   int64 `json:"dated"`   // of Asked, those with a date or that came true
	Undated int64 `json:"undated"` // of Asked, those without
	Again   int64 `json:"again"`   // of Undated, those asked for more than once
}

// ProposalProcess is a process of a proposal as it is now.
type ProposalProcess struct {
	ID                         ProcessID
	ProcedureName, ProcessName string
	Bureau                     string
	BureauID                   int
	Status                     Status
	LawChange                  LawChange
	Volume                     *int64 // cases a year; nil: unknown
	Answer                     string // why it is not freed; empty: nobody said so
	AnsweredBy                 string
	AnsweredAt                 time.Time
	Open                       bool // it waits for a law still, and nobody has said why
}
