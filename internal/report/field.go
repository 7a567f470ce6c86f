package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
)

// cell is what a list shows of one field: nothing (nil), a text, a number or a day.
type cell any

// column is one column of a list.
type column struct {
	field  *form.Field
	header string
	of     func(*Row) cell
}

// listColumns are the inventory form's columns, so that a list can be handed in
// again; the two of the volumes come once for every fiscal year. Fields choose
// columns, nil means all of the form's.
func (l List) columns() []column {
	f, keys := cmp.Or(l.Form, form.Current()), l.Fields
	if keys == nil {
		for _, d := range f.Fields() {
			keys = append(keys, d.Key)
		}
	}
	var columns []column
	for _, key := range keys {
		switch d := f.Field(key); {
		case key == "annual_volume":
			for _, y := range l.Years {
				columns = append(columns, countColumn(d, y, totalOf))
				if online := f.Field("online_volume"); slices.Contains(keys, "online_volume") {
					columns = append(columns, countColumn(online, y, onlineOf))
				}
			}
		case key == "online_volume":
			for _, y := range l.Years {
				if !slices.Contains(keys, "annual_volume") { // else it stands beside it
					columns = append(columns, countColumn(d, y, onlineOf))
				}
			}
		case d == nil:
			columns = append(columns, l.derived(key))
		default:
			columns = append(columns, column{d, d.Label, valueOf(d)})
		}
	}
	return columns
}

func totalOf(v *registry.Volume) registry.Count  { return v.Total }
func onlineOf(v *registry.Volume) registry.Count { return v.Online }

// countColumn shows one number of cases in one fiscal year.
func countColumn(d *form.Field, year int, of func(*registry.Volume) registry.Count) column {
	return column{d, fmt.Sprintf("%s（%s）", d.Label, registry.EraYear(year)), func(r *Row) cell {
		for i := range r.Volumes {
			if r.Volumes[i].FiscalYear == year {
				return countCell(of(&r.Volumes[i]))
			}
		}
		return nil
	}}
}

// countCell is a number where it is exact, else the words of the bureau, so that
// a qualifier survives and unknown never reads as 0.
func countCell(c registry.Count) cell {
	if c.Known() && c.Qualifier == registry.Exact {
		return *c.Value
	}
	if c.Raw != "" && !workbook.StartsFormula(c.Raw) {
		return c.Raw
	}
	return textCell(casesText(c))
}

// casesText is a count in words with its unit: 約1200件, 100件以上, 不明.
func casesText(c registry.Count) string {
	return c.Text(func(n int64) string { return strconv.FormatInt(n, 10) }, "件")
}

// valueOf shows a field that stands once in a row.
func valueOf(d *form.Field) func(*Row) cell {
	switch d.Key {
	case "process_id":
		return func(r *Row) cell {
			if r.Process.ID == 0 {
				return nil // not in the registry yet
			}
			return r.Process.ID.String()
		}
	case "planned_fiscal_year":
		return func(r *Row) cell {
			if r.Process.PlannedFiscalYear == 0 {
				return nil
			}
			return int64(r.Process.PlannedFiscalYear)
		}
	case "digitized_on":
		return func(r *Row) cell {
			if r.Process.DigitizedOn.IsZero() {
				return nil
			}
			return r.Process.DigitizedOn
		}
	case "obstacle":
		return func(r *Row) cell { return codesCell(d, r.Process.Obstacle) }
	case "payment_methods":
		return func(r *Row) cell { return codesCell(d, r.Process.PaymentMethods) }
	case "attachments":
		return func(r *Row) cell { return textCell(strings.Join(r.Process.Attachments, "; ")) }
	case "standard_processing_period":
		return func(r *Row) cell { return textCell(periodText(r.Process.StandardProcessingPeriod)) }
	case "scope":
		return func(r *Row) cell {
			if r.Process.InScope {
				return d.List.Label("in")
			}
			return d.List.Label("out")
		}
	}
	text := textOf(d.Key)
	if d.List == nil {
		return func(r *Row) cell { return textCell(text(&r.Process)) }
	}
	return func(r *Row) cell {
		if code := text(&r.Process); code != "" {
			return d.List.Label(code)
		}
		return nil
	}
}

// textOf reads a field whose value is one text or one code.
func textOf(key string) func(*registry.Process) string {
	of, ok := map[string]func(*registry.Process) string{
		"bureau":              func(p *registry.Process) string { return p.Bureau },
		"department":          func(p *registry.Process) string { return p.Department },
		"division":            func(p *registry.Process) string { return p.Division },
		"procedure_name":      func(p *registry.Process) string { return p.ProcedureName },
		"process_name":        func(p *registry.Process) string { return p.ProcessName },
		"process_type":        func(p *registry.Process) string { return p.ProcessType },
		"applicant":           func(p *registry.Process) string { return p.Applicant },
		"recipient":           func(p *registry.Process) string { return p.Recipient },
		"legal_basis":         func(p *registry.Process) string { return p.LegalBasis },
		"legal_article":       func(p *registry.Process) string { return p.LegalArticle },
		"affair_category":     func(p *registry.Process) string { return p.AffairCategory },
		"digitization_status": func(p *registry.Process) string { return string(p.Status) },
		"national_law_change": func(p *registry.Process) string { return string(p.NationalLawChange) },
		"law_to_change":       func(p *registry.Process) string { return p.LawToChange },
		"ministry":            func(p *registry.Process) string { return p.Ministry },
		"platform":            func(p *registry.Process) string { return p.Platform },
		"identity_method":     func(p *registry.Process) string { return p.IdentityMethod },
		"fee":                 func(p *registry.Process) string { return p.Fee },
		"seal_required":       func(p *registry.Process) string { return p.SealRequired },
		"remarks":             func(p *registry.Process) string { return p.Remarks },
	}[key]
	if !ok {
		panic("no value for the form's field " + key)
	}
	return of
}

func textCell(s string) cell {
	if s == "" {
		return nil
	}
	return s
}

// codesCell lists codes with their labels as the form asks for them.
func codesCell(d *form.Field, codes []string) cell {
	var texts []string
	for _, c := range codes {
		text := c // a choice that was added is named by its label
		if code, ok := d.List.Code(c); ok {
			text = code.Text()
		}
		texts = append(texts, text)
	}
	return textCell(strings.Join(texts, "; "))
}

// periodText writes an ISO 8601 duration or range (P30D, P1W/P2W) as people do.
// What it does not know stays as it is.
func periodText(iso string) string {
	from, to, isRange := strings.Cut(iso, "/")
	text := onePeriod(from)
	if isRange {
		return text + "～" + onePeriod(to)
	}
	return text
}

func onePeriod(iso string) string {
	digits := strings.TrimPrefix(iso, "P")
	if len(digits) < 2 || digits == iso || strings.Trim(digits[:len(digits)-1], "0123456789") != "" {
		return iso
	}
	unit, ok := map[byte]string{'D': "日", 'W': "週間", 'M': "か月", 'Y': "年"}[digits[len(digits)-1]]
	if !ok {
		return iso
	}
	return digits[:len(digits)-1] + unit
}

// dayText is a day as in the registry's own files.
func dayText(t time.Time) string { return t.Format(time.DateOnly) }
