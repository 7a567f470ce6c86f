package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// undoPreviewJSON is what taking an upload back would do now, or did.
type undoPreviewJSON struct {
	Upload    int64               `json:"upload"`
	Counts    store.UndoCounts    `json:"counts"`
	Rows      []undoRowJSON       `json:"rows"`       // of the bucket that was asked for
	NextAfter *registry.ProcessID `json:"next_after"` // null: these are the last
}

// undoRowJSON is one process of the upload.
type undoRowJSON struct {
	ProcessID     registry.ProcessID `json:"process_id"`
	ProcedureName string             `json:"procedure_name"`
	Removes       bool               `json:"removes"` // the process is removed
	Revives       bool               `json:"revives"` // to put it back means that it is there again
	Fields        []report.FieldJSON `json:"fields"`
	Since         []sinceJSON        `json:"since"` // who changed it since
	Reason        string             `json:"reason"`
}

type sinceJSON struct {
	ChangeID int64               `json:"change_id"`
	At       time.Time           `json:"at"`
	Actor    string              `json:"actor"`
	Kind     registry.ChangeKind `json:"kind"`
	Reason   string              `json:"reason"`
}

func newUndoRowJSON(r store.UndoRow) undoRowJSON {
	j := undoRowJSON{ProcessID: r.ProcessID, ProcedureName: r.ProcedureName, Removes: r.Removes, Revives: r.Revives,
		Fields: report.NewFieldsJSON(r.Fields), Since: make([]sinceJSON, len(r.Since)), Reason: r.Reason}
	for i, c := range r.Since {
		j.Since[i] = sinceJSON{c.ID, c.At.In(registry.Tokyo), c.Actor, c.Kind, c.Reason}
	}
	return j
}

// undoQuery is which processes of an upload a caller asks to see.
type undoQuery struct {
	Bucket store.UndoBucket // empty: none
	After  registry.ProcessID
	Limit  registry.Paging
}

var undoParameters = parameter.Table[undoQuery]{
	parameter.OneOf("bucket", "", store.UndoBuckets, func(q *undoQuery) *store.UndoBucket { return &q.Bucket }),
	parameter.Process("after", "この手続IDより後（前の応答の next_after）", func(q *undoQuery) *registry.ProcessID { return &q.After }),
	parameter.Integer("limit", "", "50", 1, 200, func(q *undoQuery) *registry.Paging { return &q.Limit }).Or("50"),
}

// undoPreview tells what undoing (or redoing) an upload would do now, or what
// undoing it did.
func (s *Handlers) undoPreview(direction store.Reversal) func(echo.Context, undoQuery) error {
	return func(c echo.Context, q undoQuery) error {
		ctx, scope := c.Request().Context(), request.ScopeOf(c)
		id, err := request.PathID(c)
		if err != nil {
			return err
		}
		j := undoPreviewJSON{Upload: id, Rows: []undoRowJSON{}}
		if j.Counts, err = s.Intake.UndoPreview(ctx, scope, id, direction); err != nil {
			return err
		}
		if q.Bucket != "" {
			rows, err := s.Intake.UndoRows(ctx, scope, id, direction, q.Bucket, q.After, q.Limit.Limit())
			if err != nil {
				return err
			}
			rows, j.NextAfter = registry.PageOf(q.Limit, rows, func(r store.UndoRow) registry.ProcessID { return r.ProcessID })
			for _, r := range rows {
				j.Rows = append(j.Rows, newUndoRowJSON(r))
			}
		}
		return c.JSON(http.StatusOK, j)
	}
}

// reverse takes an upload back, or does it again.
func (s *Handlers) reverse(direction store.Reversal) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, reason, err := reasoned(c)
		if err != nil {
			return err
		}
		done, err := s.Intake.Reverse(c.Request().Context(), request.ScopeOf(c), id, direction, strings.TrimSpace(reason))
		if err != nil {
			return err
		}
		return c.JSON(
			http.StatusOK,
			map[string]any{"upload": newUploadJSON(done.Upload, nil), "change": done.Change, "counts": done.Counts},
		)
	}
}
