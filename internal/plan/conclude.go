package plan

import (
	"cmp"
	"slices"
)

// conclude tells the plan that the parts make together.
func (pl *planner) conclude(r *Result, parts []part, last int) {
	r.Years, r.Bureaus, r.Processes, r.Works = make([]Year, last), make([]Bureau, len(parts)), []Chosen{}, []Work{}
	for y := range r.Years {
		r.Years[y].FiscalYear = pl.year(y)
	}
	var value, bound int64
	exact := true
	for b, t := range parts {
		of := &r.Bureaus[b]
		*of = Bureau{Bureau: pl.bureaus[b], Value: pl.Objective.worth(float64(t.answer.value)),
			Bound: pl.Objective.worth(float64(t.bound)), Exact: t.exact, Years: make([]Cell, last)}
		next := pl.problem(pl.bureaus[b], last+1)
		of.OneMoreYear = pl.Objective.worth(max(next.relax(next.prices(next.segments())).bound-t.relaxed.bound, 0))
		pl.cells(r, of, t)
		for y, cell := range of.Years {
			r.Years[y].add(cell.Year)
		}
		value, bound, exact = value+t.answer.value, bound+t.bound, exact && t.exact
	}
	if r.Reached != nil {
		value, bound, exact = min(value, pl.Target.Need()), min(bound, pl.Target.Need()), *r.Reached == *r.ReachedBest
	}
	r.Value, r.Bound, r.Exact = pl.Objective.worth(float64(value)), pl.Objective.worth(float64(bound)), exact
	if bound > 0 {
		r.Gap = float64(bound-value) / float64(bound)
	}
	slices.SortFunc(r.Processes, func(a, b Chosen) int {
		return cmp.Or(cmp.Compare(a.FiscalYear, b.FiscalYear), cmp.Compare(a.Bureau, b.Bureau), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(r.Works, func(a, b Work) int {
		return cmp.Or(cmp.Compare(a.FiscalYear, b.FiscalYear), cmp.Compare(a.Bureau, b.Bureau), cmp.Compare(a.Name, b.Name))
	})
}

func (y *Year) add(o Year) {
	y.Capacity += o.Capacity
	y.Effort += o.Effort
	y.Shared += o.Shared
	y.Processes += o.Processes
	y.Cases += o.Cases
	y.CasesUnknown += o.CasesUnknown
	y.Hours += o.Hours
	y.Counted += o.Counted
}

// cells tells the years of one bureau, and of its processes which are chosen.
func (pl *planner) cells(r *Result, of *Bureau, t part) {
	for y := range of.Years {
		of.Years[y].Year = Year{FiscalYear: pl.year(y), Capacity: t.problem.capacity[y]}
	}
	members := make([]int64, len(t.problem.works))
	chosen := map[int]bool{}
	for i, y := range t.answer.items {
		if y == none {
			continue
		}
		it := t.problem.items[i]
		p := pl.Processes[it.at]
		chosen[it.at] = true
		add := Year{Effort: it.effort, Processes: 1, Cases: p.Cases, Hours: float64(p.Minutes) / 60}
		if !p.Known {
			add.CasesUnknown = 1
		}
		if p.Counts {
			add.Counted = 1
		}
		of.Years[y].add(add)
		r.Processes = append(r.Processes, Chosen{ID: p.ID, Bureau: p.Bureau, FiscalYear: pl.year(y), Planned: p.Planned, Effort: it.effort,
			At: it.at})
		if it.shared != none {
			members[it.shared]++
		}
	}
	for w, y := range t.answer.works {
		if y == none {
			continue
		}
		s := t.problem.works[w]
		of.Years[y].add(Year{Effort: s.effort, Shared: s.effort})
		r.Works = append(r.Works, Work{Bureau: of.Bureau, Name: pl.Shared[s.at].Name, FiscalYear: pl.year(y), Effort: s.effort,
			Processes: members[w]})
	}
	pl.binds(r, of, t, chosen)
}

// binds tells what binds one bureau in each year, and why processes are left out.
func (pl *planner) binds(r *Result, of *Bureau, t part, chosen map[int]bool) {
	last := len(of.Years)
	found := make([]map[BindKind]*Bind, last)
	for y := range found {
		found[y] = map[BindKind]*Bind{}
	}
	note := func(y int, kind BindKind, price float64) {
		b := found[y][kind]
		if b == nil {
			b = &Bind{Kind: kind}
			found[y][kind] = b
		}
		b.Processes++
		b.Price = max(b.Price, price)
	}
	for _, at := range pl.of[of.Bureau] {
		p := pl.Processes[at]
		weight, effort := float64(pl.weight(p)), float64(max(p.Effort, 1))
		from := 0
		for from < last && pl.year(from) < p.Earliest {
			from++
		}
		kind := BindTime
		if p.Wait == WaitLaw {
			kind = BindLaw
		}
		var gain float64 // as it is
		if from < last {
			gain = max(weight-t.relaxed.prices[from]*effort, 0)
		}
		for y := range from {
			if more := max(weight-t.relaxed.prices[y]*effort, 0) - gain; more > tiny {
				note(y, kind, more)
			}
		}
		switch {
		case chosen[at] || pl.soon() && !p.Counts:
		case from == last && kind == BindLaw:
			r.Left.Law++
		case from == last:
			r.Left.Time++
		default:
			r.Left.Capacity++
			for y := from; y < last; y++ {
				if t.relaxed.prices[y] > 0 {
					note(y, BindCapacity, 0)
				}
			}
		}
	}
	for y := range of.Years {
		of.Years[y].Binds = []Bind{}
		if price := t.relaxed.prices[y]; price > 0 {
			if found[y][BindCapacity] == nil {
				found[y][BindCapacity] = &Bind{Kind: BindCapacity}
			}
			found[y][BindCapacity].Price = price
		}
		for _, kind := range []BindKind{BindCapacity, BindLaw, BindTime} {
			if b := found[y][kind]; b != nil {
				b.Price = pl.Objective.worth(b.Price)
				of.Years[y].Binds = append(of.Years[y].Binds, *b)
			}
		}
	}
}

// tiny is what rounding may make of nothing.
const tiny = 1e-9
