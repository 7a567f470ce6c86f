package plan

import (
	"cmp"
	"math"
	"slices"
)

// segment is a part of the continuous relaxation: an item, or a shared work together with those
// of its items that are worth it.
type segment struct {
	effort, weight int64
	from           int
	items          []int // in the order in which they are filled
}

func (s segment) density() float64 { return float64(s.weight) / float64(s.effort) }

// segments are those of a problem, the best for their effort first. Of a shared work, the first
// segment is that prefix of its items, best first, that is worth most for its effort with the
// work's own: after it, each further item is worth less, so the course is concave.
func (p *problem) segments() []segment {
	var all []segment
	for i, it := range p.items {
		if it.shared == none {
			all = append(all, segment{it.effort, it.weight, it.from, []int{i}})
		}
	}
	for _, w := range p.works {
		members := slices.Clone(w.members)
		slices.SortFunc(members, p.denser)
		first := segment{effort: w.effort, from: w.from}
		for k, i := range members {
			it := p.items[i]
			if k > 0 && it.weight*first.effort <= first.weight*it.effort {
				all = append(all, segment{it.effort, it.weight, it.from, []int{i}})
				continue
			}
			first.effort += it.effort
			first.weight += it.weight
			first.items = append(first.items, i)
		}
		if len(first.items) > 0 {
			all = append(all, first)
		}
	}
	slices.SortFunc(all, func(a, b segment) int {
		return cmp.Or(cmp.Compare(b.weight*a.effort, a.weight*b.effort), cmp.Compare(a.effort, b.effort), cmp.Compare(a.items[0], b.items[0]))
	})
	return all
}

// prices are what one more unit of capacity is worth, by year: the dual of the continuous
// relaxation, in which items may be done in part and across years. An item of year t needs
// capacity of years from t on, so that of the nested constraints
//
//	Σ (effort of items from t on) ≤ Σ (capacity of years from t on), for each t,
//
// the best for its effort is filled first until one of them is tight: then nothing more fits of
// that year or later ones, at that price.
func (p *problem) prices(all []segment) []float64 {
	prices, blocked := make([]float64, p.years()), p.years()
	left := make([]int64, p.years())
	var sum int64
	for t := p.years() - 1; t >= 0; t-- {
		sum += p.capacity[t]
		left[t] = sum
	}
	for _, s := range all {
		if s.weight == 0 || blocked == 0 {
			break
		}
		if s.from >= blocked {
			continue
		}
		take := s.effort
		for t := range s.from + 1 {
			take = min(take, left[t])
		}
		for t := range s.from + 1 {
			left[t] -= take
		}
		for t := range blocked {
			if left[t] > 0 || take == s.effort {
				continue
			}
			for y := t; y < blocked; y++ {
				prices[y] = s.density()
			}
			blocked = t
			break
		}
	}
	return prices
}

// relaxed is the Lagrangian relaxation of the capacities at given prices: what each decision
// gains on its own, and the bound that follows.
type relaxed struct {
	prices []float64
	items  []float64 // what each item gains in its cheapest year, less the price of its effort
	works  []float64 // what each shared work gains with those of its items that gain
	bound  float64   // no answer is worth more
}

// relax relaxes at prices that do not fall from year to year, so that the cheapest year of an
// item is its first.
func (p *problem) relax(prices []float64) relaxed {
	r := relaxed{prices: prices, items: make([]float64, len(p.items)), works: make([]float64, len(p.works))}
	for y, c := range p.capacity {
		r.bound += prices[y] * float64(c)
	}
	for w, s := range p.works {
		r.works[w] = -prices[s.from] * float64(s.effort)
	}
	for i, it := range p.items {
		r.items[i] = float64(it.weight) - prices[it.from]*float64(it.effort)
		switch {
		case r.items[i] <= 0:
		case it.shared == none:
			r.bound += r.items[i]
		default:
			r.works[it.shared] += r.items[i]
		}
	}
	for _, gain := range r.works {
		r.bound += max(gain, 0)
	}
	return r
}

// whole is a bound on whole numbers: what lies within rounding above one counts as that.
func whole(bound float64) int64 { return int64(math.Floor(bound + 1e-9*math.Abs(bound) + 1e-6)) }
