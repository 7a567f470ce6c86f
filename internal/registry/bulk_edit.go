package registry

import (
	"strconv"
	"time"
)

// MostBulkEdit is how many processes can be edited at once: twice as many as there are.
const MostBulkEdit = 60_000

// BulkRowsShown is how many of the processes of an edit are told of one by one, of each outcome;
// the others are counted.
const BulkRowsShown = 1000

// BulkEditsPath is the page of the edits of many processes.
const BulkEditsPath = "/bulk-edits"

// BulkState is what became of an edit of many processes.
type BulkState string

// The states.
const (
	BulkWorking   BulkState = "working" // a job writes it
	BulkFailed    BulkState = "failed"  // the job could not
	BulkWaiting   BulkState = "waiting" // for a second person
	BulkWritten   BulkState = "written"
	BulkReturned  BulkState = "returned"
	BulkWithdrawn BulkState = "withdrawn"
)

// Label is the state's Japanese name.
func (s BulkState) Label() string {
	return map[BulkState]string{BulkWorking: "処理中", BulkFailed: "登録できませんでした", BulkWaiting: "承認待ち", BulkWritten: "登録済み",
		BulkReturned: "差戻し", BulkWithdrawn: "取下げ"}[s]
}

// BulkAct is what a job does with an edit of many processes.
type BulkAct string

// The acts.
const (
	BulkWrite   BulkAct = "write" // as its maker asked
	BulkApprove BulkAct = "approve"
	BulkUndo    BulkAct = "undo"
)

// BulkEdit is an edit of many processes at once.
type BulkEdit struct {
	ID         int64
	Conditions string // the parameters of the list that was chosen
	Reason     string
	AccountID  int64 // whose it is; 0: the operator's
	Actor      string
	At         time.Time
	State      BulkState
	EndedAt    time.Time // of one that waited
	EndedBy    string
	EndReason  string
	ChangeID   int64 // that wrote it; 0: none
	UndoneBy   int64 // the change that undid it; 0: none
	Processes  int64 // that it wrote, or is to write
	LeftOut    int64 // that it did not, since something stood in the way
}

// Path is the page of the edit.
func (e BulkEdit) Path() string { return BulkEditsPath + "/" + strconv.FormatInt(e.ID, 10) }

// StateLabel is what became of it, for people.
func (e BulkEdit) StateLabel() string {
	if e.UndoneBy != 0 {
		return "取消し済み"
	}
	return e.State.Label()
}

// BulkOutcome says what an edit of many processes does to one of them.
type BulkOutcome string

// The outcomes.
const (
	BulkChanges   BulkOutcome = "changes"
	BulkUnchanged BulkOutcome = "unchanged" // it has these values already
	BulkWrong     BulkOutcome = "wrong"     // the values do not fit the rest of it
	BulkPending   BulkOutcome = "pending"   // another edit of it waits for a second person
	BulkStale     BulkOutcome = "stale"     // somebody changed it since the preview
)

// BulkOutcomes lists them in the order of pages.
var BulkOutcomes = []BulkOutcome{BulkChanges, BulkUnchanged, BulkWrong, BulkPending, BulkStale}

// Label is the outcome for people.
func (o BulkOutcome) Label() string {
	return map[BulkOutcome]string{BulkChanges: "変わる", BulkUnchanged: "変わらない", BulkWrong: "変えられない", BulkPending: "承認待ちの編集がある",
		BulkStale: "確かめたあとで、ほかの人が変えた"}[o]
}
