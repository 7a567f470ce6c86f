package page

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

const viewsPath = "/views"

// viewsBody is the page of the saved views.
type viewsBody struct {
	listHead
	Lines   [][]listCell
	Problem string
}

// viewBody is the page on which one view is renamed, shared and ended.
type viewBody struct {
	registry.SavedView
	Conditions string
	Own        bool
	MayEnd     bool
	Problem    string
	Field      string
}

// viewSaver is the form by which a list is saved as it is shown.
type viewSaver struct {
	List  registry.ListName
	Query string
	Own   []registry.SavedView // that it can take the place of
	With  string               // with whom it can be shared
	enteredView
}

// enteredView is what was entered of a view that could not be saved. The zero value is nothing.
type enteredView struct {
	View    registry.SavedView
	Problem string
	Field   string // that Problem is about
}

func enteredOf(v registry.SavedView, problem error) enteredView {
	return enteredView{v, messageOf(problem), request.FieldOf(problem)}
}

// saverOf is the form under a list that shows the parameters.
func (s *Handlers) saverOf(c echo.Context, list registry.ListName, values url.Values, entered enteredView) (viewSaver, error) {
	scope := request.ScopeOf(c)
	b := viewSaver{List: list, Query: without(values, "cursor").Encode(), With: sharedWith(scope), enteredView: entered}
	all, err := s.Store.SavedViews(c.Request().Context(), scope)
	for _, v := range all {
		if v.AccountID == scope.AccountID {
			b.Own = append(b.Own, v)
		}
	}
	return b, err
}

// sharedWith says who sees what the scope shares.
func sharedWith(scope registry.Scope) string {
	if scope.AllBureaus() {
		return "全員"
	}
	return "自分の局"
}

// openView leads to the list that a view shows.
func (s *Handlers) openView(c echo.Context) error {
	v, err := s.viewOf(c)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, v.Href())
}

func (s *Handlers) viewOf(c echo.Context) (registry.SavedView, error) {
	id, err := request.PathID(c)
	if err != nil {
		return registry.SavedView{}, err
	}
	return s.Store.SavedView(c.Request().Context(), request.ScopeOf(c), id)
}

func (s *Handlers) viewsPage(c echo.Context) error {
	shown, err := s.viewList(c)
	if err != nil {
		return err
	}
	known, err := s.names(c)
	if err != nil {
		return err
	}
	b := viewsBody{listHead: shown.listHead, Lines: viewListOf(request.ScopeOf(c), known).lines(shown.Rows)}
	return s.pages.views.render(s, c, http.StatusOK, page{Title: "保存した表示"}, b)
}

// viewList is the list of the views, as its files have it.
func (s *Handlers) viewList(c echo.Context) (shownList[registry.SavedView], error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	all, err := s.Store.SavedViews(ctx, scope)
	if err != nil {
		return shownList[registry.SavedView]{}, err
	}
	known, err := s.names(c)
	if err != nil {
		return shownList[registry.SavedView]{}, err
	}
	return viewListOf(scope, known).show(c, all)
}

func viewListOf(scope registry.Scope, known names) list[registry.SavedView] {
	own := func(v registry.SavedView) bool { return v.AccountID == scope.AccountID }
	return list[registry.SavedView]{
		Name: "保存した表示", Path: viewsPath, Unit: "件の表示",
		Filters: []listFilter[registry.SavedView]{
			{Name: "q", Label: "名前・保存した人", Example: "予定年度を過ぎた手続",
				Keep: func(v registry.SavedView, text string) bool { return contains(text, v.Name, v.SetBy) }},
			{Name: "list", Label: "一覧", Options: chosen("", registry.ListNames, registry.ListName.Label),
				Keep: func(v registry.SavedView, text string) bool { return string(v.List) == text }},
			{Name: "whose", Label: "だれの表示か", Options: []option{{Value: "own", Label: "自分の"}, {Value: "others", Label: "ほかの人の"}},
				Keep: func(v registry.SavedView, text string) bool { return own(v) == (text == "own") }},
		},
		Columns: []listColumn[registry.SavedView]{
			{Key: "name", Label: "名前", Value: func(v registry.SavedView) any { return v.Name },
				Href: registry.SavedView.Path},
			{Key: "list", Label: "一覧", Value: func(v registry.SavedView) any { return v.List.Label() }},
			{Label: "条件・並び順・列", Value: func(v registry.SavedView) any { return viewConditions(v, known) }},
			{Key: "shared", Label: "見る人", Value: func(v registry.SavedView) any { return v.Belongs() }},
			{Key: "set_by", Label: "保存した人", Value: func(v registry.SavedView) any { return v.SetBy },
				Sub: func(v registry.SavedView) string { return registry.MomentText(v.SetAt) }},
			{Label: "保存した日時", File: true, Value: func(v registry.SavedView) any { return v.SetAt }},
			{Label: "アドレス", File: true, Value: func(v registry.SavedView) any { return v.Path() }},
			{Label: "変更", Page: true, Value: func(v registry.SavedView) any {
				switch {
				case own(v):
					return "名前・共有を変える"
				case scope.May(registry.Configure):
					return "消す"
				}
				return ""
			}, Href: func(v registry.SavedView) string {
				if own(v) || scope.May(registry.Configure) {
					return v.Path() + "/edit"
				}
				return ""
			}},
		},
	}
}

