package sample

import (
	"fmt"
	"math"

	"tetsuzuki/internal/registry"
)

// many is the number of processes with at least 10,000 cases: 2 % of all.
const many = Total / 50

// priorityVolume is the number of cases of bureau i's n-th process if it is one of
// the many, else 0. They are spread over the bureaus by size; their volumes fall
// with the rank r as r^-1.15, down to 10,000.
func priorityVolume(i, n int) int64 {
	before := 0
	for _, b := range bureaus[:i] {
		before += b.processes
	}
	place := before + n
	if place%50 != 7 {
		return 0
	}
	// 199 and the number of ranks have no common divisor: every rank comes once.
	rank := (place/50)*199%many + 1
	return rounded(10000 * math.Pow(float64(many)/float64(rank), 1.15))
}

// rounded is a number to two significant digits, as bureaus count.
func rounded(v float64) int64 {
	if v < 100 {
		return int64(v)
	}
	unit := math.Pow(10, math.Floor(math.Log10(v))-1)
	return int64(math.Round(v/unit) * unit)
}

// volume makes up one fiscal year. priority is 0 for the long tail of processes
// with few cases, of which many are not known.
func (g generator) volume(year int, priority int64, status registry.Status) registry.Volume {
	v := registry.Volume{FiscalYear: year}
	switch {
	case priority > 0:
		v.Total = g.count(priority)
		if g.chance(40) { // close to the line, and not sure on which side
			v.Total = approx(int64(9500 + 100*g.IntN(11)))
		}
	case g.chance(150):
		v.Total = g.unknown()
	default:
		v.Total = g.count(min(rounded(math.Exp(2.3+1.9*g.NormFloat64())), 9400))
	}
	v.Online = registry.Count{State: registry.NotProvided}
	if v.Total.Known() && !g.chance(60) {
		low, _ := v.Total.Bounds()
		online := int64(float64(low) * g.share(status))
		v.Online = exact(online)
	}
	return v
}

// share is the part of the cases that come online.
func (g generator) share(s registry.Status) float64 {
	switch s {
	case registry.Done:
		return 0.1 + 0.8*g.Float64()
	case registry.Partial:
		return 0.3 * g.Float64()
	}
	return 0
}

// count writes a number as the bureaus do: mostly exact.
func (g generator) count(n int64) registry.Count {
	switch r := g.IntN(1000); {
	case n < 10 || r >= 50:
		return exact(n)
	case r < 30:
		return approx(n)
	case r < 38:
		return registry.Count{Value: &n, Qualifier: registry.Lower, State: registry.Provided, Raw: fmt.Sprintf("%d件以上", n)}
	case r < 45:
		return registry.Count{Value: &n, Qualifier: registry.Upper, State: registry.Provided, Raw: fmt.Sprintf("%d件未満", n)}
	default:
		upper := n + n/2
		return registry.Count{
			Value:     &n,
			Upper:     &upper,
			Qualifier: registry.Range,
			State:     registry.Provided,
			Raw:       fmt.Sprintf("%d～%d件", n, upper),
		}
	}
}

func exact(n int64) registry.Count {
	return registry.Count{Value: &n, Qualifier: registry.Exact, State: registry.Provided, Raw: fmt.Sprint(n)}
}

func approx(n int64) registry.Count {
	return registry.Count{Value: &n, Qualifier: registry.Approx, State: registry.Provided, Raw: fmt.Sprintf("約%d件", n)}
}

func (g generator) unknown() registry.Count {
	return registry.Count{State: registry.NotProvided, Raw: g.pick([]string{"不明", "未集計", "把握していない", "集計していない"})}
}
