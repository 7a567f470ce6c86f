package page

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// editsBody is the page of the edits that need a second person.
type editsBody struct {
	Rule    registry.EditApproval
	Waiting []pendingEdit
	Ended   []pendingEdit
	Problem string
	At      int64  // the edit that the problem is about
	Reason  string // of its return, as entered
}

type pendingEdit struct {
	store.PendingEdit
	Changes []fieldChange
}

func (s *Handlers) editsPage(c echo.Context) error { return s.showEdits(c, http.StatusOK, nil) }

func (s *Handlers) showEdits(c echo.Context, status int, problem error) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	b := editsBody{Problem: messageOf(problem)}
	if problem != nil {
		b.Reason = c.FormValue("reason")
		b.At, _ = request.PathID(c) // it has been read before
	}
	var err error
	if b.Rule, err = s.Store.EditApproval(ctx); err != nil {
		return err
	}
	all, err := s.Store.PendingEdits(ctx, scope, false)
	if err != nil {
		return err
	}
	l := s.labels(c)
	for _, e := range all {
		shown := pendingEdit{PendingEdit: e}
		for _, f := range e.Fields {
			shown.Changes = append(shown.Changes,
				fieldChange{cellLabel(f.Field, f.FiscalYear), l.value(f.Field, f.Old), l.value(f.Field, f.New)})
		}
		if e.State == registry.EditWaiting {
			b.Waiting = append(b.Waiting, shown)
		} else {
			b.Ended = append(b.Ended, shown)
		}
	}
	return s.pages.edits.render(s, c, status, page{Title: "編集の承認"}, b)
}

// afterEdit leads on after a step of a pending edit, or shows the page with what was wrong
// with it.
func (s *Handlers) afterEdit(c echo.Context, notice string, err error) error {
	if request.Mendable(err) {
		status, _ := request.Explain(err)
		return s.showEdits(c, status, err)
	}
	if err != nil {
		return err
	}
	return s.Done(c, registry.EditsPath, notice)
}

func (s *Handlers) approveEdit(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.ApproveEdit(c.Request().Context(), request.ScopeOf(c), id)
	return s.afterEdit(c, "編集を承認し、登録しました。", err)
}

func (s *Handlers) returnEdit(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.ReturnEdit(c.Request().Context(), request.ScopeOf(c), id, strings.TrimSpace(c.FormValue("reason")))
	return s.afterEdit(c, "編集を差し戻しました。登録は変わっていません。", err)
}

func (s *Handlers) withdrawEdit(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	err = s.Store.WithdrawEdit(c.Request().Context(), request.ScopeOf(c), id)
	return s.afterEdit(c, "編集を取り下げました。登録は変わっていません。", err)
}

// setEditApproval says whether edits need a second person.
func (s *Handlers) setEditApproval(c echo.Context) error {
	required := c.FormValue("required") == "1"
	err := s.Store.SetEditApproval(c.Request().Context(), request.ScopeOf(c), required, strings.TrimSpace(c.FormValue("reason")))
	if request.Mendable(err) {
		return s.showSettings(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if required {
		return s.Done(c, adminPath, "1つずつの編集にも、ほかの人の承認を求めます。")
	}
	return s.Done(c, adminPath, "1つずつの編集は、承認を待たずに登録します。")
}

// PendingNotice says that an edit of the process waits for a second person; nil where none
// does.
func (b processBody) PendingNotice() *notice {
	e := b.Pending
	if e == nil {
		return nil
	}
	n := status("info", "承認を待っている編集があります。", e.Actor+"（"+registry.MomentText(e.At)+"）。登録は、承認されるまで変わりません。",
		link(registry.EditsPath, "編集を見る"))
	n.Quote = e.Reason
	return &n
}
