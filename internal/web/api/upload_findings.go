package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// findingJSON is a finding with its place in the report.
type findingJSON struct {
	finding.Finding
	Normalised bool `json:"normalised"` // the cell has a normalised value
	Place      int  `json:"place"`      // for next_after
}

// findingQuery is which findings are asked for, and after which place.
type findingQuery struct {
	finding.Filter
	After int
}

var findingParameters = parameter.Table[findingQuery]{
	parameter.OneOf("severity", "", request.Severities, func(q *findingQuery) *finding.Severity { return &q.Severity }),
	parameter.Raw("rule", "", "L2-04", "", "規則の番号で", func(q *findingQuery) *string { return &q.Rule }),
	parameter.Exact("sheet", "", "Sheet1", func(q *findingQuery) *string { return &q.Sheet }),
	parameter.Raw("field", "", "procedure_name", "", "項目の名前で", func(q *findingQuery) *string { return &q.Field }),
	{
		Spec: parameter.Spec{Name: "cell", Means: "セル（K17）、行（17）、列（K）", Example: "K17", Allows: "セル（K17）、行（17）、列（K）のどれかで"},
		Set: func(q *findingQuery, v string) (ok bool) {
			q.Column, q.Row, ok = finding.ParsePlace(v)
			return ok
		},
	},
	parameter.Flag("normalised", "true は、読み替えたところだけ", func(q *findingQuery) *bool { return &q.Normalised }),
	parameter.Integer("after", "前の応答の next_after", "200", 0, 0, func(q *findingQuery) *int { return &q.After }),
}

// findings lists what the last reading of an upload found, in the order of its
// report.
func (s *Handlers) findings(c echo.Context, q findingQuery) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	report, err := s.Intake.Report(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	list, total := []findingJSON{}, 0
	if report != nil {
		for i, x := range report.Findings {
			if !q.Finds(x) {
				continue
			}
			total++
			if i >= q.After && len(list) < rowsPerAnswer.Limit() {
				list = append(list, findingJSON{x, x.Normalised(), i + 1})
			}
		}
	}
	list, next := registry.PageOf(rowsPerAnswer, list, func(x findingJSON) int { return x.Place })
	return c.JSON(http.StatusOK, map[string]any{"findings": list, "total": total, "next_after": next})
}

// consent takes the consent to the normalised values, and answers what is still open.
func (s *Handlers) consent(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Normalised int `json:"normalised"` // how many cells were checked
	}
	if err := request.ReadJSON(c, &body); err != nil {
		return err
	}
	if _, err := s.Intake.Consent(c.Request().Context(), request.ScopeOf(c), id, body.Normalised); err != nil {
		return err
	}
	return s.questions(c)
}
