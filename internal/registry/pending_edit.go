package registry

import "time"

// EditApproval says whether an edit of one process needs a second person.
type EditApproval struct {
	Required bool
	Reason   string
	Actor    string    // who set it; empty: nobody has
	At       time.Time // zero: nobody has
}

// PendingState is what became of an edit that needs a second person.
type PendingState string

// The states.
const (
	EditWaiting   PendingState = "waiting"
	EditApproved  PendingState = "approved"
	EditReturned  PendingState = "returned"
	EditWithdrawn PendingState = "withdrawn" // by whoever made it
)

// Label is the state's Japanese name.
func (s PendingState) Label() string {
	return map[PendingState]string{EditWaiting: "承認待ち", EditApproved: "承認済み", EditReturned: "差戻し", EditWithdrawn: "取下げ"}[s]
}

// PendingEdit is an edit of one process that needs a second person.
type PendingEdit struct {
	ID            int64
	ProcessID     ProcessID
	BureauID      int
	Bureau        string
	ProcedureName string // as it is now; empty: the process is elsewhere or gone
	Version       int64  // of the process that was edited
	Reason        string
	AccountID     int64
	Actor         string
	At            time.Time
	State         PendingState
	EndedAt       time.Time
	EndedBy       string
	EndReason     string
	ChangeID      int64 // that wrote it; 0: none
	Stale         bool  // the process was changed since
}
