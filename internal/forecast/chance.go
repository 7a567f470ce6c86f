package forecast

import (
	"slices"
	"time"

	"tetsuzuki/internal/registry"
)

// Chance is how likely a target is.
type Chance struct {
	Name        string               `json:"name"`
	Scope       registry.TargetScope `json:"scope"`
	Day         string               `json:"day"` // the last one
	Of          int64                `json:"of"`
	Done        int64                `json:"done"`
	Goal        int64                `json:"goal"`
	Chance      *float64             `json:"chance"`        // null: its last day is not among the quarters, or it counts nothing
	EvenOddsDay *string              `json:"even_odds_day"` // by which it is as likely as not; null: not within the quarters
	IfPlans     *float64             `json:"if_plans"`      // the chance if every plan came true
	IfLaws      *float64             `json:"if_laws"`       // the chance if no national law had to change any more
}

// Told says why there is no chance, for people.
func (c Chance) Told() string {
	if c.Of == 0 {
		return "数える手続がありません"
	}
	return "期間は終わりました"
}

// kept is how many processes of a scope are done on a day if every plan comes true.
func (in Input) kept(scope registry.TargetScope, day time.Time) (done int64) {
	year := registry.FiscalYear(day)
	if !day.Equal(registry.EndOf(day)) || day.In(registry.Tokyo).Month() != time.March {
		year-- // a plan is for the end of its year
	}
	for _, g := range in.Groups {
		if g.counts(scope) && (g.Done || g.PlannedYear != 0 && g.PlannedYear >= registry.FiscalYear(in.At) && g.PlannedYear <= year) {
			done += g.Processes
		}
	}
	return done
}

// freed are the groups if no national law had to change.
func freed(groups []Group) []Group {
	all := slices.Clone(groups)
	for i := range all {
		all[i].Law = false
	}
	return all
}

func (in Input) chance(t Target, courses, lawless []drawn, days []time.Time) Chance {
	c := Chance{Name: t.Name, Scope: t.Scope, Day: registry.DateOf(t.To), Goal: t.Goal}
	for _, g := range in.Groups {
		if g.counts(t.Scope) {
			c.Of += g.Processes
			if g.Done {
				c.Done += g.Processes
			}
		}
	}
	if c.Of == 0 {
		return c
	}
	missing := float64(t.Goal - c.Done)
	share := func(of []drawn, at int) *float64 {
		n := 0
		for _, d := range of {
			if d[t.Scope][at] >= missing {
				n++
			}
		}
		p := float64(n) / float64(len(of))
		return &p
	}
	last := -1
	for i, d := range days {
		if registry.DateOf(d) <= c.Day {
			last = i
		}
		if c.EvenOddsDay == nil && *share(courses, i) >= 0.5 {
			day := registry.DateOf(d)
			c.EvenOddsDay = &day
		}
	}
	if last < 0 {
		return c
	}
	c.Chance, c.IfLaws = share(courses, last), share(lawless, last)
	c.IfPlans = new(float64)
	if in.kept(t.Scope, registry.EndOf(t.To)) >= t.Goal {
		*c.IfPlans = 1
	}
	return c
}
