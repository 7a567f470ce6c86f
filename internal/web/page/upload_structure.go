package page

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/import/structure"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// structureBody is the page of a file's structure: what the reader took its tables and columns
// for, drawn on the grid of its sheets.
type structureBody struct {
	uploadPage
	Nth        int  // the reading
	MustLook   bool // the upload waits for a person to check the structure
	CanCorrect bool
	Errors     int            // cells to mend, as it was read
	Rules      []findingGroup // that they break
	NoTable    bool           // no sheet has one
	Blank      bool           // nothing is written in it
	Protected  bool
	Points     []structurePoint
	Total      int // things to look at
	More       int // points that are not listed
	Changes    []string
	Same       bool // tables share headers
	SameOn     bool // what is corrected in one holds for the others
	Sheets     []gridSheet
	Undrawn    []gridSheet // too many to draw
}

// structurePoint is one thing to check.
type structurePoint struct{ Text, Href string }

// gridSheet is one sheet as it is drawn.
type gridSheet struct {
	Index   int
	Name    string
	Hidden  bool
	Note    string // why it was not read; empty where it was
	Read    bool   // it was read
	Skip    bool   // it is chosen not to be
	Take    bool   // it is chosen to be, though it was not
	Looks   int    // points on it
	Columns []string
	Rows    []gridRow
	Rest    []gridRow // rows that were left out, further down
	Cut     bool      // it has more rows or columns than are drawn
	Others  string    // rows that are entered as none, by their numbers
	LastRow int
}

// gridRow is one line of the grid: a row of the sheet, or over a header what its
// columns were taken for, or a gap.
type gridRow struct {
	Row     int
	Anchor  string
	Tone    string // header, record, left, title
	Kind    string // h, r or n
	Reason  string // for people: 合計, 表題
	Doubt   bool
	Input   string
	Cells   []string
	Columns []gridColumn // of a line of meanings: one for each column of the grid
	Gap     int          // rows that are not shown; of a gap
	Blank   bool         // they are blank
}

// gridColumn is what one column was taken for; without letters it is none of a table.
type gridColumn struct {
	Letters   string
	Anchor    string
	Header    string
	Field     string // chosen
	Label     string // of the field
	Year      string // chosen; empty: as the header says
	YearHint  string // what it says
	Unit      string
	UnitHint  string
	Volume    bool
	Part      string       // chosen; empty: a column of its own
	Parts     []editOption // what it can be
	Certainty string
	Tone      string
	Doubt     bool
	Name      string // of its inputs
}

// The bounds of the page.
const (
	pointsListed = 60
	sheetsDrawn  = 20
	firstRows    = 20 // of a sheet, all of which a reading keeps
)

func (s *Handlers) structurePage(c echo.Context) error {
	return s.showStructure(c, http.StatusOK, nil)
}

// showStructure shows the page, after a mistake with what was entered.
func (s *Handlers) showStructure(c echo.Context, status int, problem error) error {
	p, there, err := s.uploadPage(c, stepStructure, "読み取った表と列", registry.UploadState.Structured, problem)
	if !there {
		return err
	}
	read, err := s.Intake.Structure(c.Request().Context(), request.ScopeOf(c), p.ID)
	if registry.CodeOf(err) == registry.Conflict && problem == nil {
		return s.Done(c, registry.UploadPath(p.ID), registry.MessageOf(err))
	}
	if err != nil {
		return err
	}
	d := drawing{Structure: read}
	if problem != nil {
		d.entered = c.Request().PostForm
	}
	b := structureBody{uploadPage: p, Nth: read.Reading, MustLook: p.State == registry.UploadStructure,
		CanCorrect: p.State.Allows(registry.ActCorrectStructure) &&
			request.ScopeOf(c).May(registry.HandIn), Errors: read.Report.Summary.Errors,
		Protected: read.Report.Protected, Same: d.shared(), SameOn: d.entered == nil || d.entered.Get("same") != ""}
	b.Total = len(read.Points)
	b.Points, b.More = d.points()
	for _, change := range read.Changes {
		b.Changes = append(b.Changes, changeText(change))
	}
	for i := range read.Report.Sheets {
		if len(b.Sheets) < sheetsDrawn {
			b.Sheets = append(b.Sheets, d.sheet(i, true))
		} else {
			b.Undrawn = append(b.Undrawn, d.sheet(i, false))
		}
	}
	b.sayFit(read.Report)
	b.NoTable = len(read.Report.Tables) == 0
	b.Blank = b.NoTable && !slices.ContainsFunc(b.Sheets, func(g gridSheet) bool { return len(g.Rows) > 0 })
	if b.MustLook && !b.NoTable && !b.Foreign() {
		b.Rules = toMend(b.ID, read.Report.Findings)
	}
	return s.pages.structure.render(s, c, status, b.title(), b)
}

// points lists the things to check; those of the same header in several sheets are one. more is
// how many are not listed.
func (d drawing) points() (listed []structurePoint, more int) {
	type same struct {
		why           structure.Why
		header, field string
	}
	at := map[same]int{}
	others := map[int]int{}
	for _, p := range d.Points {
		k := same{p.Why, importer.HeaderFold(p.Header), p.Field}
		if i, ok := at[k]; ok && p.Header != "" {
			others[i]++
			continue
		}
		if len(listed) == pointsListed {
			more++
			continue
		}
		at[k] = len(listed)
		listed = append(listed, structurePoint{request.PointText(p), d.anchor(p)})
	}
	for i, n := range others {
		listed[i].Text += fmt.Sprintf("（ほか %d か所）", n)
	}
	return listed, more
}

// Fields are what a column can be, for its select: what every record needs first.
func (b structureBody) Fields() []fieldGroup {
	groups := []fieldGroup{{Label: "必ず要る項目"}, {Label: "ほかの項目"}}
	for _, f := range form.Current().Fields() {
		i := 1
		if f.Required {
			i = 0
		}
		groups[i].Options = append(groups[i].Options, editOption{Code: f.Key, Label: f.Label})
	}
	return groups
}

// With joins a row of the grid with the page, for the row's template.
func (b structureBody) With(r gridRow) gridLine { return gridLine{b, r, b.CanCorrect} }

// gridLine is a line of the grid for its template.
type gridLine struct {
	Body structureBody
	Row  gridRow
	Can  bool
}

// Span is how many columns of the grid a gap takes.
func (b structureBody) Span(columns []string) int { return len(columns) + 1 }

// fieldGroup is some fields under one label.
type fieldGroup struct {
	Label   string
	Options []editOption
}

// Units are what one of a sheet's numbers can count.
func (b structureBody) Units() []editOption {
	return []editOption{
		{Code: "1", Label: "1件"},
		{Code: "100", Label: "100件"},
		{Code: "1000", Label: "千件"},
		{Code: "10000", Label: "万件"},
		{Code: "1000000", Label: "百万件"},
	}
}

// Years are the fiscal years that volumes can be said to be of.
func (b structureBody) Years() []editOption {
	var years []editOption
	for y := registry.FiscalYear(b.ReceivedAt) + 1; len(years) < FormYears+2; y-- {
		years = append(years, editOption{Code: strconv.Itoa(y), Label: registry.EraYear(y)})
	}
	return years
}
