package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// pendingEditJSON is an edit that needs a second person.
type pendingEditJSON struct {
	ID            int64                 `json:"id"`
	ProcessID     registry.ProcessID    `json:"process_id"`
	ProcedureName string                `json:"procedure_name"`
	Bureau        *request.BureauName   `json:"bureau"`
	Actor         string                `json:"actor"`
	At            time.Time             `json:"at"`
	Reason        string                `json:"reason"`
	State         registry.PendingState `json:"state"`
	Stale         bool                  `json:"stale"`  // the process was changed since: it cannot be approved
	Cells         []changedCellJSON     `json:"cells"`  // of one that waits and is not stale
	Change        *int64                `json:"change"` // that wrote it
	Ended         *endedEditJSON        `json:"ended"`  // null: it waits
}

type endedEditJSON struct {
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Reason string    `json:"reason"`
}

// editApprovalJSON says whether edits need a second person.
type editApprovalJSON struct {
	Required bool   `json:"required"`
	Reason   string `json:"reason"`
}

// edits lists the latest edits that need a second person, those that wait first.
func (s *Handlers) edits(c echo.Context) error {
	ctx := c.Request().Context()
	rule, err := s.Store.EditApproval(ctx)
	if err != nil {
		return err
	}
	all, err := s.Store.PendingEdits(ctx, request.ScopeOf(c), false)
	if err != nil {
		return err
	}
	names, err := s.BureauNames(ctx)
	if err != nil {
		return err
	}
	list := make([]pendingEditJSON, len(all))
	for i, e := range all {
		name := names[e.BureauID]
		list[i] = pendingEditJSON{ID: e.ID, ProcessID: e.ProcessID, ProcedureName: e.ProcedureName, Bureau: &name, Actor: e.Actor,
			At: e.At.In(registry.Tokyo), Reason: e.Reason, State: e.State, Stale: e.Stale && e.State == registry.EditWaiting,
			Cells: []changedCellJSON{}, Change: numberOrNull(e.ChangeID)}
		for _, f := range e.Fields {
			cell := changedCellJSON{Field: f.Field, Old: f.Old, New: f.New}
			if f.FiscalYear != 0 {
				cell.FiscalYear = &f.FiscalYear
			}
			list[i].Cells = append(list[i].Cells, cell)
		}
		if e.State != registry.EditWaiting {
			list[i].Ended = &endedEditJSON{e.EndedAt.In(registry.Tokyo), e.EndedBy, e.EndReason}
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"edits": list, "approval": editApprovalJSON{rule.Required, rule.Reason}})
}

func (s *Handlers) approveEdit(c echo.Context) error {
	return endEdit(c, &struct{}{}, func(id int64) error {
		return s.Store.ApproveEdit(c.Request().Context(), request.ScopeOf(c), id)
	})
}

func (s *Handlers) returnEdit(c echo.Context) error {
	var body struct {
		Reason string `json:"reason"`
	}
	return endEdit(c, &body, func(id int64) error {
		return s.Store.ReturnEdit(c.Request().Context(), request.ScopeOf(c), id, body.Reason)
	})
}

func (s *Handlers) withdrawEdit(c echo.Context) error {
	return endEdit(c, &struct{}{}, func(id int64) error {
		return s.Store.WithdrawEdit(c.Request().Context(), request.ScopeOf(c), id)
	})
}

// endEdit reads the body and ends a pending edit.
func endEdit(c echo.Context, body any, do func(id int64) error) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := request.ReadJSON(c, body); err != nil {
		return err
	}
	if err := do(id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// setEditApproval says whether edits need a second person from now on.
func (s *Handlers) setEditApproval(c echo.Context) error {
	var body editApprovalJSON
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	if err := s.Store.SetEditApproval(c.Request().Context(), request.ScopeOf(c), body.Required, body.Reason); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
