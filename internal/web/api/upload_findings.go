package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// findingJSON is a finding with its place in the report.
type findingJSON struct {
	finding.Finding
	Normalised bool `json:"normalised"` // the cell has a normalised value
	Place      int  `json:"place"`      // for next_after
}

// findings lists what the last reading of an upload found, in the order of its
// report.
func (s *Handlers) findings(c echo.Context) error {
	id, err := request.PathID(c)
	if err != nil {
		return err
	}
	f, after := finding.Filter{}, 0
	for name, given := range c.QueryParams() {
		value, ok := given[0], true
		switch name {
		case "severity":
			f.Severity = finding.Severity(value)
			ok = slices.Contains(request.Severities, f.Severity)
		case "rule":
			f.Rule = value
		case "sheet":
			f.Sheet = value
		case "field":
			f.Field = value
		case "cell":
			f.Column, f.Row, ok = finding.ParsePlace(value)
		case "normalised":
			f.Normalised, err = strconv.ParseBool(value)
			ok = err == nil
		case "after":
			after, err = strconv.Atoi(value)
			ok = err == nil && after >= 0
		default:
			ok = false
		}
		if !ok {
			return &registry.Error{Code: registry.Invalid, Op: "api.findings", Field: name,
				Message: fmt.Sprintf(
					"%s の「%s」は使えません。使える条件は severity（error、warning、info）、rule、sheet、field、cell（K17 か 17）、normalised、after です。",
					name,
					value,
				)}
		}
	}
	report, err := s.Intake.Report(c.Request().Context(), request.ScopeOf(c), id)
	if err != nil {
		return err
	}
	list, total := []findingJSON{}, 0
	var next *int
	if report != nil {
		for i, x := range report.Findings {
			if !f.Finds(x) {
				continue
			}
			total++
			switch {
			case i < after:
			case len(list) < rowsPerAnswer:
				list = append(list, findingJSON{x, x.Normalised(), i + 1})
			case next == nil:
				next = &list[rowsPerAnswer-1].Place
			}
		}
	}
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
