package plan

import (
	"cmp"
	"slices"
)

// Of plans. progress, which may be nil, is told how many of all bureaus are done.
func Of(in Input, progress func(done, all int)) Result {
	pl := newPlanner(in)
	last := len(in.Years)
	r := Result{Objective: in.Objective, Unit: units[in.Objective], Method: Version}
	if pl.soon() {
		last = pl.soonest(&r)
	}
	parts := make([]part, len(pl.bureaus))
	for b := range pl.bureaus {
		parts[b] = pl.solve(b, last)
		if progress != nil {
			progress(b+1, len(pl.bureaus))
		}
	}
	if r.Reached != nil {
		pl.trim(parts)
	}
	pl.conclude(&r, parts, last)
	return r
}

// planner has the input by bureau.
type planner struct {
	Input
	bureaus []int
	of      map[int][]int // processes by bureau, as places in the input
}

// part is the plan of one bureau.
type part struct {
	problem *problem
	relaxed relaxed
	order   []int // its items, the best for their effort first
	answer  answer
	bound   int64
	exact   bool
}

func newPlanner(in Input) *planner {
	pl := &planner{Input: in, of: map[int][]int{}}
	for i, p := range in.Processes {
		if pl.of[p.Bureau] == nil {
			pl.bureaus = append(pl.bureaus, p.Bureau)
		}
		pl.of[p.Bureau] = append(pl.of[p.Bureau], i)
	}
	slices.Sort(pl.bureaus)
	return pl
}

// soon reports whether a target is to be reached soonest.
func (pl *planner) soon() bool { return pl.Objective == Soonest && pl.Target != nil }

// weight is what a process adds to the value.
func (pl *planner) weight(p Process) int64 {
	switch {
	case pl.Objective == Cases:
		return max(p.Cases, 0)
	case pl.Objective == Hours:
		return max(p.Minutes, 0)
	case pl.Target == nil || p.Counts:
		return 1
	}
	return 0
}

// year is the y-th fiscal year. After the last one the years go on.
func (pl *planner) year(y int) int {
	if y < len(pl.Years) {
		return pl.Years[y]
	}
	return pl.Years[len(pl.Years)-1] + y - len(pl.Years) + 1
}

// capacity is that of a bureau in the y-th year; after the last one, it stays the same.
func (pl *planner) capacity(bureau, y int) int64 {
	return max(pl.Capacity[Place{bureau, pl.Years[min(y, len(pl.Years)-1)]}], 0)
}

// problem is that of one bureau for the first years.
func (pl *planner) problem(bureau, years int) *problem {
	p := &problem{capacity: make([]int64, years)}
	for y := range years {
		p.capacity[y] = pl.capacity(bureau, y)
	}
	works := map[int]int{}
	for _, at := range pl.of[bureau] {
		q := pl.Processes[at]
		from := 0
		for from < years && pl.year(from) < q.Earliest {
			from++
		}
		if from == years {
			continue
		}
		it := item{at: at, effort: max(q.Effort, 1), weight: pl.weight(q), from: from, shared: none}
		if q.Shared > 0 {
			w, ok := works[q.Shared]
			if !ok {
				w = len(p.works)
				works[q.Shared] = w
				p.works = append(p.works, work{at: q.Shared - 1, effort: max(pl.Shared[q.Shared-1].Effort, 0), from: from})
			}
			it.shared = w
			p.works[w].from = min(p.works[w].from, from)
			p.works[w].members = append(p.works[w].members, len(p.items))
		}
		p.items = append(p.items, it)
	}
	return p
}

// quick plans one bureau for the first years without searching.
func (pl *planner) quick(b, years int) part {
	p := pl.problem(pl.bureaus[b], years)
	segments := p.segments()
	r := p.relax(p.prices(segments))
	var order []int
	for _, s := range segments {
		order = append(order, s.items...)
	}
	a := p.closed(p.fill(p.blank(), order, false))
	bound := max(whole(r.bound), a.value)
	return part{p, r, order, a, bound, a.value == bound}
}

// solve plans one bureau for the first years.
func (pl *planner) solve(b, years int) part {
	t := pl.quick(b, years)
	if !t.exact {
		s := t.problem.search(t.relaxed, t.answer)
		s.run()
		t.answer = s.best
		if s.sure {
			t.bound = t.answer.value
		}
	}
	t.answer = t.problem.earlier(t.answer, t.order)
	t.answer = t.problem.closed(t.problem.fill(t.answer, t.order, !pl.soon()))
	t.exact = t.answer.value >= t.bound
	return t
}

// soonest is how many years it takes to reach the target, all if they do not suffice. It says
// which one that is, and before which no plan reaches it.
func (pl *planner) soonest(r *Result) int {
	need := pl.Target.Need()
	if pl.Target.Goal == 0 { // it counts nothing: no year reaches it
		return 1
	}
	for years := 1; years <= len(pl.Years); years++ {
		value, bound := pl.counts(years, pl.quick)
		if value < need && need <= bound { // it takes a closer look
			value, bound = pl.counts(years, pl.solve)
		}
		year := pl.year(years - 1)
		if bound >= need && r.ReachedBest == nil {
			r.ReachedBest = &year
		}
		if value >= need {
			r.Reached = &year
			return years
		}
	}
	return len(pl.Years)
}

// counts sums up what all bureaus reach in the first years, and at most.
func (pl *planner) counts(years int, plan func(b, years int) part) (value, bound int64) {
	for b := range pl.bureaus {
		t := plan(b, years)
		value += t.answer.value
		bound += t.bound
	}
	return value, bound
}

// trim drops what the target is reached without: those of the largest effort first, of a shared
// work all together where that is more for each.
func (pl *planner) trim(parts []part) {
	var excess int64
	type drop struct {
		part   int
		items  []int
		effort int64
	}
	var drops []drop
	for b, t := range parts {
		excess += t.answer.value
		together := map[int]*drop{}
		for i, y := range t.answer.items {
			if y == none {
				continue
			}
			it := t.problem.items[i]
			drops = append(drops, drop{b, []int{i}, it.effort})
			if it.shared != none {
				if together[it.shared] == nil {
					together[it.shared] = &drop{part: b, effort: t.problem.works[it.shared].effort}
				}
				d := together[it.shared]
				d.items, d.effort = append(d.items, i), d.effort+it.effort
			}
		}
		for _, d := range together {
			drops = append(drops, *d)
		}
	}
	slices.SortFunc(drops, func(a, b drop) int {
		na, nb := int64(len(a.items)), int64(len(b.items))
		return cmp.Or(cmp.Compare(b.effort*na, a.effort*nb), cmp.Compare(a.part, b.part), cmp.Compare(a.items[0], b.items[0]),
			cmp.Compare(nb, na))
	})
	excess -= pl.Target.Need()
	for _, d := range drops {
		a := parts[d.part].answer
		there := slices.DeleteFunc(d.items, func(i int) bool { return a.items[i] == none })
		if int64(len(there)) > excess {
			continue
		}
		for _, i := range there {
			a.items[i] = none
		}
		excess -= int64(len(there))
		parts[d.part].answer.value -= int64(len(there))
	}
	for b, t := range parts {
		parts[b].answer = t.problem.earlier(t.problem.closed(t.answer), t.order)
	}
}
