package forecast

import (
	"math"
	"slices"
)

// Assumptions where nothing is known yet, on the scale of log odds: what a chance to be done
// within a year is, and how sure that is. METHODS.md says where they come from.
const (
	oddsPlanned   = 0.6 // 65 %
	oddsLate      = -0.6
	oddsUnplanned = -2.7
	oddsLaw       = -1.5
	oddsBegun     = 0.3
	oddsHindered  = -0.4

	priorProcesses = 12   // how many processes the assumption on a class counts for, at least
	priorBureau    = 30   // how many processes the assumption counts for that a bureau is like all
	mostProcesses  = 400  // a class tells no more than so many processes: years differ
	spreadYear     = 0.5  // standard deviation between years, common to all bureaus
	spreadBureau   = 0.45 // and of each bureau in each year beside that
	bureausDiffer  = 0.4  // of a bureau of which nothing is known
	yearsAssumed   = 4    // how many years the assumed spreads count for
	rhythmSure     = 22   // how sure the rhythm of a year is: the parameter of its Dirichlet distribution
)

// rhythmAssumed is the share of each quarter in what is done in a fiscal year: work ends when
// the year does.
var rhythmAssumed = [4]float64{0.13, 0.13, 0.12, 0.62}

// model is what was learned of the past.
type model struct {
	classes      map[Class]odds
	bureaus      map[int]odds // beside those of the class
	year, bureau float64      // standard deviations
	years        int          // that were learned from
	rhythm       [4]float64
}

// odds are log odds and how sure they are.
type odds struct{ mean, deviation float64 }

func chanceOf(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

func oddsOf(chance float64) float64 { return math.Log(chance / (1 - chance)) }

// assumed is the assumption on a class.
func assumed(c Class) float64 {
	o := map[Plan]float64{Planned: oddsPlanned, Late: oddsLate, Unplanned: oddsUnplanned}[c.Plan]
	for _, part := range []struct {
		holds bool
		odds  float64
	}{{c.Law, oddsLaw}, {c.Begun, oddsBegun}, {c.Hindered, oddsHindered}} {
		if part.holds {
			o += part.odds
		}
	}
	return o
}

// learn is the model by what became of earlier plans.
func learn(outcomes []Outcome, rhythms []Rhythm) model {
	m := model{classes: map[Class]odds{}, bureaus: map[int]odds{}, rhythm: rhythmOf(rhythms)}
	open, done := map[Class]float64{}, map[Class]float64{}
	for _, o := range outcomes {
		open[o.Class] += float64(o.Open)
		done[o.Class] += float64(o.Done)
	}
	for c := range open {
		m.classes[c] = shrunk(c, open[c], done[c])
	}
	m.learnBureaus(outcomes)
	m.learnSpreads(outcomes)
	return m
}

func shrunk(c Class, open, done float64) odds {
	prior := chanceOf(assumed(c))
	told := min(open, mostProcesses)
	if open > 0 {
		done *= told / open
	}
	p := (done + priorProcesses*prior) / (told + priorProcesses)
	p = min(max(p, 0.002), 0.998)
	return odds{oddsOf(p), 1 / math.Sqrt((told+priorProcesses)*p*(1-p))}
}

// of is what is known of a class.
func (m model) of(c Class) odds {
	if o, ok := m.classes[c]; ok {
		return o
	}
	return shrunk(c, 0, 0)
}

func (m *model) learnBureaus(outcomes []Outcome) {
	type sums struct{ done, expected, open float64 }
	all := map[int]*sums{}
	for _, o := range outcomes {
		if all[o.Bureau] == nil {
			all[o.Bureau] = &sums{}
		}
		s := all[o.Bureau]
		s.done += float64(o.Done)
		s.open += float64(o.Open)
		s.expected += float64(o.Open) * chanceOf(m.of(o.Class).mean)
	}
	for b, s := range all {
		mean := s.expected / s.open
		if s.open == 0 || mean <= 0 || mean >= 1 {
			continue
		}
		told := min(s.open, mostProcesses)
		p := (s.done/s.open*told + mean*priorBureau) / (told + priorBureau)
		p = min(max(p, 0.002), 0.998)
		m.bureaus[b] = odds{oddsOf(p) - oddsOf(mean), 1 / math.Sqrt((told+priorBureau)*p*(1-p))}
	}
}

// offset is what is known of a bureau.
func (m model) offset(bureau int) odds {
	if o, ok := m.bureaus[bureau]; ok {
		return o
	}
	return odds{deviation: bureausDiffer}
}

// learnSpreads estimates how much years and bureaus differ, as far as there are years.
func (m *model) learnSpreads(outcomes []Outcome) {
	type cell struct{ year, bureau int }
	type sums struct{ done, expected, variance, open float64 }
	add := func(to map[cell]*sums, at cell, o Outcome) {
		if to[at] == nil {
			to[at] = &sums{}
		}
		p := chanceOf(m.of(o.Class).mean + m.bureaus[o.Bureau].mean)
		s := to[at]
		s.done += float64(o.Done)
		s.open += float64(o.Open)
		s.expected += float64(o.Open) * p
		s.variance += float64(o.Open) * p * (1 - p)
	}
	years, cells := map[cell]*sums{}, map[cell]*sums{}
	for _, o := range outcomes {
		add(years, cell{o.FiscalYear, 0}, o)
	}
	shift := map[int]float64{}
	spread := func(of map[cell]*sums, assumed float64, each func(cell, float64)) float64 {
		total, n := yearsAssumed*assumed*assumed, float64(yearsAssumed)
		var keys []cell
		for k := range of {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b cell) int { return (a.year-b.year)*1_000_000 + a.bureau - b.bureau })
		var found, weight float64
		for _, k := range keys {
			s := of[k]
			if s.variance < 4 { // too few to tell
				continue
			}
			moved := (s.done - s.expected) / s.variance // log odds, to the first order
			moved = min(max(moved, -2), 2)
			each(k, moved)
			found += max(moved*moved-1/s.variance, 0)
			weight++
		}
		if weight > 0 { // many bureaus in few years tell less than their number
			few := min(weight, 8)
			total += found / weight * few
			n += few
		}
		return math.Sqrt(total / n)
	}
	m.years = len(years)
	m.year = spread(years, spreadYear, func(k cell, moved float64) { shift[k.year] = moved })
	for _, o := range outcomes {
		p := cell{o.FiscalYear, o.Bureau}
		add(cells, p, o)
	}
	for k, s := range cells {
		s.expected += shift[k.year] * s.variance
	}
	m.bureau = spread(cells, spreadBureau, func(cell, float64) {})
}

// rhythmOf is the share of each quarter; each year that was over tells as much as the assumption.
func rhythmOf(rhythms []Rhythm) [4]float64 {
	share, n := rhythmAssumed, 1.0
	for _, r := range rhythms {
		var all float64
		for _, d := range r.Done {
			all += float64(d)
		}
		if all < 20 {
			continue
		}
		for q, d := range r.Done {
			share[q] += float64(d) / all
		}
		n++
	}
	for q := range share {
		share[q] /= n
	}
	return share
}
