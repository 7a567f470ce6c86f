package page

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

const groupsPath = "/groups"

// groupRow is a group in force with its figures.
type groupRow struct {
	registry.GroupVersion
	progress.Figures
}

func groupPath(number int) string { return fmt.Sprintf("%s/%d", groupsPath, number) }

func (s *Handlers) groupsPage(c echo.Context) error {
	b, err := s.groupsBody(c, url.Values{"filter": {c.QueryParam("filter")}})
	if err != nil {
		return err
	}
	return s.showSetting(c, b)
}

// groupsBody is the page of all groups, with what was entered for a new one.
func (s *Handlers) groupsBody(c echo.Context, entered url.Values) (settingBody, error) {
	b := settingBody{Back: backLink{"進捗へ戻る", ratesPath}, Title: "手続群",
		Lead: "名前を付けた手続の集まりです。一覧と、どの数値でも、手続群だけを見られます。手続群の目標も定められます。"}
	if request.ScopeOf(c).May(registry.Propose) {
		b.Form = &settingForm{Title: "手続群を加える", Action: groupsPath, Button: "加える", Hint: groupHint, Fields: groupFields(entered)}
	}
	rows, err := s.groupRows(c)
	if err != nil {
		return b, err
	}
	b.List, err = newSettingList(groupListOf(), c, rows)
	return b, err
}

const groupHint = "手続は、手続IDの一覧か、手続一覧の条件の、どちらか一方で決めます。条件の手続群は、いま条件に合う手続です。" +
	"あとで変わらない集まりにするときは、手続IDで決めてください。"

func groupFields(entered url.Values) []formField {
	return []formField{
		{Name: "name", Label: "名前", Value: entered.Get("name"), Kind: textField, Max: 100, Example: "主要169手続"},
		{Name: "description", Label: "説明（任意）", Value: entered.Get("description"), Kind: areaField, Max: 2000, Optional: true},
		{Name: "source", Label: "出典", Value: entered.Get("source"), Kind: textField, Max: 1000, Example: "推進計画（令和3年7月）"},
		{Name: "members", Label: "手続ID（空白、改行、読点で区切る）", Value: entered.Get("members"), Kind: areaField, Optional: true,
			Example: "P-0000123 P-0000124"},
		{Name: "filter", Label: "手続一覧の条件（一覧のアドレスの「?」より後）", Value: entered.Get("filter"), Kind: textField, Max: 4000, Optional: true,
			Example: "priority=yes&law_change=not_required"},
		reasonField(entered.Get("reason")),
	}
}

