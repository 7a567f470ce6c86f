package page

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// none stands for a blank.
const none = "—"

// labels are what the choices of the code lists are called today; zero: as in the program's form.
type labels struct{ of *form.Form }

// labels are those in force. Where they cannot be had, the page says so as of other parts.
func (s *Handlers) labels(c echo.Context) labels {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), 2*time.Second)
	defer cancel()
	of, err := s.Intake.Form(ctx)
	if err != nil {
		s.Log.Warn("the labels of the code lists", slog.Any("error", err))
		c.Set(request.KeyPartial, true)
	}
	return labels{of}
}

func (l labels) form() *form.Form { return cmp.Or(l.of, form.Current()) }

// Code is the label of a code in a code list; a dash for a blank.
func (l labels) Code(list string, code any) string {
	if code := fmt.Sprint(code); code != "" {
		return l.form().CodeList(list).Label(code)
	}
	return none
}

// status is what a status is called.
func (l labels) status(s registry.Status) string {
	if s == "" {
		return "記入なし"
	}
	return l.Code("digitization_status", s)
}

// value is a field's stored value for people; codes get their labels.
func (l labels) value(key, value string) string {
	if value == "" {
		return none
	}
	switch key {
	case "priority_override":
		return registry.Priority(value).Label()
	case "digitized_on":
		return dayField(value)
	case "planned_fiscal_year":
		if year, err := strconv.Atoi(value); err == nil {
			return registry.EraYear(year)
		}
	case "standard_processing_period":
		return periodText(value)
	case "annual_volume", "online_volume":
		return longNumber.ReplaceAllStringFunc(value, func(digits string) string {
			n, err := strconv.ParseInt(digits, 10, 64)
			if err != nil {
				return digits // more than any number of cases: as it is
			}
			return registry.Thousands(n)
		})
	}
	f := l.form().Field(key)
	if f == nil || f.List == nil {
		return value
	}
	if f.Kind != form.Codes {
		return f.List.Label(value)
	}
	codes := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' })
	for i, c := range codes {
		codes[i] = f.List.Label(strings.TrimSpace(c))
	}
	return strings.Join(codes, "、")
}

// longNumber is a number that takes thousands separators.
var longNumber = regexp.MustCompile(`[0-9]{4,}`)

// qualifierLabel says how exact a known number is.
func qualifierLabel(c registry.Count) string {
	if c.Qualifier == registry.Upper && c.Upper != nil {
		return "以下"
	}
	return map[registry.Qualifier]string{
		registry.Exact: "確定値", registry.Approx: "概数", registry.Lower: "以上", registry.Over: "超", registry.Upper: "未満", registry.Range: "範囲",
	}[c.Qualifier]
}

// countText is a number of cases as people read it; unknown is never 0.
func countText(c registry.Count) string {
	return cmp.Or(c.Text(registry.Thousands, ""), none)
}

// statusTone is the look of a status, besides its label.
func statusTone(s registry.Status) string {
	switch s {
	case registry.Done:
		return "good"
	case registry.Partial, registry.InProgress, registry.Planned:
		return "part"
	}
	return ""
}
