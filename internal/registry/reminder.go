package registry

import "time"

// ReminderKind is the reason of a reminder (督促) of a round.
type ReminderKind string

// The kinds.
const (
	ReminderBefore ReminderKind = "before" // the deadline is near, or today
	ReminderLate   ReminderKind = "late"   // the deadline is over
	ReminderAsked  ReminderKind = "asked"  // headquarters asked for it, at any time
)

// Reminder is a reminder that was sent to a bureau that had not handed in.
type Reminder struct {
	ID       int64
	RoundID  int
	BureauID int
	Kind     ReminderKind
	Day      time.Time // on which it fell due
	Deadline time.Time // of the round at that time
	At       time.Time // when it was sent
	Actor    string    // who sent it; empty: the clock
	Text     string    // of headquarters
	Reached  []Reached // whom
}

// Reached is how a reminder reached a person.
type Reached struct {
	AccountID int64
	Name      string
	Way       ReachedBy
	At        time.Time
	Address   string // of a mail
}

// ReachedBy is the way in which a reminder reaches people.
type ReachedBy string

// The ways.
const (
	ByNotice ReachedBy = "notice" // お知らせ
	ByMail   ReachedBy = "mail"   // the mail server has accepted it
)

// Label is the way's Japanese name.
func (b ReachedBy) Label() string {
	return map[ReachedBy]string{ByNotice: "お知らせ", ByMail: "メール"}[b]
}

// ReminderDay is a day on which bureaus that have not handed in are reminded.
type ReminderDay struct {
	Kind ReminderKind
	Day  time.Time // its beginning in Tokyo
}

// When bureaus are reminded automatically: 7, 3 and 1 days before the deadline and on its day,
// or on the working day before a day off; then on the first working day after the deadline and
// every week from that day on, or on the working day after a day off. Reminders end with the
// bureau's submission, when the next round opens, or after a quarter.
var remindedBefore = []int{7, 3, 1, 0}

const (
	remindedLateWeeks = 13
	reminderHour      = 9 // in Tokyo, so that nobody is reminded at night
	reminderMissed    = 3 // days within which a missed reminder is still sent
)

// ReminderRule is the above for people.
const ReminderRule = "締切の7日前、3日前、前日、当日（閉庁日なら前の開庁日）と、締切の次の開庁日から毎週（閉庁日なら次の開庁日）、午前9時に、まだ提出していない局の入力者と承認者に督促します。アカウントのない局には届きません。" +
	"提出するか、次の調査回が始まるか、13週たつと終わります。"

// ReminderDays returns the days of the round's reminders in their order, at most one reminder
// a day.
func (r Round) ReminderDays() []ReminderDay {
	var all []ReminderDay
	add := func(kind ReminderKind, day time.Time) {
		if day.Before(r.OpensOn) || !r.Ends.IsZero() && !day.Before(r.Ends) || len(all) > 0 && !all[len(all)-1].Day.Before(day) {
			return
		}
		all = append(all, ReminderDay{kind, day})
	}
	for _, days := range remindedBefore {
		add(ReminderBefore, openDay(r.Deadline.AddDate(0, 0, -days), -1))
	}
	first := openDay(r.Due(), 1)
	for week := range remindedLateWeeks {
		add(ReminderLate, openDay(first.AddDate(0, 0, 7*week), 1))
	}
	return all
}

// openDay is the day itself if it is a working day, else the next working day (step 1) or the
// one before (step -1).
func openDay(day time.Time, step int) time.Time {
	for !Workday(day) {
		day = day.AddDate(0, 0, step)
	}
	return day
}

// ReminderDue returns the reminder that bureaus should have received by now: the last one
// whose hour has come. A reminder is not due if its day is more than a few days ago or was
// over when the round was last changed, nor a reminder before the deadline after it.
func (r Round) ReminderDue(now time.Time) (due ReminderDay, ok bool) {
	for _, d := range r.ReminderDays() {
		if now.Before(d.Day.Add(reminderHour * time.Hour)) {
			break
		}
		due, ok = d, true
	}
	switch {
	case !ok, !r.Open(now),
		due.Kind == ReminderBefore && !now.Before(r.Due()),
		!now.Before(due.Day.AddDate(0, 0, reminderMissed+1)),
		due.Day.Before(DayOf(r.SetAt)):
		return ReminderDay{}, false
	}
	return due, true
}
