package plan

import (
	"cmp"
	"slices"
)

// none is the year of what is not in a plan.
const none = -1

// item is a process as its bureau's problem has it. Years are counted from the plan's first.
type item struct {
	at             int // its place in the input
	effort, weight int64
	from           int // the first year in which it can be
	shared         int // the place of its shared work; none: it has none
}

// work is a shared work with its processes.
type work struct {
	at      int
	effort  int64
	from    int // the first year in which one of its processes can be
	members []int
}

// problem is what one bureau is to decide: which of its items in which year.
type problem struct {
	capacity []int64 // by year
	items    []item
	works    []work
}

// answer is a year, or none, for each item and each shared work of a problem.
type answer struct {
	items, works []int
	value        int64
}

func (p *problem) blank() answer {
	a := answer{items: make([]int, len(p.items)), works: make([]int, len(p.works))}
	for i := range a.items {
		a.items[i] = none
	}
	for w := range a.works {
		a.works[w] = none
	}
	return a
}

// years is how many there are.
func (p *problem) years() int { return len(p.capacity) }

// room is what capacity an answer leaves.
func (p *problem) room(a answer) []int64 {
	room := slices.Clone(p.capacity)
	for i, y := range a.items {
		if y != none {
			room[y] -= p.items[i].effort
		}
	}
	for w, y := range a.works {
		if y != none {
			room[y] -= p.works[w].effort
		}
	}
	return room
}

// fill adds to an answer what still fits, in the order given, each in the earliest year: of items
// with a shared work that is not there yet, the work with the first of them.
func (p *problem) fill(a answer, order []int, worthless bool) answer {
	room := p.room(a)
	place := func(effort int64, from int) int {
		for y := from; y < len(room); y++ {
			if room[y] >= effort {
				room[y] -= effort
				return y
			}
		}
		return none
	}
	for _, i := range order {
		it := p.items[i]
		if a.items[i] != none || it.weight == 0 && !worthless {
			continue
		}
		from, opened := it.from, none
		if w := it.shared; w != none {
			if a.works[w] == none {
				if opened = place(p.works[w].effort, p.works[w].from); opened == none {
					continue
				}
				a.works[w] = opened
			}
			from = max(from, a.works[w])
		}
		y := place(it.effort, from)
		if y == none {
			if opened != none { // for nothing
				room[opened] += p.works[it.shared].effort
				a.works[it.shared] = none
			}
			continue
		}
		a.items[i] = y
		a.value += it.weight
	}
	return a
}

// earlier moves what is in an answer to earlier years where there is room, in the order given.
func (p *problem) earlier(a answer, order []int) answer {
	room := p.room(a)
	move := func(effort int64, from, now int) int {
		for y := from; y < now; y++ {
			if room[y] >= effort {
				room[y] -= effort
				room[now] += effort
				return y
			}
		}
		return now
	}
	for w, y := range a.works {
		if y != none {
			a.works[w] = move(p.works[w].effort, p.works[w].from, y)
		}
	}
	for _, i := range order {
		if y := a.items[i]; y != none {
			from := p.items[i].from
			if w := p.items[i].shared; w != none {
				from = max(from, a.works[w])
			}
			a.items[i] = move(p.items[i].effort, from, y)
		}
	}
	return a
}

// closed drops shared works that no item of the answer needs.
func (p *problem) closed(a answer) answer {
	needed := make([]bool, len(p.works))
	for i, y := range a.items {
		if w := p.items[i].shared; y != none && w != none {
			needed[w] = true
		}
	}
	for w := range a.works {
		if !needed[w] {
			a.works[w] = none
		}
	}
	return a
}

// denser orders items by what they are worth for their effort, the best first.
func (p *problem) denser(i, j int) int {
	a, b := p.items[i], p.items[j]
	return cmp.Or(cmp.Compare(b.weight*a.effort, a.weight*b.effort), cmp.Compare(a.effort, b.effort), cmp.Compare(a.at, b.at))
}
