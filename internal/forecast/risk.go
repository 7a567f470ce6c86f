package forecast

import (
	"cmp"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
)

// Risk is what of a plan is likely not to come true until the last target's day.
type Risk struct {
	Kind      string  `json:"kind"`      // bureau, law
	Name      string  `json:"name"`      // of the bureau
	Bureau    int     `json:"-"`         // its ID
	Planned   int64   `json:"planned"`   // until that day
	Expected  float64 `json:"expected"`  // of them, so many are likely done
	Shortfall float64 `json:"shortfall"` // of the planned ones, so many are likely missing
}

// risks are the bureaus, and the processes that wait for a law, by how many of their plans until
// the last target's day are likely to be missing then.
func (in Input) risks(c *course, days []time.Time) []Risk {
	last := len(days) - 1
	for _, t := range in.Targets {
		if at := slices.IndexFunc(days, func(d time.Time) bool { return registry.DateOf(d) >= registry.DateOf(t.To) }); at >= 0 {
			last = at
		}
	}
	year := c.quarters[last].year
	if c.quarters[last].of < 3 {
		year--
	}
	all := map[Risk]*Risk{}
	done := c.expected(last)
	for _, g := range in.Groups {
		if g.Done || g.Processes == 0 || g.PlannedYear == 0 || g.PlannedYear > year {
			continue
		}
		expected := float64(g.Processes) * done[c.places[g.alike()]]
		keys := []Risk{{Kind: "bureau", Name: in.Names[g.Bureau], Bureau: g.Bureau}}
		if g.Law {
			keys = append(keys, Risk{Kind: "law"})
		}
		for _, key := range keys {
			if all[key] == nil {
				of := key
				all[key] = &of
			}
			r := all[key]
			r.Planned += g.Processes
			r.Expected += expected
			r.Shortfall += float64(g.Processes) - expected
		}
	}
	risks := []Risk{}
	for _, r := range all {
		risks = append(risks, *r)
	}
	slices.SortFunc(risks, func(a, b Risk) int {
		return cmp.Or(cmp.Compare(b.Shortfall, a.Shortfall), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Bureau, b.Bureau))
	})
	return risks
}
