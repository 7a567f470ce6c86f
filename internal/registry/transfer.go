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
)

// TransferStates lists every state in the order of pages.
var TransferStates = []TransferState{TransferProposed, TransferAccepted, TransferRefused, TransferWithdrawn}

// Deed is who did something, and when; the zero Deed is not done.
type Deed struct {
	At        time.Time
	Actor     string
	AccountID int64 // 0: the operator
}

// Done reports whether it was done.
func (d Deed) Done() bool { return !d.At.IsZero() }

// Transfer moves processes from one bureau to another; their IDs stay. Both bureaus
// must consent.
type Transfer struct {
	ID           int64
	FromBureauID int
	ToBureauID   int
	Processes    []TransferredProcess
	EffectiveOn  time.Time // the day of the organisational change
	Reason       string
	State        TransferState
	Proposed     Deed
	ProposedBy   int  // the bureau; 0: headquarters
	Given        Deed // the giving bureau's consent
	Received     Deed // the receiving bureau's consent
	Ended        Deed // accepted, refused or withdrawn
	EndReason    string
	ChangeID     int64 // what it wrote; 0: nothing
}

// TransferredProcess is one process of a transfer.
type TransferredProcess struct {
	ID            ProcessID
	ProcedureName string // empty for the receiving bureau until the giving one consents
}

// Reconciliation is what a bureau had at the beginning of a period, what came and
// went, and what it has at the end: submitted + received − handed over + new −
// removed = total, which is also the sum of the statuses.
type Reconciliation struct {
	BureauID   int
	Submitted  int64
	Received   int64 // from other bureaus
	HandedOver int64 // to other bureaus
	New        int64
	Removed    int64 // taken back by an undo
	Total      int64
	Statuses   map[Status]int64 // of the total; empty: none given
}
