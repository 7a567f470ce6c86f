package layout

import (
	"slices"
	"strings"

	"tetsuzuki/import/workbook"
)

// Ignore is the field of a saved mapping that keeps a column out.
const Ignore = "ignore"

// Mapping says what the columns of a sheet mean, by their headers. A person made
// or confirmed it, so it goes before everything that is found out.
type Mapping struct {
	Columns []MappedColumn `json:"columns"`
	Sheets  []MappedSheet  `json:"sheets,omitempty"`
}

// MappedSheet puts right what was understood of one sheet's layout. Rows and
// columns are those of one file; what is said of them does not hold for another.
type MappedSheet struct {
	Sheet      string        `json:"sheet"`
	Skip       bool          `json:"skip,omitempty"`        // the sheet holds no inventory
	Read       bool          `json:"read,omitempty"`        // it does, whatever its name or its headers say
	HeaderRows []int         `json:"header_rows,omitempty"` // ascending; empty to find them
	Ignore     []int         `json:"ignore,omitempty"`      // rows that are no records
	Records    []int         `json:"records,omitempty"`     // rows that are
	Columns    []MappedPlace `json:"columns,omitempty"`     // by their letters

	// Headers, where there are any, are those of the sheet's tables when Skip and
	// HeaderRows were said: of a sheet with others, both are forgotten.
	Headers []string `json:"headers,omitempty"`
}

// MappedPlace is the meaning of one column of one file.
type MappedPlace struct {
	Column     string `json:"column"`          // letters, as in "H"
	Table      int    `json:"table,omitempty"` // the first header row of its table; 0 for every table of the sheet
	Field      string `json:"field"`           // key of the form's field, or ignore
	FiscalYear int    `json:"fiscal_year,omitempty"`
	Unit       int    `json:"unit,omitempty"`
	Part       Part   `json:"part,omitempty"`   // which of several columns that make one value
	Choice     string `json:"choice,omitempty"` // of a part that stands for one: code of the field's list
}

// Sheet is what is put right of a sheet; the zero value where nothing is.
func (m *Mapping) Sheet(name string) MappedSheet {
	if m != nil {
		for _, s := range m.Sheets {
			if s.Sheet == name {
				return s
			}
		}
	}
	return MappedSheet{}
}

// at is what was said of a column in the table that begins with that row.
func (s MappedSheet) at(col, table int) (MappedColumn, bool) {
	letters := workbook.ColumnName(col)
	i := slices.IndexFunc(s.Columns, func(p MappedPlace) bool { return p.Column == letters && (p.Table == 0 || p.Table == table) })
	if i < 0 {
		return MappedColumn{}, false
	}
	p := s.Columns[i]
	return MappedColumn{Field: p.Field, FiscalYear: p.FiscalYear, Unit: p.Unit, Part: p.Part, Choice: p.Choice}, true
}

// MappedColumn is the meaning of the columns with one header.
type MappedColumn struct {
	Header     string `json:"header"`        // as in the report: header texts joined by ／
	Nth        int    `json:"nth,omitempty"` // which of a table's columns with that header, from 1; 0 for all
	Field      string `json:"field"`         // key of the form's field, or ignore
	FiscalYear int    `json:"fiscal_year,omitempty"`
	Unit       int    `json:"unit,omitempty"`
	Part       Part   `json:"part,omitempty"`
	Choice     string `json:"choice,omitempty"`
}

// HeaderKey is what one year's header has in common with the next year's: the text
// folded, without its fiscal years. It is empty where nothing is left.
func HeaderKey(header string) string { return fold(withoutYears(squeeze(header))) }

// HeaderFold is a header as it is compared: width, spaces and signs do not count.
func HeaderFold(header string) string { return fold(header) }

// known is a mapping made ready to be looked up for every text of a sheet.
type known struct {
	whole    map[string][]MappedColumn // by the folded header
	yearless map[string]MappedColumn   // by its key, where it always means the same field
	texts    map[string]bool           // folded headers and their last parts
}

func newKnown(m *Mapping) *known {
	if m == nil || len(m.Columns) == 0 {
		return nil
	}
	k := &known{map[string][]MappedColumn{}, map[string]MappedColumn{}, map[string]bool{}}
	several := map[string]bool{}
	for _, c := range m.Columns {
		f, key := fold(c.Header), HeaderKey(c.Header)
		if f == "" {
			continue
		}
		k.whole[f] = append(k.whole[f], c)
		if first, seen := k.yearless[key]; seen && (first.Field != c.Field || first.Part != c.Part || first.Choice != c.Choice) {
			several[key] = true
		} else if !seen {
			k.yearless[key] = MappedColumn{Header: c.Header, Field: c.Field, Part: c.Part, Choice: c.Choice}
		}
		if c.Field == Ignore {
			continue
		}
		parts := strings.Split(c.Header, "／")
		for i := range parts {
			rest := strings.Join(parts[i:], "／")
			k.texts[fold(rest)] = true
			if key := HeaderKey(rest); key != "" {
				k.texts[key] = true
			}
		}
	}
	delete(k.yearless, "")
	for key := range several {
		delete(k.yearless, key)
	}
	return k
}

// find is the saved meaning of the nth column with a header; width, spaces and, but
// for what is to be ignored, its fiscal year do not count.
func (k *known) find(header string, nth int) (MappedColumn, bool) {
	if k == nil || header == "" {
		return MappedColumn{}, false
	}
	all, ok := k.whole[fold(header)]
	for _, c := range all {
		if c.Nth == nth {
			return c, true
		}
	}
	for _, c := range all {
		if c.Nth == 0 {
			return c, true
		}
	}
	if ok {
		return MappedColumn{}, false
	}
	c, ok := k.yearless[HeaderKey(header)]
	return c, ok && c.Field != Ignore
}

// knows tells whether a header text, or the last part of one, is saved.
func (k *known) knows(text string) bool {
	return k != nil && text != "" && (k.texts[fold(text)] || k.texts[HeaderKey(text)])
}
