package registry

import (
	"slices"
	"time"
)

// Board is who has handed in for a round (提出状況), as of a moment.
type Board struct {
	Round    Round
	Rows     []BoardRow
	Counts   map[BoardStanding]int // of the bureaus
	Late     int                   // have not handed in, and the deadline is over
	Remind   int                   // may be reminded now
	DaysLeft int                   // to the deadline, today included; 0 or less: it is over
}

// BoardRow is how a bureau stands.
type BoardRow struct {
	RoundUpload
	Standing  BoardStanding
	DaysLate  int        // since the deadline, where nothing was handed in
	AfterDue  bool       // it was handed in, but after the deadline
	Soon      bool       // the deadline is near, and nothing was handed in
	Reminders []Reminder // the latest first
	Remind    bool       // may be reminded now: while the round is open, and not twice on a day
}

// RoundUpload is what a bureau handed in for a round.
type RoundUpload struct {
	BureauID    int
	UploadID    int64       // the last one; 0: none
	State       UploadState // of that upload
	FileName    string
	Actor       string
	ReceivedAt  time.Time
	SubmittedAt time.Time // the first submission; zero: none
	ConfirmedAt time.Time // the last confirmation; zero: none
}

// HandedIn is when the bureau handed in: the first submission, or the registration of
// what nobody had to submit. Zero: it has not.
func (u RoundUpload) HandedIn() time.Time {
	if u.SubmittedAt.IsZero() {
		return u.ConfirmedAt
	}
	return u.SubmittedAt
}

// BoardStanding is how far a bureau has come in a round.
type BoardStanding string

// The standings.
const (
	StandsRegistered BoardStanding = "registered"
	StandsSubmitted  BoardStanding = "submitted" // waits for approval
	StandsWorking    BoardStanding = "working"   // received, or returned
	StandsNothing    BoardStanding = "nothing"
)

// Standing is how far a bureau has come by its last upload in the round. One that was
// given up or undone does not count, and is not asked about.
func (u RoundUpload) Standing() BoardStanding {
	switch u.State {
	case "":
		return StandsNothing
	case UploadConfirmed, UploadUnchanged:
		return StandsRegistered
	case UploadSubmitted:
		return StandsSubmitted
	}
	return StandsWorking
}

// soonDays is how many days before a deadline it is shown beside the bureaus that
// have not handed in.
const soonDays = 14

// BoardOf is the board of a round at a moment.
func BoardOf(r Round, uploads []RoundUpload, reminders []Reminder, now time.Time) Board {
	b := Board{Round: r, Counts: map[BoardStanding]int{}, DaysLeft: r.DaysLeft(now)}
	sent := map[int][]Reminder{}
	for _, reminder := range reminders {
		sent[reminder.BureauID] = append(sent[reminder.BureauID], reminder)
	}
	for _, u := range uploads {
		row := BoardRow{RoundUpload: u, Standing: u.Standing(), Reminders: sent[u.BureauID]}
		b.Counts[row.Standing]++
		if at := u.HandedIn(); !at.IsZero() {
			row.AfterDue = !at.Before(r.Due())
		} else {
			if b.DaysLeft <= 0 {
				row.DaysLate = 1 - b.DaysLeft
				b.Late++
			}
			row.Soon = b.DaysLeft > 0 && b.DaysLeft <= soonDays
			if row.Remind = r.Open(now) && !askedOn(row.Reminders, now); row.Remind {
				b.Remind++
			}
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

// askedOn reports whether headquarters has asked for one of the reminders on the day of
// a moment.
func askedOn(reminders []Reminder, at time.Time) bool {
	return slices.ContainsFunc(reminders, func(r Reminder) bool {
		return r.Kind == ReminderAsked && DayOf(r.Day).Equal(DayOf(at))
	})
}

// DaysLeft counts the days to the deadline, today included: 1 on the last day, 0 on the
// day after.
func (r Round) DaysLeft(now time.Time) int {
	return int(r.Due().Sub(DayOf(now)) / (24 * time.Hour))
}
