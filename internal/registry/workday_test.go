package registry_test

import (
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// The days off besides Saturdays and Sundays, as the Cabinet Office publishes them
// (国民の祝日), with the end of the year.
func TestWorkdays(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]string{
		2022: "01-03 01-10 02-11 02-23 03-21 04-29 05-03 05-04 05-05 07-18 08-11 09-19 09-23 10-10 11-03 11-23 12-29 12-30",
		2024: "01-01 01-02 01-03 01-08 02-12 02-23 03-20 04-29 05-03 05-06 07-15 08-12 09-16 09-23 10-14 11-04 12-30 12-31",
		2025: "01-01 01-02 01-03 01-13 02-11 02-24 03-20 04-29 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-24 12-29 12-30 12-31",
		2026: "01-01 01-02 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23 12-29 12-30 12-31",
	} {
		var off []string
		for day := time.Date(year, 1, 1, 12, 0, 0, 0, registry.Tokyo); day.Year() == year; day = day.AddDate(0, 0, 1) {
			if weekday := day.Weekday(); weekday != time.Saturday && weekday != time.Sunday && !registry.Workday(day) {
				off = append(off, day.Format("01-02"))
			}
		}
		if got := strings.Join(off, " "); got != want {
			t.Errorf("%d: got\n%s, want\n%s", year, got, want)
		}
	}
	if registry.Workday(time.Date(2026, 11, 21, 12, 0, 0, 0, registry.Tokyo)) ||
		!registry.Workday(time.Date(2026, 11, 19, 20, 0, 0, 0, time.UTC)) {
		t.Error("a Saturday is a working day, or a Friday in Tokyo is none")
	}
}
