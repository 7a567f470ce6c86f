package page

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// dashboardBody is the page of the programme's figures.
type dashboardBody struct {
	progress.Figures
	When      asOfForm
	Tabs      []tab
	Since     string // the chosen earlier day, as entered
	Organised []tab  // of a past moment: the bureaus of then, or of now
	Rates     []rateCard
	Goals     []goal
	Statuses  []statusBar
	Bureaus   shownList[bureauBar]
	Curve     *curve
	Links     map[string]string // where each figure leads
	CanSend   bool              // may upload, and so fill an empty registry
	Publish   string            // where the figures are recorded as published; empty: not by this account
}

// rateCard is one of the four rates with what it was computed from.
type rateCard struct {
	progress.Rate
	Title, What    string
	Kind           progress.RateKind
	Unit           string
	Over, Under    string // what numerator and denominator are
	OverHref, Href string // their lists
	UnknownWhat    string
	UnknownHref    string
	Main           bool
	Changes        []rateChange
}

// rateChange is how far a rate moved since an earlier moment.
type rateChange struct {
	Since  string // the moment for people
	Was    string
	Points string
	Href   string // the reasons; empty: this rate has none
}

// goal is the target as a bar.
type goal struct {
	progress.Target
	Percent        string // of the processes that it counts
	TargetPercent  string
	Done800, At800 float64 // lengths in a bar of 800
	From, To       time.Time
	Unknown        int64  // processes that it may count, and does not
	UnknownWhat    string // empty: of every process it is known
	UnknownHref    string
}

// statusBar is one status in the list of all.
type statusBar struct {
	progress.StatusSum
	Href    string
	Length  float64
	Percent string
}

func (s *Handlers) dashboard(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	asOf, err := asOfOf(c.QueryParams())
	if err != nil {
		return err
	}
	since, err := sinceOf(c.QueryParams())
	if err != nil {
		return err
	}
	standing, published, err := s.Store.StandingAndSnapshots(ctx, scope, asOf, since)
	if err != nil {
		return err
	}
	volumes, err := s.Store.VolumeCurve(ctx, scope, asOf)
	if err != nil {
		return err
	}
	by, err := organisedOf(c.QueryParams())
	if err != nil {
		return err
	}
	f, err := s.Store.FiguresBy(ctx, scope, asOf, by)
	if err != nil {
		return err
	}
	bureaus, err := showBureaus(c, f, bureausAsked{asOf, by})
	if err != nil {
		return err
	}
	b := dashboardBody{
		Figures: f, When: s.asOfForm("/", asOf),
		Rates: rateCards(f, counted(asOf)), Goals: goalsOf(f, standing, counted(asOf)), Statuses: statusBars(f, asOf), Bureaus: bureaus,
		Curve: curveOf(volumes),
		Links: map[string]string{
			"all":         listing(store.ProcessFilter{AsOf: asOf}),
			"in_scope":    listing(counted(asOf)),
			"done":        listing(done(counted(asOf))),
			"priority":    listing(store.ListPriority.Filter(asOf)),
			"undecidable": listing(store.ListUndecidable.Filter(asOf)),
		},
		Organised: organisedTabs(asOf, by), CanSend: scope.May(registry.HandIn), Tabs: progressTabs(ratesPath, asOf), Since: dayOrNone(since),
	}
	if err := s.changes(ctx, scope, &b, published, asOf, since); err != nil {
		return err
	}
	if scope.May(registry.Publish) {
		b.Publish = withQuery("/snapshots/new", asOfValues(asOf))
	}
	for _, cause := range registry.Causes {
		b.Links[string(cause)] = listing(store.ProcessFilter{AsOf: asOf, Cause: cause, Sort: "volume", Descending: true})
	}
	priorityDone := done(store.ListPriority.Filter(asOf))
	priorityDone.Scope = store.ScopeCounted
	b.Links["priority_done"] = listing(priorityDone)
	return s.pages.dashboard.render(s, c, http.StatusOK, page{Title: "進捗"}, b)
}

// organisedTabs lead to the bureaus of a past moment by the organisation of then, and of now.
func organisedTabs(asOf time.Time, by registry.Organised) []tab {
	if asOf.IsZero() {
		return nil
	}
	now := asOfValues(asOf)
	now.Set("organisation", string(registry.OrganisedNow))
	return []tab{
		{Href: withQuery("/", asOfValues(asOf)) + "#bureaus", Label: "その時点の局", Current: by != registry.OrganisedNow},
		{Href: withQuery("/", now) + "#bureaus", Label: "今の局", Current: by == registry.OrganisedNow},
	}
}

// sinceOf is the earlier moment that an address asks to compare with; zero: none.
func sinceOf(values url.Values) (time.Time, error) {
	given := values.Get("since")
	if given == "" {
		return time.Time{}, nil
	}
	day, err := registry.ParseDay("page.sinceOf", "since", "比べる日", given)
	if err != nil {
		return time.Time{}, err
	}
	return registry.EndOf(day), nil
}

// changes tells of each rate how far it moved since the last published figures, and since the
// moment that was chosen.
func (s *Handlers) changes(
	ctx context.Context,
	scope registry.Scope,
	b *dashboardBody,
	published []store.Snapshot,
	asOf, since time.Time,
) (err error) {
	if last := publishedBefore(published, b.AsOf); last != nil {
		was := last.Figures
		if !scope.AllBureaus() { // they were published of all bureaus
			if was, err = s.Store.Figures(ctx, scope, last.AsOf); err != nil {
				return err
			}
		}
		b.compare("公表値「"+last.Name+"」", was, last.AsOf, asOf)
	}
	if since.IsZero() {
		return nil
	}
	if !since.Before(b.AsOf) {
		return &registry.Error{Code: registry.Invalid, Op: "page.changes", Field: "since",
			Message: "比べる日には、表示する時点より前の日を入力してください。例：2023年4月1日"}
	}
	was, err := s.Store.Figures(ctx, scope, since)
	b.compare(registry.DayText(since), was, since, asOf)
	return err
}

