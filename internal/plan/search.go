package plan

import (
	"cmp"
	"math"
	"slices"
)

// steps is how much searching one bureau gets: so many decisions are tried.
const steps = 300_000

// search looks for answers better than the best one, and says what no answer is better than. It
// branches on what the relaxation leaves open: each decision against it costs what it gains
// there, and a branch ends when those costs leave nothing better. What is chosen by then is packed
// into years.
type search struct {
	*problem
	relaxed
	best   answer
	left   int  // steps
	sure   bool // nothing was left untried
	blocks []block
	items  []bool // chosen
	works  []bool
	loads  []int64 // effort of what is chosen, of items from each year on
	limits []int64 // capacity of the years from each on
	value  int64   // of what is chosen
}

// block is one decision: on an item, or on a shared work with the items that are open with it.
type block struct {
	item, work int // the other is none
	then       []int
	cost       float64
}

func (p *problem) search(r relaxed, best answer) *search {
	s := &search{problem: p, relaxed: r, best: best, left: steps, sure: true, items: make([]bool, len(p.items)),
		works: make([]bool, len(p.works)), loads: make([]int64, p.years()), limits: make([]int64, p.years())}
	var sum int64
	for t := p.years() - 1; t >= 0; t-- {
		sum += p.capacity[t]
		s.limits[t] = sum
	}
	return s
}

// better reports whether answers that cost so much against the relaxation may be better.
func (s *search) better(cost float64) bool { return whole(s.bound-cost) > s.best.value }

// run searches.
func (s *search) run() {
	if !s.better(0) {
		return
	}
	open := map[int][]int{} // open items by their shared work
	for w := range s.problem.works {
		gain := s.relaxed.works[w]
		switch {
		case s.better(math.Abs(gain)):
			s.blocks = append(s.blocks, block{none, w, nil, math.Abs(gain)})
			open[w] = []int{}
		case gain > 0:
			s.choose(none, w, 1)
		}
	}
	for i, it := range s.problem.items {
		gain := s.relaxed.items[i]
		w := it.shared
		inOpen := w != none && open[w] != nil
		switch {
		case w != none && !inOpen && !s.works[w]:
			// its work is out
		case inOpen:
			open[w] = append(open[w], i)
		case s.better(math.Abs(gain)):
			s.blocks = append(s.blocks, block{i, none, nil, math.Abs(gain)})
		case gain > 0:
			s.choose(i, none, 1)
		}
	}
	for k := range s.blocks {
		if b := &s.blocks[k]; b.work != none {
			b.then = open[b.work]
			slices.SortFunc(b.then, func(i, j int) int {
				return cmp.Compare(math.Abs(s.relaxed.items[j]), math.Abs(s.relaxed.items[i]))
			})
		}
	}
	slices.SortStableFunc(s.blocks, func(a, b block) int { return cmp.Compare(b.cost, a.cost) })
	if !s.fits() {
		return // whatever is better has more in it than there is room for
	}
	s.decide(0, 0)
}

// choose adds an item or a shared work to what is chosen (by 1), or takes it out again (by -1).
func (s *search) choose(i, w int, by int64) {
	var from int
	var effort int64
	if i != none {
		it := s.problem.items[i]
		from, effort = it.from, it.effort
		s.items[i] = by > 0
		s.value += by * it.weight
	} else {
		from, effort = s.problem.works[w].from, s.problem.works[w].effort
		s.works[w] = by > 0
	}
	for t := range from + 1 {
		s.loads[t] += by * effort
	}
}

func (s *search) fits() bool {
	for t, load := range s.loads {
		if load > s.limits[t] {
			return false
		}
	}
	return true
}

// spend takes so many steps; false: there are none left.
func (s *search) spend(n int) bool {
	s.left -= n
	if s.left < 0 {
		s.sure = false
	}
	return s.left >= 0
}

// decide decides on the blocks from the k-th on.
func (s *search) decide(k int, cost float64) {
	if !s.better(cost) || !s.spend(1) {
		return
	}
	if k == len(s.blocks) {
		s.pack()
		return
	}
	b := s.blocks[k]
	if b.item != none {
		s.either(b.item, func(more float64) { s.decide(k+1, cost+more) })
		return
	}
	gain := s.relaxed.works[b.work]
	in := func() {
		s.choose(none, b.work, 1)
		if s.fits() {
			s.members(b.then, cost+max(-gain, 0), func(cost float64) { s.decide(k+1, cost) })
		}
		s.choose(none, b.work, -1)
	}
	if gain > 0 {
		in()
		s.decide(k+1, cost+gain)
	} else {
		s.decide(k+1, cost)
		in()
	}
}

