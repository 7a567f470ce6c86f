package api

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// plans lists all plans, the latest first.
func (s *Handlers) plans(c echo.Context) error {
	all, err := s.Store.Plans(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewPlanListJSON(s.Now(), all))
}

func (s *Handlers) plan(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	return s.sendPlan(c, http.StatusOK, id)
}

func (s *Handlers) sendPlan(c echo.Context, status int, id int64) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	p, err := s.Store.Plan(ctx, scope, id)
	if err != nil {
		return err
	}
	adoptions, now, err := s.Store.Adoptions(ctx, scope, id)
	if err != nil {
		return err
	}
	var rows []store.PlannedProcess
	if p.Outcome != nil {
		if rows, err = s.Store.PlanProcesses(ctx, scope, *p.Outcome); err != nil {
			return err
		}
	}
	return c.JSON(status, report.NewPlanDetailJSON(p, rows, adoptions, now))
}

// makePlan makes a plan and keeps it. What the body leaves out is as plans begin.
func (s *Handlers) makePlan(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	var asked report.PlanAsked
	if err := request.ReadJSON(c, &asked); err != nil {
		return err
	}
	draft, err := asked.Draft()
	if err != nil {
		return err
	}
	if _, draft.Wish.Assumptions, err = s.Store.PlanStanding(ctx, scope, draft.AsOf, draft.Wish.Filter); err != nil {
		return err
	}
	if err := request.DecodeJSON(asked.Assumptions, &draft.Wish.Assumptions); err != nil {
		return err
	}
	id, err := s.Store.MakePlan(ctx, scope, draft)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/plans/"+strconv.FormatInt(id, 10))
	return s.sendPlan(c, http.StatusCreated, id)
}

func (s *Handlers) comparePlans(c echo.Context, q request.PlansQuery) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	p, err := s.ComparePlans(ctx, scope, q)
	if err != nil {
		return err
	}
	rows, err := s.Store.ComparedProcesses(ctx, scope, *p.A.Outcome, p.Comparison)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewPlanComparisonJSON(p.A, p.B, p.Comparison, rows))
}

// planAct is the handler of an act on a plan, whose body has a reason. It answers with the plan.
func (s *Handlers) planAct(act func(c echo.Context, id int64, reason string) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, reason, err := reasoned(c)
		if err != nil {
			return err
		}
		if err := act(c, id, reason); err != nil {
			return err
		}
		return s.sendPlan(c, http.StatusOK, id)
	}
}

func (s *Handlers) adoptPlan(c echo.Context, id int64, reason string) error {
	return s.Store.AdoptPlan(c.Request().Context(), request.ScopeOf(c), id, reason)
}

func (s *Handlers) approveAdoption(c echo.Context, id int64, _ string) error {
	return s.Store.ApproveAdoption(c.Request().Context(), request.ScopeOf(c), id)
}

func (s *Handlers) returnAdoption(c echo.Context, id int64, reason string) error {
	return s.Store.ReturnAdoption(c.Request().Context(), request.ScopeOf(c), id, reason)
}

func (s *Handlers) withdrawAdoption(c echo.Context, id int64, _ string) error {
	return s.Store.WithdrawAdoption(c.Request().Context(), request.ScopeOf(c), id)
}

func (s *Handlers) withdrawPlan(c echo.Context, id int64, reason string) error {
	return s.Store.WithdrawPlan(c.Request().Context(), request.ScopeOf(c), id, reason)
}

// undoAdoption undoes the adoption of a plan, and tells what became of its processes.
func (s *Handlers) undoAdoption(c echo.Context) error {
	id, reason, err := reasoned(c)
	if err != nil {
		return err
	}
	n, err := s.Store.UndoAdoption(c.Request().Context(), request.ScopeOf(c), id, reason)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		Counts store.UndoCounts `json:"counts"`
	}{n})
}
