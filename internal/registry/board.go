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
	Asked    int                   // are asked for an inventory, or have handed one in
	Further  int                   // are registered, and have begun another upload
	Without  []int                 // are asked, and have no account that a reminder could reach
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
	NoAccount bool       // it is asked, and nobody there could read a reminder
	Remind    bool       // may be reminded now: while the round is open, and not twice on a day
}

// BoardUpload is an upload as the board names it.
type BoardUpload struct {
	UploadID   int64 // 0: none
	State      UploadState
	FileName   string
	Actor      string
	ReceivedAt time.Time
}

// RoundUpload is what a bureau handed in for a round. It stands by the upload that was
// registered last, else by its last open one.
type RoundUpload struct {
	BureauID int
	BoardUpload
	Later    BoardUpload // an open one that was begun after the registered one, or waits for approval
	Asked    bool        // the round asks it; one without processes has nothing to hand in
	Accounts int         // that may sign in

	SubmittedAt time.Time // the first submission, whether or not it was replaced or undone since; zero: none
	ConfirmedAt time.Time // the last confirmation; zero: none

	// HandedInAt decides whether the bureau was in time: the first submission, or the
	// registration of what nobody had to submit. Zero: nothing that it handed in stands.
	HandedInAt time.Time
}

// BoardStanding is how far a bureau has come in a round.
type BoardStanding string

// The standings.
const (
	StandsRegistered BoardStanding = "registered"
	StandsSubmitted  BoardStanding = "submitted" // waits for approval
	StandsWorking    BoardStanding = "working"   // received, or returned
	StandsNothing    BoardStanding = "nothing"
	StandsNotAsked   BoardStanding = "not_asked" // has no processes, and handed nothing in
)

// Label is what the standing is called.
func (s BoardStanding) Label() string {
	return map[BoardStanding]string{StandsRegistered: "登録済み", StandsSubmitted: "承認待ち", StandsWorking: "作業中・差戻し",
		StandsNothing: "まだ取り込んでいない", StandsNotAsked: "手続がない"}[s]
}

// BoardStandings lists the standings in the order of pages.
var BoardStandings = []BoardStanding{StandsRegistered, StandsSubmitted, StandsWorking, StandsNothing, StandsNotAsked}

// Standing is how far a bureau has come in the round. What was discarded or undone does not
// count.
func (u RoundUpload) Standing() BoardStanding {
	switch {
	case u.State.in(UploadConfirmed, UploadUnchanged):
		return StandsRegistered
	case u.State == UploadSubmitted:
		return StandsSubmitted
	case u.State != "":
		return StandsWorking
	case !u.Asked && u.HandedInAt.IsZero():
		return StandsNotAsked
	}
	return StandsNothing
}

// By is what of it was there by a moment: what the bureau began later is left out.
func (u RoundUpload) By(at time.Time) RoundUpload {
	if u.ReceivedAt.After(at) {
		u.BoardUpload = BoardUpload{}
	}
	if u.HandedInAt.After(at) {
		u.HandedInAt = time.Time{}
	}
	if u.ConfirmedAt.After(at) && u.State.in(UploadConfirmed, UploadUnchanged) {
		u.State = UploadSubmitted
		if u.HandedInAt.IsZero() {
			u.State = UploadReceived
		}
	}
	return u
}

// Missing reports whether the bureau is asked, and nothing that it handed in stands.
func (u RoundUpload) Missing() bool { return u.Asked && u.HandedInAt.IsZero() }

// Undone reports whether all that the bureau handed in was undone, so that it has to hand in
// again.
func (u RoundUpload) Undone() bool {
	return u.Standing() == StandsNothing && !u.SubmittedAt.IsZero() && u.HandedInAt.IsZero()
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
		if row.Standing != StandsNotAsked {
			b.Asked++
		}
		if u.Later.UploadID != 0 {
			b.Further++
		}
		if row.NoAccount = u.Asked && u.Accounts == 0; row.NoAccount {
			b.Without = append(b.Without, u.BureauID)
		}
		switch {
		case !u.HandedInAt.IsZero():
			row.AfterDue = !u.HandedInAt.Before(r.Due())
		case u.Missing():
			if b.DaysLeft <= 0 {
				row.DaysLate = 1 - b.DaysLeft
				b.Late++
			}
			row.Soon = b.DaysLeft > 0 && b.DaysLeft <= soonDays
			if row.Remind = u.Accounts > 0 && r.Open(now) && !askedOn(row.Reminders, now); row.Remind {
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
