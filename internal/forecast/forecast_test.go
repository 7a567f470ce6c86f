package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// history is a registry that lives through fiscal years as bureaus do, by chances that the
// model is not told. Its bureaus differ from what the model assumes.
type history struct {
	g       *rand.Rand
	bureaus [20]float64
	odds    map[Plan]float64
	rhythm  [4]float64
	open    []*lived
	done    int64
	all     int64

	outcomes []Outcome
	rhythms  []Rhythm
	past     []Point
}

type lived struct {
	bureau, planned int
	law, begun      bool
	done            bool
}

func newHistory(seed uint64) *history {
	h := &history{g: rand.New(rand.NewPCG(seed, 99)), all: 6_000}
	h.odds = map[Plan]float64{Planned: 0.2 + h.g.Float64(), Late: -1 + h.g.Float64(), Unplanned: -3.2 + h.g.Float64()}
	var sum float64
	for q, of := range [4]float64{2, 2, 2, 8} {
		h.rhythm[q] = gamma(h.g, of*3)
		sum += h.rhythm[q]
	}
	for q := range h.rhythm {
		h.rhythm[q] /= sum
	}
	for b := range h.bureaus {
		h.bureaus[b] = h.g.NormFloat64() * 0.5
	}
	for range h.all {
		p := &lived{bureau: h.g.IntN(20), law: h.g.IntN(8) == 0, begun: h.g.IntN(3) == 0}
		if h.g.IntN(4) > 0 {
			p.planned = 2020 + h.g.IntN(6)
		}
		h.open = append(h.open, p)
	}
	return h
}

func (h *history) groups() []Group {
	counts := map[Group]int64{}
	for _, p := range h.open {
		counts[Group{Bureau: p.bureau, PlannedYear: p.planned, Law: p.law, Begun: p.begun, Discretion: !p.law, Done: p.done}]++
	}
	var all []Group
	for g, n := range counts {
		g.Processes = n
		all = append(all, g)
	}
	return all
}

// year lives through one fiscal year, and calls at the end of each quarter.
func (h *history) year(year int, each func(q int, end time.Time)) {
	common := h.g.NormFloat64() * 0.4
	of := map[int]float64{}
	for b, o := range h.bureaus {
		of[b] = o + common + h.g.NormFloat64()*0.4
	}
	var shares [4]float64
	var sum float64
	for q := range shares {
		shares[q] = gamma(h.g, h.rhythm[q]*30)
		sum += shares[q]
	}
	type key struct {
		bureau int
		class  Class
	}
	outcomes := map[key]*Outcome{}
	due := make([][]*lived, 4)
	r := Rhythm{FiscalYear: year}
	for _, p := range h.open {
		if p.done {
			continue
		}
		c := Group{PlannedYear: p.planned, Law: p.law, Begun: p.begun}.class(year)
		k := key{p.bureau, c}
		if outcomes[k] == nil {
			outcomes[k] = &Outcome{FiscalYear: year, Bureau: p.bureau, Class: c}
		}
		outcomes[k].Open++
		odds := h.odds[c.Plan] + of[p.bureau]
		if p.law {
			odds--
		}
		if h.g.Float64() >= chanceOf(odds) {
			continue
		}
		outcomes[k].Done++
		at, x := 0, h.g.Float64()*sum
		for at < 3 && x > shares[at] {
			x -= shares[at]
			at++
		}
		due[at] = append(due[at], p)
		r.Done[at]++
	}
	for q := range 4 {
		for _, p := range due[q] {
			p.done = true
			h.done++
		}
		end := time.Date(year, time.Month(7+3*q), 1, 0, 0, 0, 0, registry.Tokyo).Add(-time.Microsecond)
		h.past = append(h.past, Point{end, float64(h.done) / float64(h.all)})
		each(q, end)
	}
	for _, o := range outcomes {
		h.outcomes = append(h.outcomes, *o)
	}
	h.rhythms = append(h.rhythms, r)
}

