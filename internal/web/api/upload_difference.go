package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// rowJSON is a row of the difference.
type rowJSON struct {
	Sheet         string            `json:"sheet"`
	Row           int               `json:"row"`
	ProcessID     *string           `json:"process_id"` // null: a new one
	ProcedureName string            `json:"procedure_name"`
	Cells         []changedCellJSON `json:"cells"`
}

// changedCellJSON is a cell that differs.
type changedCellJSON struct {
	Field      string `json:"field"`
	FiscalYear *int   `json:"fiscal_year"` // of a volume
	Old        string `json:"old"`
	New        string `json:"new"`
}

// difference lists the rows of one kind.
func (s *Handlers) difference(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	f := store.RowFilter{Kind: store.RowChanged, Limit: rowsPerAnswer + 1}
	for name, given := range c.QueryParams() {
		value := given[0]
		ok := false
		switch name {
		case "kind":
			f.Kind = store.RowKind(value)
			ok = slices.Contains([]store.RowKind{store.RowNew, store.RowChanged, store.RowUnchanged}, f.Kind)
		case "q":
			f.Text, ok = value, true
		case "field":
			f.Field, ok = value, form.Current().Field(value) != nil
		case "after":
			f.After, err = strconv.ParseInt(value, 10, 64)
			ok = err == nil
		}
		if !ok {
			return &registry.Error{Code: registry.Invalid, Op: "api.difference", Field: name,
				Message: fmt.Sprintf(
					"%s の「%s」は使えません。使える条件は kind（new、changed、unchanged）、q（手続名・法令に含まれる言葉）、field（changed のうち、その項目が変わるもの）、after です。",
					name,
					value,
				)}
		}
	}
	rows, err := s.Intake.Rows(c.Request().Context(), request.ScopeOf(c), id, f)
	if err != nil {
		return err
	}
	var next *int64
	if len(rows) > rowsPerAnswer {
		rows = rows[:rowsPerAnswer]
		next = &rows[rowsPerAnswer-1].Place
	}
	list := make([]rowJSON, len(rows))
	for i, r := range rows {
		list[i] = rowJSON{Sheet: r.Sheet, Row: r.Row, ProcedureName: r.ProcedureName, Cells: make([]changedCellJSON, len(r.Cells))}
		if r.ProcessID != 0 {
			process := r.ProcessID.String()
			list[i].ProcessID = &process
		}
		for k, cell := range r.Cells {
			list[i].Cells[k] = changedCellJSON{Field: cell.Field, Old: cell.Old, New: cell.New}
			if cell.FiscalYear != 0 {
				list[i].Cells[k].FiscalYear = &cell.FiscalYear
			}
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"rows": list, "next_after": next})
}
