package page

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// settingBody is the page of a setting that is kept in versions: thresholds, targets, figures
// entered.
type settingBody struct {
	Back        backLink // none: the tabs lead on
	Tabs        []tab
	Title, Lead string
	List        *settingList // nil: the page has one to be changed
	Form        *settingForm // nil: the caller may not set any
	Problem     string
}

// backLink leads to the page above.
type backLink struct{ Label, Href string }

// settingList are all versions, the current ones first.
type settingList struct {
	listHead
	Lines [][]listCell
}

// settingForm is the form for a new version, with what was entered.
type settingForm struct {
	Title, Hint, Action, Button string
	Fields                      []formField
}

func (s *Handlers) showSetting(c echo.Context, b settingBody) error {
	return s.pages.setting.render(s, c, http.StatusOK, page{Title: b.Title}, b)
}

// refuseSetting shows the page again, with what is wrong with what was entered.
func (s *Handlers) refuseSetting(c echo.Context, b settingBody, err error) error {
	b.Problem = registry.MessageOf(err)
	if b.Form != nil {
		b.Form.Fields = marked(b.Form.Fields, request.FieldOf(err), "setting-problem")
	}
	return s.pages.setting.render(s, c, http.StatusUnprocessableEntity, page{Title: b.Title}, b)
}

// newSettingList lays the versions of a setting out.
func newSettingList[T any](l list[T], c echo.Context, versions []T) (*settingList, error) {
	shown, err := l.show(c, versions)
	return &settingList{shown.listHead, l.lines(shown.Rows)}, err
}

// The filter of versions by whether they hold.
const (
	currentVersion = "current"
	pastVersion    = "past"
)

// versionFilter chooses the current or the past versions of a setting.
func versionFilter[T any](set func(T) registry.SetBy) listFilter[T] {
	return listFilter[T]{Name: "state", Label: "状態",
		Options: []option{{Value: currentVersion, Label: "今の設定"}, {Value: pastVersion, Label: "前の設定"}},
		Keep:    func(v T, value string) bool { return set(v).EndedAt.IsZero() == (value == currentVersion) }}
}

// versionColumns say who set a version, and how it ended. Its button ends it; nil: nobody may.
func versionColumns[T any](set func(T) registry.SetBy, end func(T) *askReason) []listColumn[T] {
	columns := []listColumn[T]{
		{Key: "set_by", Label: "決めた人", Value: func(v T) any { return set(v).By },
			Sub: func(v T) string { return registry.MomentText(set(v).At) }},
		{Label: "決めた日時", File: true, Value: func(v T) any { return set(v).At }},
		{Key: "state", Label: "状態", Value: func(v T) any {
			if set(v).EndedAt.IsZero() {
				return "今の設定"
			}
			return "前の設定"
		}, Sub: func(v T) string {
			if set(v).EndedAt.IsZero() {
				return ""
			}
			return registry.MomentText(set(v).EndedAt) + "まで：" + set(v).Why
		}},
		{Label: "終わった日時", File: true, Value: func(v T) any { return set(v).EndedAt }},
		{Label: "終わった理由", File: true, Value: func(v T) any { return set(v).Why }},
	}
	if end == nil {
		return columns
	}
	return append(columns, listColumn[T]{Label: "取りやめ", Page: true, Ask: func(v T) *askReason {
		if !set(v).EndedAt.IsZero() {
			return nil
		}
		return end(v)
	}})
}

// reasonField is the field of a reason, which every setting wants.
func reasonField(value string) formField {
	return formField{Name: "reason", Label: "理由", Value: value, Kind: textField, Max: 1000}
}

// settingDone leads to the versions of a setting, with what was done to them, unless it failed.
func (s *Handlers) settingDone(c echo.Context, err error, path, notice string) error {
	if err != nil {
		return err
	}
	return s.Done(c, path, notice)
}
