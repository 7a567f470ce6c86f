// Package ledger keeps account of the cells of a file: every cell that holds something
// has exactly one fate, so that nothing can vanish. [Row] gives the cells of a row
// their fates while it streams by, [Sheet] adds them up.
package ledger

// Fate is what became of a cell.
type Fate uint8

// The fates. A cell that nothing else is said of is Beside.
const (
	Open     Fate = iota // not decided yet
	Value                // the value of a record's field, or part of it
	Ditto                // 〃 or 同上 in place of such a value
	Header               // the label of a column, or what stands with the labels
	Group                // the label of several columns, above their own
	Ignored              // in a row that is no record, for a reason
	Note                 // a title or a note
	Legend               // says what marks mean
	Unmapped             // in a column whose header no field claims
	Beside               // outside of every table, or under no header
	NoTable              // on a sheet that was not read
	Covered              // under a merged cell, where nobody sees it
	Space                // nothing but white space
	fates
)

// Fates are how many cells came to each fate.
type Fates struct {
	Value    int `json:"value"`
	Ditto    int `json:"ditto"`
	Header   int `json:"header"`
	Group    int `json:"group"`
	Ignored  int `json:"ignored"`
	Note     int `json:"note"`
	Legend   int `json:"legend"`
	Unmapped int `json:"unmapped"`
	Beside   int `json:"beside"`
	NoTable  int `json:"no_table"`
	Covered  int `json:"covered"`
	Space    int `json:"space"`
}

func (f *Fates) of(fate Fate) *int {
	return [fates]*int{Open: &f.Beside, Value: &f.Value, Ditto: &f.Ditto, Header: &f.Header, Group: &f.Group, Ignored: &f.Ignored,
		Note:   &f.Note,
		Legend: &f.Legend, Unmapped: &f.Unmapped, Beside: &f.Beside, NoTable: &f.NoTable, Covered: &f.Covered, Space: &f.Space}[fate]
}

// Sum is how many cells have a fate.
func (f Fates) Sum() int {
	n := 0
	for fate := Value; fate < fates; fate++ {
		n += *f.of(fate)
	}
	return n
}

// Sheet is the account of one sheet.
type Sheet struct {
	Sheet   string         `json:"sheet"`
	Cells   int            `json:"cells"` // that the strict pass counted; what Fates add up to
	Fates   Fates          `json:"fates"`
	Fields  map[string]int `json:"fields,omitempty"`  // the values, by field
	Ignored map[string]int `json:"ignored,omitempty"` // the ignored cells, by why their row is no record
}

// All gives the whole sheet one fate.
func (s *Sheet) All(fate Fate) { *s.Fates.of(fate) += s.Cells }

// Move gives some of the cells with one fate another.
func (s *Sheet) Move(from, to Fate, cells int) {
	cells = min(cells, *s.Fates.of(from))
	*s.Fates.of(from) -= cells
	*s.Fates.of(to) += cells
}

// Row is the account of one row: the fates of its cells, by their index. Its memory
// serves all rows of a file.
type Row struct {
	fates   []Fate
	reasons []string // the field of a value, or why the row of an ignored cell is no record
}

// Begin opens the account of a row of so many cells.
func (r *Row) Begin(cells int) {
	r.fates, r.reasons = r.fates[:0], r.reasons[:0]
	for range cells {
		r.fates, r.reasons = append(r.fates, Open), append(r.reasons, "")
	}
}

// Give decides the fate of a cell, unless it is decided. reason is the field of a value
// and why an ignored row is no record; else empty.
func (r *Row) Give(cell int, fate Fate, reason string) {
	if r.fates[cell] == Open {
		r.fates[cell], r.reasons[cell] = fate, reason
	}
}

// Open tells whether the fate of a cell is not decided.
func (r *Row) Open(cell int) bool { return r.fates[cell] == Open }

// Of is the fate of a cell.
func (r *Row) Of(cell int) Fate {
	if r.fates[cell] == Open {
		return Beside
	}
	return r.fates[cell]
}

// Add books the row.
func (s *Sheet) Add(r *Row) {
	var n [fates]int
	for i, fate := range r.fates {
		n[fate]++
		switch fate {
		case Value, Ditto:
			count(&s.Fields, r.reasons[i])
		case Ignored:
			count(&s.Ignored, r.reasons[i])
		}
	}
	for fate, cells := range n {
		if cells > 0 {
			*s.Fates.of(Fate(fate)) += cells
		}
	}
}

func count(m *map[string]int, key string) {
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)[key]++
}
