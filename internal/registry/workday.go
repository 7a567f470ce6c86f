package registry

import "time"

// Workday reports whether bureaus are open on a day in Tokyo: not on Saturdays,
// Sundays, national holidays (国民の祝日に関する法律, as it stands since 2022), nor from
// 29 December to 3 January.
func Workday(t time.Time) bool {
	t = t.In(Tokyo)
	switch t.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	if m, d := t.Month(), t.Day(); m == time.December && d >= 29 || m == time.January && d <= 3 {
		return false
	}
	return !holiday(t)
}

// holiday reports whether a day is a national holiday, by itself or by its neighbours.
func holiday(t time.Time) bool {
	if named(t) {
		return true
	}
	// A holiday on a Sunday moves to the next day that is no holiday by its own name.
	for before := t.AddDate(0, 0, -1); named(before); before = before.AddDate(0, 0, -1) {
		if before.Weekday() == time.Sunday {
			return true
		}
	}
	return named(t.AddDate(0, 0, -1)) && named(t.AddDate(0, 0, 1)) // between two holidays
}

// named reports whether a day is a holiday by its own name.
func named(t time.Time) bool {
	y, m, d := t.Date()
	monday := func(nth int) bool { return t.Weekday() == time.Monday && (d-1)/7 == nth-1 }
	equinox := func(in1980 float64) bool { // as the observatory has announced it for every year since 1980
		years := y - 1980
		return d == int(in1980+0.242194*float64(years))-years/4
	}
	switch m {
	case time.January:
		return d == 1 || monday(2)
	case time.February:
		return d == 11 || d == 23
	case time.March:
		return equinox(20.8431)
	case time.April:
		return d == 29
	case time.May:
		return d >= 3 && d <= 5
	case time.July:
		return monday(3)
	case time.August:
		return d == 11
	case time.September:
		return monday(3) || equinox(23.2488)
	case time.October:
		return monday(2)
	case time.November:
		return d == 3 || d == 23
	}
	return false
}
