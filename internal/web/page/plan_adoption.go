package page

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// planAct is the handler of an act on a plan, of whose form the reason is the only field. What can
// be mended is told on the plan's page.
func (s *Handlers) planAct(notice string, act func(c echo.Context, id int64, reason string) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, err := request.PathID(c)
		if err != nil {
			return err
		}
		err = act(c, id, c.Request().PostForm.Get("reason"))
		if request.Mendable(err) {
			return s.showPlan(c, http.StatusUnprocessableEntity, id, err)
		}
		if err != nil {
			return err
		}
		return s.Done(c, registry.PlanPath(id), notice)
	}
}

// planRoutes are the pages of plans, and the acts on them.
func (s *Handlers) planRoutes() []request.Route {
	plan, adopt := request.Needs(registry.MakePlans), request.Needs(registry.Undo)
	read := request.Needs(registry.Read)
	return []request.Route{
		request.Get(plansPath, read, s.plansPage),
		request.Post(plansPath, plan, s.makePlan).Within(request.Reversing),
		request.Get(plansPath+"/new", plan, s.newPlanPage),
		request.Get(plansPath+"/compare", read, s.comparePlansPage),
		request.Get(plansPath+"/compare.svg", read, s.comparedSVG).Within(request.Exporting),
		request.Get("/plans/:id", read, s.planPage),
		request.Get("/plans/:id/curve.svg", read, s.planSVG).Within(request.Exporting),
		request.Get("/plans/:id/books.zip", request.Needs(registry.Export), s.planBooks).Within(request.Exporting),
		request.Post("/plans/:id/withdraw", plan, s.planAct("計画を取りやめました。", func(c echo.Context, id int64, reason string) error {
			return s.Store.WithdrawPlan(c.Request().Context(), request.ScopeOf(c), id, reason)
		})),
		request.Post("/plans/:id/adopt", adopt, s.planAct("計画の採用を受け付けました。", func(c echo.Context, id int64, reason string) error {
			return s.Store.AdoptPlan(c.Request().Context(), request.ScopeOf(c), id, reason)
		})).Within(request.Reversing),
		request.Post("/plans/:id/adopt/approve", adopt, s.planAct("採用を承認しました。", func(c echo.Context, id int64, _ string) error {
			return s.Store.ApproveAdoption(c.Request().Context(), request.ScopeOf(c), id)
		})).Within(request.Reversing),
		request.Post("/plans/:id/adopt/return", adopt, s.planAct("採用を差し戻しました。", func(c echo.Context, id int64, reason string) error {
			return s.Store.ReturnAdoption(c.Request().Context(), request.ScopeOf(c), id, reason)
		})),
		request.Post("/plans/:id/adopt/withdraw", adopt, s.planAct("採用の申出を取り下げました。", func(c echo.Context, id int64, _ string) error {
			return s.Store.WithdrawAdoption(c.Request().Context(), request.ScopeOf(c), id)
		})),
		request.Post("/plans/:id/undo", adopt, s.planAct("採用を取り消しました。", func(c echo.Context, id int64, reason string) error {
			_, err := s.Store.UndoAdoption(c.Request().Context(), request.ScopeOf(c), id, reason)
			return err
		})).Within(request.Reversing),
	}
}
