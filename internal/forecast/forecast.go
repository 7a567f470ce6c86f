package forecast

import (
	"slices"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// Forecast is how the process rate will go on, with the chance to reach each target. Rates are
// shares of what is in scope now.
type Forecast struct {
	AsOf        time.Time `json:"as_of"`
	RuleVersion string    `json:"rule_version"`
	InScope     int64     `json:"in_scope"`
	Done        int64     `json:"done"`
	NoYear      int64     `json:"no_year"` // in scope, not done, without a planned year
	Late        int64     `json:"late"`    // not done, and the planned year has passed
	Years       int       `json:"years"`   // fiscal years of the past that tell how plans came true
	Outcomes    int64     `json:"outcomes"`
	Quarters    []Quarter `json:"quarters"` // none where nothing is in scope
	Targets     []Chance  `json:"targets"`
	Risks       []Risk    `json:"risks"`
}

// RuleVersion names the method; METHODS.md says what changed.
const RuleVersion = "2026-1"

// Quarter is the end of one quarter to come. P10 to P90 are what the rate will be at most with
// that chance in per cent.
type Quarter struct {
	Day        string  `json:"day"`
	FiscalYear int     `json:"fiscal_year"`
	P10        float64 `json:"p10"`
	P25        float64 `json:"p25"`
	P50        float64 `json:"p50"`
	P75        float64 `json:"p75"`
	P90        float64 `json:"p90"`
	AsPlanned  float64 `json:"as_planned"` // if each process is done in its planned year
	Line       float64 `json:"line"`       // if the rate goes on as in the year before
}

// Of forecasts.
func Of(in Input) Forecast {
	quarters, days, passed := in.quarters()
	m := learn(in.Outcomes, in.Rhythms)
	f := Forecast{AsOf: in.At.In(registry.Tokyo), RuleVersion: RuleVersion, Quarters: make([]Quarter, len(quarters)),
		Targets: []Chance{}, Risks: []Risk{}}
	scopes := []registry.TargetScope{registry.TargetInScope}
	for _, t := range in.Targets {
		if !slices.Contains(scopes, t.Scope) {
			scopes = append(scopes, t.Scope)
		}
	}
	f.count(in)
	if f.InScope == 0 { // there is no rate
		f.Quarters = []Quarter{}
		for _, t := range in.Targets {
			f.Targets = append(f.Targets, in.chance(t, nil, nil, nil))
		}
		return f
	}
	c := newCourse(m, in.Groups, quarters, passed, scopes)
	courses := make([]drawn, draws)
	for i := range courses {
		courses[i] = c.next()
	}
	planned := in.asPlanned(quarters, m)
	for i := range quarters {
		q := &f.Quarters[i]
		q.Day, q.FiscalYear = registry.DateOf(days[i]), quarters[i].year
		at := quantiles(courses, registry.TargetInScope, i)
		for _, p := range []struct {
			to    *float64
			share float64
		}{{&q.P10, .1}, {&q.P25, .25}, {&q.P50, .5}, {&q.P75, .75}, {&q.P90, .9}} {
			*p.to = f.rate(at[min(int(p.share*draws), draws-1)])
		}
		q.AsPlanned, q.Line = f.rate(planned[registry.TargetInScope][i]), in.line(days[i], f.rate(0))
	}
	var lawless []drawn
	if len(in.Targets) > 0 {
		freed := newCourse(m, freed(in.Groups), quarters, passed, scopes)
		for range draws {
			lawless = append(lawless, freed.next())
		}
	}
	for _, t := range in.Targets {
		f.Targets = append(f.Targets, in.chance(t, courses, lawless, days))
	}
	f.Risks = in.risks(c, days)
	return f
}

func (f *Forecast) count(in Input) {
	year := registry.FiscalYear(in.At)
	for _, g := range in.Groups {
		f.InScope += g.Processes
		switch {
		case g.Done:
			f.Done += g.Processes
		case g.PlannedYear == 0:
			f.NoYear += g.Processes
		case g.PlannedYear < year:
			f.Late += g.Processes
		}
	}
	years := map[int]bool{}
	for _, o := range in.Outcomes {
		years[o.FiscalYear] = true
		f.Outcomes += o.Open
	}
	f.Years = len(years)
}

// rate is the rate if more processes are done.
func (f Forecast) rate(more float64) float64 {
	if f.InScope == 0 {
		return 0
	}
	return min((float64(f.Done)+more)/float64(f.InScope), 1)
}

// quarters are those to come, with the last moments of each, and how much of the first is over.
func (in Input) quarters() (all []quarter, ends []time.Time, passed float64) {
	n := in.Quarters
	at := in.At.In(registry.Tokyo)
	first := time.Date(at.Year(), at.Month()-(at.Month()-1)%3, 1, 0, 0, 0, 0, registry.Tokyo)
	end := first.AddDate(0, 3, 0)
	passed = float64(at.Sub(first)) / float64(end.Sub(first))
	if registry.DateOf(at) == registry.DateOf(end.Add(-time.Microsecond)) { // a quarter's last day belongs to the next
		first, passed = end, 0
	}
	if n == 0 {
		n = 8
		for _, t := range in.Targets {
			for n < mostQuarters && first.AddDate(0, 3*n, 0).Before(t.To) {
				n++
			}
		}
	}
	for range n {
		all = append(all, quarter{registry.FiscalYear(first), (int(first.Month()) + 8) % 12 / 3})
		ends = append(ends, first.AddDate(0, 3, 0).Add(-time.Microsecond))
		first = first.AddDate(0, 3, 0)
	}
	return all, ends, passed
}

// mostQuarters is how far a forecast goes at most.
const mostQuarters = 40

// quantiles are the numbers done by the end of a quarter in all courses, ascending.
func quantiles(courses []drawn, scope registry.TargetScope, at int) []float64 {
	all := make([]float64, len(courses))
	for i, c := range courses {
		all[i] = c[scope][at]
	}
	slices.Sort(all)
	return all
}

// asPlanned are the numbers done by the end of each quarter if each process that is planned is
// done in its year, by the rhythm of the years.
func (in Input) asPlanned(quarters []quarter, m model) drawn {
	out := drawn{}
	for _, scope := range registry.TargetScopes {
		done := make([]float64, len(quarters))
		for _, g := range in.Groups {
			if g.Done || g.PlannedYear == 0 || g.PlannedYear < quarters[0].year || !g.counts(scope) {
				continue
			}
			var first, share float64 // of the year that the plan still has
			for i, q := range quarters {
				if q.year < g.PlannedYear {
					continue
				}
				if q.year > g.PlannedYear {
					done[i] += float64(g.Processes)
					continue
				}
				if first == 0 {
					for k := q.of; k < 4; k++ {
						first += m.rhythm[k]
					}
				}
				share += m.rhythm[q.of]
				done[i] += float64(g.Processes) * min(share/first, 1)
			}
		}
		out[scope] = done
	}
	return out
}

// line is the rate if it goes on as in the year before the moment.
func (in Input) line(day time.Time, now float64) float64 {
	since := in.At.AddDate(-1, 0, 0)
	at := slices.IndexFunc(in.Past, func(p Point) bool { return !p.At.Before(since) && p.At.Before(in.At.AddDate(0, 0, -30)) })
	if at < 0 {
		return now
	}
	then := in.Past[at]
	perDay := (now - then.Rate) / (in.At.Sub(then.At).Hours() / 24)
	return min(max(now+perDay*day.Sub(in.At).Hours()/24, 0), 1)
}

// Only is the forecast with the target of that name alone; empty: with all.
func (f Forecast) Only(op, target string) (Forecast, error) {
	if target == "" {
		return f, nil
	}
	at := slices.IndexFunc(f.Targets, func(c Chance) bool { return registry.SearchKey(c.Name) == registry.SearchKey(target) })
	if at < 0 {
		names := make([]string, len(f.Targets))
		for i, c := range f.Targets {
			names[i] = "「" + c.Name + "」"
		}
		return f, &registry.Error{Code: registry.Invalid, Op: op, Field: "target",
			Message: "「" + target + "」という目標は、この時点にはありません。次の中から指定してください：" + strings.Join(names, "、") + "。"}
	}
	f.Targets = []Chance{f.Targets[at]}
	return f, nil
}

// Rate is the rate now; 0 where nothing is in scope.
func (f Forecast) Rate() float64 { return f.rate(0) }
