package page

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// snapshotBody is the page of one set of published figures, compared with the registry.
type snapshotBody struct {
	store.Snapshot
	Rates      []publishedRate
	Numbers    []publishedNumber
	Bureaus    []bureauBar
	Between    []progress.BureauBetween // of each bureau, where it is compared
	OtherRules bool                     // the compared figures are counted by other rules
	Report     string                   // the progress workbook of its moment
	Dashboard  string                   // the figures of its moment
	Seal       store.Seal               // the end of the chain, to be held
	Whole      bool                     // the scope sees every bureau: the figures are checked, and lead to lists
	Compared   bool                     // with Against
	Against    string                   // 今, or the name of other published figures
	Difference string                   // what the numbers' last column is called
	Others     []option                 // what it can be compared with besides
	Check      snapshotCheck
	CanPublish bool
	CanExport  bool
}

// snapshotCheck is the comparison of a snapshot with the figures that the registry gives today
// for its moment.
type snapshotCheck struct {
	Known       bool // it was recomputed; else other definitions hold than for this program
	Differences []progress.Difference
}

// publishedRate is one of the four rates as published, and as of now.
type publishedRate struct {
	rateCard
	Now progress.Rate
}

// publishedNumber is a number of processes as published, and in what is compared.
type publishedNumber struct {
	progress.NumberBetween
	Href string // its list as of then
}

// SHA is the hash of the record as people compare it.
func (b snapshotBody) SHA() string { return hex.EncodeToString(b.Hash) }

// StoodSHA is the hash of the change that the registry stood at.
func (b snapshotBody) StoodSHA() string { return hex.EncodeToString(b.StoodHash) }

func (s *Handlers) snapshotPage(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	b := snapshotBody{Whole: scope.AllBureaus(), CanPublish: scope.May(registry.Publish), CanExport: scope.May(registry.Export)}
	if b.Snapshot, err = s.Store.Snapshot(ctx, scope, id); err != nil {
		return err
	}
	if b.Seal, err = s.Store.Seal(ctx); err != nil {
		return err
	}
	b.Report, b.Dashboard = withQuery("/exports/progress.xlsx", asOfValues(b.AsOf)), withQuery("/", asOfValues(b.AsOf))
	var other progress.Figures
	if b.Whole {
		if b.Check.Differences, b.Check.Known, err = s.Store.CheckSnapshot(ctx, scope, b.Snapshot); err != nil {
			return err
		}
	}
	if other, err = s.compareWith(c, &b); err != nil {
		return err
	}
	b.compare(other)
	return s.pages.snapshot.render(s, c, http.StatusOK, page{Title: b.Name + "｜公表値"}, b)
}

// compareWith finds the figures that the page compares with: those of another snapshot, if the
// address names one, else the current ones, where the scope sees every bureau.
func (s *Handlers) compareWith(c echo.Context, b *snapshotBody) (progress.Figures, error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	all, err := s.Store.Snapshots(ctx, scope)
	if err != nil {
		return progress.Figures{}, err
	}
	asked, found := c.QueryParam("with"), progress.Figures{}
	for _, other := range all {
		if other.ID == b.ID {
			continue
		}
		o := option{Value: strconv.FormatInt(other.ID, 10), Label: fmt.Sprintf("%s（公表値 %d）", other.Name, other.ID)}
		if o.Chosen = o.Value == asked; o.Chosen {
			b.Compared, b.Against, b.Difference, found = true, other.Name, "差", other.Figures
		}
		b.Others = append(b.Others, o)
	}
	switch {
	case b.Compared:
		return found, nil
	case asked != "":
		return found, &registry.Error{Code: registry.Invalid, Op: "page.compareWith", Field: "with",
			Message: "比べる公表値がありません。一覧から選び直してください。"}
	case !b.Whole:
		return found, nil
	}
	b.Compared, b.Against, b.Difference = true, "今", "この時点のあとの増減"
	standing, err := s.Store.Standing(ctx, scope, time.Time{})
	if err != nil {
		return found, err
	}
	return progress.Of(standing), nil
}

// compare puts other figures beside the published ones. Accounts that do not see every
// bureau get no links to lists.
func (b *snapshotBody) compare(now progress.Figures) {
	f := b.Figures
	cards := rateCards(f, counted(b.AsOf))
	for i, rate := range []progress.Rate{now.Rates.Process, now.Rates.Cases, now.Rates.Usage, now.Rates.Discretion} {
		b.Rates = append(b.Rates, publishedRate{cards[i], rate})
	}
	doneOf := func(f store.ProcessFilter) store.ProcessFilter {
		f.Scope = store.ScopeCounted
		return done(f)
	}
	partial := counted(b.AsOf)
	partial.Statuses = []string{string(registry.Partial)}
	lists := map[string]string{
		"processes":     listing(store.ProcessFilter{AsOf: b.AsOf}),
		"in_scope":      listing(counted(b.AsOf)),
		"done":          listing(done(counted(b.AsOf))),
		"partial":       listing(partial),
		"priority":      listing(store.ListPriority.Filter(b.AsOf)),
		"priority_done": listing(doneOf(store.ListPriority.Filter(b.AsOf))),
		"undecidable":   listing(store.ListUndecidable.Filter(b.AsOf)),
	}
	between := progress.BetweenOf(f, now)
	for _, n := range between.Numbers {
		b.Numbers = append(b.Numbers, publishedNumber{n, lists[n.Number]})
	}
	if b.Compared {
		b.Between, b.OtherRules = between.Bureaus, f.RuleVersion != now.RuleVersion
	}
	b.Bureaus = bureauBars(f, bureausAsked{asOf: b.AsOf})
	if !b.Whole {
		b.withoutLists()
	}
}

// withoutLists takes the links to lists off.
func (b *snapshotBody) withoutLists() {
	for i := range b.Rates {
		b.Rates[i].OverHref, b.Rates[i].Href, b.Rates[i].UnknownHref = "", "", ""
	}
	for i := range b.Numbers {
		b.Numbers[i].Href = ""
	}
	for i := range b.Bureaus {
		b.Bureaus[i].Links = nil
	}
}
