package page

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// TableAt is the list of a page's address, with the conditions behind its "?", as the page's files
// have it: the verbs take out what the pages show, by the same descriptions. It is noted in the
// log as a download of the format.
func TableAt(ctx context.Context, st *store.Store, scope registry.Scope, path string, conditions url.Values, format string) (
	t report.Table, err error) {
	const op = "page.TableAt"
	if err := scope.Require(op, registry.Export); err != nil {
		return t, err
	}
	s := &Handlers{Service: &request.Service{Store: st, Intake: intake.New(st, 0), Now: time.Now}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, withQuery(path, conditions), nil)
	if err != nil {
		return t, registry.Failed(op, err)
	}
	c := echo.New().NewContext(r, nil)
	request.ActAs(c, scope)
	for _, l := range s.listFiles() {
		if !placed(c, l.path, path) {
			continue
		}
		if !l.access.Permits(scope) {
			return t, registry.Errorf(registry.Forbidden, op, "この一覧を取り出す権限がありません。")
		}
		if t, err = l.table(c); err != nil {
			return t, err
		}
		noted := store.Export{What: t.Name + "（" + format + "）", Conditions: t.Conditions}
		return t, st.RecordExport(ctx, scope, noted)
	}
	return t, registry.Errorf(registry.NotFound, op, "「%s」という一覧はありません。", path)
}

// placed reports whether an address is a route's, and notes what stands for its parameters.
func placed(c echo.Context, route, path string) bool {
	of, at := strings.Split(route, "/"), strings.Split(path, "/")
	if len(of) != len(at) {
		return false
	}
	for i := range of {
		if name, ok := strings.CutPrefix(of[i], ":"); ok {
			c.SetParamNames(name)
			c.SetParamValues(at[i])
		} else if of[i] != at[i] {
			return false
		}
	}
	return true
}
