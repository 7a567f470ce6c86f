package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

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
	bucket store.UndoBucket // empty: none
	after  registry.ProcessID
	limit  int
}

func undoQueryOf(c echo.Context) (undoQuery, error) {
	q := undoQuery{limit: 50}
	for name, given := range c.QueryParams() {
		var err error
		switch name {
		case "bucket":
			if q.bucket = store.UndoBucket(given[0]); !slices.Contains(store.UndoBuckets, q.bucket) {
				err = fmt.Errorf("no bucket is named %q", given[0])
			}
		case "after":
			q.after, err = registry.ParseProcessID(given[0])
		case "limit":
			if q.limit, err = strconv.Atoi(given[0]); err == nil && (q.limit < 1 || q.limit > 200) {
				err = fmt.Errorf("%d is out of bounds", q.limit)
			}
		default:
			err = fmt.Errorf("no parameter is named %q", name)
		}
		if err != nil {
			return q, &registry.Error{Code: registry.Invalid, Op: "api.undoQuery", Field: name, Err: err,
				Message: fmt.Sprintf(
					"%s の「%s」は使えません。使える条件は bucket（%s のどれか）、after（手続ID）、limit（1～200）です。",
					name,
					given[0],
					registry.Choices(store.UndoBuckets),
				)}
		}
	}
	return q, nil
}

// undoPreview tells what undoing (or redoing) an upload would do now, or what
// undoing it did.
func (s *Handlers) undoPreview(direction store.Reversal) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, scope := c.Request().Context(), request.ScopeOf(c)
		id, err := request.PathID(c)
		if err != nil {
			return err
		}
		q, err := undoQueryOf(c)
		if err != nil {
			return err
		}
		j := undoPreviewJSON{Upload: id, Rows: []undoRowJSON{}}
		if j.Counts, err = s.Intake.UndoPreview(ctx, scope, id, direction); err != nil {
			return err
		}
		if q.bucket != "" {
			rows, err := s.Intake.UndoRows(ctx, scope, id, direction, q.bucket, q.after, q.limit+1)
			if err != nil {
				return err
			}
			if len(rows) > q.limit {
				rows = rows[:q.limit]
				j.NextAfter = &rows[q.limit-1].ProcessID
			}
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
		id, err := request.PathID(c)
		if err != nil {
			return err
		}
		reason, err := request.ReadReason(c)
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
