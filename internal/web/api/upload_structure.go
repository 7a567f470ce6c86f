package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/import/structure"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// structureJSON is what a file's tables and columns were taken for.
type structureJSON struct {
	Reading   int                `json:"reading"` // names this reading when it is confirmed or corrected
	Verdict   *string            `json:"verdict"` // the state once somebody has looked; null: nobody has to
	Protected bool               `json:"protected"`
	Points    []pointJSON        `json:"points"`  // to be looked at
	Changes   []structure.Change `json:"changes"` // since the bureau's last file
	Tables    []importer.Table   `json:"tables"`
	Sheets    []sheetJSON        `json:"sheets"`
}

type pointJSON struct {
	structure.Point
	Text string `json:"text"`
}

type sheetJSON struct {
	Sheet      string        `json:"sheet"`
	Hidden     bool          `json:"hidden"`
	LastRow    int           `json:"last_row"`
	LastColumn int           `json:"last_column"`
	LeftOut    *string       `json:"left_out"` // null: it was read
	Rows       []gridRowJSON `json:"rows"`     // some of them
}

type gridRowJSON struct {
	importer.PreviewRow
	Kind   string `json:"kind"`   // header, record or none
	Reason string `json:"reason"` // of none, for people
}

// structure gives what a file's tables and columns were taken for.
func (s *Handlers) structure(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	read, err := s.Intake.Structure(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	j := structureJSON{
		Reading:   read.Reading,
		Protected: read.Report.Protected,
		Points:    []pointJSON{},
		Changes:   read.Changes,
		Tables:    read.Report.Tables,
		Sheets:    []sheetJSON{},
	}
	if read.Verdict != "" {
		verdict := string(read.Verdict)
		j.Verdict = &verdict
	}
	for _, p := range read.Points {
		j.Points = append(j.Points, pointJSON{p, request.PointText(p)})
	}
	for i, sheet := range read.Report.Sheets {
		out := sheetJSON{Sheet: sheet.Name, Hidden: sheet.Hidden, LastRow: sheet.LastRow, LastColumn: sheet.LastCol, Rows: []gridRowJSON{}}
		if sheet.Left != "" {
			left := string(sheet.Left)
			out.LeftOut = &left
		}
		for _, r := range sheet.Rows {
			kind, reason := request.RowKindOf(read, i, r.Row)
			out.Rows = append(out.Rows, gridRowJSON{r, map[string]string{"h": "header", "r": "record", "n": "none"}[kind], reason})
		}
		j.Sheets = append(j.Sheets, out)
	}
	return c.JSON(http.StatusOK, j)
}

// settleStructure confirms what a file's tables and columns were taken for, or
// corrects it and has the file read again.
func (s *Handlers) settleStructure(c echo.Context) error {
	var body struct {
		Reading  int                    `json:"reading"`
		Sheets   []importer.MappedSheet `json:"sheets"` // what is corrected; none: it is right
		Password string                 `json:"password"`
	}
	return s.step(c, &body, func(id int64) (registry.Upload, error) {
		ctx, scope := c.Request().Context(), request.ScopeOf(c)
		if len(body.Sheets) == 0 {
			return s.Intake.ConfirmStructure(ctx, scope, id, body.Reading)
		}
		if err := s.Intake.CorrectStructure(ctx, scope, id, body.Reading, body.Sheets, body.Password); err != nil {
			return registry.Upload{}, err
		}
		return s.Intake.Upload(ctx, scope, id)
	})
}
