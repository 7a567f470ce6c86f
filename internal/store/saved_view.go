package store

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tetsuzuki/internal/registry"
)

// mostViews is how many views an account may have, and longestView how long the parameters of one.
const (
	mostViews   = 100
	longestView = 8000
)

// SavedViews lists the views that the scope may open: its own, and the shared ones, as far as
// they show something that it reaches. Its own come first.
func (s *Store) SavedViews(ctx context.Context, scope registry.Scope) ([]registry.SavedView, error) {
	if err := scope.Require("store.SavedViews", registry.Read); err != nil {
		return nil, err
	}
	asked := Question{Name: "saved-views", About: fmt.Sprint(scope.AccountID), Set: true}
	all, err := Remember(ctx, s, scope, asked, func(ctx context.Context) (views []registry.SavedView, err error) {
		err = s.reading(ctx, scope, func(q querier) error {
			if views, err = q.savedViews(ctx, scope); err != nil || len(views) == 0 {
				return err
			}
			bureaus, err := q.bureaus(ctx)
			views = slices.DeleteFunc(views, func(v registry.SavedView) bool { return !showsSomething(v, scope, bureaus) })
			for i := range views {
				views[i].Query = narrowed(views[i].Query, scope, bureaus)
			}
			return err
		})
		return views, err
	})
	return slices.Clone(all), err
}

// savedViews lists the views of the scope's own and the shared ones, whatever they show.
func (q querier) savedViews(ctx context.Context, scope registry.Scope) ([]registry.SavedView, error) {
	var rows []struct {
		ID        int64
		Name      string
		List      registry.ListName
		Query     string
		Shared    bool
		AccountID int64     `db:"account_id"`
		SetBy     string    `db:"set_by"`
		SetAt     time.Time `db:"set_at"`
		Bureau    string
	}
	if err := q.list(ctx, &rows, "saved-views", scope.AccountID); err != nil {
		return nil, err
	}
	views := make([]registry.SavedView, len(rows))
	for i, r := range rows {
		views[i] = registry.SavedView{ID: r.ID, Name: r.Name, List: r.List, Query: r.Query, Shared: r.Shared, Bureau: r.Bureau,
			AccountID: r.AccountID, SetBy: r.SetBy, SetAt: r.SetAt}
	}
	return views, nil
}

// narrowed are the parameters of a view, of whose bureaus those are left that the scope reaches.
func narrowed(query string, scope registry.Scope, bureaus []registry.Bureau) string {
	values, err := url.ParseQuery(query)
	if err != nil || scope.AllBureaus() {
		return query // it was stored as one
	}
	values["bureau"] = slices.DeleteFunc(values["bureau"], func(name string) bool {
		b, err := registry.BureauNamed(bureaus, "bureau", name)
		return err != nil || !scope.Reaches(b.ID)
	})
	return values.Encode()
}

// showsSomething reports whether a view is not of other bureaus alone.
func showsSomething(v registry.SavedView, scope registry.Scope, bureaus []registry.Bureau) bool {
	asked := strings.Contains("&"+v.Query, "&bureau=")
	return !asked || strings.Contains("&"+narrowed(v.Query, scope, bureaus), "&bureau=")
}

// SavedView is one view that the scope may open.
func (s *Store) SavedView(ctx context.Context, scope registry.Scope, id int64) (registry.SavedView, error) {
	all, err := s.SavedViews(ctx, scope)
	if err != nil {
		return registry.SavedView{}, err
	}
	if at := slices.IndexFunc(all, func(v registry.SavedView) bool { return v.ID == id }); at >= 0 {
		return all[at], nil
	}
	return registry.SavedView{}, noView("store.SavedView")
}

func noView(op string) error {
	return registry.Errorf(registry.NotFound, op, "この表示は見つかりませんでした。消されたか、共有が終わったか、ほかの局の手続だけのものです。一覧から選び直してください。")
}

