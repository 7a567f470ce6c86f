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
	places   map[Group]int
	scopes   []registry.TargetScope
	quarters []quarter
	years    []int
	passed   float64 // share of the current quarter that is over
	bureaus  []int
	classes  []Class
	random   *rand.Rand
}

// counted are processes with one chance, and how many of them each scope counts.
type counted struct {
	Group
	in     []float64 // by the scopes of the course
	bureau int       // its place in the course
	class  []int     // the place of its class in the course, in each year
}

func newCourse(m model, groups []Group, quarters []quarter, passed float64, scopes []registry.TargetScope) *course {
	c := &course{m: m, quarters: quarters, passed: passed, scopes: scopes, places: map[Group]int{},
		random: rand.New(rand.NewPCG(seed, draws))}
	for _, q := range quarters {
		if !slices.Contains(c.years, q.year) {
			c.years = append(c.years, q.year)
		}
	}
	classes := map[Class]bool{}
	for _, g := range groups {
		if g.Done || g.Processes == 0 {
			continue
		}
		alike := g.alike()
		at, ok := c.places[alike]
		if !ok {
			at = len(c.groups)
			c.places[alike] = at
			c.groups = append(c.groups, counted{Group: alike, in: make([]float64, len(scopes))})
		}
		for i, s := range scopes {
			if g.counts(s) {
				c.groups[at].in[i] += float64(g.Processes)
			}
		}
		if !slices.Contains(c.bureaus, g.Bureau) {
			c.bureaus = append(c.bureaus, g.Bureau)
		}
		for _, year := range c.years {
			classes[g.class(year)] = true
		}
	}
	slices.Sort(c.bureaus)
	for class := range classes {
		c.classes = append(c.classes, class)
	}
	slices.SortFunc(c.classes, Class.compare)
	for i := range c.groups {
		g := &c.groups[i]
		g.bureau = slices.Index(c.bureaus, g.Bureau)
		for _, year := range c.years {
			g.class = append(g.class, slices.Index(c.classes, g.Group.class(year)))
		}
	}
	return c
}

// alike is what a chance depends on.
func (g Group) alike() Group {
	return Group{Bureau: g.Bureau, PlannedYear: g.PlannedYear, Law: g.Law, Begun: g.Begun, Hindered: g.Hindered}
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
func (c *course) next() drawn {
	deviate := func(deviation float64) float64 { return c.random.NormFloat64() * deviation }
	under, done := c.conditions(deviate, c.rhythm), make([]float64, len(c.quarters))
	type sums struct{ mean, variance []float64 }
	all := make([]sums, len(c.scopes))
	for i := range all {
		all[i] = sums{make([]float64, len(c.quarters)), make([]float64, len(c.quarters))}
	}
	for _, g := range c.groups {
		c.done(under, g, done)
		for s, n := range g.in {
			for i, share := range done {
				all[s].mean[i] += n * share
				all[s].variance[i] += n * (1 - share) * share
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

// expected is, for each group, the share that is likely done by the end of a quarter.
func (c *course) expected(quarter int) []float64 {
	likely := c.conditions(func(float64) float64 { return 0 }, func() [4]float64 { return c.m.rhythm })
	shares, done := make([]float64, len(c.groups)), make([]float64, len(c.quarters))
	for i, g := range c.groups {
		c.done(likely, g, done)
		shares[i] = done[quarter]
	}
	return shares
}

// conditions are what the years, the bureaus and the classes have in common.
type conditions struct {
	rhythms [][4]float64 // by the years of the course
	offset  [][]float64  // by its years and bureaus
	odds    []float64    // by its classes
}

func (c *course) conditions(deviate func(deviation float64) float64, rhythm func() [4]float64) (drawn conditions) {
	// Years are alike in part, and those that were learned from had their own luck.
	common := deviate(c.m.year * math.Sqrt(0.5+1/float64(c.m.years+1)))
	luck := make([]float64, len(c.bureaus))
	for i, b := range c.bureaus {
		o := c.m.offset(b)
		luck[i] = o.mean + deviate(math.Hypot(o.deviation, c.m.bureau/math.Sqrt(float64(c.m.years+1))))
	}
	for range c.years {
		year := common + deviate(c.m.year/math.Sqrt2)
		drawn.rhythms = append(drawn.rhythms, rhythm())
		offset := make([]float64, len(c.bureaus))
		for i := range offset {
			offset[i] = luck[i] + year + deviate(c.m.bureau)
		}
		drawn.offset = append(drawn.offset, offset)
	}
	for _, class := range c.classes {
		o := c.m.of(class)
		drawn.odds = append(drawn.odds, o.mean+deviate(o.deviation))
	}
	return drawn
}

// done tells which share of a group is done by the end of each quarter.
func (c *course) done(under conditions, g counted, done []float64) {
	left := 1.0 // chance that one of them is not done yet
	i := 0
	for y, year := range c.years {
		p := chanceOf(under.odds[g.class[y]] + under.offset[y][g.bureau])
		var before float64 // share of the year's work that is behind
		r := &under.rhythms[y]
		for q := range c.quarters[i].of {
			before += r[q]
		}
		if i == 0 {
			before += r[c.quarters[0].of] * c.passed
		}
		// Who is not done yet when the year is on.
		still, start, share := 1-p*before, left, before
		for ; i < len(c.quarters) && c.quarters[i].year == year; i++ {
			if i == 0 {
				share += r[c.quarters[0].of] * (1 - c.passed)
			} else {
				share += r[c.quarters[i].of]
			}
			left = start * (1 - p*min(share, 1)) / still
			done[i] = 1 - left
		}
	}
}

// rhythm draws the shares of a year's quarters.
func (c *course) rhythm() [4]float64 {
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
