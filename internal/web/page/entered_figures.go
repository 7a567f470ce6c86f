package page

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

const enteredPath = "/entered-figures"

func (s *Handlers) enteredPage(c echo.Context) error {
	b, err := s.enteredBody(c, nil)
	if err != nil {
		return err
	}
	return s.showSetting(c, b)
}

// enteredBody is the page of the figures that were published before the registry began, with
// what was entered.
func (s *Handlers) enteredBody(c echo.Context, entered url.Values) (settingBody, error) {
	scope := request.ScopeOf(c)
	b := settingBody{Back: backLink{"公表値へ戻る", "/snapshots"}, Title: "登録前の公表値",
		Lead: "この登録簿に記録が始まる前に公表された数値です。入力されたまま、推移の図と出力に示します。登録内容から計算した数値とは混ぜません。"}
	if scope.May(registry.Configure) {
		b.Form = &settingForm{Title: "入力する", Action: enteredPath, Button: "入力する", Fields: enteredFields(entered)}
	}
	all, err := s.Store.EnteredFigures(c.Request().Context(), scope)
	if err != nil {
		return b, err
	}
	b.List, err = newSettingList(enteredListOf(scope), c, all)
	return b, err
}

func enteredFields(entered url.Values) []formField {
	return []formField{
		{Name: "name", Label: "名前", Value: entered.Get("name"), Kind: textField, Max: 100, Example: "令和3年度末"},
		{Name: "day", Label: "時点", Value: entered.Get("day"), Kind: dayInput},
		{Name: "rate_kind", Label: "どの率か",
			Options: chosen(progress.RateKind(entered.Get("rate_kind")), progress.RateKinds, progress.RateKind.Label)},
		{Name: "percent", About: "rate", Label: "値（％）", Value: entered.Get("percent"), Kind: percentField, Example: "21.1"},
		{Name: "numerator", Label: "分子（分かるとき）", Value: entered.Get("numerator"), Kind: numberField, Example: "7900", Optional: true},
		{Name: "denominator", Label: "分母（分かるとき）", Value: entered.Get("denominator"), Kind: numberField, Example: "28600",
			Optional: true},
		{Name: "source", Label: "出典", Value: entered.Get("source"), Kind: textField, Max: 1000},
		{Name: "reason", Label: "入力する理由", Value: entered.Get("reason"), Kind: textField, Max: 1000},
	}
}

// enteredList is the list of these figures, as its files have it.
func (s *Handlers) enteredList(c echo.Context) (shownList[registry.EnteredFigure], error) {
	scope := request.ScopeOf(c)
	all, err := s.Store.EnteredFigures(c.Request().Context(), scope)
	if err != nil {
		return shownList[registry.EnteredFigure]{}, err
	}
	return enteredListOf(scope).show(c, all)
}

func enteredListOf(scope registry.Scope) list[registry.EnteredFigure] {
	set := func(f registry.EnteredFigure) registry.SetBy { return f.Set }
	known := func(key, label string, of func(registry.EnteredFigure) *int64) listColumn[registry.EnteredFigure] {
		return listColumn[registry.EnteredFigure]{Key: key, Label: label, Number: true, Value: func(f registry.EnteredFigure) any {
			if n := of(f); n != nil {
				return *n
			}
			return nil
		}}
	}
	withdraw := func(f registry.EnteredFigure) *askReason {
		return &askReason{Action: fmt.Sprintf("%s/%d/withdraw", enteredPath, f.ID), Button: "取り消す"}
	}
	if !scope.May(registry.Configure) {
		withdraw = nil
	}
	kinds := chosen("", progress.RateKinds, progress.RateKind.Label)
	return list[registry.EnteredFigure]{
		Name: "登録前の公表値", Path: enteredPath, Unit: "件の公表値",
		Filters: []listFilter[registry.EnteredFigure]{
			{Name: "q", Label: "名前・出典・入力した人", Example: "令和3年度末",
				Keep: func(f registry.EnteredFigure, v string) bool { return contains(v, f.Name, f.Source, f.Set.By) }},
			{Name: "rate_kind", Label: "率", Options: kinds,
				Keep: func(f registry.EnteredFigure, v string) bool { return f.RateKind == v }},
			versionFilter(set),
		},
		Columns: append([]listColumn[registry.EnteredFigure]{
			{Key: "day", Label: "時点", Value: func(f registry.EnteredFigure) any { return report.Day(f.Day) }},
			{Key: "name", Label: "名前", Value: func(f registry.EnteredFigure) any { return f.Name }},
			{Key: "rate_kind", Label: "率", Value: func(f registry.EnteredFigure) any { return progress.RateKind(f.RateKind).Label() }},
			{Key: "rate", Label: "値", Number: true,
				Value: func(f registry.EnteredFigure) any { return progress.NewRate(f.Rate, registry.RateUnit) }},
			known("numerator", "分子", func(f registry.EnteredFigure) *int64 { return f.Numerator }),
			known("denominator", "分母", func(f registry.EnteredFigure) *int64 { return f.Denominator }),
			{Key: "source", Label: "出典", Value: func(f registry.EnteredFigure) any { return f.Source }},
			{Label: "理由", File: true, Value: func(f registry.EnteredFigure) any { return f.Reason }},
		}, versionColumns(set, withdraw)...),
	}
}

func (s *Handlers) enterFigure(c echo.Context) error {
	form := c.Request().PostForm
	f, err := figureOf(form)
	if err == nil {
		_, err = s.Store.EnterFigure(c.Request().Context(), request.ScopeOf(c), f)
	}
	return s.enteredDone(c, err, form, "登録前の公表値「"+f.Name+"」を入力しました。")
}

// figureOf is the figure that was entered.
func figureOf(form url.Values) (registry.EnteredFigure, error) {
	const op = "page.enterFigure"
	f := registry.EnteredFigure{Name: strings.TrimSpace(form.Get("name")), RateKind: form.Get("rate_kind"), Source: form.Get("source"),
		Reason: form.Get("reason")}
	err := readDays(op, form, dayOf{"day", "時点", &f.Day})
	if err == nil {
		f.Rate, err = registry.ParsePercent(op, "rate", "値", "21.1", form.Get("percent"))
	}
	for _, n := range []struct {
		name, label, example string
		to                   **int64
	}{{"numerator", "分子", "7900", &f.Numerator}, {"denominator", "分母", "28600", &f.Denominator}} {
		given := form.Get(n.name)
		if err != nil || strings.TrimSpace(given) == "" {
			continue
		}
		var number int64
		number, err = registry.ParseWhole(op, n.name, n.label, n.example, given)
		*n.to = &number
	}
	return f, err
}

func (s *Handlers) withdrawFigure(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawFigure(c.Request().Context(), request.ScopeOf(c), id, c.Request().PostForm.Get("reason"))
	return s.enteredDone(c, err, url.Values{}, "登録前の公表値を取り消しました。")
}

func (s *Handlers) enteredDone(c echo.Context, err error, entered url.Values, notice string) error {
	if !request.Mendable(err) {
		return s.settingDone(c, err, enteredPath, notice)
	}
	b, failed := s.enteredBody(c, entered)
	if failed != nil {
		return failed
	}
	return s.refuseSetting(c, b, err)
}
