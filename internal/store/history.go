package store

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/internal/registry"
)

// HistoryEntry is what one change did to a process.
type HistoryEntry struct {
	Change  registry.Change
	Created bool // the change added the process
	Removed bool // the change removed the process, as an undo does
	Fields  []FieldChange
}

// FieldChange is one field's value before and after, as codes; an empty text is a
// blank, and lists are joined by commas.
type FieldChange struct {
	Field      string // as in the check report
	FiscalYear int    // of volumes, else 0
	Old, New   string
}

// history lists what each change did to the process, the newest first: the difference
// between the versions just before and at the change's moment.
func (v versions) history() []HistoryEntry {
	entries := make([]HistoryEntry, len(v.changes))
	for i, c := range v.changes {
		entries[i] = v.entry(c)
	}
	return entries
}

// entry is what one change did to the process.
func (v versions) entry(c registry.Change) HistoryEntry {
	before, after := c.At.Add(-time.Microsecond), c.At
	old, current := v.at(before), v.at(after)
	e := HistoryEntry{Change: c, Created: old == nil && current != nil, Removed: old != nil && current == nil}
	if current != nil {
		if old == nil {
			old = &registry.Process{}
		}
		e.Fields = fieldChanges(*old, *current, v.volumesAt(before), v.volumesAt(after))
	}
	return e
}

// fieldChanges compares two versions field by field.
func fieldChanges(old, current registry.Process, oldVolumes, volumes []registry.Volume) []FieldChange {
	var changes []FieldChange
	add := func(field string, year int, before, after string) {
		if before != after {
			changes = append(changes, FieldChange{field, year, before, after})
		}
	}
	for _, f := range processFields {
		add(f.name, 0, f.text(old), f.text(current))
	}
	var years []int
	for _, v := range slices.Concat(oldVolumes, volumes) {
		years = append(years, v.FiscalYear)
	}
	slices.Sort(years)
	for _, year := range slices.Compact(years) {
		before, after := volumeOf(oldVolumes, year), volumeOf(volumes, year)
		add("annual_volume", year, before.Total.Written(), after.Total.Written())
		add("online_volume", year, before.Online.Written(), after.Online.Written())
	}
	return changes
}

func volumeOf(volumes []registry.Volume, year int) registry.Volume {
	for _, v := range volumes {
		if v.FiscalYear == year {
			return v
		}
	}
	return registry.Volume{}
}

// processFields are the fields of a process as text, by their names in the check
// report.
var processFields = []struct {
	name string
	text func(registry.Process) string
}{
	{"bureau", func(p registry.Process) string { return p.Bureau }},
	{"department", func(p registry.Process) string { return p.Department }},
	{"division", func(p registry.Process) string { return p.Division }},
	{"procedure_name", func(p registry.Process) string { return p.ProcedureName }},
	{"process_name", func(p registry.Process) string { return p.ProcessName }},
	{"process_type", func(p registry.Process) string { return p.ProcessType }},
	{"applicant", func(p registry.Process) string { return p.Applicant }},
	{"recipient", func(p registry.Process) string { return p.Recipient }},
	{"legal_basis", func(p registry.Process) string { return p.LegalBasis }},
	{"legal_article", func(p registry.Process) string { return p.LegalArticle }},
	{"affair_category", func(p registry.Process) string { return p.AffairCategory }},
	{"digitization_status", func(p registry.Process) string { return string(p.Status) }},
	{"planned_fiscal_year", func(p registry.Process) string { return yearText(p.PlannedFiscalYear) }},
	{"digitized_on", func(p registry.Process) string { return dayText(p.DigitizedOn) }},
	{"obstacle", func(p registry.Process) string { return strings.Join(p.Obstacle, ",") }},
	{"national_law_change", func(p registry.Process) string { return string(p.NationalLawChange) }},
	{"law_to_change", func(p registry.Process) string { return p.LawToChange }},
	{"ministry", func(p registry.Process) string { return p.Ministry }},
	{"scope", func(p registry.Process) string { return scopeText(p) }},
	{"platform", func(p registry.Process) string { return p.Platform }},
	{"identity_method", func(p registry.Process) string { return p.IdentityMethod }},
	{"fee", func(p registry.Process) string { return p.Fee }},
	{"payment_methods", func(p registry.Process) string { return strings.Join(p.PaymentMethods, ",") }},
	{"attachments", func(p registry.Process) string { return strings.Join(p.Attachments, ",") }},
	{"seal_required", func(p registry.Process) string { return p.SealRequired }},
	{"standard_processing_period", func(p registry.Process) string { return p.StandardProcessingPeriod }},
	{"remarks", func(p registry.Process) string { return p.Remarks }},
	{"priority_override", func(p registry.Process) string { return string(p.Override) }},
	{"priority_reason", func(p registry.Process) string { return p.OverrideReason }},
}

// ProcessTexts are the fields of a process as text, by their names in the check
// report: codes, with lists joined by commas; an empty text is a blank.
func ProcessTexts(p registry.Process) map[string]string {
	texts := make(map[string]string, len(processFields))
	for _, f := range processFields {
		texts[f.name] = f.text(p)
	}
	return texts
}

func scopeText(p registry.Process) string {
	switch {
	case p.ID == 0:
		return "" // there was no process
	case p.InScope:
		return ScopeIn
	}
	return ScopeOut
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

func dayText(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}
