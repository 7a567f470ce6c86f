package page

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// settingsBody is the page of thresholds, targets and bureaus.
type settingsBody struct {
	Thresholds []registry.ThresholdVersion
	Targets    []targetRow
	Bureaus    []bureauRow
	Tabs       []tab
	Mailing    bool // mails are sent
	Mails      registry.MailCounts
	Editing    registry.EditApproval
	Problem    string // with the setting that was entered
}

type targetRow struct {
	registry.TargetVersion
	Percent string
}

type bureauRow struct {
	registry.Bureau
	Now        bool
	Successors []string
}

// LastDay is the last day of the bureau.
func (b bureauRow) LastDay() time.Time { return b.ValidTo.AddDate(0, 0, -1) }

func (s *Handlers) settings(c echo.Context) error { return s.showSettings(c, http.StatusOK, nil) }

// showSettings shows the page with what was wrong with what was entered.
func (s *Handlers) showSettings(c echo.Context, status int, problem error) error {
	ctx := c.Request().Context()
	b := settingsBody{Problem: messageOf(problem), Tabs: adminTabs(request.ScopeOf(c), adminPath), Mailing: s.Mailing}
	var err error
	if b.Editing, err = s.Store.EditApproval(ctx); err != nil {
		return err
	}
	if b.Mails, err = s.Store.MailCounts(ctx, request.ScopeOf(c)); err != nil {
		return err
	}
	if b.Thresholds, err = s.Store.Thresholds(ctx); err != nil {
		return err
	}
	targets, err := s.Store.Targets(ctx)
	if err != nil {
		return err
	}
	for _, t := range targets {
		b.Targets = append(b.Targets, targetRow{t, progress.Percent(t.Rate, registry.RateUnit)})
	}
	bureaus, err := s.Store.Bureaus(ctx)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	for _, o := range bureaus {
		if o.Withdrawn() {
			continue
		}
		row := bureauRow{Bureau: o, Now: o.On(s.Now())}
		for _, id := range o.Successors {
			row.Successors = append(row.Successors, names[id].Name)
		}
		b.Bureaus = append(b.Bureaus, row)
	}
	return s.pages.settings.render(s, c, status, page{Title: "管理"}, b)
}
