package registry

import "time"

// Round is a survey (調査回): the time in which bureaus hand their inventories in.
// An upload counts for the round that opened last before it was received.
type Round struct {
	ID         int
	Name       string
	FiscalYear int       // whose numbers of cases are asked for
	OpensOn    time.Time // a day in Tokyo
	Deadline   time.Time // the last day
	Ends       time.Time // the day on which the next round opens; zero: there is none
	Note       string
	SetBy      string
	SetAt      time.Time
}

// Due is the moment from which on what comes is late.
func (r Round) Due() time.Time { return r.Deadline.AddDate(0, 0, 1) }

// Open reports whether what is handed in at a moment counts for the round.
func (r Round) Open(at time.Time) bool {
	return !at.Before(r.OpensOn) && (r.Ends.IsZero() || at.Before(r.Ends))
}

// Notice is what somebody else did that an account is told of. It is about an upload,
// a transfer or a round; the numbers of the others are 0.
type Notice struct {
	At         time.Time
	Kind       NoticeKind
	UploadID   int64
	TransferID int64
	RoundID    int
	BureauID   int       // whose doing or whose upload it is, or who is reminded; 0: headquarters, or every bureau
	Actor      string    // empty: a reminder that went out by itself
	Title      string    // the upload's file, or the round's name
	Text       string    // as that person put it
	Deadline   time.Time // of the round, as it was then
	Bureaus    []string  // who was reminded, for those who see every bureau
	Read       bool
}

// NoticeKind is what a notice is about.
type NoticeKind string

// The kinds.
const (
	NoticeSubmitted         NoticeKind = "upload_submitted"
	NoticeReturned          NoticeKind = "upload_returned"
	NoticeApproved          NoticeKind = "upload_approved"
	NoticeUndone            NoticeKind = "upload_undone" // or done again
	NoticeTransferProposed  NoticeKind = "transfer_proposed"
	NoticeTransferGiven     NoticeKind = "transfer_given"
	NoticeTransferReceived  NoticeKind = "transfer_received"
	NoticeTransferRefused   NoticeKind = "transfer_refused"
	NoticeTransferWithdrawn NoticeKind = "transfer_withdrawn"
	NoticeReminderBefore    NoticeKind = "reminder_before"
	NoticeReminderLate      NoticeKind = "reminder_late"
	NoticeReminderAsked     NoticeKind = "reminder_asked"
)
