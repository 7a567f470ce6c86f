// Package structure is about what a file's tables, headers and columns were taken
// for: which of it a person has to look at ([Look]), what of it has changed since
// last time ([Changes]), and what is kept of it for the next file ([Remember],
// [Mapping]). Like the reader whose reports it takes, it knows no database and no
// clock.
//
// What is remembered is what holds for another file too: the meaning of headers,
// and, by the name of a sheet and as long as its headers stay the same, which rows
// are its header and that it is not to be read. Single rows, single columns, fiscal
// years and units belong to the file of which they were said.
package structure

import (
	"slices"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
)

// Memory is what a person confirmed of one file.
type Memory struct {
	Tables []Table                `json:"tables"`
	Sheets []importer.MappedSheet `json:"sheets,omitempty"` // header rows and what is not read, with the headers for which that holds
}

// Table is one table with its columns from the left.
type Table struct {
	Sheet   string   `json:"sheet"`
	Columns []Column `json:"columns"`
}

// Column is what a header was taken for.
type Column struct {
	Header string `json:"header"`
	Field  string `json:"field"` // [importer.Ignore] where it was not read
	Unit   int    `json:"unit,omitempty"`
	Part   string `json:"part,omitempty"`   // which of several columns that make one value
	Choice string `json:"choice,omitempty"` // of such a part
	Plain  bool   `json:"plain,omitempty"`  // anybody's header for that field, or for no field
	Own    bool   `json:"own,omitempty"`    // its year or unit was said of this file alone
}

// Remember is what to keep of a file once a person has confirmed what it was taken
// for. used is the mapping with which it was read.
func Remember(r *importer.Report, used *importer.Mapping) Memory {
	m := Memory{Tables: []Table{}}
	for _, t := range r.Tables {
		m.Tables = append(m.Tables, tableOf(t, used))
	}
	for _, s := range r.Sheets {
		given := used.Sheet(s.Name)
		switch {
		case len(s.Headers) == 0 || s.Lost && s.Left == "":
		case s.Left == importer.LeftTold, s.Left == importer.LeftExample && !ours(s.Name), s.Left == importer.LeftNoName:
			m.Sheets = append(m.Sheets, importer.MappedSheet{Sheet: s.Name, Skip: true, Headers: s.Headers})
		case s.Left == "" && (len(given.HeaderRows) > 0 || given.Read):
			m.Sheets = append(
				m.Sheets,
				importer.MappedSheet{Sheet: s.Name, Read: given.Read, HeaderRows: given.HeaderRows, Headers: s.Headers},
			)
		}
	}
	return m
}

// tableOf is a table of a report as it is remembered.
func tableOf(t importer.Table, used *importer.Mapping) Table {
	out := Table{Sheet: t.Sheet, Columns: []Column{}}
	for _, c := range columnsOf(t) {
		if c.header == "" {
			continue
		}
		given, _ := placeOf(used, t, c.letters)
		out.Columns = append(
			out.Columns,
			Column{Header: c.header, Field: c.field, Unit: c.unit, Part: c.part, Choice: c.choice, Plain: c.plain(),
				Own: given.FiscalYear != 0 || given.Unit != 0},
		)
	}
	return out
}

// column is one column of a report, read or not.
type column struct {
	letters, header string
	field           string // Ignore where it was not read
	year, unit      int
	part, choice    string // of one of several columns that make one value
	match           string // of a column that was read
	reason          string // of one that was not
	cells           int
}

// columnsOf are all columns of a table from the left.
func columnsOf(t importer.Table) []column {
	var all []column
	for _, c := range t.Columns {
		all = append(
			all,
			column{
				letters: c.Column,
				header:  c.Header,
				field:   c.Field,
				year:    c.FiscalYear,
				unit:    c.Unit,
				part:    string(c.Part),
				choice:  c.Choice,
				match:   c.Match,
			},
		)
	}
	for _, u := range t.Unmapped {
		all = append(all, column{letters: u.Column, header: u.Header, field: importer.Ignore, reason: u.Reason, cells: u.Cells})
	}
	slices.SortStableFunc(all, func(a, b column) int {
		if len(a.letters) != len(b.letters) {
			return len(a.letters) - len(b.letters)
		}
		return strings.Compare(a.letters, b.letters)
	})
	return all
}

// plain reports whether a header is one for its field, or for none, in anybody's
// sheet: not where its cells or something like it made it that field.
func (c column) plain() bool {
	if c.reason != "" {
		return c.reason == "known" || c.reason == "own"
	}
	f := form.Current().Field(c.field)
	return c.part == "" && c.match == "exact" && f != nil && strings.Contains(importer.HeaderKey(c.header), importer.HeaderKey(f.Label))
}

// placeOf is what was said of one column of this very file.
func placeOf(m *importer.Mapping, t importer.Table, letters string) (importer.MappedPlace, bool) {
	for _, p := range m.Sheet(t.Sheet).Columns {
		if p.Column == letters && (p.Table == 0 || p.Table == t.HeaderRows[0]) {
			return p, true
		}
	}
	return importer.MappedPlace{}, false
}

// ours reports whether a sheet is one that the inventory form itself has beside the
// table.
func ours(sheet string) bool {
	f := form.Current()
	return sheet == f.ExamplesSheet || sheet == f.CodesSheet || sheet == f.GuideSheet
}

