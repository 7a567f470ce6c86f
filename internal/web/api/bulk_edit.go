package api

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// bulkGiven is what a request says of an edit of many processes: which, and their new values.
type bulkGiven struct {
	Query      string              `json:"query"`
	ProcessIDs []string            `json:"process_ids"`
	Fields     map[string]cellJSON `json:"fields"`
	Base       int64               `json:"base"`
	Reason     string              `json:"reason"`
}

func (g bulkGiven) input() (intake.BulkInput, error) {
	const op = "api.bulkGiven"
	b := intake.BulkInput{Base: g.Base, Reason: g.Reason, Fields: map[string]intake.FieldInput{}}
	values, err := url.ParseQuery(g.Query)
	if err != nil {
		return b, &registry.Error{Code: registry.Invalid, Op: op, Field: "query",
			Message: "query には、手続の一覧の条件を指定してください。例：bureau=B10&status=planned", Err: err}
	}
	for _, id := range g.ProcessIDs {
		values.Add("process_id", id)
	}
	if b.Filter, err = store.ParseFilter(values); err != nil {
		return b, err
	}
	if len(b.Filter.Conditions()) == 0 {
		return b, &registry.Error{Code: registry.Invalid, Op: op, Field: "query",
			Message: "どの手続を編集するかを、query の条件か process_ids で指定してください。"}
	}
	for name, c := range g.Fields {
		b.Fields[name] = c.FieldInput
	}
	return b, nil
}

// bulkPreview tells what an edit would do to each process.
func (s *Handlers) bulkPreview(c echo.Context) error {
	b, err := bulkOf(c)
	if err != nil {
		return err
	}
	p, err := s.Intake.BulkPreview(c.Request().Context(), request.ScopeOf(c), b)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, report.NewBulkPreviewJSON(p))
}

func bulkOf(c echo.Context) (intake.BulkInput, error) {
	var given bulkGiven
	if err := request.ReadJSON(c, &given); err != nil {
		return intake.BulkInput{}, err
	}
	return given.input()
}

// bulkEdit edits many processes under one change, or lets the edit wait for a second person.
func (s *Handlers) bulkEdit(c echo.Context) error {
	b, err := bulkOf(c)
	if err != nil {
		return err
	}
	e, p, err := s.Intake.BulkEdit(c.Request().Context(), request.ScopeOf(c), b)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if e.State != registry.BulkWritten {
		status = http.StatusAccepted
	}
	return s.sendBulk(c, status, e.ID, p.Rows)
}

// sendBulk sends an edit; rows are what it did just now to each process, nil: what it would do.
func (s *Handlers) sendBulk(c echo.Context, status int, id int64, rows []store.BulkRow) error {
	d, err := s.Store.BulkDetail(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	if rows != nil {
		d.Rows = rows
	}
	if status == http.StatusAccepted {
		c.Response().Header().Set(echo.HeaderLocation, "/api/v1"+d.Path())
	}
	return c.JSON(status, report.NewBulkJSON(d))
}

// bulkEdits lists the latest edits of many processes.
func (s *Handlers) bulkEdits(c echo.Context) error {
	all, err := s.Store.BulkEdits(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	list := make([]report.BulkJSON, len(all))
	for i, e := range all {
		list[i] = report.NewBulkJSON(store.BulkDetail{BulkEdit: e})
	}
	return c.JSON(http.StatusOK, map[string]any{"bulk_edits": list})
}

func (s *Handlers) bulkDetail(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	return s.sendBulk(c, http.StatusOK, id, nil)
}

func (s *Handlers) approveBulkEdit(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	if err := request.ReadJSON(c, &struct{}{}); err != nil {
		return err
	}
	queued, err := s.Store.ApproveBulkEdit(c.Request().Context(), request.ScopeOf(c), store.BulkDecision{ID: id})
	switch {
	case err != nil:
		return err
	case queued:
		return s.sendBulk(c, http.StatusAccepted, id, nil)
	}
	return c.NoContent(http.StatusNoContent)
}

func (s *Handlers) returnBulkEdit(c echo.Context) error {
	var body struct {
		Reason string `json:"reason"`
	}
	return endEdit(c, &body, func(id int64) error {
		return s.Store.ReturnBulkEdit(c.Request().Context(), request.ScopeOf(c), id, body.Reason)
	})
}

func (s *Handlers) withdrawBulkEdit(c echo.Context) error {
	return endEdit(c, &struct{}{}, func(id int64) error {
		return s.Store.WithdrawBulkEdit(c.Request().Context(), request.ScopeOf(c), id)
	})
}

// bulkUndoPreview tells what undoing an edit would do now, or what its undo did.
func (s *Handlers) bulkUndoPreview(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	counts, rows, err := s.Store.BulkUndo(c.Request().Context(), request.ScopeOf(c), id, registry.BulkRowsShown)
	if err != nil {
		return err
	}
	buckets := map[store.UndoBucket][]undoRowJSON{}
	for _, b := range store.UndoBuckets {
		buckets[b] = []undoRowJSON{}
	}
	for _, r := range rows {
		buckets[r.Bucket] = append(buckets[r.Bucket], newUndoRowJSON(r))
	}
	return c.JSON(http.StatusOK, map[string]any{"bulk_edit": id, "counts": counts, "rows": buckets})
}

func (s *Handlers) undoBulkEdit(c echo.Context) error {
	id, reason, err := reasoned(c)
	if err != nil {
		return err
	}
	counts, queued, err := s.Store.UndoBulkEdit(c.Request().Context(), request.ScopeOf(c), store.BulkDecision{ID: id, Reason: reason})
	switch {
	case err != nil:
		return err
	case queued:
		return s.sendBulk(c, http.StatusAccepted, id, nil)
	}
	return c.JSON(http.StatusOK, map[string]any{"bulk_edit": id, "counts": counts})
}
