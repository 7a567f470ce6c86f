package progress

import "math/bits"

// Places are a bureau's figures with its place among all bureaus. They hold no other bureau's.
type Places struct {
	Bureau         Bureau
	Process, Cases Place
	All            Rates // of all bureaus together
}

// Place is the place of a rate, from the highest: 1. Bureaus with the same rate share a place.
type Place struct {
	Rate Rate
	At   int // 0: its denominator is 0
	Of   int // bureaus with a denominator
}

// PlacesOf are those of each bureau of the figures, in their order.
func PlacesOf(f Figures) []Places {
	processes := placesOf(f.Bureaus, func(b Bureau) Rate { return b.Process })
	cases := placesOf(f.Bureaus, func(b Bureau) Rate { return b.Cases })
	all := make([]Places, len(f.Bureaus))
	for i, b := range f.Bureaus {
		all[i] = Places{Bureau: b, Process: processes[i], Cases: cases[i], All: f.Rates}
	}
	return all
}

func placesOf(bureaus []Bureau, rate func(Bureau) Rate) []Place {
	places := make([]Place, len(bureaus))
	of := 0
	for i, b := range bureaus {
		if places[i].Rate = rate(b); places[i].Rate.Denominator > 0 {
			places[i].At, of = 1, of+1
		}
	}
	for i := range places {
		if places[i].At == 0 {
			continue
		}
		places[i].Of = of
		for _, other := range places {
			if other.At > 0 && above(other.Rate, places[i].Rate) {
				places[i].At++
			}
		}
	}
	return places
}

// above reports whether a rate is higher than another, to the last unit.
func above(a, b Rate) bool {
	high, low := bits.Mul64(uint64(a.Numerator), uint64(b.Denominator))
	otherHigh, otherLow := bits.Mul64(uint64(b.Numerator), uint64(a.Denominator))
	return high > otherHigh || high == otherHigh && low > otherLow
}
