package request

import (
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Board is the page of who has handed in for a round.
type Board struct {
	Round     registry.Round // zero: there is none
	Rounds    []registry.Round
	Rows      []BoardRow
	Total     int
	Confirmed int
	Submitted int // wait for approval
	Working   int
	Nothing   int
	Late      int
	DaysLeft  int // to the deadline, counting today; 0 or less: it is over
	Configure bool
	Remind    int // how many bureaus may be reminded now, by whoever may
	Text      string
	Problem   string
}

// Rule says when bureaus are reminded by themselves.
func (Board) Rule() string { return registry.ReminderRule }

// BoardRow is one bureau's state for people.
type BoardRow struct {
	store.BoardRow
	Bureau   string
	Standing Standing
	Label    string
	Tone     string
	DaysLate int    // since the deadline, where nothing was handed in
	AfterDue bool   // it was handed in, but after the deadline
	When     string // against the deadline; empty: nothing to be said
	Alarm    string // the tone of When

	Reminders []boardReminder // the latest first
	Remind    bool            // may be reminded now: not twice on a day
}

// boardReminder is a reminder that a bureau had, for people.
type boardReminder struct {
	registry.Reminder
	Label string
}

// Standing is how far a bureau has come, in the four figures of the board.
type Standing string

const (
	standsRegistered Standing = "registered"
	standsSubmitted  Standing = "submitted" // waits for approval
	standsWorking    Standing = "working"   // received, or returned
	standsNothing    Standing = "nothing"
)

// soonDays is how many days before a deadline it is shown beside the bureaus that
// have not handed in.
const soonDays = 14

// AddBoard fills in how far each bureau has come in the board's round.
func (s *Service) AddBoard(c echo.Context, b *Board) error {
	ctx := c.Request().Context()
	rows, err := s.Store.Board(ctx, ScopeOf(c), b.Round)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	reminders, err := s.Store.Reminders(ctx, ScopeOf(c), b.Round.ID)
	if err != nil {
		return err
	}
	sent := map[int][]boardReminder{}
	for _, r := range reminders {
		label := map[registry.ReminderKind]string{registry.ReminderBefore: "締切前（自動）", registry.ReminderLate: "締切後（自動）",
			registry.ReminderAsked: r.Actor}[r.Kind]
		sent[r.BureauID] = append(sent[r.BureauID], boardReminder{r, label})
	}
	open := b.Configure && b.Round.Open(s.Now())
	b.DaysLeft = daysLeft(b.Round, s.Now())
	for _, r := range rows {
		row := BoardRow{BoardRow: r, Bureau: names[r.BureauID].Name, Reminders: sent[r.BureauID]}
		b.Total++
		switch r.State {
		case registry.UploadConfirmed, registry.UploadUnchanged:
			row.Standing, row.Label, row.Tone = standsRegistered, "登録済み", "good"
			b.Confirmed++
		case registry.UploadSubmitted:
			row.Standing, row.Label, row.Tone = standsSubmitted, "承認待ち", "part"
			b.Submitted++
		case "":
			row.Standing, row.Label = standsNothing, "まだ取り込んでいません"
			b.Nothing++
		default:
			l := StateOf(r.State)
			row.Standing, row.Label, row.Tone = standsWorking, l.Label, l.Tone
			b.Working++
		}
		handedIn := r.HandedIn()
		today := func(r boardReminder) bool { return r.Kind == registry.ReminderAsked && sameDay(r.Day, s.Now()) }
		if row.Remind = open && handedIn.IsZero() && !slices.ContainsFunc(row.Reminders, today); row.Remind {
			b.Remind++
		}
		switch {
		case handedIn.IsZero() && b.DaysLeft <= 0:
			row.DaysLate = 1 - b.DaysLeft
			row.When, row.Alarm = fmt.Sprintf("%d日の遅れ", row.DaysLate), "bad"
			b.Late++
		case handedIn.IsZero() && b.DaysLeft <= soonDays:
			row.When, row.Alarm = fmt.Sprintf("あと%d日", b.DaysLeft), "warn"
		case !handedIn.IsZero() && !handedIn.Before(b.Round.Due()):
			row.AfterDue, row.When, row.Alarm = true, "期限の後に提出", "warn"
		}
		b.Rows = append(b.Rows, row)
	}
	return nil
}

// sameDay reports whether two moments are on one day in Tokyo.
func sameDay(a, b time.Time) bool {
	return registry.DayOf(a).Equal(registry.DayOf(b))
}

// daysLeft counts the days to a round's deadline, today included: 1 on the last day,
// 0 on the day after.
func daysLeft(r registry.Round, now time.Time) int {
	return int(r.Due().Sub(registry.DayOf(now)) / (24 * time.Hour))
}
