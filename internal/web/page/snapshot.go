package page

import (
	"encoding/hex"
	"net/http"
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
	Report     string     // the progress workbook of its moment
	Dashboard  string     // the figures of its moment
	Seal       store.Seal // the end of the chain, to be held
	Whole      bool       // the scope sees every bureau: there are comparisons, and lists to lead to
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

// publishedNumber is a number of processes as published, and as of now.
type publishedNumber struct {
	Label          string
	Published, Now int64
	Href           string // its list as of then
}

// Change is how much more there are now, with a sign.
func (n publishedNumber) Change() string {
	switch d := n.Now - n.Published; {
	case d > 0:
		return "＋" + registry.Thousands(d)
	case d < 0:
		return "－" + registry.Thousands(-d)
	}
	return "±0"
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
	var now progress.Figures
	if b.Whole {
		if b.Check.Differences, b.Check.Known, err = s.Store.CheckSnapshot(ctx, scope, b.Snapshot); err != nil {
			return err
		}
		if now, err = s.Store.Figures(ctx, scope, time.Time{}); err != nil {
			return err
		}
	}
	b.compare(now)
	return s.pages.snapshot.render(s, c, http.StatusOK, page{Title: b.Name + "｜公表値"}, b)
}

// compare puts the current figures beside the published ones. Accounts that do not see every
// bureau get no links to lists.
func (b *snapshotBody) compare(now progress.Figures) {
	f := b.Figures
	cards := rateCards(f, b.AsOf)
	for i, rate := range []progress.Rate{now.Rates.Process, now.Rates.Cases, now.Rates.Usage, now.Rates.Discretion} {
		b.Rates = append(b.Rates, publishedRate{cards[i], rate})
	}
	doneOf := func(f store.ProcessFilter) store.ProcessFilter {
		f.Scope = store.ScopeCounted
		return done(f)
	}
	partial := counted(b.AsOf)
	partial.Statuses = []string{string(registry.Partial)}
	b.Numbers = []publishedNumber{
		{"手続", f.Processes, now.Processes, listing(store.ProcessFilter{AsOf: b.AsOf})},
		{"対象", f.InScope, now.InScope, listing(counted(b.AsOf))},
		{"実施済", f.Done, now.Done, listing(done(counted(b.AsOf)))},
		{"一部実施済", f.Partial, now.Partial, listing(partial)},
		{"重点手続", f.Priority.Count, now.Priority.Count, listing(store.ListPriority.Filter(b.AsOf))},
		{"重点手続のうち実施済", f.Priority.Done, now.Priority.Done, listing(doneOf(store.ListPriority.Filter(b.AsOf)))},
		{"判定不能", f.Priority.Undecidable, now.Priority.Undecidable, listing(store.ListUndecidable.Filter(b.AsOf))},
	}
	b.Bureaus = bureauBars(f, b.AsOf)
}
