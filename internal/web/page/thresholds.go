package page

import (
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

func (s *Handlers) thresholdsPage(c echo.Context) error {
	b, err := s.thresholdsBody(c, nil)
	if err != nil {
		return err
	}
	return s.showSetting(c, b)
}

// thresholdsBody is the page of the thresholds of priority processes, with what was entered.
func (s *Handlers) thresholdsBody(c echo.Context, entered url.Values) (settingBody, error) {
	b := settingBody{Tabs: adminTabs(request.ScopeOf(c), thresholdsPath), Title: "重点手続の基準",
		Lead: "年間件数がこの数以上の手続を、重点手続として数えます。変えても、それより前の時点の一覧と数値は変わりません。",
		Form: &settingForm{Title: "基準を定める", Action: thresholdsPath, Button: "定める",
			Hint: "同じ日からの基準がすでにあるときは、新しいものに代わります。前のものは、一覧に残ります。",
			Fields: []formField{
				{Name: "effective_from", Label: "いつから", Value: entered.Get("effective_from"), Kind: dayInput},
				{Name: "volume", Label: "年間件数（以上）", Value: entered.Get("volume"), Kind: numberField, Example: "10000"},
				reasonField(entered.Get("reason")),
			}}}
	all, err := s.Store.Thresholds(c.Request().Context())
	if err != nil {
		return b, err
	}
	b.List, err = newSettingList(thresholdListOf(), c, all)
	return b, err
}

// thresholdList is the list of all thresholds, as its files have it.
func (s *Handlers) thresholdList(c echo.Context) (shownList[registry.ThresholdVersion], error) {
	all, err := s.Store.Thresholds(c.Request().Context())
	if err != nil {
		return shownList[registry.ThresholdVersion]{}, err
	}
	return thresholdListOf().show(c, all)
}

func thresholdListOf() list[registry.ThresholdVersion] {
	set := func(t registry.ThresholdVersion) registry.SetBy { return t.Set }
	return list[registry.ThresholdVersion]{
		Name: "重点手続の基準", Path: thresholdsPath, Unit: "件の基準",
		Filters: []listFilter[registry.ThresholdVersion]{
			{Name: "q", Label: "理由・決めた人", Example: "改定",
				Keep: func(t registry.ThresholdVersion, v string) bool { return contains(v, t.Reason, t.Set.By, t.Set.Why) }},
			versionFilter(set),
		},
		Columns: append([]listColumn[registry.ThresholdVersion]{
			{Key: "from", Label: "いつから", Value: func(t registry.ThresholdVersion) any { return report.Day(t.EffectiveFrom) }},
			{Key: "volume", Label: "年間件数（以上）", Number: true, Value: func(t registry.ThresholdVersion) any { return t.Volume }},
			{Label: "理由", Value: func(t registry.ThresholdVersion) any { return t.Reason }},
		}, versionColumns(set, func(t registry.ThresholdVersion) *askReason {
			return &askReason{thresholdsPath + "/withdraw", "effective_from", registry.DateOf(t.EffectiveFrom), "取りやめる"}
		})...),
	}
}

func (s *Handlers) setThreshold(c echo.Context) error {
	form := c.Request().PostForm
	t := registry.Threshold{Reason: form.Get("reason")}
	err := readDays("page.setThreshold", form, dayOf{"effective_from", "いつから", &t.EffectiveFrom})
	if err == nil {
		t.Volume, err = registry.ParseWhole("page.setThreshold", "volume", "年間件数", "10000", form.Get("volume"))
	}
	if err == nil {
		err = s.Store.SetThreshold(c.Request().Context(), request.ScopeOf(c), t)
	}
	return s.thresholdDone(c, err, form,
		registry.DayText(t.EffectiveFrom)+"からの基準を、年間 "+registry.Thousands(t.Volume)+" 件以上にしました。")
}

func (s *Handlers) withdrawThreshold(c echo.Context) error {
	form := c.Request().PostForm
	var day time.Time
	err := readDays("page.withdrawThreshold", form, dayOf{"effective_from", "いつから", &day})
	if err == nil {
		err = s.Store.WithdrawThreshold(c.Request().Context(), request.ScopeOf(c), day, form.Get("reason"))
	}
	return s.thresholdDone(c, err, nil, registry.DayText(day)+"からの基準を取りやめました。")
}

func (s *Handlers) thresholdDone(c echo.Context, err error, entered url.Values, notice string) error {
	if !request.Mendable(err) {
		return s.settingDone(c, err, thresholdsPath, notice)
	}
	b, failed := s.thresholdsBody(c, entered)
	if failed != nil {
		return failed
	}
	return s.refuseSetting(c, b, err)
}
