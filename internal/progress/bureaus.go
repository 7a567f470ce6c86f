package progress

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"tetsuzuki/internal/registry"
)

// BureauState says in one letter how a bureau stands against the targets in force. The letters
// are in the order from good to bad.
type BureauState string

// The states.
const (
	StateReached BureauState = "A"
	StateOnTrack BureauState = "B"
	StateBehind  BureauState = "C"
	StateUrgent  BureauState = "D"
	StateNone    BureauState = "none"
)

// BureauStates lists them in the order of pages.
var BureauStates = []BureauState{StateReached, StateOnTrack, StateBehind, StateUrgent, StateNone}

// Label is the letter with its word.
func (s BureauState) Label() string {
	return map[BureauState]string{StateReached: "A 達成", StateOnTrack: "B 順調", StateBehind: "C 遅れ", StateUrgent: "D 要対応",
		StateNone: "― 判定なし"}[s]
}

// Rule says which bureaus have the state.
func (s BureauState) Rule() string {
	return map[BureauState]string{
		StateReached: "期間中の目標すべてに届いている",
		StateOnTrack: "この1年と同じ増え方を続ければ、期間中の目標すべてに届く",
		StateBehind:  "この1年と同じ増え方では届かない目標があるが、どの目標にも必要な増え方の半分以上は進んでいる",
		StateUrgent:  "必要な増え方の半分に満たない目標がある、または調査回の締切を過ぎても提出していない",
		StateNone:    "期間中の目標がない、目標が数える手続がない、または1年前に登録がなく、増え方が分からない",
	}[s]
}

// BureausInput is what the table of bureaus is computed from.
type BureausInput struct {
	Now    registry.Standing
	Before time.Time        // a year before it
	Was    []registry.Tally // as of Before, each of the bureau that has the processes now
	Board  registry.Board   // of the last round that had begun; no ID: there was none
}

// BureauTable is how the bureaus stand against the targets in force, as of a moment.
type BureauTable struct {
	AsOf        time.Time        `json:"as_of"`
	Before      time.Time        `json:"before"` // since when the increase of the year is counted
	RuleVersion string           `json:"rule_version"`
	Round       *RoundOfTable    `json:"round"`  // null: none had begun
	States      []StateRule      `json:"states"` // with their rules, and how many bureaus have each
	All         BureauStanding   `json:"all"`
	Bureaus     []BureauStanding `json:"bureaus"`
}

// RoundOfTable is the round of which the table tells who has handed in.
type RoundOfTable struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	Deadline string `json:"deadline"`
	Over     bool   `json:"over"` // the deadline has passed
}

// StateRule is a state with its rule.
type StateRule struct {
	State   BureauState `json:"state"`
	Label   string      `json:"label"`
	Rule    string      `json:"rule"`
	Bureaus int         `json:"bureaus"`
}

// BureauStanding is one bureau, or all of them.
type BureauStanding struct {
	Code       string                 `json:"code"`   // empty: all
	Bureau     string                 `json:"bureau"` // empty: all
	State      BureauState            `json:"state"`
	Label      string                 `json:"label"`
	Why        []string               `json:"why"` // what made the state
	Processes  int64                  `json:"processes"`
	InScope    int64                  `json:"in_scope"`
	Done       int64                  `json:"done"`
	Partial    int64                  `json:"partial"`
	Process    Rate                   `json:"process"`     // as in [Rates]
	YearBefore int64                  `json:"year_before"` // done in scope a year before
	Increase   int64                  `json:"increase"`    // of those done, since then
	Targets    []BureauTarget         `json:"targets"`     // in force, the latest first
	Submission registry.BoardStanding `json:"submission"`  // of all and without a round: empty
	Overdue    bool                   `json:"overdue"`     // asked, the deadline has passed, and nothing handed in stands
}

// BureauTarget is how far a bureau is from a target in force, as if it were the bureau's own.
type BureauTarget struct {
	Target
	Percent    string      `json:"percent"`     // of those that it counts, for display
	GapPoints  string      `json:"gap_points"`  // what is missing to the rate, rounded up; empty: it counts nothing
	Increase   int64       `json:"increase"`    // of those done, since a year before
	PerQuarter int64       `json:"per_quarter"` // what is to come in each quarter that is left, rounded up
	State      BureauState `json:"state"`
	known      bool        // something that it counts was there a year before
}

