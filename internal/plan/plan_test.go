package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tetsuzuki/internal/registry"
)

// made is a made-up catalogue of so many processes in so many bureaus, under works that many of
// them share.
func made(g *rand.Rand, objective Objective, processes, bureaus, years int) Input {
	in := Input{Objective: objective, Capacity: map[Place]int64{}}
	for y := range years {
		in.Years = append(in.Years, 2022+y)
	}
	works := make([][]int, bureaus)
	for b := range bureaus {
		for range 1 + processes/bureaus/25 {
			in.Shared = append(in.Shared, Shared{Bureau: b + 1, Name: fmt.Sprintf("架空法%d", len(in.Shared)), Effort: g.Int64N(40)})
			works[b] = append(works[b], len(in.Shared))
		}
	}
	for i := range processes {
		b := g.IntN(bureaus)
		p := Process{ID: registry.ProcessID(i + 1), Bureau: b + 1, Effort: 1 + g.Int64N(20), Counts: g.IntN(5) > 0}
		if p.Known = g.IntN(6) > 0; p.Known {
			p.Cases = g.Int64N(1000)
			if g.IntN(10) == 0 {
				p.Cases *= 1000
			}
			p.Minutes = p.Cases * (5 + g.Int64N(60))
		}
		switch g.IntN(6) {
		case 0:
			p.Wait, p.Earliest = WaitLaw, Never
		case 1:
			p.Wait, p.Earliest = WaitPlatform, 2022+g.IntN(years+1)
		case 2:
			p.Wait, p.Earliest = WaitPlanned, 2022+g.IntN(years)
		}
		if g.IntN(2) == 0 {
			p.Shared = works[b][g.IntN(len(works[b]))]
		}
		in.Processes = append(in.Processes, p)
	}
	for b := range bureaus {
		for _, y := range in.Years {
			in.Capacity[Place{b + 1, y}] = g.Int64N(int64(processes/bureaus)*8/int64(years) + 20)
		}
	}
	in.Target = &Target{Last: in.Years[years-1], Of: int64(processes), Goal: 1 + g.Int64N(int64(processes))}
	return in
}

// holds fails where a plan breaks a constraint, or says anything that does not add up.
func holds(t *testing.T, in Input, r Result) {
	t.Helper()
	used, works := map[Place]int64{}, map[string]int{}
	for _, w := range r.Works {
		used[Place{w.Bureau, w.FiscalYear}] += w.Effort
		works[w.Name] = w.FiscalYear
	}
	var value int64
	seen, needed := map[registry.ProcessID]bool{}, map[string]bool{}
	for _, c := range r.Processes {
		p := in.Processes[c.At]
		if seen[p.ID] || p.ID != c.ID || p.Bureau != c.Bureau || c.Effort != max(p.Effort, 1) {
			t.Fatalf("%+v is not %+v, or twice", c, p)
		}
		seen[p.ID] = true
		if c.FiscalYear < p.Earliest || !slices.Contains(in.Years, c.FiscalYear) {
			t.Fatalf("%+v is before %d", c, p.Earliest)
		}
		used[Place{p.Bureau, c.FiscalYear}] += c.Effort
		if p.Shared > 0 {
			name := in.Shared[p.Shared-1].Name
			needed[name] = true
			if year, ok := works[name]; !ok || year > c.FiscalYear {
				t.Fatalf("%+v is without its shared work", c)
			}
		}
		value += newPlanner(in).weight(p)
	}
	if len(needed) != len(works) {
		t.Fatalf("%d shared works, of which %d are needed", len(works), len(needed))
	}
	var effort int64
	for place, n := range used {
		if effort += n; n > in.Capacity[place] {
			t.Fatalf("%+v takes %d of %d", place, n, in.Capacity[place])
		}
	}
	var sum Year
	for _, y := range r.Years {
		sum.add(y)
	}
	if sum.Effort != effort || sum.Processes != int64(len(r.Processes)) {
		t.Fatalf("the years have %+v, the processes %d of effort %d", sum, len(r.Processes), effort)
	}
	if r.Reached != nil {
		if value < in.Target.Need() {
			t.Fatalf("reached with %d of %d", value, in.Target.Need())
		}
		value = min(value, in.Target.Need())
	}
	if got := in.Objective.worth(float64(value)); got != r.Value {
		t.Fatalf("value %v, want %v", r.Value, got)
	}
	if r.Bound < r.Value || r.Exact && r.Bound != r.Value || r.Reached != nil && *r.ReachedBest > *r.Reached {
		t.Fatalf("value %v, bound %v, exact %v", r.Value, r.Bound, r.Exact)
	}
}

