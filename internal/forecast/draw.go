package forecast

import (
	"math"
	"math/rand/v2"
	"slices"

	"tetsuzuki/internal/registry"
)

// draws is how many courses are drawn.
const draws = 1000

// seed makes the same input give the same forecast.
const seed = 20210401

// quarter is one to come: of a fiscal year, 0 to 3.
type quarter struct{ year, of int }

// course draws how many processes of each group are done by the end of each quarter.
type course struct {
	m        model
	groups   []counted // that are not done
	scopes   []registry.TargetScope
	quarters []quarter
	passed   float64 // share of the current quarter that is over
	bureaus  []int
	classes  []Class
	random   *rand.Rand
}

// counted are processes with one chance, and how many of them each scope counts.
type counted struct {
	Group
	in []float64 // by the scopes of the course
}

func newCourse(m model, groups []Group, quarters []quarter, passed float64, scopes []registry.TargetScope) *course {
	c := &course{m: m, quarters: quarters, passed: passed, scopes: scopes, random: rand.New(rand.NewPCG(seed, draws))}
	classes := map[Class]bool{}
	places := map[Group]int{}
	for _, g := range groups {
		if g.Done || g.Processes == 0 {
			continue
		}
		alike := Group{Bureau: g.Bureau, PlannedYear: g.PlannedYear, Law: g.Law, Begun: g.Begun, Hindered: g.Hindered}
		at, ok := places[alike]
		if !ok {
			at = len(c.groups)
			places[alike] = at
			c.groups = append(c.groups, counted{alike, make([]float64, len(scopes))})
		}
		for i, s := range scopes {
			if g.counts(s) {
				c.groups[at].in[i] += float64(g.Processes)
			}
		}
		if !slices.Contains(c.bureaus, g.Bureau) {
			c.bureaus = append(c.bureaus, g.Bureau)
		}
		for _, q := range quarters {
			classes[g.class(q.year)] = true
		}
	}
	slices.Sort(c.bureaus)
	for class := range classes {
		c.classes = append(c.classes, class)
	}
	slices.SortFunc(c.classes, Class.compare)
	return c
}

func (c Class) compare(d Class) int {
	of := func(c Class) int {
		n := map[Plan]int{Planned: 0, Late: 1, Unplanned: 2}[c.Plan] * 8
		for i, b := range []bool{c.Law, c.Begun, c.Hindered} {
			if b {
				n += 1 << i
			}
		}
		return n
	}
	return of(c) - of(d)
}

// drawn is one course: for each quarter how many are done by its end, in each scope.
type drawn map[registry.TargetScope][]float64

// next draws one course. What the years and the bureaus have in common is drawn first; given
// that, processes are done independently, and their number is nearly normal.
func (c *course) next(frozen bool) drawn {
	years := map[int]float64{}
	rhythms := map[int][4]float64{}
	offset := map[[2]int]float64{} // of a bureau in a year
	odds := map[Class]float64{}
	deviate := func(deviation float64) float64 {
		if frozen {
			return 0
		}
		return c.random.NormFloat64() * deviation
	}
	// Years are alike in part, and those that were learned from had their own luck.
	common := deviate(c.m.year * math.Sqrt(0.5+1/float64(c.m.years+1)))
	luck := map[int]float64{}
	for _, b := range c.bureaus {
		o := c.m.offset(b)
		luck[b] = o.mean + deviate(math.Hypot(o.deviation, c.m.bureau/math.Sqrt(float64(c.m.years+1))))
	}
	for _, q := range c.quarters {
		if _, ok := years[q.year]; ok {
			continue
		}
		years[q.year] = common + deviate(c.m.year/math.Sqrt2)
		rhythms[q.year] = c.rhythm(frozen)
		for _, b := range c.bureaus {
			offset[[2]int{q.year, b}] = luck[b] + years[q.year] + deviate(c.m.bureau)
		}
	}
	for _, class := range c.classes {
		o := c.m.of(class)
		odds[class] = o.mean + deviate(o.deviation)
	}
	type sums struct{ mean, variance []float64 }
	all := make([]sums, len(c.scopes))
	for i := range all {
		all[i] = sums{make([]float64, len(c.quarters)), make([]float64, len(c.quarters))}
	}
	for _, g := range c.groups {
		left := 1.0 // chance that one of them is not done yet
		for i := 0; i < len(c.quarters); {
			year := c.quarters[i].year
			p := chanceOf(odds[g.class(year)] + offset[[2]int{year, g.Bureau}])
			var before float64 // share of the year's work that is behind
			r := rhythms[year]
			for q := range c.quarters[i].of {
				before += r[q]
			}
			if i == 0 {
				before += r[c.quarters[0].of] * c.passed
			}
			// Who is not done yet when the year is on.
			still := 1 - p*before
			start, end := left, i
			for end < len(c.quarters) && c.quarters[end].year == year {
				end++
			}
			share := before
			for ; i < end; i++ {
				if i == 0 {
					share += r[c.quarters[0].of] * (1 - c.passed)
				} else {
					share += r[c.quarters[i].of]
				}
				left = start * (1 - p*min(share, 1)) / still
				for s, n := range g.in {
					all[s].mean[i] += n * (1 - left)
					all[s].variance[i] += n * left * (1 - left)
				}
			}
		}
	}
	out := drawn{}
	for at, s := range c.scopes {
		done := make([]float64, len(c.quarters))
		noise := deviate(1)
		for i := range done {
			done[i] = all[at].mean[i] + noise*math.Sqrt(all[at].variance[i])
			if i > 0 {
				done[i] = max(done[i], done[i-1])
			}
			done[i] = max(done[i], 0)
		}
		out[s] = done
	}
	return out
}

// rhythm draws the shares of a year's quarters.
func (c *course) rhythm(frozen bool) [4]float64 {
	if frozen {
		return c.m.rhythm
	}
	var shares [4]float64
	var all float64
	for q, share := range c.m.rhythm {
		shares[q] = gamma(c.random, share*rhythmSure)
		all += shares[q]
	}
	for q := range shares {
		shares[q] /= all
	}
	return shares
}

// gamma draws from the gamma distribution of a shape (Marsaglia and Tsang, 2000).
func gamma(random *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(random, shape+1) * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := (1 + c*x) * (1 + c*x) * (1 + c*x)
		if v > 0 && math.Log(random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