// The band of 80 % holds what comes in about 80 of 100 cases, and the forecast is nearer than a
// straight line and than the plans.
func TestForecastsAreCalibrated(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("lives through dozens of histories")
	}
	const histories = 80
	held, tried := 0, 0
	var ours, line, plan float64
	for seed := range uint64(histories) {
		h := newHistory(seed)
		h.year(2020, func(int, time.Time) {})
		h.year(2021, func(int, time.Time) {})
		stand := int(seed % 4) // the quarter of 2022 at whose end it stands
		var f Forecast
		n := 0
		see := func(end time.Time) {
			actual, q := float64(h.done)/float64(h.all), f.Quarters[n]
			if q.Day != registry.DateOf(end) {
				t.Fatalf("the forecast is for %s, want %s", q.Day, registry.DateOf(end))
			}
			tried++
			if q.P10 <= actual && actual <= q.P90 {
				held++
			}
			ours += Score(q, actual)
			line += math.Abs(q.Line - actual)
			plan += math.Abs(q.AsPlanned - actual)
			n++
		}
		h.year(2022, func(q int, end time.Time) {
			switch {
			case q == stand:
				f = Of(Input{At: end, Quarters: 4, Groups: h.groups(), Outcomes: h.outcomes, Rhythms: h.rhythms, Past: h.past})
			case q > stand:
				see(end)
			}
		})
		h.year(2023, func(q int, end time.Time) {
			if n < 4 {
				see(end)
			}
		})
	}
	coverage := float64(held) / float64(tried)
	t.Logf("the band of 80 %% holds %.1f %% of %d; CRPS %.4f, straight line %.4f, as planned %.4f",
		100*coverage, tried, ours/float64(tried), line/float64(tried), plan/float64(tried))
	if coverage < 0.72 || coverage > 0.88 {
		t.Errorf("the band of 80 %% holds %.1f %%", 100*coverage)
	}
	if ours >= line || ours >= plan {
		t.Errorf("CRPS %.4f, straight line %.4f, as planned %.4f", ours, line, plan)
	}
}

// Standing at the end of 2022 with what the programme had published, and no earlier plans to learn
// from, the band for March 2023 holds the 50.7 % that came, where the straight line does not.
func TestThePublishedCourseIsInTheBand(t *testing.T) {
	t.Parallel()
	const all, done, plannedTotal = 29_000, 8_700, 18_000
	at := registry.EndOf(time.Date(2022, 12, 31, 0, 0, 0, 0, registry.Tokyo))
	f := Of(Input{At: at, Quarters: 5, Groups: []Group{
		{Processes: done, Done: true}, {PlannedYear: 2022, Processes: plannedTotal - done},
		{PlannedYear: 2023, Processes: 5_000}, {Processes: all - plannedTotal - 5_000},
	}, Past: []Point{{registry.EndOf(time.Date(2022, 3, 31, 0, 0, 0, 0, registry.Tokyo)), 0.211},
		{registry.EndOf(time.Date(2022, 9, 30, 0, 0, 0, 0, registry.Tokyo)), 0.276}}})
	q := f.Quarters[0]
	t.Logf("%+v", q)
	if q.Day != "2023-03-31" || q.P10 > 0.507 || q.P90 < 0.507 {
		t.Errorf("the band of %s is %.3f to %.3f", q.Day, q.P10, q.P90)
	}
	if q.Line > 0.38 {
		t.Errorf("the straight line says %.3f", q.Line)
	}
}

