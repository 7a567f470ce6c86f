package page

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

const targetsPath = "/admin/targets"

func (s *Handlers) targetsPage(c echo.Context) error {
	entered := url.Values{}
	if group := c.QueryParam("group"); group != "" {
		entered.Set("scope", groupScope+group)
	}
	b, err := s.targetsBody(c, 0, entered)
	if err != nil {
		return err
	}
	return s.showSetting(c, b)
}

func (s *Handlers) targetPage(c echo.Context) error {
	number, err := request.PathID(c)
	if err != nil {
		return err
	}
	all, err := s.Store.Targets(c.Request().Context())
	if err != nil {
		return err
	}
	for _, t := range all {
		if int64(t.Number) == number && t.Set.EndedAt.IsZero() {
			b, err := s.targetsBody(c, t.Number, targetValues(t.Target))
			if err != nil {
				return err
			}
			return s.showSetting(c, b)
		}
	}
	return registry.Errorf(registry.NotFound, "page.targetPage", "この目標はありません。一覧から選び直してください。")
}

// targetValues are a target's fields as they stand. The reason is given anew with each change.
func targetValues(t registry.Target) url.Values {
	v := url.Values{"name": {t.Name}, "from": {registry.DateOf(t.From)}, "to": {registry.DateOf(t.To)}, "scope": {scopeValue(t)}}
	if t.Rate > 0 {
		v.Set("percent", strconv.FormatFloat(float64(t.Rate)*100/registry.RateUnit, 'f', -1, 64))
	}
	if t.Count > 0 {
		v.Set("count", strconv.FormatInt(t.Count, 10))
	}
	return v
}

// targetsBody is the page of all targets, or of one to be changed, with what was entered.
func (s *Handlers) targetsBody(c echo.Context, number int, entered url.Values) (settingBody, error) {
	b := settingBody{Tabs: adminTabs(request.ScopeOf(c), targetsPath), Title: "目標",
		Lead: "期間の最後の日までに、どれだけの手続を実施済にするかです。期間が重なる目標をいくつでも定められます。" +
			"変えても、それより前の時点の数値は変わりません。",
		Form: &settingForm{Title: "目標を加える", Action: targetsPath, Button: "保存する"}}
	groups, err := s.Store.Groups(c.Request().Context())
	if err != nil {
		return b, err
	}
	b.Form.Fields = targetFields(entered, groups)
	if number != 0 {
		b.Back = backLink{"目標の一覧へ戻る", targetsPath}
		b.Form.Title, b.Form.Action = "「"+entered.Get("name")+"」を変える", fmt.Sprintf("%s/%d", targetsPath, number)
		return b, nil
	}
	all, err := s.Store.Targets(c.Request().Context())
	if err != nil {
		return b, err
	}
	b.List, err = newSettingList(targetListOf(groups), c, all)
	return b, err
}

func targetFields(entered url.Values, groups []registry.GroupVersion) []formField {
	return []formField{
		{Name: "name", Label: "名前", Value: entered.Get("name"), Kind: textField, Max: 100, Example: "３年間で70％"},
		{Name: "from", Label: "期間の最初の日", Value: entered.Get("from"), Kind: dayInput},
		{Name: "to", Label: "期間の最後の日", Value: entered.Get("to"), Kind: dayInput},
		{Name: "percent", About: "rate", Label: "割合（％。手続数の目標なら空欄）", Value: entered.Get("percent"), Kind: percentField,
			Example: "70", Optional: true},
		{Name: "count", Label: "手続数（割合の目標なら空欄）", Value: entered.Get("count"), Kind: numberField,
			Example: "18000", Optional: true},
		{Name: "scope", Label: "数える手続",
			Options: scopeOptions(entered.Get("scope"), groups)},
		reasonField(entered.Get("reason")),
	}
}

// targetList is the list of all targets, as its files have it.
func (s *Handlers) targetList(c echo.Context) (shownList[registry.TargetVersion], error) {
	all, err := s.Store.Targets(c.Request().Context())
	if err != nil {
		return shownList[registry.TargetVersion]{}, err
	}
	groups, err := s.Store.Groups(c.Request().Context())
	if err != nil {
		return shownList[registry.TargetVersion]{}, err
	}
	return targetListOf(groups).show(c, all)
}

