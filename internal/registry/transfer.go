package registry

import "time"

// TransferState is how far a transfer (所管替え) has come.
type TransferState string

// The states. A transfer is accepted as soon as both bureaus have consented.
const (
	TransferProposed  TransferState = "proposed"
	TransferAccepted  TransferState = "accepted"
	TransferRefused   TransferState = "refused"
	TransferWithdrawn TransferState = "withdrawn"
	// TransferSuperseded: another transfer by the giving bureau had precedence.
	TransferSuperseded TransferState = "superseded"
)

// TransferStates lists every state in the order of pages.
var TransferStates = []TransferState{TransferProposed, TransferAccepted, TransferRefused, TransferWithdrawn, TransferSuperseded}

// The bounds of requests for processes of another bureau. They do not apply to proposals of the
// giving bureau and headquarters.
const (
	MaxPerRequest    = 100                 // processes in one proposal
	MaxOpenRequested = 300                 // processes in a bureau's requests that are open or were made within a day
	RefusedPause     = 30 * 24 * time.Hour // before a refused process can be requested again
)

// Attribution is who did something, and when; the zero Attribution means that nobody has.
type Attribution struct {
	At        time.Time
	Actor     string
	AccountID int64 // 0: the operator
}

// Done reports whether it was done.
func (a Attribution) Done() bool { return !a.At.IsZero() }

// Transfer moves processes from one bureau to another. Both bureaus must consent. The IDs of
// the processes stay.
type Transfer struct {
	ID           int64
	FromBureauID int
	ToBureauID   int
	Processes    []TransferredProcess
	EffectiveOn  time.Time // the day of the organisational change
	Reason       string
	State        TransferState
	Proposed     Attribution
	ProposedBy   int         // the bureau; 0: headquarters
	Given        Attribution // the giving bureau's consent
	Received     Attribution // the receiving bureau's consent
	Ended        Attribution // accepted, refused or withdrawn
	EndReason    string
	ChangeID     int64   // what it wrote; 0: nothing
	Supersedes   []int64 // the proposals of receiving bureaus that it ended
}

// Taken reports whether the receiving bureau proposed the transfer.
func (t Transfer) Taken() bool { return t.ProposedBy == t.ToBureauID }

// Within reports whether the transfer is still known to the receiving bureau only: that bureau
// proposed it, and its own approver has to consent before the giving bureau sees it.
func (t Transfer) Within() bool {
	return t.State == TransferProposed && t.Taken() && !t.Received.Done() && !t.Given.Done()
}

// MayAccept reports whether the scope can consent to the transfer for one of its bureaus.
func (t Transfer) MayAccept(scope Scope) bool {
	return t.State == TransferProposed && scope.May(Approve) &&
		(scope.Reaches(t.FromBureauID) && !t.Given.Done() || scope.Reaches(t.ToBureauID) && !t.Received.Done())
}

// TransferredProcess is one process of a transfer.
type TransferredProcess struct {
	ID            ProcessID
	ProcedureName string // empty if the process is not the giving bureau's, and for the receiving bureau before the giving one consents
}

// Reconciliation explains how a bureau's number of processes changed over a period: submitted
// (at its beginning) + received − handed over + new − removed = total (at its end). The total
// is also the sum of the statuses.
type Reconciliation struct {
	BureauID   int
	Submitted  int64
	Received   int64 // from other bureaus
	HandedOver int64 // to other bureaus
	New        int64
	Removed    int64 // by an undo
	Total      int64
	Statuses   map[Status]int64 // of the total; empty: none given
}