// members decides on the items of a shared work that is chosen.
func (s *search) members(items []int, cost float64, then func(float64)) {
	if !s.better(cost) || !s.spend(1) {
		return
	}
	if len(items) == 0 {
		then(cost)
		return
	}
	s.either(items[0], func(more float64) { s.members(items[1:], cost+more, then) })
}

// either goes both ways with an item, first that of the relaxation.
func (s *search) either(i int, then func(cost float64)) {
	gain := s.relaxed.items[i]
	if gain <= 0 {
		then(0)
	}
	s.choose(i, none, 1)
	if s.fits() {
		then(max(-gain, 0))
	}
	s.choose(i, none, -1)
	if gain > 0 {
		then(gain)
	}
}

// pack puts what is chosen into years, if it is better than the best answer and if it can be done.
func (s *search) pack() {
	if s.value <= s.best.value || !s.spend(len(s.problem.items)+len(s.problem.works)) {
		return
	}
	p := s.packing()
	if p.quick() || p.try(0) {
		s.best = p.answer
	}
}

// packing puts a choice into years, each whole in one: shared works first, then items, those with
// the fewest years and of the largest effort first.
type packing struct {
	*search
	answer answer
	room   []int64
	order  []int // items
	opened []int // shared works
}

func (s *search) packing() *packing {
	p := &packing{search: s, answer: s.blank(), room: slices.Clone(s.capacity)}
	p.answer.value = s.value
	needed := make([]bool, len(s.works))
	for i, in := range s.items {
		if !in {
			continue
		}
		p.order = append(p.order, i)
		if w := s.problem.items[i].shared; w != none && !needed[w] {
			needed[w] = true
			p.opened = append(p.opened, w)
		}
	}
	slices.SortFunc(p.order, func(i, j int) int {
		a, b := s.problem.items[i], s.problem.items[j]
		return cmp.Or(cmp.Compare(b.from, a.from), cmp.Compare(b.effort, a.effort), cmp.Compare(i, j))
	})
	return p
}

// quick packs each into that year in which it leaves the least room.
func (p *packing) quick() bool {
	for _, w := range p.opened {
		of := p.problem.works[w]
		y := of.from
		for y < len(p.room) && p.room[y] < of.effort {
			y++
		}
		if y == len(p.room) {
			return p.undone()
		}
		p.answer.works[w] = y
		p.room[y] -= of.effort
	}
	for _, i := range p.order {
		it := p.problem.items[i]
		best := none
		for y := p.first(i); y < len(p.room); y++ {
			if p.room[y] >= it.effort && (best == none || p.room[y] < p.room[best]) {
				best = y
			}
		}
		if best == none {
			return p.undone()
		}
		p.answer.items[i] = best
		p.room[best] -= it.effort
	}
	return true
}

// undone begins again.
func (p *packing) undone() bool {
	value := p.answer.value
	p.answer, p.room = p.blank(), slices.Clone(p.capacity)
	p.answer.value = value
	return false
}

// first is the first year in which an item can be, with its shared work where that is.
func (p *packing) first(i int) int {
	it := p.problem.items[i]
	if it.shared == none {
		return it.from
	}
	return max(it.from, p.answer.works[it.shared])
}

// try tries all years for the k-th and what comes after it, shared works before items.
func (p *packing) try(k int) bool {
	if k == len(p.opened)+len(p.order) {
		return true
	}
	if !p.spend(1) {
		return false
	}
	var year *int
	var effort int64
	var from int
	if k < len(p.opened) {
		w := p.opened[k]
		year, effort, from = &p.answer.works[w], p.problem.works[w].effort, p.problem.works[w].from
	} else {
		i := p.order[k-len(p.opened)]
		year, effort, from = &p.answer.items[i], p.problem.items[i].effort, p.first(i)
	}
	for y := from; y < len(p.room); y++ {
		if p.room[y] < effort {
			continue
		}
		*year = y
		p.room[y] -= effort
		if p.try(k + 1) {
			return true
		}
		p.room[y] += effort
	}
	*year = none
	return false
}