func targetListOf(groups []registry.GroupVersion) list[registry.TargetVersion] {
	set := func(t registry.TargetVersion) registry.SetBy { return t.Set }
	one := func(t registry.TargetVersion) string { return fmt.Sprintf("%s/%d", targetsPath, t.Number) }
	return list[registry.TargetVersion]{
		Name: "目標", Path: targetsPath, Unit: "件の目標", Own: []string{"group"},
		Filters: []listFilter[registry.TargetVersion]{
			{Name: "q", Label: "名前・理由・決めた人", Example: "都の裁量分",
				Keep: func(t registry.TargetVersion, v string) bool {
					return contains(v, t.Name, t.Reason, t.Set.By, t.Set.Why)
				}},
			versionFilter(set),
		},
		Columns: append([]listColumn[registry.TargetVersion]{
			{Key: "name", Label: "名前", Value: func(t registry.TargetVersion) any { return t.Name },
				Href: func(t registry.TargetVersion) string {
					if t.Set.EndedAt.IsZero() {
						return one(t)
					}
					return ""
				}},
			{Key: "from", Label: "最初の日", Value: func(t registry.TargetVersion) any { return report.Day(t.From) }},
			{Key: "to", Label: "最後の日", Value: func(t registry.TargetVersion) any { return report.Day(t.To) }},
			{Key: "rate", Label: "割合", Number: true,
				Value: func(t registry.TargetVersion) any {
					if t.Rate == 0 {
						return nil
					}
					return progress.NewRate(t.Rate, registry.RateUnit)
				}},
			{Key: "count", Label: "手続数", Number: true, Value: func(t registry.TargetVersion) any {
				if t.Count == 0 {
					return nil
				}
				return t.Count
			}},
			{Key: "scope", Label: "数える手続", Value: func(t registry.TargetVersion) any { return scopeText(t.Target, groups) }},
			{Label: "理由", Value: func(t registry.TargetVersion) any { return t.Reason }},
		}, versionColumns(set, func(t registry.TargetVersion) *askReason {
			return &askReason{Action: one(t) + "/withdraw", Button: "取りやめる"}
		})...),
	}
}

func (s *Handlers) saveTarget(c echo.Context) error {
	form, number := c.Request().PostForm, 0
	if c.Param("id") != "" {
		id, err := request.PathID(c)
		if err != nil {
			return err
		}
		number = int(id)
	}
	t, err := targetOf(form)
	if err == nil {
		t.Number = number
		_, err = s.Store.SetTarget(c.Request().Context(), request.ScopeOf(c), t)
	}
	return s.targetDone(c, err, number, form, "目標「"+t.Name+"」を定めました。")
}

// targetOf is the target that was entered.
func targetOf(form url.Values) (registry.Target, error) {
	const op = "page.saveTarget"
	t := registry.Target{Name: strings.TrimSpace(form.Get("name")), Reason: form.Get("reason")}
	t.Scope, t.Group = scopeGiven(form.Get("scope"))
	err := readDays(op, form, dayOf{"from", "期間の最初の日", &t.From}, dayOf{"to", "期間の最後の日", &t.To})
	if percent := form.Get("percent"); err == nil && strings.TrimSpace(percent) != "" {
		t.Rate, err = registry.ParsePercent(op, "rate", "割合", "70", percent)
	}
	if count := form.Get("count"); err == nil && strings.TrimSpace(count) != "" {
		t.Count, err = registry.ParseWhole(op, "count", "手続数", "18000", count)
	}
	return t, err
}

func (s *Handlers) withdrawTarget(c echo.Context) error {
	number, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawTarget(c.Request().Context(), request.ScopeOf(c), int(number), c.Request().PostForm.Get("reason"))
	return s.targetDone(c, err, 0, url.Values{}, "目標を取りやめました。")
}

func (s *Handlers) targetDone(c echo.Context, err error, number int, entered url.Values, notice string) error {
	if !request.Mendable(err) {
		return s.settingDone(c, err, targetsPath, notice)
	}
	b, failed := s.targetsBody(c, number, entered)
	if failed != nil {
		return failed
	}
	return s.refuseSetting(c, b, err)
}

// groupScope begins the choice of a group as what a target counts; its number follows.
const groupScope = "group:"

// scopeValue is what a target counts, as its field has it.
func scopeValue(t registry.Target) string {
	if t.Scope == registry.TargetGroup {
		return groupScope + strconv.Itoa(t.Group)
	}
	return string(t.Scope)
}

// scopeGiven reads that field.
func scopeGiven(value string) (registry.TargetScope, int) {
	if number, ok := strings.CutPrefix(value, groupScope); ok {
		n, _ := strconv.Atoi(number) // a group that is not there is refused
		return registry.TargetGroup, n
	}
	return registry.TargetScope(value), 0
}

// scopeOptions are what a target can count: some of all processes, or a group.
func scopeOptions(value string, groups []registry.GroupVersion) (options []option) {
	for _, scope := range registry.TargetScopes {
		if scope != registry.TargetGroup {
			options = append(options, option{Value: string(scope), Label: scope.Label(), Chosen: value == string(scope)})
		}
	}
	for _, g := range groups {
		if of := groupScope + strconv.Itoa(g.Number); g.Current() {
			options = append(options, option{Value: of, Label: "手続群「" + g.Name + "」", Chosen: value == of})
		}
	}
	return options
}

// scopeText is what a target counts, for people. The versions of groups come the current ones first.
func scopeText(t registry.Target, groups []registry.GroupVersion) string {
	for _, g := range groups {
		if t.Scope == registry.TargetGroup && g.Number == t.Group {
			return "手続群「" + g.Name + "」"
		}
	}
	return t.Scope.Label()
}