// Mapping is what is remembered for the next file, of memories from the newest to
// the oldest: of each header and of each sheet what was said last. Headers that the
// reader knows by itself stay out.
func Mapping(memories []Memory) *importer.Mapping {
	m := &importer.Mapping{Columns: []importer.MappedColumn{}}
	headers, sheets := map[string]bool{}, map[string]bool{}
	for _, memory := range memories {
		for key, columns := range memory.byHeader() {
			if headers[key] {
				continue
			}
			headers[key] = true
			m.Columns = append(m.Columns, columns...)
		}
		for _, s := range memory.Sheets {
			if !sheets[s.Sheet] {
				m.Sheets = append(m.Sheets, s)
			}
		}
		for _, s := range memory.Sheets {
			sheets[s.Sheet] = true
		}
		for _, t := range memory.Tables {
			sheets[t.Sheet] = true // read since, without anything being said
		}
	}
	slices.SortFunc(m.Columns, func(a, b importer.MappedColumn) int {
		if c := strings.Compare(a.Header, b.Header); c != 0 {
			return c
		}
		return a.Nth - b.Nth
	})
	return m
}

// byHeader gives for each header of a file what its columns mean. A header under
// which columns mean different things is told apart by their order; one that means
// different things in different tables of the file is left to be asked about.
func (m Memory) byHeader() map[string][]importer.MappedColumn {
	meanings := map[string][]string{} // the fields of each table's columns with the header
	out := map[string][]importer.MappedColumn{}
	for _, t := range m.Tables {
		here, plain := map[string][]Column{}, map[string]bool{}
		for _, c := range t.Columns {
			key := importer.HeaderFold(c.Header)
			plain[key] = (len(here[key]) == 0 || plain[key]) && c.Plain
			here[key] = append(here[key], c)
		}
		for key, columns := range here {
			fields := make([]string, len(columns))
			for i, c := range columns {
				fields[i] = strings.Join([]string{c.Field, c.Part, c.Choice}, "/")
			}
			if before, seen := meanings[key]; seen {
				if !slices.Equal(before, fields) && !(uniform(before) && uniform(fields) && before[0] == fields[0]) {
					out[key] = nil
				}
				continue
			}
			meanings[key] = fields
			switch {
			case plain[key]:
				out[key] = nil
			case uniform(fields):
				out[key] = []importer.MappedColumn{
					{Header: columns[0].Header, Field: columns[0].Field, Part: importer.Part(columns[0].Part), Choice: columns[0].Choice},
				}
			default:
				for i, c := range columns {
					out[key] = append(
						out[key],
						importer.MappedColumn{Header: c.Header, Nth: i + 1, Field: c.Field, Part: importer.Part(c.Part), Choice: c.Choice},
					)
				}
			}
		}
	}
	return out
}

func uniform(fields []string) bool {
	return !slices.ContainsFunc(fields, func(f string) bool { return f != fields[0] })
}

// Merge is the mapping of the next reading: what was said of this file before what is
// remembered.
func Merge(said, remembered *importer.Mapping) *importer.Mapping {
	if said == nil {
		return remembered
	}
	out := &importer.Mapping{Columns: append(slices.Clone(said.Columns), remembered.Columns...)}
	for _, s := range said.Sheets {
		if before := remembered.Sheet(s.Sheet); len(s.HeaderRows) == 0 && !s.Skip {
			s.HeaderRows, s.Headers = before.HeaderRows, before.Headers
			s.Skip, s.Read = before.Skip && !s.Read, s.Read || before.Read
		}
		out.Sheets = append(out.Sheets, s)
	}
	for _, s := range remembered.Sheets {
		if said.Sheet(s.Sheet).Sheet == "" {
			out.Sheets = append(out.Sheets, s)
		}
	}
	return out
}

// Correct adds corrections to what was said of a file before.
func Correct(said *importer.Mapping, corrections []importer.MappedSheet) *importer.Mapping {
	out := &importer.Mapping{Columns: []importer.MappedColumn{}}
	if said != nil {
		out.Columns, out.Sheets = said.Columns, slices.Clone(said.Sheets)
	}
	for _, c := range corrections {
		i := slices.IndexFunc(out.Sheets, func(s importer.MappedSheet) bool { return s.Sheet == c.Sheet })
		if i < 0 {
			out.Sheets = append(out.Sheets, c)
			continue
		}
		s := &out.Sheets[i]
		if c.Skip || c.Read {
			s.Skip, s.Read = c.Skip, c.Read
		}
		if len(c.HeaderRows) > 0 {
			s.HeaderRows = c.HeaderRows
			s.Columns = slices.DeleteFunc(
				slices.Clone(s.Columns),
				func(p importer.MappedPlace) bool { return p.Table != 0 },
			) // of tables that are gone
		}
		s.Ignore = with(s.Ignore, c.Ignore, c.Records)
		s.Records = with(s.Records, c.Records, c.Ignore)
		for _, p := range c.Columns {
			s.Columns = append(slices.DeleteFunc(slices.Clone(s.Columns), func(o importer.MappedPlace) bool {
				return o.Column == p.Column && (o.Table == p.Table || p.Table == 0)
			}), p)
		}
	}
	return out
}

// with are the rows with some more and without others, ascending.
func with(rows, more, without []int) []int {
	out := slices.DeleteFunc(slices.Concat(rows, more), func(r int) bool { return slices.Contains(without, r) })
	slices.Sort(out)
	return slices.Compact(out)
}
