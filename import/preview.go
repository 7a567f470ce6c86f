package importer

import (
	"slices"
	"strings"

	"tetsuzuki/import/layout"
	"tetsuzuki/import/workbook"
)

// Sheet is one sheet of a file as a person can look at it: whether it was read, and
// some of its rows.
type Sheet struct {
	Name    string       `json:"sheet"`
	Hidden  bool         `json:"hidden,omitempty"`
	LastRow int          `json:"last_row"` // that holds something; 0 for an empty sheet
	LastCol int          `json:"last_column"`
	Left    Left         `json:"left_out,omitempty"` // why it was not read; empty where it was
	Lost    bool         `json:"lost,omitempty"`     // what the mapping says of the sheet no longer fits its headers
	Headers []string     `json:"headers,omitempty"`  // of its tables, also of those that were left out
	Rows    []PreviewRow `json:"rows"`               // the first, those around headers, and those left out, ascending
}

// Left says why a sheet was not read.
type Left string

// The reasons.
const (
	LeftTold    Left = "told"     // the mapping says so
	LeftExample Left = "example"  // its name says that it holds examples
	LeftNoName  Left = "no_name"  // its table has no column of the names of procedures
	LeftCodes   Left = "codes"    // the same, and its name says that it lists what may be chosen
	LeftNoTable Left = "no_table" // it holds no table
)

// PreviewRow is one row of a sheet, cut to what a page can show.
type PreviewRow struct {
	Row   int           `json:"row"`
	Cells []PreviewCell `json:"cells"`
}

// PreviewCell is one filled cell; days are written as days.
type PreviewCell struct {
	Column string `json:"column"`
	Text   string `json:"text"`
}

// The bounds of a preview.
const (
	previewFirst   = 20      // first rows of each sheet
	previewAbove   = 2       // rows above a header that begins further down
	previewBelow   = 8       // and below it
	previewIgnored = 200     // other rows of a sheet that are left out
	previewColumns = 80      // of each row
	previewRunes   = 60      // of each cell
	previewBytes   = 2 << 20 // of all texts of a file
)

// preview takes up rows of one sheet as they are read.
type preview struct {
	*Sheet
	date1904 bool
	budget   *int // bytes that are left for the file
	ignored  int
}

func (r *reading) preview(s *workbook.Sheet) *preview {
	r.rep.Sheets = append(r.rep.Sheets, &Sheet{Name: s.Name, Hidden: s.Hidden, LastRow: s.MaxRow, LastCol: s.MaxCol, Rows: []PreviewRow{}})
	return &preview{r.rep.Sheets[len(r.rep.Sheets)-1], r.book.Date1904, &r.budget, 0}
}

// first takes the row if it is one of the sheet's first.
func (p *preview) first(row workbook.Row) {
	if len(p.Rows) < previewFirst {
		p.add(row)
	}
}

// around takes the row if a header is near, or if it was left out.
func (p *preview) around(row workbook.Row, tables []*table) {
	for _, t := range tables {
		near := row.Number >= t.HeaderRows[0]-previewAbove && row.Number <= t.HeaderRows[len(t.HeaderRows)-1]+previewBelow
		left := len(t.out.IgnoredRows) > 0 && t.out.IgnoredRows[len(t.out.IgnoredRows)-1].Row == row.Number
		switch {
		case near:
			p.add(row)
		case left && p.ignored < previewIgnored:
			if p.add(row) {
				p.ignored++
			}
		}
	}
}

// add takes the row up, unless it is there or there is no room left.
func (p *preview) add(row workbook.Row) bool {
	at, found := slices.BinarySearchFunc(p.Rows, row.Number, func(r PreviewRow, n int) int { return r.Row - n })
	if found || *p.budget <= 0 {
		return false
	}
	out := PreviewRow{Row: row.Number, Cells: []PreviewCell{}}
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Col > previewColumns {
			break
		}
		text := shorten(layout.Shown(*c, p.date1904))
		if text == "" {
			continue
		}
		out.Cells = append(out.Cells, PreviewCell{workbook.ColumnName(c.Col), text})
		*p.budget -= len(text) + 32
	}
	p.Rows = slices.Insert(p.Rows, at, out)
	return true
}

// shorten is a cell's text in one line, cut at previewRunes.
func shorten(text string) string {
	if len(text) > 16*previewRunes {
		text = strings.ToValidUTF8(text[:16*previewRunes], "")
	}
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > previewRunes {
		return string(runes[:previewRunes]) + "…"
	}
	return string(runes)
}
