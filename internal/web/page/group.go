package page

import (
	"fmt"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// groupBody is the page of one group.
type groupBody struct {
	Group       registry.GroupVersion
	Back        backLink
	When        asOfForm
	AsOf        time.Time
	RuleVersion string
	List        string // its processes in the catalogue
	Condition   string // the filter for people; empty: a list
	Links       []tab
	Rates       []rateCard
	Goals       []goal
	Parts       []groupPart
	Years       []groupYear
	Versions    []registry.GroupVersion
	Edit        string // where it is changed; empty: not by this account
	Withdraw    *askReason
	Targets     string // where a target for it is set; empty: not by this account
	CSV, XLSX   string // its processes as a file
}

// groupPart is what of a group is of one authority.
type groupPart struct {
	progress.Composition
	Href, DoneHref string
}

// groupYear is a fiscal year of a group.
type groupYear struct {
	progress.YearSum
	Href string
}

func (s *Handlers) groupPage(c echo.Context) error {
	g, versions, err := s.GroupAt(c)
	if err != nil {
		return err
	}
	asOf, err := asOfOf(c.QueryParams())
	if err != nil {
		return err
	}
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	standing, err := s.Store.GroupStanding(ctx, scope, asOf, g.Number)
	if err != nil {
		return err
	}
	years, err := s.Store.GroupYears(ctx, scope, asOf, g.Number)
	if err != nil {
		return err
	}
	f := progress.Of(standing)
	all := store.ProcessFilter{AsOf: asOf, Group: g.Name}
	counts := all
	counts.Scope = store.ScopeCounted
	b := groupBody{Group: g, Back: backLink{"手続群の一覧へ戻る", groupsPath}, When: s.asOfForm(groupPath(g.Number), asOf), AsOf: f.AsOf,
		RuleVersion: f.RuleVersion, List: listing(all), Rates: rateCards(f, counts),
		Goals: goalsOf(f, standing, counts), Links: groupLinks(g.Name, asOf)}
	for _, p := range progress.CompositionOf(standing) {
		b.Parts = append(b.Parts, groupPart{p, authorityList(all, p.Authority), authorityList(done(counts), p.Authority)})
	}
	for _, y := range progress.YearsOf(years) {
		b.Years = append(b.Years, groupYear{y, yearList(counts, y)})
	}
	for _, v := range versions {
		if !v.Current() {
			b.Versions = append(b.Versions, v)
		}
	}
	if g.Filter != "" {
		if b.Condition, err = s.conditionText(c, g.Filter); err != nil {
			return err
		}
	}
	if scope.AllBureaus() && scope.May(registry.MakePlans) && asOf.IsZero() {
		b.Links = append(b.Links, tab{Label: "計画を作る", Href: withQuery(newPlanPath, url.Values{"group": {g.Name}})})
	}
	if scope.May(registry.Propose) {
		b.Edit, b.Withdraw = groupPath(g.Number)+"/edit", &askReason{Action: groupPath(g.Number) + "/withdraw", Button: "取りやめる"}
	}
	if scope.May(registry.Configure) {
		b.Targets = targetsPath + "?group=" + fmt.Sprint(g.Number)
	}
	if scope.May(registry.Export) {
		b.CSV, b.XLSX = withQuery("/processes.csv", all.Values()), withQuery("/processes.xlsx", all.Values())
	}
	return s.pages.group.render(s, c, 200, page{Title: g.Name + "｜手続群"}, b)
}

// groupLinks lead to the other figures of a group.
func groupLinks(name string, asOf time.Time) []tab {
	at, until := url.Values{"group": {name}}, url.Values{"group": {name}}
	if !asOf.IsZero() {
		at.Set("as_of", registry.FormatMoment(asOf))
		until.Set("to", registry.FormatMoment(asOf))
	}
	return []tab{
		{Label: "手続の一覧", Href: withQuery("/processes", at)},
		{Label: "推移", Href: withQuery(curvePath, until)},
		{Label: "増減の理由", Href: withQuery(bridgePath, until)},
		{Label: "見込み", Href: withQuery(forecastPath, at)},
		{Label: "内訳", Href: withQuery(scopePath, at)},
		{Label: "国の法令", Href: withQuery(lawsPath, at)},
		{Label: "重点手続", Href: withQuery("/priorities", at)},
	}
}

// authorityList is the list of the processes of an authority among those of a filter.
func authorityList(f store.ProcessFilter, a progress.Authority) string {
	change := map[progress.Authority]registry.LawChange{progress.AuthorityOwn: registry.LawChangeNotRequired,
		progress.AuthorityNational: registry.LawChangeRequired, progress.AuthorityUnknown: registry.LawChangeUnknown}[a]
	switch {
	case change != "":
		f.Scope, f.LawChanges = store.ScopeCounted, []string{string(change)}
	case a == progress.AuthorityAside: // several lists: what is not counted
		return ""
	}
	return listing(f)
}

// yearList is the list of the processes of a year; empty where no list tells them apart.
func yearList(f store.ProcessFilter, y progress.YearSum) string {
	if y.State == progress.YearDone {
		if y.FiscalYear == nil {
			return "" // no filter asks for what is not known since when
		}
		f = done(f)
		f.DigitizedTo = time.Date(*y.FiscalYear+1, time.March, 31, 0, 0, 0, 0, registry.Tokyo)
		if !y.OrEarlier {
			f.DigitizedFrom = time.Date(*y.FiscalYear, time.April, 1, 0, 0, 0, 0, registry.Tokyo)
		}
		return listing(f)
	}
	f.Statuses = store.NotDone(f.AsOf).Statuses
	f.PlannedYears = []int{0}
	if y.FiscalYear != nil {
		f.PlannedYears = []int{*y.FiscalYear}
	}
	return listing(f)
}
