package registry_test

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

func tokyo(t *testing.T, text string) time.Time {
	t.Helper()
	layout := time.DateOnly
	if len(text) > len(layout) {
		layout = "2006-01-02 15:04"
	}
	at, err := time.ParseInLocation(layout, text, registry.Tokyo)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTheDaysOnWhichBureausAreReminded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, opens, deadline, ends, want string
	}{
		{"in a week without days off", "2026-06-01", "2026-06-12", "2026-07-01",
			"before 06-05, before 06-09, before 06-11, before 06-12, late 06-15, late 06-22, late 06-29"},
		{"days off move before the deadline back, after it on; no day has two", "2026-04-01", "2026-05-06", "2026-05-21",
			// 29 April, and 3 to 6 May are days off
			"before 04-28, before 05-01, late 05-07, late 05-14"},
		{"nothing before the round opens", "2026-06-10", "2026-06-12", "2026-06-16", "before 06-11, before 06-12, late 06-15"},
		{"for a quarter where no round follows", "2026-06-12", "2026-06-12", "",
			"before 06-12, late 06-15, late 06-22, late 06-29, late 07-06, late 07-13, late 07-21, late 07-27, late 08-03, late 08-10, late " +
				"08-17, late 08-24, late 08-31, late 09-07"},
		{"over the new year", "2026-12-01", "2026-12-28", "2027-01-13", "before 12-21, before 12-25, before 12-28, late 01-04, late 01-12"},
	} {
		r := registry.Round{OpensOn: tokyo(t, c.opens), Deadline: tokyo(t, c.deadline)}
		if c.ends != "" {
			r.Ends = tokyo(t, c.ends)
		}
		var days []string
		for _, d := range r.ReminderDays() {
			days = append(days, string(d.Kind)+" "+d.Day.Format("01-02"))
		}
		if got := strings.Join(days, ", "); got != c.want {
			t.Errorf("%s: got\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

func TestTheReminderThatIsDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, set, now, want string }{
		{"not before the first day", "2026-06-01 10:00", "2026-06-04 12:00", ""},
		{"not before nine", "2026-06-01 10:00", "2026-06-05 08:59", ""},
		{"from nine on", "2026-06-01 10:00", "2026-06-05 09:00", "before 06-05"},
		{"a day that no clock saw is made up for", "2026-06-01 10:00", "2026-06-08 23:00", "before 06-05"},
		{"the later one stands for those before", "2026-06-01 10:00", "2026-06-09 09:00", "before 06-09"},
		{"on the last day", "2026-06-01 10:00", "2026-06-12 23:59", "before 06-12"},
		{"not before the deadline once it is over", "2026-06-01 10:00", "2026-06-13 09:00", ""},
		{"late on the next working day", "2026-06-01 10:00", "2026-06-15 09:00", "late 06-15"},
		{"not for ever", "2026-06-01 10:00", "2026-06-19 09:00", ""},
		{"not what was over when the round was changed", "2026-06-16 10:00", "2026-06-16 10:01", ""},
		{"but what falls on that day", "2026-06-15 10:00", "2026-06-15 10:01", "late 06-15"},
		{"not once the next round is open", "2026-06-01 10:00", "2026-07-01 00:00", ""},
	} {
		r := registry.Round{OpensOn: tokyo(t, "2026-06-01"), Deadline: tokyo(t, "2026-06-12"), Ends: tokyo(t, "2026-07-01"),
			SetAt: tokyo(t, c.set)}
		got := ""
		if d, ok := r.ReminderDue(tokyo(t, c.now)); ok {
			got = string(d.Kind) + " " + d.Day.Format("01-02")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
