// Package layout finds the tables on a sheet: where each begins and ends, which
// rows head it, what its columns mean, and which of its rows are records. It
// reads a sheet twice: [Find] looks at every row and keeps only what it needs to
// know, then [Table.Line] takes the rows as they stream by.
//
// It is built for the habits of bureau workbooks: titles, header rows of one to
// three levels with merged cells, legends, units and years in headers and titles,
// totals, notes, repeated headers, examples, several tables on a sheet.
package layout

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// Options are what is known about a file before it is read.
type Options struct {
	FiscalYear int // of the figures, where neither header nor title says; 0 unknown
	Mapping    *Mapping
	Form       *form.Form         // whose choices its cells hold; nil: the program's
	Each       func(workbook.Row) // is shown every row of the sheet, once; nil for nobody
	Stamped    bool               // the workbook left the registry
}

// Column is one column of a table whose field was understood.
type Column struct {
	Col        int               // from 1
	Header     string            // its header texts joined by ／
	HeaderRow  int               // lowest row with a header text of its own
	Field      string            // key of the form's field
	FiscalYear int               // of a volume; 0 where nothing says
	YearFrom   string            // header, title, option; empty where nothing says
	Part       string            // what says that it is not of one whole fiscal year: 上半期, 暦年; its year is 0 then
	Guessed    bool              // the header names its year without an era
	Unit       int               // what one counts, 1 where nothing says; 0 for other fields
	UnitFrom   string            // header, title or empty
	Legend     map[string]string // what the column's marks mean, by mark; nil where nothing says
	Match      string            // exact, synonym, remembered, similar
	Confidence float64
	Sense      form.Sense // how the header names the field: it may say the opposite
	Pieces     []Piece    // the columns that make its value together, the first is Col; nil for a column of its own
	Spread     bool       // the label is spread over its cell by spaces (手　続　名)
}

// Unmapped is a column that no field claims.
type Unmapped struct {
	Col    int
	Header string
	// known (No., 内線), unknown, twice (same header), contested (another column fits better), aside (a target, last year's), ignored (by the
	// mapping)
	Reason string
	Rival  int    // for twice and contested: the column that got the field
	Field  string // for twice, contested and aside: that field
	Cells  int    // how many body cells of the column hold something
	Number bool   // it numbers the rows
}

// Place is a text of a title or note and where it stands.
type Place struct {
	Text     string
	Row, Col int
}

// Table is one table of one sheet.
type Table struct {
	HeaderRows  []int
	From, To    int // rows that belong to the body, records or not
	Left, Right int // columns that belong to it
	Columns     []Column
	Unmapped    []Unmapped
	Titles      []Place // what stands above the header
	Example     bool    // the title says that all its rows are examples
	TitleYears  int     // fiscal year of the title: 0 none, -1 several
	NoteYear    int     // fiscal year that notes give to the counts: 0 none, -1 several
	Rows        *Rows   // how a record takes two rows; nil where it takes one
	OtherUnit   bool    // a table above has a unit in its title or notes, this one has none

	Guides    []Guide    // columns that say what the counts in their row are
	Units     []*Units   // columns that say what the counts of their row count
	rowNotes  []*RowNote // that speak of single rows
	section   *RowNote   // the row above that says of which year those below it are
	sums      sums
	sumTop    int  // first row, of sums of all that stands below
	repeats   bool // the counts of the row being judged repeat sums of those above
	described bool // a column says what the procedures are, beside their names and counts
	yearCol   int  // column that says of which fiscal year the counts of its row are; 0 for none
	part      partSaid
	top       int // first row of its titles
	noteUnit  int // what titles and notes say one counts, 0 nothing
	name      int // index in Columns of procedure_name, -1 where there is none
	headers   []map[int]string
	merges    *merges
	parting   map[int]bool // rows that are titles between its parts
	given     MappedSheet  // what a person said of its rows
	role      map[int]role
	index     map[int]int  // column → index in Columns
	width     int          // values that a row of a csv has, 0 in a workbook
	least     int          // and has at least
	headed    map[int]bool // unmapped columns with a header, or that only number the rows
	active    map[int]held
	cells     []Cell
	piece     map[int][2]int  // column → index in Columns and in its Pieces
	pieces    [][]Cell        // of each of the Columns that has Pieces
	pieceUp   [][]Cell        // and of the record above
	own       []workbook.Cell // of the row being judged
	above     []Cell
	last      int        // last row that was a record
	lastUsed  int        // last row with anything in it
	parted    bool       // a blank row stands below the last record
	foreign   bool       // a small table of another kind has begun below
	form      *form.Form // whose choices its cells hold
}

