package registry

import "time"

// ReturnedUpload is an upload that was returned to its bureau and not sent again.
type ReturnedUpload struct {
	ID      int64
	At      time.Time
	Actor   string // who returned it
	Reason  string
	Remarks []ReturnedRemark
}

// ReturnedRemark is a remark of a return with the registered process and the field that it is on,
// where the file says which; else they are zero.
type ReturnedRemark struct {
	Remark
	ProcessID  ProcessID
	Field      string
	FiscalYear int // of a number of cases
}
