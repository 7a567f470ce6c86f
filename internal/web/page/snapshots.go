package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// snapshotsBody is the page of all published figures (公表値).
type snapshotsBody struct {
	List       shownList[store.Snapshot]
	CanPublish bool
}

func (s *Handlers) snapshotsPage(c echo.Context) error {
	b := snapshotsBody{CanPublish: request.ScopeOf(c).May(registry.Publish)}
	var err error
	if b.List, err = s.snapshotList(c); err != nil {
		return err
	}
	return s.pages.snapshots.render(s, c, http.StatusOK, page{Title: "公表値"}, b)
}

// snapshotNewBody is the page that shows figures before they are recorded as published.
type snapshotNewBody struct {
	Figures progress.Figures
	Rates   []rateCard
	Moment  string // of the figures, for the form
	Day     string // of the moment, for the choice of another
	Today   string
	Seen    string // what the page shows
	Example string // of a name
	Draft   store.SnapshotDraft
	Old     *store.Snapshot // what it is to replace; nil: nothing
	Problem string
	Field   string
}

func (s *Handlers) newSnapshotPage(c echo.Context) error {
	asOf, err := asOfOf(c.QueryParams())
	if err != nil {
		return err
	}
	d := store.SnapshotDraft{AsOf: asOf}
	if given := c.QueryParam("replaces"); given != "" {
		if d.Replaces, err = strconv.ParseInt(given, 10, 64); err != nil {
			return registry.Errorf(registry.NotFound, "page.newSnapshotPage", "この番号の公表値はありません。一覧から選び直してください。")
		}
		old, err := s.Store.Snapshot(c.Request().Context(), request.ScopeOf(c), d.Replaces)
		if err != nil {
			return err
		}
		d.Name, d.Note = old.Name, old.Note
		if asOf.IsZero() {
			d.AsOf = old.AsOf
		}
	}
	return s.showNewSnapshot(c, http.StatusOK, snapshotNewBody{Draft: d})
}

// showNewSnapshot shows the figures of a fixed moment. Recording them records exactly these,
// whatever changes in the meantime.
func (s *Handlers) showNewSnapshot(c echo.Context, status int, b snapshotNewBody) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	standing, err := s.Store.Standing(ctx, scope, b.Draft.AsOf)
	if err != nil {
		return err
	}
	b.Draft.AsOf = standing.AsOf
	b.Figures = progress.Of(standing)
	b.Rates = rateCards(b.Figures, counted(b.Draft.AsOf))
	if b.Seen, err = store.SeenFigures(b.Figures); err != nil {
		return registry.Failed("page.showNewSnapshot", err)
	}
	local := b.Draft.AsOf.In(registry.Tokyo)
	b.Moment, b.Day, b.Today = local.Format(time.RFC3339Nano), local.Format(time.DateOnly), registry.DateOf(s.Now())
	b.Example = fmt.Sprintf("%s 第%d四半期", registry.EraYear(registry.FiscalYear(local)), (int(local.Month())+8)%12/3+1)
	title := "公表値を記録"
	if b.Draft.Replaces != 0 {
		old, err := s.Store.Snapshot(ctx, scope, b.Draft.Replaces)
		if err != nil {
			return err
		}
		b.Old, title = &old, "公表値を訂正"
	}
	return s.pages.newSnapshot.render(s, c, status, page{Title: title}, b)
}

func (s *Handlers) addSnapshot(c echo.Context) error {
	form := c.Request().PostForm
	d := store.SnapshotDraft{Name: form.Get("name"), Note: form.Get("note"), Reason: form.Get("reason"), Seen: form.Get("seen")}
	var err error
	if d.AsOf, err = asOfOf(url.Values{"as_of": {form.Get("as_of")}}); err != nil {
		return err
	}
	if given := form.Get("replaces"); given != "" {
		if d.Replaces, err = strconv.ParseInt(given, 10, 64); err != nil {
			return registry.Errorf(registry.Invalid, "page.addSnapshot", "訂正する公表値がありません。一覧から選び直してください。")
		}
	}
	added, err := s.Store.AddSnapshot(c.Request().Context(), request.ScopeOf(c), d)
	if request.Mendable(err) {
		return s.showNewSnapshot(
			c,
			http.StatusUnprocessableEntity,
			snapshotNewBody{Draft: d, Problem: registry.MessageOf(err), Field: request.FieldOf(err)},
		)
	}
	if err != nil {
		return err
	}
	return s.Done(c, registry.SnapshotPath(added.ID), "公表値「"+added.Name+"」を記録しました。")
}
