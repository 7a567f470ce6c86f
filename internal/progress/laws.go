package progress

import (
	"time"

	"tetsuzuki/internal/law"
	"tetsuzuki/internal/registry"
)

// LawsInput is what a ranking of laws is computed from: the processes that are in scope, not
// done, and need a change of national law.
type LawsInput struct {
	Bureau   string // its name; empty: all
	Group    string // its name; empty: all
	Standing registry.Standing
	Blocked  []law.Blocked
	Names    *law.Names
}

// Laws says what stands in the way, and what a change of it would free.
type Laws struct {
	AsOf             time.Time    `json:"as_of"`
	RuleVersion      string       `json:"rule_version"`
	Bureau           string       `json:"bureau"` // empty: all
	Group            string       `json:"group"`  // empty: all
	By               law.By       `json:"by"`
	Threshold        int64        `json:"threshold"` // cases a year
	Process          Rate         `json:"process_rate"`
	CaseCoverage     Rate         `json:"case_coverage"`
	Blocked          Freed        `json:"blocked"`            // each process once
	LawChangeUnknown int64        `json:"law_change_unknown"` // in scope, not done, and nobody knows whether a law must change
	Laws             []LawRank    `json:"laws"`
	Unresolved       []Unresolved `json:"unresolved"`
}

// Freed counts processes that a change would free.
type Freed struct {
	Processes   int64 `json:"processes"`
	Cases       int64 `json:"cases"`   // a year, of those whose volume is known
	Unknown     int64 `json:"unknown"` // processes whose volume is not known
	Inexact     int64 `json:"inexact"` // processes whose known volume is not exact
	Priority    int64 `json:"priority"`
	Undecidable int64 `json:"undecidable"` // of which nobody can tell whether they are priority processes
}

// LawRank is one law, article or ministry. Processes that wait for others as well are in All
// alone: the rates after are those with the others digitized.
type LawRank struct {
	Law        string   `json:"law"`      // empty by ministry
	Article    string   `json:"article"`  // empty but by article, and for a law as a whole
	Ministry   string   `json:"ministry"` // empty but by ministry
	Kind       law.Kind `json:"kind"`     // empty by ministry
	Ministries []string `json:"ministries"`
	Freed
	All               Freed `json:"all"`
	ProcessAfter      Rate  `json:"process_rate_after"`
	CaseCoverageAfter Rate  `json:"case_coverage_after"`
}

// Unresolved is a text of which nobody can tell which law it names.
type Unresolved struct {
	Text      string `json:"text"` // empty: none is written
	Processes int64  `json:"processes"`
}

// LawsOf ranks laws, articles or ministries by the processes that a change would free.
func LawsOf(by law.By, in LawsInput) Laws {
	sum := sumOf(in.Standing.Tallies)
	ranking := law.Rank(by, in.Blocked, in.Names)
	l := Laws{AsOf: in.Standing.AsOf.In(registry.Tokyo), RuleVersion: RuleVersion, Bureau: in.Bureau, Group: in.Group, By: by,
		Threshold: in.Standing.Threshold.Volume, Process: sum.process(), CaseCoverage: sum.cases(), Blocked: freed(ranking.All),
		Laws: make([]LawRank, len(ranking.Ranked)), Unresolved: make([]Unresolved, len(ranking.Unresolved))}
	for _, t := range in.Standing.Tallies {
		if t.Counts() && t.Status != registry.Done && t.LawChange == registry.LawChangeUnknown {
			l.LawChangeUnknown += t.Processes
		}
	}
	for i, r := range ranking.Ranked {
		alone := r.Alone
		l.Laws[i] = LawRank{Law: r.Law, Article: r.Article, Ministry: r.Ministry, Kind: r.Kind,
			Ministries: append([]string{}, r.Ministries...),
			Freed:      freed(alone), All: freed(r.All),
			ProcessAfter:      rateOf(l.Process.Numerator+alone.Processes, l.Process.Denominator, 0),
			CaseCoverageAfter: rateOf(l.CaseCoverage.Numerator+alone.Cases, l.CaseCoverage.Denominator, l.CaseCoverage.Unknown)}
	}
	for i, u := range ranking.Unresolved {
		l.Unresolved[i] = Unresolved(u)
	}
	return l
}

func freed(c law.Count) Freed { return Freed(c) }
