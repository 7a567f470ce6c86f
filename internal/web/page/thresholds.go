package page

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// thresholdsBody is the page of the thresholds of priority processes.
type thresholdsBody struct {
	Current []registry.ThresholdVersion
	Past    []registry.ThresholdVersion // what was replaced or withdrawn
	Form    thresholdForm
	Problem string
	Field   string
}

// thresholdForm is what was entered, as it was entered.
type thresholdForm struct{ EffectiveFrom, Volume, Reason string }

func (s *Handlers) thresholdsPage(c echo.Context) error {
	return s.showThresholds(c, http.StatusOK, thresholdsBody{})
}

func (s *Handlers) showThresholds(c echo.Context, status int, b thresholdsBody) error {
	all, err := s.Store.Thresholds(c.Request().Context())
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Set.EndedAt.IsZero() {
			b.Current = append(b.Current, t)
		} else {
			b.Past = append(b.Past, t)
		}
	}
	return s.pages.thresholds.render(s, c, status, page{Title: "重点手続の基準"}, b)
}

func (s *Handlers) setThreshold(c echo.Context) error {
	form := c.Request().PostForm
	given := thresholdForm{form.Get("effective_from"), form.Get("volume"), form.Get("reason")}
	// What is no day and no number is zero, and the store says so.
	day, _ := time.ParseInLocation(time.DateOnly, given.EffectiveFrom, registry.Tokyo)
	volume, _ := strconv.ParseInt(strings.ReplaceAll(strings.TrimSpace(given.Volume), ",", ""), 10, 64)
	err := s.Store.SetThreshold(c.Request().Context(), request.ScopeOf(c),
		registry.Threshold{EffectiveFrom: day, Volume: volume, Reason: given.Reason})
	return s.thresholdDone(c, err, given, registry.DayText(day)+"からの基準を、年間 "+registry.Thousands(volume)+" 件以上にしました。")
}

func (s *Handlers) withdrawThreshold(c echo.Context) error {
	form := c.Request().PostForm
	day, _ := time.ParseInLocation(time.DateOnly, form.Get("effective_from"), registry.Tokyo)
	err := s.Store.WithdrawThreshold(c.Request().Context(), request.ScopeOf(c), day, form.Get("reason"))
	return s.thresholdDone(c, err, thresholdForm{}, registry.DayText(day)+"からの基準を取りやめました。")
}

func (s *Handlers) thresholdDone(c echo.Context, err error, given thresholdForm, notice string) error {
	if request.Mendable(err) {
		return s.showThresholds(c, http.StatusUnprocessableEntity,
			thresholdsBody{Form: given, Problem: registry.MessageOf(err), Field: request.FieldOf(err)})
	}
	if err != nil {
		return err
	}
	return s.Done(c, "/admin/thresholds", notice)
}