// brute is the best value of a small plan, found by trying everything.
func brute(in Input, years int) int64 {
	pl := newPlanner(in)
	var sum int64
	for b := range pl.bureaus {
		p := pl.problem(pl.bureaus[b], years)
		room := slices.Clone(p.capacity)
		when := make([]int, len(p.works))
		var items func(i int, value int64) int64
		items = func(i int, value int64) int64 {
			if i == len(p.items) {
				return value
			}
			it := p.items[i]
			best := items(i+1, value)
			for y := it.from; y < years; y++ {
				if it.shared != none && (when[it.shared] == none || when[it.shared] > y) || room[y] < it.effort {
					continue
				}
				room[y] -= it.effort
				best = max(best, items(i+1, value+it.weight))
				room[y] += it.effort
			}
			return best
		}
		var works func(w int) int64
		works = func(w int) int64 {
			if w == len(p.works) {
				return items(0, 0)
			}
			when[w] = none
			best := works(w + 1)
			for y := p.works[w].from; y < years; y++ {
				if room[y] < p.works[w].effort {
					continue
				}
				when[w] = y
				room[y] -= p.works[w].effort
				best = max(best, works(w+1))
				room[y] += p.works[w].effort
			}
			when[w] = none
			return best
		}
		sum += works(0)
	}
	return sum
}

// Small plans are the best that there are, and say so.
func TestSmallPlansAreTheBest(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1500) {
		g := rand.New(rand.NewPCG(seed, 1))
		objective := Objectives[seed%3]
		in := made(g, objective, 2+g.IntN(8), 1+g.IntN(2), 1+g.IntN(3))
		r := Of(in, nil)
		holds(t, in, r)
		if !r.Exact {
			t.Fatalf("seed %d: %v of %v is not exact", seed, r.Value, r.Bound)
		}
		if objective != Soonest {
			if want := objective.worth(float64(brute(in, len(in.Years)))); r.Value != want {
				t.Fatalf("seed %d: %s is worth %v, want %v", seed, objective, r.Value, want)
			}
			continue
		}
		years := 1
		for years < len(in.Years) && brute(in, years) < in.Target.Need() {
			years++
		}
		if best := brute(in, years); best < in.Target.Need() {
			if r.Reached != nil || r.Value != float64(best) {
				t.Fatalf("seed %d: %+v, want %d without reaching %d", seed, r, best, in.Target.Need())
			}
		} else if r.Reached == nil || *r.Reached != in.Years[years-1] {
			t.Fatalf("seed %d: reached in %v, want %d", seed, r.Reached, in.Years[years-1])
		}
	}
}

// Plans of any size keep to every constraint, their bound is above them, and not far.
func TestPlansKeepToEveryConstraint(t *testing.T) {
	t.Parallel()
	exact, worst := 0, 0.0
	const plans = 60
	for seed := range uint64(plans) {
		g := rand.New(rand.NewPCG(seed, 2))
		in := made(g, Objectives[seed%3], 50+g.IntN(1500), 1+g.IntN(8), 1+g.IntN(4))
		r := Of(in, nil)
		holds(t, in, r)
		if r.Exact {
			exact++
		}
		worst = max(worst, r.Gap)
	}
	t.Logf("%d of %d exact, the gap is %.2f %% at most", exact, plans, 100*worst)
	if worst > 0.05 {
		t.Errorf("a plan may be %.1f %% from the best", 100*worst)
	}
}
