package structure

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
)

// Point is one thing that a person has to look at before the file goes on.
type Point struct {
	Why    Why    `json:"why"`
	Sheet  string `json:"sheet,omitempty"`
	Table  int    `json:"table,omitempty"`  // the first header row of its table
	Column string `json:"column,omitempty"` // letters
	Row    int    `json:"row,omitempty"`
	Header string `json:"header,omitempty"`
	Field  string `json:"field,omitempty"` // what it was taken for
}

// Why says why somebody has to look.
type Why string

// The reasons. Of a column:
const (
	Synonym   Why = "synonym"        // another word for the form's, not seen from that bureau
	Similar   Why = "similar"        // made out by likeness or by its cells
	Meaning   Why = "meaning"        // was something else last time
	NewHeader Why = "new_header"     // was not there last time
	GoneAway  Why = "gone_header"    // was there last time
	Unknown   Why = "unknown_column" // no field claims it
	Second    Why = "second_column"  // another column has its field
	Joined    Why = "joined"         // one of several columns that were read as one value
	Headless  Why = "no_header"      // has values and no header
	NoYear    Why = "no_year"        // of which year its numbers are, nothing says
	YearDoubt Why = "year"           // the year was made out
	UnitDoubt Why = "unit"           // so was what one counts
	Own       Why = "own"            // year or unit was said by a person last time
)

// Of rows, sheets and the file:
const (
	DoubtfulRow Why = "row"       // left out, perhaps wrongly
	LeftOut     Why = "left_out"  // a sheet with a table that was not read
	Hidden      Why = "hidden"    // a hidden sheet that was
	Lost        Why = "lost"      // a sheet of which something is remembered that no longer fits
	NewSheet    Why = "new_sheet" // a sheet beside those that are not to be read
	NoRecord    Why = "no_record" // a table without records
	NoName      Why = "no_name"   // a table without the names of procedures
	NoTable     Why = "no_table"  // a file without a table
	Many        Why = "many"      // more warnings than are listed
)

// Key names the point, so that somebody's look at it is remembered with the file.
func (p Point) Key() string {
	return fmt.Sprintf("%s|%s|%d|%s|%d|%s|%s", p.Why, p.Sheet, p.Table, p.Column, p.Row, p.Header, p.Field)
}

// Look lists what a person has to look at, of a file that was read with the mapping
// used; said is what was said of this very file, and memories what its bureau has
// confirmed, from the newest to the oldest. Of a file in the words of the form, or
// alike to one that was confirmed, it is nothing.
func Look(r *importer.Report, said *importer.Mapping, memories []Memory) []Point {
	l := &looking{report: r, said: said, memories: memories}
	for _, t := range r.Tables {
		l.table(t)
	}
	for _, s := range r.Sheets {
		l.sheet(s)
	}
	for _, f := range r.Findings {
		l.finding(f)
	}
	return l.points
}

type looking struct {
	report   *importer.Report
	said     *importer.Mapping
	memories []Memory
	points   []Point
}

func (l *looking) add(p Point) { l.points = append(l.points, p) }

func (l *looking) table(t importer.Table) {
	before := alike(t, l.memories)
	ours := plainTable(t)
	seen := times{}
	for _, c := range columnsOf(t) {
		n := seen.next(c.header)
		if _, ok := placeOf(l.said, t, c.letters); ok {
			continue
		}
		was, known := before.was(c.header, n)
		if why := whyColumn(c, was, known, ours || before == nil); why != "" {
			l.add(Point{Why: why, Sheet: t.Sheet, Table: t.HeaderRows[0], Column: c.letters, Header: c.header, Field: c.field})
		}
	}
	if ours {
		return
	}
	for _, g := range before.gone(t) {
		l.add(Point{Why: GoneAway, Sheet: t.Sheet, Table: t.HeaderRows[0], Header: g.Header, Field: g.Field})
	}
}

// plainTable reports whether a table has nothing but the form's own headers.
func plainTable(t importer.Table) bool {
	return !slices.ContainsFunc(columnsOf(t), func(c column) bool { return !c.plain() && (c.reason == "" || c.cells > 0) })
}

// unitSaid is a header that says what one of its numbers counts.
var unitSaid = regexp.MustCompile(`(百|千|万|億)\s*件|単位`)