// BureausOf computes the table.
func BureausOf(in BureausInput) BureauTable {
	t := BureauTable{AsOf: in.Now.AsOf.In(registry.Tokyo), Before: in.Before.In(registry.Tokyo), RuleVersion: RuleVersion,
		Bureaus: make([]BureauStanding, 0, len(in.Now.Bureaus))}
	submitted := map[int]registry.BoardRow{}
	if r := in.Board.Round; r.ID != 0 {
		t.Round = &RoundOfTable{r.ID, r.Name, r.Deadline.Format(time.DateOnly), in.Board.DaysLeft <= 0}
		for _, row := range in.Board.Rows {
			submitted[row.BureauID] = row
		}
	}
	t.All = standingOf(in, in.Now.Tallies, in.Was)
	counts := map[BureauState]int{}
	all := in.Now.Targets
	in.Now.Targets = make([]registry.Target, len(all))
	for i, target := range all {
		in.Now.Targets[i] = asShare(target, sumOf(in.Now.Tallies))
	}
	for _, bureau := range in.Now.Bureaus {
		b := standingOf(in, TalliesOf(in.Now.Tallies, bureau.ID), TalliesOf(in.Was, bureau.ID))
		b.Code, b.Bureau = bureau.Code, bureau.Name
		if row, ok := submitted[bureau.ID]; ok {
			b.hasSubmitted(row)
		}
		counts[b.State]++
		t.Bureaus = append(t.Bureaus, b)
	}
	for _, s := range BureauStates {
		t.States = append(t.States, StateRule{s, s.Label(), s.Rule(), counts[s]})
	}
	return t
}

// asShare is a target that is a number as the rate that this is of all, so that each bureau can be
// measured by it; another target as it is.
func asShare(t registry.Target, all sum) registry.Target {
	of := targetOf(t, all).Of
	if t.Count == 0 || of == 0 {
		return t
	}
	t.Rate, t.Count = min((t.Count*registry.RateUnit+of-1)/of, registry.RateUnit), 0
	return t
}

func standingOf(in BureausInput, now, before []registry.Tally) BureauStanding {
	is, was := sumOf(now), sumOf(before)
	b := BureauStanding{Processes: is.processes, InScope: is.inScope, Done: is.done, Partial: is.partial, Process: is.process(),
		YearBefore: was.done, Increase: is.done - was.done, Targets: []BureauTarget{}, Why: []string{}}
	for _, target := range in.Now.Targets {
		if target.To.Before(registry.DayOf(in.Now.AsOf)) {
			continue
		}
		t := bureauTarget(target, is, was, in.Now.AsOf)
		b.Targets = append(b.Targets, t)
		if t.Of > 0 {
			b.worse(t.State, t.why())
		}
	}
	b.settle()
	return b
}

func bureauTarget(target registry.Target, is, was sum, at time.Time) BureauTarget {
	line, before := lineOf(target, is, at), targetOf(target, was)
	t := BureauTarget{Target: line.Target, Percent: Percent(line.Done, line.Of), Increase: line.Done - before.Done, State: StateNone,
		known: before.Of > 0}
	if line.Of == 0 {
		return t
	}
	t.GapPoints = pointsMissing(line.Gap, line.Of)
	if line.PerQuarter != nil {
		t.PerQuarter = *line.PerQuarter
	}
	switch goes := t.Increase * quartersLeft(target, at); {
	case line.Gap == 0:
		t.State = StateReached
	case !t.known:
	case goes >= 4*line.Gap:
		t.State = StateOnTrack
	case 2*goes >= 4*line.Gap:
		t.State = StateBehind
	default:
		t.State = StateUrgent
	}
	return t
}

// pointsMissing is n ÷ of in points with one decimal, rounded up: what is missing is never told
// as nothing.
func pointsMissing(n, of int64) string {
	tenths := (1000*n + of - 1) / of
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

// why says what the state was made of.
func (t BureauTarget) why() string {
	switch {
	case t.Gap == 0:
		return fmt.Sprintf("目標「%s」に届いています。", t.Name)
	case !t.known:
		return fmt.Sprintf("目標「%s」まであと %s 手続（%s ポイント）。1年前に登録がなく、増え方が分かりません。", t.Name,
			registry.Thousands(t.Gap), t.GapPoints)
	}
	return fmt.Sprintf("目標「%s」まであと %s 手続（%s ポイント）。四半期ごとに %s 手続が必要で、この1年では四半期あたり %s 手続でした。", t.Name,
		registry.Thousands(t.Gap), t.GapPoints, registry.Thousands(t.PerQuarter), quarterOf(t.Increase))
}

// quarterOf is a quarter of what came in a year, with one decimal.
func quarterOf(year int64) string {
	sign := ""
	if year < 0 {
		sign, year = "−", -year
	}
	return fmt.Sprintf("%s%s.%d", sign, registry.Thousands(year/4), year%4*10/4)
}

// severity is the states from good to bad. What cannot be told outweighs what goes well.
var severity = []BureauState{"", StateReached, StateOnTrack, StateNone, StateBehind, StateUrgent}

// worse takes a state that is worse than the one so far, and what made it.
func (b *BureauStanding) worse(s BureauState, why string) {
	if slices.Index(severity, s) > slices.Index(severity, b.State) {
		b.State = s
	}
	b.Why = append(b.Why, why)
}

// settle names the state; where nothing could be told there is none.
func (b *BureauStanding) settle() {
	b.State = cmp.Or(b.State, StateNone)
	b.Label = b.State.Label()
}

// hasSubmitted tells what the bureau handed in for the round.
func (b *BureauStanding) hasSubmitted(row registry.BoardRow) {
	b.Submission = row.Standing
	if b.Overdue = row.DaysLate > 0; b.Overdue {
		b.worse(StateUrgent, fmt.Sprintf("調査回の締切を %d日過ぎても提出していません。", row.DaysLate))
		b.settle()
	}
}
