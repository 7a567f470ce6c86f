package registry_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/internal/registry"
)

func TestBoardOf(t *testing.T) {
	t.Parallel()
	day := func(month time.Month, d, hour int) time.Time {
		return time.Date(2026, month, d, hour, 0, 0, 0, registry.Tokyo)
	}
	round := registry.Round{ID: 1, OpensOn: day(4, 1, 0), Deadline: day(5, 31, 0), Ends: day(8, 1, 0)}
	of := func(state registry.UploadState) registry.BoardUpload {
		return registry.BoardUpload{UploadID: 9, State: state}
	}
	uploads := []registry.RoundUpload{
		{BureauID: 1, Asked: true, Accounts: 1, BoardUpload: of(registry.UploadConfirmed), Later: of(registry.UploadReturned),
			SubmittedAt: day(5, 31, 23), HandedInAt: day(5, 31, 23), ConfirmedAt: day(6, 2, 9)},
		{BureauID: 2, Asked: true, BoardUpload: of(registry.UploadUnchanged), HandedInAt: day(6, 1, 0), ConfirmedAt: day(6, 1, 0)}, // nobody submitted it
		{BureauID: 3, Asked: true, Accounts: 1, BoardUpload: of(registry.UploadSubmitted), SubmittedAt: day(5, 1, 9), HandedInAt: day(5, 1, 9)},
		{BureauID: 4, Asked: true, Accounts: 1, BoardUpload: of(registry.UploadReturned), SubmittedAt: day(5, 1, 9), HandedInAt: day(5, 1, 9)},
		{BureauID: 5, Asked: true, Accounts: 1, BoardUpload: of(registry.UploadFaulty)},
		{BureauID: 6, Asked: true, Accounts: 1},
		{BureauID: 7, Asked: true, Accounts: 1, SubmittedAt: day(5, 1, 9)}, // undone since
		{BureauID: 8, Asked: true},                                         // nobody there could read a reminder
		{BureauID: 9},                                                      // has no processes
	}
	reminders := []registry.Reminder{
		{BureauID: 6, Kind: registry.ReminderAsked, Day: day(6, 3, 0)},
		{BureauID: 7, Kind: registry.ReminderLate, Day: day(6, 3, 0)},
		{BureauID: 7, Kind: registry.ReminderAsked, Day: day(6, 2, 0)},
	}
	for name, c := range map[string]struct {
		now                  time.Time
		left, late, remind   int
		soon, mayBeReminded  []int
		after                []int
		daysLateOfTheSeventh int
	}{
		"long before":       {now: day(5, 17, 23), left: 15, remind: 3, mayBeReminded: []int{5, 6, 7}, after: []int{2}},
		"two weeks before":  {now: day(5, 18, 0), left: 14, remind: 3, soon: []int{5, 6, 7, 8}, mayBeReminded: []int{5, 6, 7}, after: []int{2}},
		"the last day":      {now: day(5, 31, 23), left: 1, remind: 3, soon: []int{5, 6, 7, 8}, mayBeReminded: []int{5, 6, 7}, after: []int{2}},
		"the day after":     {now: day(6, 1, 0), left: 0, late: 4, remind: 3, mayBeReminded: []int{5, 6, 7}, after: []int{2}, daysLateOfTheSeventh: 1},
		"reminded today":    {now: day(6, 3, 12), left: -2, late: 4, remind: 2, mayBeReminded: []int{5, 7}, after: []int{2}, daysLateOfTheSeventh: 3},
		"the next has come": {now: day(8, 1, 0), left: -61, late: 4, after: []int{2}, daysLateOfTheSeventh: 62},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := registry.BoardOf(round, uploads, reminders, c.now)
			if b.DaysLeft != c.left || b.Late != c.late || b.Remind != c.remind {
				t.Errorf("%d days left, %d late, %d to be reminded: %+v", b.DaysLeft, b.Late, b.Remind, c)
			}
			var soon, remind, after []int
			for _, r := range b.Rows {
				for _, is := range []struct {
					so bool
					of *[]int
				}{{r.Soon, &soon}, {r.Remind, &remind}, {r.AfterDue, &after}} {
					if is.so {
						*is.of = append(*is.of, r.BureauID)
					}
				}
			}
			if diff := cmp.Diff([][]int{c.soon, c.mayBeReminded, c.after}, [][]int{soon, remind, after}); diff != "" {
				t.Error(diff)
			}
			if got := b.Rows[6].DaysLate; got != c.daysLateOfTheSeventh {
				t.Errorf("%d days late, want %d", got, c.daysLateOfTheSeventh)
			}
			want := map[registry.BoardStanding]int{registry.StandsRegistered: 2, registry.StandsSubmitted: 1,
				registry.StandsWorking: 2, registry.StandsNothing: 3, registry.StandsNotAsked: 1}
			if diff := cmp.Diff(want, b.Counts); diff != "" {
				t.Error(diff)
			}
			if b.Asked != 8 || b.Further != 1 || !slices.Equal(b.Without, []int{2, 8}) {
				t.Errorf("%d are asked, %d have begun another upload, no account: %v", b.Asked, b.Further, b.Without)
			}
			for _, r := range b.Rows {
				if r.Undone() != (r.BureauID == 7) {
					t.Errorf("bureau %d: undone %v", r.BureauID, r.Undone())
				}
			}
		})
	}
}