// whyColumn says why a column has to be looked at; empty: it has not. was is what the
// same column was last time, if known; fresh, that a new header alone is no reason.
func whyColumn(c column, was Column, known, fresh bool) Why {
	if c.reason != "" {
		switch {
		case c.reason == "aside" && strings.HasPrefix(c.header, form.LastTime): // the header says so
			return ""
		case c.reason == "known" || c.reason == "own" || c.reason == "ignored" || c.cells == 0, known && was.Field == importer.Ignore:
			return ""
		case known:
			return Meaning
		case c.header == "" && c.cells < 3:
			return ""
		case c.header == "":
			return Headless
		case c.reason == "unknown":
			return Unknown
		}
		return Second
	}
	switch {
	case known && (was.Field != c.field || was.Part != c.part || was.Choice != c.choice):
		return Meaning
	case known && was.Own:
		return Own
	case known && c.unit != was.Unit, !known && c.unit > 1 && !unitSaid.MatchString(c.header):
		return UnitDoubt
	case known || c.match == "remembered":
		return ""
	case c.part != "":
		return Joined
	case c.plain() && fresh:
		return ""
	case c.plain():
		return NewHeader
	case c.match == "similar":
		return Similar
	}
	return Synonym
}

func (l *looking) sheet(s *importer.Sheet) {
	add := func(why Why) { l.add(Point{Why: why, Sheet: s.Name}) }
	skips, before := false, false
	for _, m := range l.memories {
		skips = skips || slices.ContainsFunc(m.Sheets, func(o importer.MappedSheet) bool { return o.Skip })
		before = before || slices.ContainsFunc(m.Sheets, func(o importer.MappedSheet) bool { return o.Sheet == s.Name }) ||
			slices.ContainsFunc(m.Tables, func(t Table) bool { return t.Sheet == s.Name })
	}
	switch {
	case s.Lost:
		add(Lost)
	case s.Left == importer.LeftExample && !ours(s.Name), s.Left == importer.LeftNoName:
		add(LeftOut)
	case s.Left != "" || before:
	case skips && len(l.report.Sheets) > 1:
		add(NewSheet)
	case s.Hidden:
		add(Hidden)
	}
}

// finding takes up what the reader itself says that it is not sure of.
func (l *looking) finding(f finding.Finding) {
	column, row := cell(f.Cell)
	switch f.Rule {
	case finding.RuleSkippedRow:
		if given := l.said.Sheet(f.Sheet); !slices.Contains(given.Ignore, row) {
			l.add(Point{Why: DoubtfulRow, Sheet: f.Sheet, Row: row})
		}
	case finding.RuleNoYear, finding.RuleYearGuessed, finding.RuleYearCounted, finding.RuleYearDiffers, finding.RuleUnit:
		why := map[string]Why{finding.RuleNoYear: NoYear, finding.RuleUnit: UnitDoubt}[f.Rule]
		if why == "" {
			why = YearDoubt
		}
		t := l.tableAt(f.Sheet, row)
		if len(t.Columns) == 0 {
			return // it is about a cell
		}
		place, ok := placeOf(l.said, t, column)
		if ok && (why == UnitDoubt || place.FiscalYear != 0) {
			return
		}
		l.add(Point{Why: why, Sheet: f.Sheet, Table: t.HeaderRows[0], Column: column, Header: f.Raw, Field: f.Field})
	case finding.RuleNoRecord:
		if t := l.tableAt(f.Sheet, row); alike(t, l.memories) == nil {
			l.add(Point{Why: NoRecord, Sheet: f.Sheet, Table: t.HeaderRows[0]})
		}
	case finding.RuleNoNameColumn:
		l.add(Point{Why: NoName, Sheet: f.Sheet, Table: l.tableAt(f.Sheet, row).HeaderRows[0]})
	case finding.RuleNoTable:
		l.add(Point{Why: NoTable})
	case finding.RuleTooMany:
		if f.Severity == finding.Warning {
			l.add(Point{Why: Many})
		}
	}
}

// tableAt is the table among whose header rows a row is.
func (l *looking) tableAt(sheet string, row int) importer.Table {
	for _, t := range l.report.Tables {
		if t.Sheet == sheet && slices.Contains(t.HeaderRows, row) {
			return t
		}
	}
	return importer.Table{Sheet: sheet, HeaderRows: []int{row}}
}

// cell parts "K17" into column and row.
func cell(name string) (column string, row int) {
	for i := range len(name) {
		if '0' <= name[i] && name[i] <= '9' {
			row, _ = strconv.Atoi(name[i:]) // of a cell that a reader named
			return name[:i], row
		}
	}
	return name, 0
}
