package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

// bureauTablePath is the page of how the bureaus stand against the targets in force.
const bureauTablePath = "/progress/bureaus"

// bureauTableBody is that page.
type bureauTableBody struct {
	progress.BureauTable
	Tabs   []tab
	When   asOfForm
	All    bureauStanding
	States []stateLink
	Asked  int    // how many bureaus the round asks
	Late   int    // of them, those that have not handed in though the deadline is over
	Board  string // who has handed in
	List   shownList[bureauStanding]
}

// stateLink is a state with its rule, and leads to the bureaus that have it.
type stateLink struct {
	progress.StateRule
	Tone, Href string
}

// bureauStanding is one bureau as a row.
type bureauStanding struct {
	progress.BureauStanding
	Tone                string
	Done100, Partial100 float64
	At100               []float64 // where the bar reaches the targets that count all in scope
	InScopeHref         string
	DoneHref            string
	LeftHref            string
}

// Left is how many of the processes in scope are not done.
func (b bureauStanding) Left() int64 { return b.InScope - b.Done }

var stateTones = map[progress.BureauState]string{progress.StateReached: "good", progress.StateOnTrack: "part",
	progress.StateBehind: "warn", progress.StateUrgent: "bad"}

func (s *Handlers) bureauTablePage(c echo.Context) error {
	asOf, t, err := s.bureauTableAsked(c)
	if err != nil {
		return err
	}
	b := bureauTableBody{BureauTable: t, Tabs: progressTabs(bureauTablePath, asOf), When: s.asOfForm(bureauTablePath, asOf),
		All: newBureauStanding(t.All, asOf)}
	for _, r := range t.States {
		to := asOfValues(asOf)
		if to == nil {
			to = url.Values{}
		}
		to.Set("state", string(r.State))
		b.States = append(b.States, stateLink{r, stateTones[r.State], withQuery(bureauTablePath, to) + "#bureaus"})
	}
	for _, bureau := range t.Bureaus {
		if bureau.Submission != registry.StandsNotAsked && bureau.Submission != "" {
			b.Asked++
		}
		if bureau.Overdue {
			b.Late++
		}
	}
	if t.Round != nil {
		b.Board = boardLink(t.Round.ID, boardDue, boardLate)
	}
	if b.List, err = bureauTableList(c, t, asOf); err != nil {
		return err
	}
	return s.pages.bureauTable.render(s, c, http.StatusOK, page{Title: "局の状況｜進捗"}, b)
}

func (s *Handlers) bureauTableAsked(c echo.Context) (asOf time.Time, t progress.BureauTable, err error) {
	if asOf, err = asOfOf(c.QueryParams()); err != nil {
		return asOf, t, err
	}
	t, err = s.Store.BureauTable(c.Request().Context(), request.ScopeOf(c), asOf)
	return asOf, t, err
}

// bureauTableFile is the table as its files have it.
func (s *Handlers) bureauTableFile(c echo.Context) (shownList[bureauStanding], error) {
	asOf, t, err := s.bureauTableAsked(c)
	if err != nil {
		return shownList[bureauStanding]{}, err
	}
	return bureauTableList(c, t, asOf)
}

func newBureauStanding(b progress.BureauStanding, asOf time.Time) bureauStanding {
	lists := report.BureauLists(b.Code, asOf)
	row := bureauStanding{BureauStanding: b, Tone: stateTones[b.State], Done100: share(b.Done, b.InScope),
		Partial100: share(b.Partial, b.InScope), InScopeHref: listing(lists.InScope), DoneHref: listing(lists.Done),
		LeftHref: listing(lists.Left)}
	for _, t := range b.Targets {
		if t.Scope == registry.TargetInScope && t.Of > 0 {
			row.At100 = append(row.At100, share(min(t.Goal, t.Of), t.Of))
		}
	}
	return row
}

func bureauTableList(c echo.Context, t progress.BureauTable, asOf time.Time) (shownList[bureauStanding], error) {
	rows := make([]bureauStanding, len(t.Bureaus))
	for i, b := range t.Bureaus {
		rows[i] = newBureauStanding(b, asOf)
	}
	l := bureauTableListOf(t, asOf)
	l.When = "時点：" + registry.MomentText(t.AsOf)
	return l.show(c, rows)
}

func bureauTableListOf(t progress.BureauTable, asOf time.Time) list[bureauStanding] {
	sum := func(key, label string, of func(bureauStanding) int64, href func(report.ListsOfBureau) string) listColumn[bureauStanding] {
		c := listColumn[bureauStanding]{Key: key, Label: label, Number: true, Sum: true, Value: func(b bureauStanding) any { return of(b) }}
		if href != nil {
			c.SumHref = func(_ []bureauStanding, all bool) string {
				if !all {
					return ""
				}
				return href(report.BureauLists("", asOf))
			}
		}
		return c
	}
	l := list[bureauStanding]{
		Name: "局の状況", Path: bureauTablePath, Unit: "局", Own: []string{"as_of"}, Anchor: "bureaus",
		Filters: []listFilter[bureauStanding]{
			{Name: "q", Label: "局", Example: "福祉", Keep: func(b bureauStanding, v string) bool { return contains(v, b.Bureau, b.Code) }},
			{Name: "state", Label: "状態", Options: chosen("", progress.BureauStates, progress.BureauState.Label),
				Keep: func(b bureauStanding, v string) bool { return string(b.State) == v }},
			{Name: "submission", Label: "提出", Options: standingLabels,
				Keep: func(b bureauStanding, v string) bool { return string(b.Submission) == v }},
		},
		Columns: []listColumn[bureauStanding]{
			{Key: "bureau", Label: "局", Value: func(b bureauStanding) any { return b.Bureau }},
			{Key: "state", Label: "状態", Value: func(b bureauStanding) any { return b.Label }},
			{Label: "なぜ", Value: func(b bureauStanding) any { return strings.Join(b.Why, "") }},
			sum("in_scope", "対象", func(b bureauStanding) int64 { return b.InScope },
				func(l report.ListsOfBureau) string { return listing(l.InScope) }),
			sum("done", "実施済", func(b bureauStanding) int64 { return b.Done }, func(l report.ListsOfBureau) string { return listing(l.Done) }),
			sum("left", "残り", bureauStanding.Left, func(l report.ListsOfBureau) string { return listing(l.Left) }),
			{Key: "process", Label: "デジタル化率", Number: true, Sum: true, Value: func(b bureauStanding) any { return b.Process }},
			sum("increase", "この1年の増", func(b bureauStanding) int64 { return b.Increase }, nil),
		},
	}
	for i, target := range t.All.Targets {
		of := func(value func(progress.BureauTarget) any) func(bureauStanding) any {
			return func(b bureauStanding) any {
				if b.Targets[i].Of == 0 {
					return nil
				}
				return value(b.Targets[i])
			}
		}
		l.Columns = append(l.Columns,
			listColumn[bureauStanding]{Key: fmt.Sprintf("gap%d", i+1), Label: "「" + target.Name + "」まで", Number: true,
				Value: of(func(t progress.BureauTarget) any { return t.Gap })},
			listColumn[bureauStanding]{Label: "「" + target.Name + "」まで（ポイント）", File: true, Number: true,
				Value: of(func(t progress.BureauTarget) any { return t.GapPoints })})
	}
	l.Columns = append(l.Columns, listColumn[bureauStanding]{Key: "submission", Label: "提出", Value: func(b bureauStanding) any {
		return b.Submission.Label()
	}})
	return l
}
