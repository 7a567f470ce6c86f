package registry

import "time"

// UploadState is how far an upload has come.
type UploadState string

// The states. Faulty and Unreadable uploads have written nothing and never will.
const (
	UploadReceived   UploadState = "received"   // stored, not yet read
	UploadStaged     UploadState = "staged"     // read without an error, waits to be confirmed
	UploadFaulty     UploadState = "faulty"     // has cells to mend
	UploadUnreadable UploadState = "unreadable" // could not be read at all
	UploadConfirmed  UploadState = "confirmed"  // written to the registry
	UploadUnchanged  UploadState = "unchanged"  // says nothing new; nothing was written
	UploadDiscarded  UploadState = "discarded"
	UploadUndone     UploadState = "undone" // was written, and taken back since
)

// UploadCounts are the rows of an upload against the registry.
type UploadCounts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Missing   int `json:"missing"` // processes of the file's bureaus that the file does not name
	Faulty    int `json:"faulty"`
}

// Uploaded is a file that somebody handed in.
type Uploaded struct {
	ID         int64
	ReceivedAt time.Time
	AccountID  int64 // 0: the operator's verb
	Actor      string
	BureauID   int    // 0: every bureau (a 局 column decides)
	Bureau     string // its name
	FileName   string
	Bytes      int64
	SHA256     [32]byte
	FiscalYear int // of volumes whose header names none; 0: none given
	Reason     string
	State      UploadState
	Counts     UploadCounts
	FinishedAt time.Time // zero: not yet
	ChangeID   int64     // what it wrote; 0: nothing
	UndoneBy   int64     // the change that took it back; 0: none
}
