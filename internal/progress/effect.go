package progress

import (
	"fmt"
	"strconv"
	"strings"

	"tetsuzuki/internal/registry"
)

// Effect is what a change would do to the figures.
type Effect struct {
	Before Figures `json:"before"`
	After  Figures `json:"after"`
}

// EffectOf computes it: change are the tallies that come, and with numbers below zero those
// that go.
func EffectOf(s registry.Standing, change []registry.Tally) Effect {
	after := s
	after.Tallies = append(s.Tallies[:len(s.Tallies):len(s.Tallies)], change...)
	return Effect{Of(s), Of(after)}
}

// OfBureau is the part of a standing that is one bureau's.
func OfBureau(s registry.Standing, bureau int) registry.Standing {
	part := s
	part.Bureaus, part.Tallies = nil, TalliesOf(s.Tallies, bureau)
	for _, b := range s.Bureaus {
		if b.ID == bureau {
			part.Bureaus = append(part.Bureaus, b)
		}
	}
	return part
}

// TalliesOf are the tallies of one bureau.
func TalliesOf(tallies []registry.Tally, bureau int) []registry.Tally {
	var of []registry.Tally
	for _, t := range tallies {
		if t.BureauID == bureau {
			of = append(of, t)
		}
	}
	return of
}

// Points is how far a rate moves for people, in points with one decimal: the difference of
// what is shown, so that it can be checked by eye. Where one of the rates is none, it is "—".
func Points(before, after Rate) string {
	if before.Denominator == 0 || after.Denominator == 0 {
		return "—"
	}
	n := tenths(after.Percent) - tenths(before.Percent)
	sign := "±"
	switch {
	case n > 0:
		sign = "＋"
	case n < 0:
		sign, n = "−", -n
	}
	return fmt.Sprintf("%s%d.%d", sign, n/10, n%10)
}

// tenths reads what [Percent] writes.
func tenths(percent string) int64 {
	n, _ := strconv.ParseInt(strings.Replace(percent, ".", "", 1), 10, 64) // our own text
	return n
}
