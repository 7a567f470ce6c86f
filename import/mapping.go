package importer

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
)

// Ignore is the field of a mapped column that is not to be read.
const Ignore = layout.Ignore

// ReadMapping reads a mapping as WriteMapping writes it.
func ReadMapping(r io.Reader) (*Mapping, error) {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	m := &Mapping{}
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("read mapping: %w", err)
	}
	return m, nil
}

// WriteMapping writes a mapping as JSON for people to look at and edit.
func WriteMapping(w io.Writer, m *Mapping) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(m)
}

// MappedPlace is the meaning of one column of one file.
type MappedPlace = layout.MappedPlace

// Part says how a column is one of several that make one value of a field.
type Part = layout.Part

// The parts.
const (
	PartSum    = layout.PartSum
	PartChoice = layout.PartChoice
	PartEra    = layout.PartEra
	PartYear   = layout.PartYear
	PartMonth  = layout.PartMonth
	PartDay    = layout.PartDay
	PartRow    = layout.PartRow

	PartUnit       = layout.PartUnit
	PartFiscalYear = layout.PartFiscalYear
)

// PartFits tells whether a column of a field can be such a part, with such a choice.
func PartFits(field string, part Part, choice string) bool {
	f := form.Current().Field(field)
	if part == "" || f == nil {
		return part == "" && choice == ""
	}
	if part == PartChoice {
		if f.List == nil {
			return false
		}
		_, known := f.List.Code(choice)
		return known
	}
	if choice != "" {
		return false
	}
	switch part {
	case PartSum, PartUnit, PartFiscalYear:
		return f.Kind == form.Count
	case PartRow:
		return field == "online_volume"
	case PartEra, PartYear, PartMonth:
		return f.Kind == form.Date || f.Kind == form.Year
	case PartDay:
		return f.Kind == form.Date
	}
	return false
}

// HeaderKey is what one year's header has in common with the next year's; empty where
// it says nothing but a year.
func HeaderKey(header string) string { return layout.HeaderKey(header) }

// HeaderFold is a header as it is compared: width, spaces and signs do not count.
func HeaderFold(header string) string { return layout.HeaderFold(header) }

// MappingOf is what a report understood of its headers, to be looked at by a
// person and used for the next file. Columns that no field claims are ignored in
// it. Years and units stay out: those of the next file are its own.
func MappingOf(r *Report) *Mapping {
	m := &Mapping{Columns: []MappedColumn{}}
	add := func(c MappedColumn) {
		if c.Header != "" && !slices.ContainsFunc(m.Columns, func(o MappedColumn) bool { return o.Header == c.Header }) {
			m.Columns = append(m.Columns, c)
		}
	}
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			add(MappedColumn{Header: c.Header, Field: c.Field, Part: c.Part, Choice: c.Choice})
		}
		for _, u := range t.Unmapped {
			add(MappedColumn{Header: u.Header, Field: Ignore})
		}
	}
	return m
}

// checkMapping tells of fields in the given mapping that do not exist, and goes on
// without them.
func (r *reading) checkMapping() {
	if r.opt.Mapping == nil {
		return
	}
	sound := &Mapping{}
	wrong := func(field, where string) bool {
		if field == Ignore || form.Current().Field(field) != nil {
			return false
		}
		r.found.add(finding.Finding{Severity: finding.Warning, Rule: finding.RuleUnknownMapping, Field: field, Raw: where,
			Message: "列の対応表の「" + where + "」の項目名「" + field + "」はありません。この行は使いませんでした。", Example: "annual_volume"})
		return true
	}
	for _, c := range r.opt.Mapping.Columns {
		if !wrong(c.Field, c.Header) {
			sound.Columns = append(sound.Columns, c)
		}
	}
	for _, s := range r.opt.Mapping.Sheets {
		places := s.Columns
		s.Columns = nil
		for _, p := range places {
			if !wrong(p.Field, s.Sheet+" "+p.Column) {
				s.Columns = append(s.Columns, p)
			}
		}
		sound.Sheets = append(sound.Sheets, s)
	}
	r.opt.Mapping = sound
}
