package progress

import (
	"strconv"

	"tetsuzuki/internal/registry"
)

// Authority says who can let processes be digitized.
type Authority string

// The authorities.
const (
	AuthorityOwn      Authority = "own"      // TMG alone: no national law must change
	AuthorityNational Authority = "national" // a national law must change
	AuthorityUnknown  Authority = "unknown"
	AuthorityAside    Authority = "aside" // out of scope, exempt or abolished
)

// Authorities lists them in the order of pages.
var Authorities = []Authority{AuthorityOwn, AuthorityNational, AuthorityUnknown, AuthorityAside}

// Label is what the processes are called.
func (a Authority) Label() string {
	return map[Authority]string{AuthorityOwn: "都の裁量でできるもの", AuthorityNational: "国の法令改正が要るもの",
		AuthorityUnknown: "法令改正の要否が不明のもの", AuthorityAside: "廃止、適用除外、対象外のもの"}[a]
}

// Composition is how many of some processes are of an authority.
type Composition struct {
	Authority    Authority `json:"authority"` // empty: all
	Label        string    `json:"label"`
	Processes    int64     `json:"processes"`
	Cases        int64     `json:"cases"`         // a year, of those with a known volume
	CasesUnknown int64     `json:"cases_unknown"` // processes without a known volume
	CasesInexact int64     `json:"cases_inexact"` // processes whose known volume is not exact
	Done         int64     `json:"done"`
	DoneCases    int64     `json:"done_cases"`
}

// CompositionOf parts the processes of a standing by authority; the last part is all of them.
func CompositionOf(s registry.Standing) []Composition {
	all := Composition{Label: "すべて"}
	parts := map[Authority]*Composition{}
	for _, a := range Authorities {
		parts[a] = &Composition{Authority: a, Label: a.Label()}
	}
	for _, t := range s.Tallies {
		all.add(t)
		parts[authorityOf(t)].add(t)
	}
	var list []Composition
	for _, a := range Authorities {
		list = append(list, *parts[a])
	}
	return append(list, all)
}

func authorityOf(t registry.Tally) Authority {
	switch {
	case !t.Counts():
		return AuthorityAside
	case t.LawChange == registry.LawChangeNotRequired:
		return AuthorityOwn
	case t.LawChange == registry.LawChangeRequired:
		return AuthorityNational
	}
	return AuthorityUnknown
}

func (c *Composition) add(t registry.Tally) {
	c.Processes += t.Processes
	c.Cases += t.Volume
	c.CasesUnknown += t.Processes - t.VolumeKnown
	c.CasesInexact += t.VolumeInexact
	if t.Counts() && t.Status == registry.Done {
		c.Done += t.Processes
		c.DoneCases += t.Volume
	}
}

// YearsInput is what years are computed from: the fiscal years whose ends are the places of
// Digitized, from 1.
type YearsInput struct {
	Years     []int
	Digitized []registry.Digitized
	Planned   []registry.PlannedYear
}

// YearState is how processes of a year stand.
type YearState string

// The states.
const (
	YearDone    YearState = "done"
	YearPlanned YearState = "planned"
)

// YearSum counts the processes in scope of one fiscal year.
type YearSum struct {
	State        YearState `json:"state"`
	FiscalYear   *int      `json:"fiscal_year"` // in which they were digitized, or are planned; null: not known, or none is planned
	OrEarlier    bool      `json:"or_earlier"`  // of the first year: also of those before
	Label        string    `json:"label"`
	Processes    int64     `json:"processes"`
	Cases        int64     `json:"cases"`
	CasesUnknown int64     `json:"cases_unknown"`
	Own          int64     `json:"own"`       // of the processes, those that TMG can digitize alone
	OwnCases     int64     `json:"own_cases"` // of the cases, theirs
}

// YearsOf counts processes by the fiscal year in which they were digitized, and those that are not
// by the one for which they are planned. Years without any are left out.
func YearsOf(in YearsInput) []YearSum {
	var list []YearSum
	places := map[string]int{}
	add := func(key string, first YearSum, t registry.Tally) {
		at, ok := places[key]
		if !ok {
			at, places[key] = len(list), len(list)
			list = append(list, first)
		}
		y := &list[at]
		y.Processes, y.Cases, y.CasesUnknown = y.Processes+t.Processes, y.Cases+t.Volume, y.CasesUnknown+t.Processes-t.VolumeKnown
		if t.LawChange == registry.LawChangeNotRequired {
			y.Own, y.OwnCases = y.Own+t.Processes, y.OwnCases+t.Volume
		}
	}
	for i, year := range in.Years {
		for _, d := range in.Digitized {
			if d.Since == i+1 {
				y := YearSum{State: YearDone, FiscalYear: &in.Years[i], OrEarlier: i == 0, Label: registry.EraYear(year) + "に実施済"}
				if i == 0 {
					y.Label = registry.EraYear(year) + "までに実施済"
				}
				add("d"+strconv.Itoa(year), y, d.Tally)
			}
		}
	}
	for _, d := range in.Digitized {
		if d.Since == 0 || d.Since > len(in.Years) {
			add("d", YearSum{State: YearDone, Label: "実施済（いつからかが不明）"}, d.Tally)
		}
	}
	for i, p := range in.Planned { // by year, those of none last
		if p.Year != 0 {
			add("p"+strconv.Itoa(p.Year), YearSum{State: YearPlanned, FiscalYear: &in.Planned[i].Year,
				Label: registry.EraYear(p.Year) + "に予定"}, p.Tally)
		}
	}
	for _, p := range in.Planned {
		if p.Year == 0 {
			add("p", YearSum{State: YearPlanned, Label: "予定の年度がない"}, p.Tally)
		}
	}
	return list
}