func TestTheSameInputGivesTheSameForecast(t *testing.T) {
	t.Parallel()
	at := registry.EndOf(time.Date(2022, 6, 15, 0, 0, 0, 0, registry.Tokyo))
	goal := Target{Name: "70％", To: time.Date(2024, 3, 31, 0, 0, 0, 0, registry.Tokyo), Scope: registry.TargetInScope, Goal: 700}
	in := Input{At: at, Targets: []Target{goal}, Names: map[int]string{1: "架空局"}, Groups: []Group{
		{Bureau: 1, Done: true, Processes: 300}, {Bureau: 1, PlannedYear: 2022, Processes: 300},
		{Bureau: 1, PlannedYear: 2023, Law: true, Processes: 200},
		{Bureau: 1, PlannedYear: 2021, Processes: 50}, {Bureau: 1, Processes: 150},
	}}
	a, b := Of(in), Of(in)
	for i := range a.Quarters {
		if a.Quarters[i] != b.Quarters[i] {
			t.Errorf("%+v and %+v", a.Quarters[i], b.Quarters[i])
		}
		q := a.Quarters[i]
		if !(q.P10 <= q.P25 && q.P25 <= q.P50 && q.P50 <= q.P75 && q.P75 <= q.P90) || q.P10 < 0.3 || i > 0 && q.P50 < a.Quarters[i-1].P50 {
			t.Errorf("%+v", q)
		}
	}
	if a.InScope != 1000 || a.Done != 300 || a.NoYear != 150 || a.Late != 50 {
		t.Errorf("%+v", a)
	}
	c := a.Targets[0]
	if c.Of != 1000 || c.Done != 300 || *c.IfPlans != 1 || *c.Chance > *c.IfLaws || *c.Chance <= 0 || *c.Chance >= 1 {
		t.Errorf("%+v: %v, if plans %v, if laws %v", c, *c.Chance, *c.IfPlans, *c.IfLaws)
	}
	last := a.Quarters[7]
	if last.Day != "2024-03-31" || last.AsPlanned != 0.8 {
		t.Errorf("as planned %+v", last)
	}
	if len(a.Risks) != 2 || a.Risks[0].Planned != 500+50 || a.Risks[1].Kind != "law" || a.Risks[1].Planned != 200 {
		t.Errorf("%+v", a.Risks)
	}
	in.At = time.Date(2022, 6, 30, 9, 0, 0, 0, registry.Tokyo)
	if q := Of(in).Quarters[0]; q.Day != "2022-09-30" {
		t.Errorf("on a quarter's last day, the first one is %s", q.Day)
	}
	in.At = at
	goal.Goal = 301
	in.Targets = []Target{goal}
	if c := Of(in).Targets[0]; *c.Chance < 0.99 || *c.EvenOddsDay != "2022-06-30" {
		t.Errorf("nearly reached: %+v", c)
	}
	goal.To = time.Date(2022, 3, 31, 0, 0, 0, 0, registry.Tokyo)
	in.Targets = []Target{goal}
	if c := Of(in).Targets[0]; c.Chance != nil {
		t.Errorf("a target that is over has a chance of %v", *c.Chance)
	}
}

// What earlier plans came to counts: where bureaus kept them, more is expected.
func TestEarlierPlansAreLearnedFrom(t *testing.T) {
	t.Parallel()
	at := registry.EndOf(time.Date(2022, 3, 31, 0, 0, 0, 0, registry.Tokyo))
	of := func(done int64) float64 {
		return Of(Input{At: at, Quarters: 4,
			Groups:   []Group{{Bureau: 1, PlannedYear: 2022, Processes: 500}, {Bureau: 2, PlannedYear: 2022, Processes: 500}},
			Outcomes: []Outcome{{FiscalYear: 2021, Bureau: 1, Class: Class{Plan: Planned}, Open: 100, Done: done}}}).Quarters[3].P50
	}
	if few, many := of(20), of(90); few > 0.5 || many < 0.65 || many-few < 0.2 {
		t.Errorf("%.2f and %.2f", few, many)
	}
}

// Where nothing is in scope there is no rate and no chance, which is not a rate of 0 %; a target that
// counts nothing has no chance either.
func TestNothingHasNoForecast(t *testing.T) {
	t.Parallel()
	in := Input{At: time.Date(2026, time.May, 1, 9, 0, 0, 0, registry.Tokyo),
		Targets: []Target{{Name: "架空の目標", To: time.Date(2027, time.March, 31, 0, 0, 0, 0, registry.Tokyo), Scope: registry.TargetPriority}}}
	for _, groups := range [][]Group{nil, {{Bureau: 1, Processes: 5}}} {
		in.Groups = groups
		f := Of(in)
		if f.Quarters == nil || (len(f.Quarters) > 0) != (len(groups) > 0) {
			t.Errorf("of %d groups: quarters %v", len(groups), f.Quarters)
		}
		if c := f.Targets[0]; c.Chance != nil || c.EvenOddsDay != nil || c.Told() != "数える手続がありません" {
			t.Errorf("of %d groups: %+v", len(groups), c)
		}
	}
}
