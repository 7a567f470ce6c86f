package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// correctionJSON is a cell that was put right beside the file.
type correctionJSON struct {
	Sheet string    `json:"sheet"`
	Cell  string    `json:"cell"`
	Was   *string   `json:"was"` // in the file; null until it was read with the correction
	Value string    `json:"value"`
	Actor string    `json:"actor"`
	At    time.Time `json:"at"`
}

// corrections lists the cells that were put right beside the file.
func (s *Handlers) corrections(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	done, err := s.Intake.Corrections(ctx, scope, id)
	if err != nil {
		return err
	}
	list := make([]correctionJSON, len(done))
	for i, d := range done {
		list[i] = correctionJSON{Sheet: d.Sheet, Cell: d.Cell, Value: d.Value, Actor: d.Actor, At: d.At.In(registry.Tokyo)}
		if d.Read {
			list[i].Was = &d.Was
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"corrections": list})
}

// correctCells puts cells right beside the file, or undoes that, and has the file read again.
func (s *Handlers) correctCells(c echo.Context) error {
	var body struct {
		Cells []struct {
			Sheet string  `json:"sheet"`
			Cell  string  `json:"cell"`
			Value *string `json:"value"` // null: the value of the file counts again
		} `json:"cells"`
		Password string `json:"password"`
	}
	return s.step(c, &body, func(id int64) (registry.Upload, error) {
		ctx, scope := c.Request().Context(), request.ScopeOf(c)
		cells := make([]intake.CellCorrection, len(body.Cells))
		for i, b := range body.Cells {
			if cells[i] = (intake.CellCorrection{Sheet: b.Sheet, Cell: b.Cell, Undo: b.Value == nil}); b.Value != nil {
				cells[i].Value = *b.Value
			}
		}
		if err := s.Intake.CorrectCells(ctx, scope, id, cells, body.Password); err != nil {
			return registry.Upload{}, err
		}
		return s.Intake.Upload(ctx, scope, id)
	})
}