// HasName tells whether a column holds the names of the procedures.
func (t *Table) HasName() bool { return t.name >= 0 }

// Result is what Find saw on one sheet.
type Result struct {
	Tables  []*Table
	Partial []*Table // look like tables but have no column of names
	Loose   []Place  // texts outside any table, a few
	Legends []Legend // that the sheet holds, for its own tables and for those of other sheets
	Defined []Definition

	Elsewhere []Definition // what other sheets define, for the caller to fill in
	Filled    int          // cells with a colour behind them
	Closest   Closest      // to a header, of a sheet without a table
	Lost      bool         // the sheet no longer has the headers of which something was said
}

// Headers are the headers of the sheet's tables, or of what only looks like one, by
// their place.
func (r *Result) Headers() []string {
	tables := r.Tables
	if len(tables) == 0 {
		tables = r.Partial
	}
	var all []string
	for _, t := range tables {
		at := map[int]string{}
		for _, c := range t.Columns {
			at[c.Col] = c.Header
		}
		for _, u := range t.Unmapped {
			at[u.Col] = u.Header
		}
		for _, col := range slices.Sorted(maps.Keys(at)) {
			if at[col] != "" {
				all = append(all, at[col])
			}
		}
	}
	return all
}

// holds tells whether the headers are still those of which something was said; their
// order and their fiscal years do not count.
func (r *Result) holds(headers []string) bool {
	keys := func(headers []string) []string {
		out := make([]string, len(headers))
		for i, h := range headers {
			out[i] = HeaderKey(h)
		}
		slices.Sort(out)
		return out
	}
	return len(headers) == 0 || slices.Equal(keys(headers), keys(r.Headers()))
}

// Find reads the sheet once and returns its tables from top to bottom, those
// side by side from left to right. Where the header rows that it was told are not
// what they were, it reads the sheet again and finds its own. The error is the
// sheet's or the context's.
func Find(ctx context.Context, sheet *workbook.Sheet, opt Options) (*Result, error) {
	given := opt.Mapping.Sheet(sheet.Name)
	res, err := find(ctx, sheet, opt, given)
	if err != nil || res.holds(given.Headers) {
		return res, err
	}
	if len(given.HeaderRows) > 0 {
		opt.Each, given.HeaderRows = nil, nil
		if res, err = find(ctx, sheet, opt, given); err != nil {
			return nil, err
		}
	}
	res.Lost = true
	return res, nil
}

func find(ctx context.Context, sheet *workbook.Sheet, opt Options, given MappedSheet) (*Result, error) {
	opt.Form = cmp.Or(opt.Form, form.Current())
	s := &scanner{
		sheet:  sheet.Name,
		noted:  notedCells(sheet, opt.Form),
		given:  given,
		known:  newKnown(opt.Mapping),
		voc:    theVocabulary(),
		merges: newMerges(sheet.Merges),
		opt:    opt,
		labels: map[string]float64{},
		likely: map[string]float64{},
		pairs:  map[int]*pairings{},
		borne:  map[string]bool{},
	}
	filled := 0
	if err := sheet.Rows(ctx, func(r workbook.Row) error {
		if opt.Each != nil {
			opt.Each(r)
		}
		for i := range r.Cells {
			if r.Cells[i].Look().Fill != "" {
				filled++
			}
		}
		if l := newLine(r); len(l.cells) > 0 {
			showAll(l.cells)
			s.line(l)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	res := s.finish()
	res.Filled = filled
	return res, nil
}
