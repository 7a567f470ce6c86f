package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/import/structure"
	"tetsuzuki/internal/registry"
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

// apiStructure gives what a file's tables and columns were taken for.
func (s *server) apiStructure(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	read, err := s.intake.Structure(c.Request().Context(), scopeOf(c), id)
	if err != nil {
		return err
	}
	j := structureJSON{Reading: read.Reading, Protected: read.Report.Protected, Points: []pointJSON{}, Changes: read.Changes, Tables: read.Report.Tables, Sheets: []sheetJSON{}}
	if read.Verdict != "" {
		verdict := string(read.Verdict)
		j.Verdict = &verdict
	}
	for _, p := range read.Points {
		j.Points = append(j.Points, pointJSON{p, pointText(p)})
	}
	d := drawing{Structure: read}
	for i, sheet := range read.Report.Sheets {
		out := sheetJSON{Sheet: sheet.Name, Hidden: sheet.Hidden, LastRow: sheet.LastRow, LastColumn: sheet.LastCol, Rows: []gridRowJSON{}}
		if sheet.Left != "" {
			left := string(sheet.Left)
			out.LeftOut = &left
		}
		for _, r := range sheet.Rows {
			kind, reason := d.kind(i, r.Row)
			out.Rows = append(out.Rows, gridRowJSON{r, map[string]string{"h": "header", "r": "record", "n": "none"}[kind], reason})
		}
		j.Sheets = append(j.Sheets, out)
	}
	return c.JSON(http.StatusOK, j)
}

// apiSettleStructure confirms what a file's tables and columns were taken for, or
// corrects it and has the file read again.
func (s *server) apiSettleStructure(c echo.Context) error {
	var body struct {
		Reading  int                    `json:"reading"`
		Sheets   []importer.MappedSheet `json:"sheets"` // what is corrected; none: it is right
		Password string                 `json:"password"`
	}
	return s.apiStep(c, &body, func(id int64) (registry.Uploaded, error) {
		ctx, scope := c.Request().Context(), scopeOf(c)
		if len(body.Sheets) == 0 {
			return s.intake.ConfirmStructure(ctx, scope, id, body.Reading)
		}
		if err := s.intake.CorrectStructure(ctx, scope, id, body.Reading, body.Sheets, body.Password); err != nil {
			return registry.Uploaded{}, err
		}
		return s.intake.Upload(ctx, scope, id)
	})
}
