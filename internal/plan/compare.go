package plan

import (
	"cmp"
	"slices"

	"tetsuzuki/internal/registry"
)

// Comparison is how two plans differ: their courses by day, and the processes that are in one and
// not in the other, or in both for different years.
type Comparison struct {
	Days      []DayPair  `json:"days"`
	OnlyA     int64      `json:"only_a"`
	OnlyB     int64      `json:"only_b"`
	Otherwise int64      `json:"other_year"` // in both, for different years
	Same      int64      `json:"same"`
	Processes []Compared `json:"processes"` // those that differ, by ID
}

// DayPair is where two plans lead by a day; null: the plan does not tell.
type DayPair struct {
	Day string `json:"day"`
	A   *Point `json:"a"`
	B   *Point `json:"b"`
}

// Compared is a process that two plans treat differently.
type Compared struct {
	ID     registry.ProcessID `json:"id"`
	Bureau int                `json:"bureau_id"`
	A      *int               `json:"a"` // the fiscal year; null: not in it
	B      *int               `json:"b"`
}

// Compare compares two plans.
func Compare(a, b Outcome) Comparison {
	c := Comparison{Days: []DayPair{}, Processes: []Compared{}}
	days := map[string]*DayPair{}
	for side, o := range []Outcome{a, b} {
		for i := range o.Curve {
			p := &o.Curve[i]
			if days[p.Day] == nil {
				days[p.Day] = &DayPair{Day: p.Day}
			}
			if side == 0 {
				days[p.Day].A = p
			} else {
				days[p.Day].B = p
			}
		}
	}
	for _, d := range days {
		c.Days = append(c.Days, *d)
	}
	slices.SortFunc(c.Days, func(x, y DayPair) int { return cmp.Compare(x.Day, y.Day) })
	of := map[registry.ProcessID]*Compared{}
	for i := range a.Processes {
		p := &a.Processes[i]
		of[p.ID] = &Compared{ID: p.ID, Bureau: p.Bureau, A: &p.FiscalYear}
	}
	for i := range b.Processes {
		p := &b.Processes[i]
		if of[p.ID] == nil {
			of[p.ID] = &Compared{ID: p.ID, Bureau: p.Bureau}
		}
		of[p.ID].B = &p.FiscalYear
	}
	for _, p := range of {
		switch {
		case p.B == nil:
			c.OnlyA++
		case p.A == nil:
			c.OnlyB++
		case *p.A != *p.B:
			c.Otherwise++
		default:
			c.Same++
			continue
		}
		c.Processes = append(c.Processes, *p)
	}
	slices.SortFunc(c.Processes, func(x, y Compared) int { return cmp.Compare(x.ID, y.ID) })
	return c
}