// SaveView saves a view under one change: a new one (ID 0), or what one of the scope's own is
// from now on. It returns the view's number.
func (s *Store) SaveView(ctx context.Context, scope registry.Scope, v registry.SavedView) (int64, error) {
	const op = "store.SaveView"
	if err := scope.Require(op, registry.Read); err != nil {
		return 0, err
	}
	v.Name = strings.TrimSpace(v.Name)
	query, err := checkedView(op, v)
	if err != nil {
		return 0, err
	}
	v.Shared = v.Shared || scope.AccountID == 0 // the operator has no pages of its own
	text := "自分の表示を保存"
	if v.Shared {
		text = fmt.Sprintf("共有の表示「%s」を保存", v.Name)
	}
	err = s.changeViews(ctx, scope, text, func(q querier, c change) error {
		all, err := q.savedViews(ctx, scope)
		if err != nil {
			return err
		}
		own := slices.DeleteFunc(slices.Clone(all), func(o registry.SavedView) bool { return o.AccountID != scope.AccountID })
		switch {
		case v.ID == 0 && len(own) >= mostViews:
			return registry.Errorf(registry.Conflict, op, "保存できる表示は、一人 %d 件までです。使わないものを消してから保存してください。", mostViews)
		case v.ID == 0:
			err = q.get(ctx, &v.ID, "saved-view-number")
		case !slices.ContainsFunc(all, func(o registry.SavedView) bool { return o.ID == v.ID }):
			return &registry.Error{Code: registry.Conflict, Op: op, Field: "view",
				Message: "上書きする表示は、もう消されています。新しい表示として保存してください。"}
		case !slices.ContainsFunc(own, func(o registry.SavedView) bool { return o.ID == v.ID }):
			return registry.Errorf(registry.Forbidden, op, "ほかの人の表示は変えられません。開いてから、自分の表示として保存してください。")
		default:
			_, err = q.exec(ctx, "saved-view-close", v.ID, c.At, c.ID)
		}
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, "saved-view-open", v.ID, orNull(scope.AccountID), orNull(scope.BureauID), v.Name, string(v.List), query, v.Shared,
			scope.Actor, c.At, c.ID)
		return err
	})
	return v.ID, err
}

// checkedView is what is stored of a view's parameters: those that its list takes, but not its
// page.
func checkedView(op string, v registry.SavedView) (string, error) {
	switch {
	case v.Name == "" || utf8.RuneCountInString(v.Name) > 100:
		return "", wrongSetting(op, "name", "表示の名前を、100文字以内で入力してください。例：予定年度を過ぎた手続")
	case v.List.Label() == "":
		return "", wrongSetting(op, "list", "どの一覧の表示かは、次のどれかで指定してください。"+registry.Choices(registry.ListNames))
	}
	given, err := url.ParseQuery(v.Query)
	if err != nil {
		return "", wrongSetting(op, "query", "表示の条件には、一覧のアドレスの「?」から後を指定してください。例：bureau=B10&status=planned")
	}
	delete(given, "cursor")
	var kept url.Values
	if v.List == registry.PrioritiesList {
		var q PriorityQuery
		q, err = PriorityParameters.Parse(op, given)
		kept = PriorityParameters.Values(q)
	} else {
		var f ProcessFilter
		f, err = ProcessParameters.Parse(op, given)
		kept = f.Values()
	}
	switch {
	case err != nil:
		return "", wrongSetting(op, "query", "表示の条件に、使えないものがあります。"+registry.MessageOf(err))
	case len(kept.Encode()) > longestView:
		return "", wrongSetting(op, "query", fmt.Sprintf("条件が多すぎて保存できません（%d文字まで）。条件を減らしてください。", longestView))
	}
	return kept.Encode(), nil
}

// WithdrawView ends a view of the scope's own, or a shared one if the scope sets what holds for
// all, who gives a reason.
func (s *Store) WithdrawView(ctx context.Context, scope registry.Scope, id int64, reason string) error {
	const op = "store.WithdrawView"
	v, err := s.SavedView(ctx, scope, id)
	if err != nil {
		return err
	}
	text := "自分の表示を消去"
	switch {
	case v.AccountID != scope.AccountID && !scope.May(registry.Configure):
		return registry.Errorf(registry.Forbidden, op, "ほかの人の表示は消せません。保存した人か本部にお問い合わせください。")
	case v.AccountID != scope.AccountID:
		if err := registry.RequireReason(op, reason); err != nil {
			return err
		}
		text = fmt.Sprintf("共有の表示「%s」（%s）を消去：%s", v.Name, v.SetBy, strings.TrimSpace(reason))
	case v.Shared:
		text = fmt.Sprintf("共有の表示「%s」を消去", v.Name)
	}
	return s.changeViews(ctx, scope, text, func(q querier, c change) error {
		n, err := q.exec(ctx, "saved-view-close", id, c.At, c.ID)
		return found(n, err, op, "この表示は、すでに消されています。一覧を確かめてください。")
	})
}

// changeViews writes views under one change.
func (s *Store) changeViews(ctx context.Context, scope registry.Scope, text string, write func(querier, change) error) error {
	return s.transact(ctx, scope, nil, func(q querier) error {
		if err := q.lockChain(ctx); err != nil {
			return err
		}
		c, err := q.beginChange(ctx)
		if err != nil {
			return err
		}
		if err := write(q, c); err != nil {
			return err
		}
		return q.endChange(ctx, scope, c, registry.ChangeSetting, text, 0)
	})
}