// groupRows are the groups in force with their figures as of now.
func (s *Handlers) groupRows(c echo.Context) (rows []groupRow, err error) {
	ctx := c.Request().Context()
	all, err := s.Store.Groups(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.Store.ReadGroupStandings(ctx, request.ScopeOf(c), time.Time{}); err != nil {
		return nil, err
	}
	for _, g := range all {
		if !g.Current() {
			continue
		}
		standing, err := s.Store.GroupStanding(ctx, request.ScopeOf(c), time.Time{}, g.Number)
		if err != nil {
			return nil, err
		}
		rows = append(rows, groupRow{g, progress.Of(standing)})
	}
	return rows, nil
}

// groupList is the list of groups, as its files have it.
func (s *Handlers) groupList(c echo.Context) (shownList[groupRow], error) {
	rows, err := s.groupRows(c)
	if err != nil {
		return shownList[groupRow]{}, err
	}
	return groupListOf().show(c, rows)
}

func groupListOf() list[groupRow] {
	number := func(key, label string, of func(groupRow) int64) listColumn[groupRow] {
		return listColumn[groupRow]{Key: key, Label: label, Number: true, Value: func(g groupRow) any { return of(g) }}
	}
	return list[groupRow]{
		Name: "手続群", Path: groupsPath, Unit: "件の手続群", Own: []string{"filter"},
		Filters: []listFilter[groupRow]{{Name: "q", Label: "名前・説明・出典", Example: "主要169手続",
			Keep: func(g groupRow, v string) bool { return contains(v, g.Name, g.Description, g.Source) }}},
		Columns: []listColumn[groupRow]{
			{Key: "name", Label: "名前", Value: func(g groupRow) any { return g.Name }, Href: func(g groupRow) string { return groupPath(g.Number) }},
			number("processes", "手続", func(g groupRow) int64 { return g.Processes }),
			number("in_scope", "対象", func(g groupRow) int64 { return g.InScope }),
			number("done", "実施済", func(g groupRow) int64 { return g.Done }),
			{Key: "process", Label: "デジタル化率", Number: true, Value: func(g groupRow) any { return g.Rates.Process }},
			{Key: "cases", Label: "件数カバー率", Number: true, Value: func(g groupRow) any { return g.Rates.Cases }},
			number("unknown", "件数が不明", func(g groupRow) int64 { return g.Rates.Cases.Unknown }),
			{Key: "source", Label: "出典", Value: func(g groupRow) any { return g.Source }},
			{Label: "説明", File: true, Value: func(g groupRow) any { return g.Description }},
			{Label: "条件", File: true, Value: func(g groupRow) any { return g.Filter }},
			{Label: "決めた人", File: true, Value: func(g groupRow) any { return g.Set.By }},
			{Label: "決めた日時", File: true, Value: func(g groupRow) any { return g.Set.At }},
			{Label: "理由", File: true, Value: func(g groupRow) any { return g.Reason }},
		},
	}
}

// groupEditPage is the form of one group.
func (s *Handlers) groupEditPage(c echo.Context) error {
	g, _, err := s.GroupAt(c)
	if err != nil {
		return err
	}
	entered, err := s.groupValues(c, g)
	if err != nil {
		return err
	}
	return s.showSetting(c, groupEditBody(g, entered))
}

func groupEditBody(g registry.GroupVersion, entered url.Values) settingBody {
	return settingBody{Back: backLink{"手続群へ戻る", groupPath(g.Number)}, Title: g.Name,
		Lead: "変えても、前の定めは履歴に残ります。",
		Form: &settingForm{Title: "「" + g.Name + "」を変える", Action: groupPath(g.Number), Button: "保存する", Hint: groupHint,
			Fields: groupFields(entered)}}
}

// groupValues are a group's fields as they stand. The reason is given anew with each change.
func (s *Handlers) groupValues(c echo.Context, g registry.GroupVersion) (url.Values, error) {
	v := url.Values{"name": {g.Name}, "description": {g.Description}, "source": {g.Source}, "filter": {g.Filter}}
	if g.Filter != "" {
		return v, nil
	}
	ids, err := s.Store.GroupMembers(c.Request().Context(), request.ScopeOf(c), g.Number)
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	v.Set("members", strings.Join(texts, "\n"))
	return v, err
}

func (s *Handlers) addGroup(c echo.Context) error {
	form := c.Request().PostForm
	number, name, err := s.setGroup(c, 0)
	if !request.Mendable(err) {
		return s.settingDone(c, err, groupPath(number), "手続群「"+name+"」を加えました。")
	}
	b, failed := s.groupsBody(c, form)
	if failed != nil {
		return failed
	}
	return s.refuseSetting(c, b, err)
}

func (s *Handlers) changeGroup(c echo.Context) error {
	g, _, err := s.GroupAt(c)
	if err != nil {
		return err
	}
	_, name, err := s.setGroup(c, g.Number)
	if !request.Mendable(err) {
		return s.settingDone(c, err, groupPath(g.Number), "手続群「"+name+"」を変えました。")
	}
	return s.refuseSetting(c, groupEditBody(g, c.Request().PostForm), err)
}

// setGroup writes the group that was entered.
func (s *Handlers) setGroup(c echo.Context, number int) (set int, name string, err error) {
	form := c.Request().PostForm
	g := registry.Group{Number: number, Name: strings.TrimSpace(form.Get("name")), Description: form.Get("description"),
		Source: form.Get("source"), Filter: form.Get("filter"), Reason: form.Get("reason")}
	if g.Members, err = registry.ParseProcessIDs("page.setGroup", "members", written(form.Get("members"))...); err != nil {
		return 0, g.Name, err
	}
	set, err = s.Store.SetGroup(c.Request().Context(), request.ScopeOf(c), g)
	return set, g.Name, err
}

// written are the IDs that a text lists.
func written(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" 　\t\r\n,、，", r) })
}

func (s *Handlers) withdrawGroup(c echo.Context) error {
	g, _, err := s.GroupAt(c)
	if err == nil {
		err = s.Store.WithdrawGroup(c.Request().Context(), request.ScopeOf(c), g.Number, c.Request().PostForm.Get("reason"))
	}
	return s.settingDone(c, err, groupsPath, "手続群「"+g.Name+"」を取りやめました。")
}

// conditionText is a filter for people.
func (s *Handlers) conditionText(c echo.Context, filter string) (string, error) {
	values, err := url.ParseQuery(filter)
	if err != nil {
		return "", registry.Failed("page.conditionText", err)
	}
	f, err := store.ParseFilter(values)
	if err != nil {
		return "", err
	}
	known, err := s.names(c)
	return conditionsText(chips(f, known)), err
}
