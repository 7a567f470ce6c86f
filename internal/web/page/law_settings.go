package page

import (
	"fmt"
	"net/url"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

const lawSettingsPath = lawsPath + "/settings"

func (s *Handlers) lawSettingsPage(c echo.Context) error {
	b, err := s.lawSettingsBody(c, url.Values{"written": {c.QueryParam("written")}, "kind": {c.QueryParam("kind")}})
	if err != nil {
		return err
	}
	return s.showSetting(c, b)
}

// lawSettingsBody is the page of what people set of laws, with what was entered.
func (s *Handlers) lawSettingsBody(c echo.Context, entered url.Values) (settingBody, error) {
	scope := request.ScopeOf(c)
	b := settingBody{Back: backLink{"国の法令へ戻る", lawsPath}, Title: "法令の読み方と所管府省",
		Lead: "読み取れない書き方がどの法令か、どの府省が所管かを定めます。手続に書かれたことは変わりません。"}
	if scope.May(registry.Propose) {
		b.Form = &settingForm{Title: "定める", Action: lawSettingsPath, Button: "定める",
			Hint: "同じ書き方の定めがすでにあるときは、新しいものに代わります。前のものは、一覧に残ります。",
			Fields: []formField{
				{Name: "kind", Label: "何を定めるか", Options: chosen(registry.LawSettingKind(entered.Get("kind")), registry.LawSettingKinds,
					registry.LawSettingKind.Label)},
				{Name: "written", Label: "書かれていること（所管府省を定めるときは、法令の名前）", Value: entered.Get("written"), Kind: textField, Max: 1000,
					Example: "旅券の法律"},
				{Name: "value", Label: "どの法令か（または、所管府省）", Value: entered.Get("value"), Kind: textField, Max: 200, Example: "旅券法"},
				reasonField(entered.Get("reason")),
			}}
	}
	all, err := s.Store.LawSettings(c.Request().Context())
	if err != nil {
		return b, err
	}
	b.List, err = newSettingList(lawSettingListOf(scope), c, all)
	return b, err
}

// lawSettingList is the list of them, as its files have it.
func (s *Handlers) lawSettingList(c echo.Context) (shownList[registry.LawSettingVersion], error) {
	all, err := s.Store.LawSettings(c.Request().Context())
	if err != nil {
		return shownList[registry.LawSettingVersion]{}, err
	}
	return lawSettingListOf(request.ScopeOf(c)).show(c, all)
}

func lawSettingListOf(scope registry.Scope) list[registry.LawSettingVersion] {
	type row = registry.LawSettingVersion
	set := func(l row) registry.SetBy { return l.Set }
	withdraw := func(l row) *askReason {
		return &askReason{Action: fmt.Sprintf("%s/%d/withdraw", lawSettingsPath, l.ID), Button: "取りやめる"}
	}
	if !scope.May(registry.Propose) {
		withdraw = nil
	}
	return list[row]{
		Name: "法令の読み方と所管府省", Path: lawSettingsPath, Unit: "件", Own: []string{"written", "kind"},
		Filters: []listFilter[row]{
			{Name: "q", Label: "書き方・法令・府省", Example: "旅券法", Keep: func(l row, v string) bool { return contains(v, l.Written, l.Value, l.Set.By) }},
			versionFilter(set),
		},
		Columns: append([]listColumn[row]{
			{Key: "written", Label: "書かれていること", Value: func(l row) any { return l.Written }},
			{Key: "kind", Label: "何を定めるか", Value: func(l row) any { return l.Kind.Label() }},
			{Key: "value", Label: "法令・府省", Value: func(l row) any { return l.Value }},
			{Label: "理由", Value: func(l row) any { return l.Reason }},
		}, versionColumns(set, withdraw)...),
	}
}

func (s *Handlers) setLaw(c echo.Context) error {
	form := c.Request().PostForm
	l := registry.LawSetting{Kind: registry.LawSettingKind(form.Get("kind")), Written: form.Get("written"), Value: form.Get("value"),
		Reason: form.Get("reason")}
	err := s.Store.SetLaw(c.Request().Context(), request.ScopeOf(c), l)
	return s.lawSettingDone(c, err, form, "「"+l.Written+"」を「"+l.Value+"」としました。")
}

func (s *Handlers) withdrawLaw(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawLaw(c.Request().Context(), request.ScopeOf(c), id, c.Request().PostForm.Get("reason"))
	return s.lawSettingDone(c, err, nil, "法令の定めを取りやめました。")
}

func (s *Handlers) lawSettingDone(c echo.Context, err error, entered url.Values, notice string) error {
	if !request.Mendable(err) {
		return s.settingDone(c, err, lawSettingsPath, notice)
	}
	b, failed := s.lawSettingsBody(c, entered)
	if failed != nil {
		return failed
	}
	return s.refuseSetting(c, b, err)
}