func (b *dashboardBody) compare(moment string, was progress.Figures, from, to time.Time) {
	before := []progress.Rate{was.Rates.Process, was.Rates.Cases, was.Rates.Usage, was.Rates.Discretion}
	for i := range b.Rates {
		card := &b.Rates[i]
		change := rateChange{Since: moment, Was: before[i].Text(), Points: progress.Points(before[i], card.Rate)}
		if card.Kind != "" {
			change.Href = withQuery(bridgePath, request.BridgeParameters.Values(request.BridgeQuery{From: from, To: to, Rate: card.Kind}))
		}
		card.Changes = append(card.Changes, change)
	}
}

// counted is the list of the processes in the denominator of the rates.
func counted(asOf time.Time) store.ProcessFilter {
	return store.ProcessFilter{AsOf: asOf, Scope: store.ScopeCounted}
}

func done(f store.ProcessFilter) store.ProcessFilter {
	f.Statuses = []string{string(registry.Done)}
	return f
}

// lawChangeUnknown is the list of those of whom nobody says whether a law has to be changed.
func lawChangeUnknown(f store.ProcessFilter) store.ProcessFilter {
	f.LawChanges = []string{string(registry.LawChangeUnknown)}
	return f
}

// rateCards are the rates of processes, of which all are those that count.
func rateCards(f progress.Figures, all store.ProcessFilter) []rateCard {
	with := func(f store.ProcessFilter, change func(*store.ProcessFilter)) string {
		change(&f)
		return listing(f)
	}
	known := func(f *store.ProcessFilter) { f.Volume = store.Known }
	unknown := func(f *store.ProcessFilter) { f.Volume = store.Unknown }
	usage := func(f *store.ProcessFilter) { f.Usage = store.Known }
	discretion := func(f *store.ProcessFilter) { f.LawChanges = []string{string(registry.LawChangeNotRequired)} }
	return []rateCard{
		{Rate: f.Rates.Process, Kind: progress.RateProcess, Title: "デジタル化率", What: "対象の手続のうち、実施済の割合",
			Unit: "手続", Over: "実施済", Under: "対象", Main: true,
			OverHref: listing(done(all)), Href: listing(all)},
		{Rate: f.Rates.Cases, Kind: progress.RateCases, Title: "件数カバー率", What: "対象の年間件数のうち、実施済の手続の割合",
			Unit: "件", Over: "実施済", Under: "対象",
			OverHref: with(done(all), known), Href: with(all, known),
			UnknownWhat: "件数が不明の手続", UnknownHref: with(all, unknown)},
		{Rate: f.Rates.Usage, Kind: progress.RateUsage, Title: "オンライン利用率", What: "年間件数のうち、オンラインで行われた割合", Unit: "件", Over: "オンライン", Under: "全件",
			OverHref: with(all, usage), Href: with(all, usage),
			UnknownWhat: "どちらかの件数が不明の手続", UnknownHref: with(all, func(f *store.ProcessFilter) { f.Usage = store.Unknown })},
		{Rate: f.Rates.Discretion, Kind: progress.RateDiscretion, Title: "都の裁量分のデジタル化率", What: "国の法令改正が要らない手続のうち、実施済の割合",
			Unit: "手続", Over: "実施済", Under: "対象",
			OverHref: with(done(all), discretion), Href: with(all, discretion),
			UnknownWhat: "法令改正の要否が不明の手続", UnknownHref: listing(lawChangeUnknown(all))},
	}
}

// goalsOf are the targets over processes, of which all are those that count.
func goalsOf(f progress.Figures, standing registry.Standing, all store.ProcessFilter) []goal {
	goals := make([]goal, len(f.Targets))
	for i, t := range f.Targets {
		set := standing.Targets[i]
		goals[i] = goal{Target: t, Percent: progress.Percent(t.Done, t.Of),
			TargetPercent: t.Aim(), From: set.From, To: set.To,
			Done800: share(t.Done, t.Of) * 8, At800: min(t.Rate, 1) * 800}
		goals[i].Unknown, goals[i].UnknownWhat = f.TargetUnknown(t)
		switch t.Scope {
		case registry.TargetDiscretion:
			goals[i].UnknownHref = listing(lawChangeUnknown(all))
		case registry.TargetPriority:
			undecidable := store.ListUndecidable.Filter(all.AsOf)
			undecidable.Group = all.Group
			goals[i].UnknownHref = listing(undecidable)
		}
	}
	return goals
}

func statusBars(f progress.Figures, asOf time.Time) []statusBar {
	var most int64
	for _, s := range f.Statuses {
		most = max(most, s.Processes)
	}
	bars := make([]statusBar, len(f.Statuses))
	for i, sum := range f.Statuses {
		code := string(sum.Status)
		if code == "" {
			code = store.Blank
		}
		bars[i] = statusBar{StatusSum: sum, Href: listing(store.ProcessFilter{AsOf: asOf, Statuses: []string{code}}),
			Length: share(sum.Processes, most), Percent: progress.Percent(sum.Processes, f.Processes)}
	}
	return bars
}

// share is n of total as a length of up to 100.
func share(n, total int64) float64 {
	if total == 0 {
		return 0
	}
	return float64(n) * 100 / float64(total)
}
