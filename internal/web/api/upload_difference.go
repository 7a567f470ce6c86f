package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/parameter"
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

// fieldKeys are the fields of the form, by one of which a difference is restricted.
func fieldKeys() []string {
	var keys []string
	for _, f := range form.Current().Fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

var differenceParameters = parameter.Table[store.RowFilter]{
	parameter.OneOf("kind", "", []store.RowKind{store.RowNew, store.RowChanged, store.RowUnchanged},
		func(f *store.RowFilter) *store.RowKind { return &f.Kind }).Or(string(store.RowChanged)),
	parameter.Words("q", "手続名、プロセス名、根拠法令のどれか1つの欄に含まれる言葉", "騒音", 200, func(f *store.RowFilter) *string { return &f.Text }),
	parameter.OneOf("field", "登録の前の changed のうち、この項目が変わるものだけ", fieldKeys(), func(f *store.RowFilter) *string { return &f.Field }),
	parameter.OneOf("concern", "登録の前の new と changed のうち、確かめたい変更（effect の concerns）だけ", registry.Concerns,
		func(f *store.RowFilter) *registry.Concern { return &f.Concern }),
	parameter.Integer("after", "前の応答の next_after", "200", 0, 0, func(f *store.RowFilter) *int64 { return &f.After }),
}

// difference lists the rows of one kind.
func (s *Handlers) difference(c echo.Context, f store.RowFilter) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	f.Limit = rowsPerAnswer.Limit()
	rows, err := s.Intake.Rows(c.Request().Context(), request.ScopeOf(c), id, f)
	if err != nil {
		return err
	}
	rows, next := registry.PageOf(rowsPerAnswer, rows, func(r store.RowDifference) int64 { return r.Place })
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