// viewConditions say what a view shows, in a line.
func viewConditions(v registry.SavedView, known names) string {
	var words []string
	query, err := url.ParseQuery(v.Query)
	if err != nil {
		return v.Query // it was stored as one
	}
	for _, c := range hiddenOf(query) {
		label := conditionLabels[c.Name]
		if c.Name == "list" {
			words = append(words, listLabels[store.PriorityList(c.Value)])
			continue
		}
		words = append(words, label+"："+known.option(c.Name, c.Value))
	}
	return strings.Join(words, "、")
}

// viewOfForm is the view that was entered.
func viewOfForm(form url.Values) (registry.SavedView, error) {
	v := registry.SavedView{Name: form.Get("name"), List: registry.ListName(form.Get("list")), Query: form.Get("query"),
		Shared: form.Get("shared") != ""}
	if given := form.Get("view"); given != "" {
		var err error
		if v.ID, err = strconv.ParseInt(given, 10, 64); err != nil {
			return v, registry.Errorf(registry.Invalid, "page.viewOfForm", "上書きする表示を一覧から選んでください。")
		}
	}
	return v, nil
}

// saveView saves a list as it was shown.
func (s *Handlers) saveView(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	v, err := viewOfForm(c.Request().PostForm)
	if err != nil {
		return err
	}
	if v.ID != 0 && strings.TrimSpace(v.Name) == "" {
		old, err := s.Store.SavedView(ctx, scope, v.ID)
		switch {
		case registry.CodeOf(err) == registry.NotFound: // saving says so, and keeps what was entered
			v.Name = "（消された表示）"
		case err != nil:
			return err
		default:
			v.Name = old.Name
		}
	}
	id, err := s.Store.SaveView(ctx, scope, v)
	if field := request.FieldOf(err); request.Mendable(err) && field != "query" && field != "list" {
		return s.showUnsaved(c, v, c.Request().PostForm.Get("name"), err)
	}
	if err != nil {
		return err
	}
	return s.Done(c, fmt.Sprintf("%s/%d", viewsPath, id), "表示「"+strings.TrimSpace(v.Name)+"」を保存しました。上の「保存した表示」から開けます。")
}

// showUnsaved shows the list of a view that could not be saved, with what was entered.
func (s *Handlers) showUnsaved(c echo.Context, v registry.SavedView, name string, problem error) error {
	query, err := url.ParseQuery(v.Query)
	if err != nil {
		return err // it was read as one before
	}
	v.Name = name
	status, _ := request.Explain(problem)
	if v.List == registry.PrioritiesList {
		return s.showPriorities(c, status, query, enteredOf(v, problem))
	}
	return s.showProcesses(c, status, query, enteredOf(v, problem))
}

func (s *Handlers) viewPage(c echo.Context) error { return s.showView(c, http.StatusOK, enteredView{}) }

func (s *Handlers) showView(c echo.Context, status int, entered enteredView) error {
	v, err := s.viewOf(c)
	if err != nil {
		return err
	}
	known, err := s.names(c)
	if err != nil {
		return err
	}
	scope := request.ScopeOf(c)
	b := viewBody{SavedView: v, Conditions: viewConditions(v, known), Own: v.AccountID == scope.AccountID}
	b.MayEnd = b.Own || scope.May(registry.Configure)
	if b.Problem, b.Field = entered.Problem, entered.Field; b.Problem != "" {
		b.Name, b.Shared = entered.View.Name, entered.View.Shared
	}
	return s.pages.view.render(s, c, status, page{Title: "保存した表示「" + v.Name + "」"}, b)
}

// changeView renames a view, and shares it or no longer does.
func (s *Handlers) changeView(c echo.Context) error {
	v, err := s.viewOf(c)
	if err != nil {
		return err
	}
	form := c.Request().PostForm
	v.Name, v.Shared = form.Get("name"), form.Get("shared") != ""
	if _, err := s.Store.SaveView(c.Request().Context(), request.ScopeOf(c), v); request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showView(c, status, enteredOf(v, err))
	} else if err != nil {
		return err
	}
	return s.Done(c, viewsPath, "表示「"+strings.TrimSpace(v.Name)+"」を変えました。")
}

func (s *Handlers) withdrawView(c echo.Context) error {
	v, err := s.viewOf(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawView(c.Request().Context(), request.ScopeOf(c), v.ID, c.Request().PostForm.Get("reason"))
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showView(c, status, enteredOf(v, err))
	}
	if err != nil {
		return err
	}
	return s.Done(c, viewsPath, "表示「"+v.Name+"」を消しました。")
}

// mostShownViews is how many views stand in the navigation; the others are on their own page.
const mostShownViews = 8

// viewLines are the saved views as a line of the navigation.
func (s *Handlers) viewLines(c echo.Context) ([]navItem, error) {
	all, err := s.Store.SavedViews(c.Request().Context(), request.ScopeOf(c))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	here := withQuery(c.Request().URL.Path, without(c.QueryParams(), "cursor"))
	var lines []navItem
	for i, v := range all {
		current := ""
		if v.Href() == here {
			current = currentPage
		}
		if i < mostShownViews || current != "" {
			lines = append(lines, navItem{Href: v.Path(), Label: v.Name, Current: current})
		}
	}
	more := navItem{Href: viewsPath, Label: "表示の管理"}
	if len(all) > mostShownViews {
		more.Label = fmt.Sprintf("すべて（%d）", len(all))
	}
	return append(lines, more), nil
}
