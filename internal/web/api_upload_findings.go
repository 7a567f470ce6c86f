package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/registry"
)

// findingJSON is a finding with its place in the report.
type findingJSON struct {
	finding.Finding
	Healed bool `json:"healed"` // the cell was read otherwise than it is written
	Place  int  `json:"place"`  // for next_after
}

// apiFindings lists what the last reading of an upload found, in the order of its
// report.
func (s *server) apiFindings(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, after := finding.Filter{}, 0
	for name, given := range c.QueryParams() {
		value, ok := given[0], true
		switch name {
		case "severity":
			f.Severity = finding.Severity(value)
			ok = slices.Contains(severities, f.Severity)
		case "rule":
			f.Rule = value
		case "sheet":
			f.Sheet = value
		case "field":
			f.Field = value
		case "cell":
			f.Column, f.Row, ok = finding.ParsePlace(value)
		case "healed":
			f.Healed, err = strconv.ParseBool(value)
			ok = err == nil
		case "after":
			after, err = strconv.Atoi(value)
			ok = err == nil && after >= 0
		default:
			ok = false
		}
		if !ok {
			return &registry.Error{Code: registry.Invalid, Op: "web.apiFindings", Field: name,
				Message: fmt.Sprintf("%s の「%s」は使えません。使える条件は severity（error、warning、info）、rule、sheet、field、cell（K17 か 17）、healed、after です。", name, value)}
		}
	}
	report, err := s.intake.Report(c.Request().Context(), scopeOf(c), id)
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
				list = append(list, findingJSON{x, x.Healed(), i + 1})
			case next == nil:
				next = &list[rowsPerAnswer-1].Place
			}
		}
	}
	return c.JSON(http.StatusOK, map[string]any{"findings": list, "total": total, "next_after": next})
}

// apiConsent takes the consent to the cells that were read otherwise than they are
// written, and tells what is still open.
func (s *server) apiConsent(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	var body struct {
		Healed int `json:"healed"` // how many cells were checked
	}
	if err := readJSON(c, &body); err != nil {
		return err
	}
	if _, err := s.intake.Consent(c.Request().Context(), scopeOf(c), id, body.Healed); err != nil {
		return err
	}
	return s.apiQuestions(c)
}
