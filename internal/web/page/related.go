package page

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// relatedBody is the page of the processes that may belong to one.
type relatedBody struct {
	store.Relatives
	CanDecide bool
	Problem   string
	Other     string // as entered
	Reason    string
}

// percentOf is how alike the names and laws are, for people.
func percentOf(likeness float64) string { return fmt.Sprintf("%d％", int(likeness*100)) }

func (s *Handlers) relatedPage(c echo.Context) error { return s.showRelated(c, http.StatusOK, nil) }

func (s *Handlers) showRelated(c echo.Context, status int, problem error) error {
	id, err := processID(c)
	if err != nil {
		return err
	}
	scope := request.ScopeOf(c)
	b := relatedBody{CanDecide: scope.May(registry.Edit), Problem: messageOf(problem)}
	if problem != nil {
		b.Other, b.Reason = c.FormValue("other"), c.FormValue("reason")
	}
	if b.Relatives, err = s.Store.Related(c.Request().Context(), scope, id, time.Time{}); err != nil {
		return err
	}
	return s.pages.related.render(s, c, status, page{Title: b.Relatives.Of.ProcedureName + "に関連する手続"}, b)
}

// decideRelated keeps, or takes back, whether two processes belong together.
func (s *Handlers) decideRelated(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	d, err := s.processOf(c)
	if err != nil {
		return err
	}
	given, reason := strings.TrimSpace(c.FormValue("other")), c.FormValue("reason")
	other, err := registry.ParseProcessID(given)
	said := ""
	switch decision := c.FormValue("decision"); {
	case err != nil:
	case decision == "related":
		err, said = s.Store.DecideRelated(ctx, scope, d.ID, other, true, reason), "「関係あり」としました。"
	case decision == "unrelated":
		err, said = s.Store.DecideRelated(ctx, scope, d.ID, other, false, reason), "「関係なし」としました。"
	case decision == "withdraw":
		err, said = s.Store.WithdrawRelated(ctx, scope, d.ID, other, reason), "判断を取り消しました。"
	default:
		err = registry.Errorf(registry.Invalid, "page.decideRelated", "関係があるかどうかを選んでください。")
	}
	if request.Mendable(err) || registry.CodeOf(err) == registry.NotFound {
		status, _ := request.Explain(err)
		return s.showRelated(c, status, err)
	}
	if err != nil {
		return err
	}
	return s.Done(c, registry.ProcessPath(d.ID)+"/related", other.String()+" を"+said)
}
