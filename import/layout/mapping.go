package layout

// Ignore is the field of a saved mapping that keeps a column out.
const Ignore = "ignore"

// Mapping says what the columns of a sheet mean, by their headers. A person made
// or confirmed it, so it goes before everything that is found out.
type Mapping struct {
	Columns []MappedColumn `json:"columns"`
	Sheets  []MappedSheet  `json:"sheets,omitempty"`
}

// MappedSheet puts right what was understood of one sheet's layout.
type MappedSheet struct {
	Sheet      string `json:"sheet"`
	Skip       bool   `json:"skip,omitempty"`        // the sheet holds no inventory
	HeaderRows []int  `json:"header_rows,omitempty"` // of its only table, ascending; empty to find them
	Ignore     []int  `json:"ignore,omitempty"`      // rows that are no records
	Records    []int  `json:"records,omitempty"`     // rows that are
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

// MappedColumn is the meaning of the columns with one header.
type MappedColumn struct {
	Header     string `json:"header"` // as in the report: header texts joined by ／
	Field      string `json:"field"`  // key of the form's field, or ignore
	FiscalYear int    `json:"fiscal_year,omitempty"`
	Unit       int    `json:"unit,omitempty"`
}

// find is the saved meaning of a header; width and spaces do not count.
func (m *Mapping) find(header string) (MappedColumn, bool) {
	if m == nil || header == "" {
		return MappedColumn{}, false
	}
	f := fold(header)
	for _, c := range m.Columns {
		if fold(c.Header) == f {
			return c, true
		}
	}
	return MappedColumn{}, false
}

// knows tells whether a header text, or the last part of one, is saved.
func (m *Mapping) knows(text string) bool {
	if m == nil || text == "" {
		return false
	}
	f := fold(text)
	for _, c := range m.Columns {
		h := fold(c.Header)
		if c.Field != Ignore && (h == f || len(f) > 3 && len(h) > len(f) && h[len(h)-len(f):] == f) {
			return true
		}
	}
	return false
}
