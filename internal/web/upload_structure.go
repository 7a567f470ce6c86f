package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/import/structure"
	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// structureBody is the page of what a file's tables and columns were taken for, drawn
// on the grid of its sheets.
type structureBody struct {
	uploadPage
	Reading    int
	MustLook   bool // the upload waits for somebody to look
	CanCorrect bool
	Errors     int // cells to mend, as it was read
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

// structurePoint is one thing to look at.
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

// looksAt reports whether an upload in that state has the page.
func looksAt(s registry.UploadState) bool {
	return checked(s) && s != registry.UploadUnreadable
}

// correctable reports whether what its columns were taken for can be corrected.
func correctable(s registry.UploadState) bool {
	return s == registry.UploadStructure || s == registry.UploadFaulty || workable(s)
}

func (s *server) structurePage(c echo.Context) error {
	return s.showStructure(c, http.StatusOK, nil)
}

// showStructure shows the page, after a mistake with what was entered.
func (s *server) showStructure(c echo.Context, status int, problem error) error {
	p, there, err := s.uploadPage(c, stepStructure, "読み取った表と列", looksAt)
	if !there {
		if problem != nil && err == nil {
			return problem
		}
		return err
	}
	read, err := s.intake.Structure(c.Request().Context(), scopeOf(c), p.ID)
	if registry.CodeOf(err) == registry.Conflict {
		return s.done(c, uploadPath(p.ID), registry.MessageOf(err))
	}
	if err != nil {
		return err
	}
	d := drawing{Structure: read}
	if problem != nil {
		p.Problem = registry.MessageOf(problem)
		d.entered = c.Request().PostForm
	}
	b := structureBody{uploadPage: p, Reading: read.Reading, MustLook: p.State == registry.UploadStructure,
		CanCorrect: correctable(p.State) && scopeOf(c).May(registry.Upload), Errors: read.Report.Summary.Errors,
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
	return s.pages.structure.render(s, c, status, b.title(), b)
}

// points are the things to look at, those of the same header in several sheets as one;
// more is how many are not listed.
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
		listed = append(listed, structurePoint{pointText(p), d.anchor(p)})
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

// With is a line of the grid with what the page knows.
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
	return []editOption{{Code: "1", Label: "1件"}, {Code: "100", Label: "100件"}, {Code: "1000", Label: "千件"}, {Code: "10000", Label: "万件"}, {Code: "1000000", Label: "百万件"}}
}

// Years are the fiscal years that volumes can be said to be of.
func (b structureBody) Years() []editOption {
	var years []editOption
	for y := registry.FiscalYear(b.ReceivedAt) + 1; len(years) < formYears+2; y-- {
		years = append(years, editOption{Code: strconv.Itoa(y), Label: registry.EraYear(y)})
	}
	return years
}

// drawing makes a page of a reading; entered is what was entered before a mistake.
type drawing struct {
	intake.Structure
	entered url.Values
}

// value is what was entered under a name, else what holds now.
func (d drawing) value(name, now string) string {
	if d.entered != nil && d.entered.Has(name) {
		return d.entered.Get(name)
	}
	return now
}

// Names of inputs: those of columns begin with what they say, then the sheet, the
// table by its first header row, and the letters; those of rows have the sheet and
// the row.
func columnInput(what string, sheet, table int, letters string) string {
	return fmt.Sprintf("%s.%d.%d.%s", what, sheet, table, letters)
}

func rowInput(sheet, row int) string { return fmt.Sprintf("row.%d.%d", sheet, row) }

// sheet draws one sheet, or only says what became of it.
func (d drawing) sheet(i int, drawn bool) gridSheet {
	s := d.Report.Sheets[i]
	g := gridSheet{Index: i, Name: s.Name, Hidden: s.Hidden, Note: leftLabels[s.Left], Read: s.Left == "", LastRow: s.LastRow,
		Skip: d.value(fmt.Sprintf("skip.%d", i), "") != "", Take: d.value(fmt.Sprintf("take.%d", i), "") != "", Others: d.value(fmt.Sprintf("others.%d", i), "")}
	for _, p := range d.Points {
		if p.Sheet == s.Name {
			g.Looks++
		}
	}
	if !drawn {
		return g
	}
	g.Columns = d.columns(s)
	var tops []int // first header rows over which their meanings are still to be drawn
	for _, t := range d.tables(i) {
		tops = append(tops, t.HeaderRows[0])
	}
	slices.Sort(tops)
	tops = slices.Compact(tops)
	before, last := 0, 0
	for n, r := range s.Rows {
		row := d.row(i, r, g.Columns)
		if r.Row > before+1 && row.Tone == "left" && before > 0 && !d.nearHeader(i, r.Row) {
			g.Rest = append(g.Rest, row)
			continue
		}
		for len(tops) > 0 && tops[0] <= r.Row {
			g.gap(before, r.Row, n < firstRows)
			g.Rows = append(g.Rows, gridRow{Columns: d.meanings(i, tops[0], g.Columns)})
			tops, before = tops[1:], r.Row-1
		}
		g.gap(before, r.Row, n < firstRows)
		g.Rows = append(g.Rows, row)
		before, last = r.Row, r.Row
	}
	for _, top := range tops { // of headers for which there was no room
		g.Rows = append(g.Rows, gridRow{Columns: d.meanings(i, top, g.Columns)})
	}
	g.Cut = last < s.LastRow || len(g.Columns) < s.LastCol
	return g
}

// gap notes rows that are not shown.
func (g *gridSheet) gap(before, row int, blank bool) {
	if n := row - before - 1; n > 0 {
		g.Rows = append(g.Rows, gridRow{Gap: n, Blank: blank})
	}
}

// columns are the letters of the columns that are drawn.
func (d drawing) columns(s *importer.Sheet) []string {
	const most = 80
	var all []string
	for col := 1; col <= min(s.LastCol, most); col++ {
		all = append(all, workbook.ColumnName(col))
	}
	for _, t := range d.Report.Tables {
		if t.Sheet == s.Name {
			for _, letters := range lettersOf(t) {
				if !slices.Contains(all, letters) {
					all = append(all, letters)
				}
			}
		}
	}
	return all
}

func lettersOf(t importer.Table) []string {
	var all []string
	for _, c := range t.Columns {
		all = append(all, c.Column)
	}
	for _, u := range t.Unmapped {
		all = append(all, u.Column)
	}
	return all
}

// tables are the tables that were read on a sheet.
func (d drawing) tables(sheet int) []importer.Table {
	var out []importer.Table
	for _, t := range d.Report.Tables {
		if t.Sheet == d.Report.Sheets[sheet].Name {
			out = append(out, t)
		}
	}
	return out
}

// nearHeader reports whether a row is shown because a header is near.
func (d drawing) nearHeader(sheet, row int) bool {
	return slices.ContainsFunc(d.tables(sheet), func(t importer.Table) bool {
		return row >= t.HeaderRows[0] && row <= t.HeaderRows[len(t.HeaderRows)-1]+8
	})
}

// row draws one row of a sheet.
func (d drawing) row(sheet int, r importer.PreviewRow, columns []string) gridRow {
	kind, reason := d.kind(sheet, r.Row)
	g := gridRow{Row: r.Row, Anchor: fmt.Sprintf("s%d-r%d", sheet, r.Row), Reason: reason, Input: rowInput(sheet, r.Row), Cells: make([]string, len(columns))}
	g.Kind = d.value(g.Input, kind)
	g.Tone = map[string]string{"h": "header", "r": "record", "n": "left"}[kind]
	if kind == "n" && (reason == titleReason || reason == outsideReason) {
		g.Tone = "title"
	}
	for _, c := range r.Cells {
		if i := slices.Index(columns, c.Column); i >= 0 {
			g.Cells[i] = c.Text
		}
	}
	g.Doubt = slices.ContainsFunc(d.Points, func(p structure.Point) bool {
		return p.Why == structure.DoubtfulRow && p.Sheet == d.Report.Sheets[sheet].Name && p.Row == r.Row
	})
	return g
}

// Rows that belong to no table.
const (
	titleReason   = "表題など"
	outsideReason = "表の外"
)

// kind is what a row was taken for: header, record, or neither, and why.
func (d drawing) kind(sheet, row int) (kind, reason string) {
	tables := d.tables(sheet)
	if len(tables) == 0 {
		return "n", ""
	}
	reason = outsideReason
	above := true
	for _, t := range tables {
		switch i := slices.IndexFunc(t.IgnoredRows, func(r importer.IgnoredRow) bool { return r.Row == row }); {
		case slices.Contains(t.HeaderRows, row):
			return "h", ""
		case i >= 0:
			reason = ignoredLabels[t.IgnoredRows[i].Reason]
		case t.FirstRow > 0 && t.FirstRow <= row && row <= t.LastRow:
			return "r", ""
		}
		above = above && row < t.HeaderRows[0]
	}
	if above {
		reason = titleReason
	}
	return "n", reason
}

var ignoredLabels = map[string]string{"total": "合計", "subtotal": "小計", "repeated_header": "見出しのくり返し", "note": "注や見出し", "blank": "空行", "example": "記入例"}

var leftLabels = map[importer.Left]string{
	importer.LeftTold:    "読まないと決めたシートです。",
	importer.LeftExample: "名前から記入例とみて、読み取っていません。",
	importer.LeftNoName:  "手続名の列が見つからないため、読み取っていません。",
	importer.LeftCodes:   "選択肢の一覧とみて、読み取っていません。",
	importer.LeftNoTable: "手続の一覧表が見つからないため、読み取っていません。",
}

// meanings is the line over a header that says what its columns were taken for.
func (d drawing) meanings(sheet, top int, columns []string) []gridColumn {
	out := make([]gridColumn, len(columns))
	for _, t := range d.tables(sheet) {
		if t.HeaderRows[0] != top {
			continue
		}
		for _, c := range t.Columns {
			g := d.column(sheet, t, c.Column, c.Header, c.Field)
			g.Certainty, g.Tone = certainty(c, d.Said(t.Sheet, top, c.Column) != (importer.MappedPlace{}))
			if volumeField(c.Field) {
				g.volume(d, sheet, t, c)
			}
			out[slices.Index(columns, c.Column)] = g
		}
		for _, u := range t.Unmapped {
			g := d.column(sheet, t, u.Column, u.Header, importer.Ignore)
			g.Certainty, g.Tone = unmappedLabels[u.Reason], ""
			if u.Cells == 0 {
				g.Certainty = "値なし"
			}
			out[slices.Index(columns, u.Column)] = g
		}
	}
	return out
}

var unmappedLabels = map[string]string{"known": "項目ではない列", "unknown": "分からない列", "twice": "同じ見出しの2列目", "contested": "別の列を使用", "ignored": "前回と同じ"}

func volumeField(field string) bool { return field == "annual_volume" || field == "online_volume" }

func (d drawing) column(sheet int, t importer.Table, letters, header, field string) gridColumn {
	top := t.HeaderRows[0]
	g := gridColumn{Letters: letters, Anchor: fmt.Sprintf("s%d-t%d-%s", sheet, top, letters), Header: header, Name: fmt.Sprintf("%d.%d.%s", sheet, top, letters)}
	g.Field = d.value(columnInput("field", sheet, top, letters), field)
	g.Label = "登録しない"
	if field != importer.Ignore {
		g.Label = fieldLabel(field)
	}
	g.Doubt = slices.ContainsFunc(d.Points, func(p structure.Point) bool { return p.Sheet == t.Sheet && p.Table == top && p.Column == letters })
	return g
}

// volume adds of which year a column's numbers are, and what one of them counts.
func (g *gridColumn) volume(d drawing, sheet int, t importer.Table, c importer.Column) {
	said := d.Said(t.Sheet, t.HeaderRows[0], c.Column)
	text := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	g.Volume = true
	g.Year = d.value(columnInput("year", sheet, t.HeaderRows[0], c.Column), text(said.FiscalYear))
	g.Unit = d.value(columnInput("unit", sheet, t.HeaderRows[0], c.Column), text(said.Unit))
	g.YearHint, g.UnitHint = "年度が不明", "1件"
	if c.FiscalYear != 0 {
		g.YearHint = registry.EraYear(c.FiscalYear)
	}
	if c.Unit > 1 {
		g.UnitHint = registry.Thousands(int64(c.Unit)) + "件"
	}
}

// certainty is how sure a column's meaning is, in words.
func certainty(c importer.Column, said bool) (label, tone string) {
	switch {
	case said:
		return "指定のとおり", "good"
	case c.Match == "exact":
		return "一致", "good"
	case c.Match == "remembered":
		return "前回と同じ", "good"
	case c.Match == "synonym":
		return "別名", "part"
	}
	return fmt.Sprintf("推測 %d%%", int(c.Confidence*100)), "warn"
}

// shared reports whether two tables have a header in common.
func (d drawing) shared() bool {
	seen := map[string]bool{}
	for i, t := range d.Report.Tables {
		for _, c := range t.Columns {
			if i > 0 && seen[importer.HeaderFold(c.Header)] {
				return true
			}
		}
		for _, c := range t.Columns {
			seen[importer.HeaderFold(c.Header)] = true
		}
	}
	return false
}

// anchor is where on the page a point is.
func (d drawing) anchor(p structure.Point) string {
	i := slices.IndexFunc(d.Report.Sheets, func(s *importer.Sheet) bool { return s.Name == p.Sheet })
	switch {
	case i < 0:
		return ""
	case i >= sheetsDrawn:
		return "#others"
	case p.Column != "":
		return fmt.Sprintf("#s%d-t%d-%s", i, p.Table, p.Column)
	case p.Row != 0 && slices.ContainsFunc(d.Report.Sheets[i].Rows, func(r importer.PreviewRow) bool { return r.Row == p.Row }):
		return fmt.Sprintf("#s%d-r%d", i, p.Row)
	}
	return fmt.Sprintf("#s%d", i)
}

// pointText says what is to be looked at.
func pointText(p structure.Point) string {
	column := fmt.Sprintf("%s %s列「%s」：", p.Sheet, p.Column, p.Header)
	as := "「" + fieldLabel(p.Field) + "」として読みました。"
	if p.Field == importer.Ignore {
		as = "登録しない列としました。"
	}
	switch p.Why {
	case structure.Synonym:
		return column + "見出しが標準と違いますが、" + as
	case structure.Similar:
		return column + "見出しや値から推測して、" + as
	case structure.Meaning:
		return column + "前回と違い、" + as
	case structure.NewHeader:
		return column + "前回はなかった列です。" + as
	case structure.GoneAway:
		return fmt.Sprintf("%s：前回の「%s」の列がありません。", p.Sheet, p.Header)
	case structure.Unknown:
		return column + "どの項目か分からないため、登録しません。"
	case structure.Second:
		return column + "同じ項目の列がほかにあるため、登録しません。"
	case structure.Headless:
		return fmt.Sprintf("%s %s列：見出しがないため、登録しません。", p.Sheet, p.Column)
	case structure.NoYear:
		return column + "何年度の件数か分かりません。年度を選んでください。"
	case structure.YearDoubt:
		return column + "年度がはっきりしません。正しいか確かめてください。"
	case structure.UnitDoubt:
		return column + "件数の単位を確かめてください。"
	case structure.Own:
		return column + "前回は年度か単位を指定しています。今回も正しいか確かめてください。"
	case structure.DoubtfulRow:
		return fmt.Sprintf("%s %d行目：手続の行かどうか確かでないため、読み取っていません。", p.Sheet, p.Row)
	case structure.LeftOut:
		return p.Sheet + "：表がありますが、読み取っていません。"
	case structure.Hidden:
		return p.Sheet + "：非表示のシートですが、読み取りました。"
	case structure.Lost:
		return p.Sheet + "：前回と見出しが違うため、前回の指定は使っていません。"
	case structure.NewSheet:
		return p.Sheet + "：前回はなかったシートを読み取りました。"
	case structure.NoRecord:
		return p.Sheet + "：見出しの下に手続が1件もありません。"
	case structure.NoName:
		return p.Sheet + "：手続名の列が見つかりません。"
	case structure.NoTable:
		return "手続の一覧表が見つかりません。見出しの行を選んでください。"
	case structure.Many:
		return "確かめるところが多いため、一部だけを示しています。"
	}
	return string(p.Why)
}

// changeText says what has changed since the bureau's last file.
func changeText(c structure.Change) string {
	label := func(field string) string {
		if field == importer.Ignore {
			return "登録しない"
		}
		return fieldLabel(field)
	}
	switch c.Kind {
	case structure.Added:
		return fmt.Sprintf("%s：「%s」が増えました（%s）。", c.Sheet, c.Header, label(c.Field))
	case structure.Gone:
		return fmt.Sprintf("%s：「%s」がなくなりました（前回は%s）。", c.Sheet, c.Before, label(c.Was))
	case structure.Renamed:
		return fmt.Sprintf("%s：「%s」が「%s」に変わりました（%s）。", c.Sheet, c.Before, c.Header, label(c.Field))
	}
	return fmt.Sprintf("%s：「%s」の意味が、前回の%sから%sに変わりました。", c.Sheet, c.Header, label(c.Was), label(c.Field))
}

// settleStructure takes what was entered: that it is right, or what is to be
// corrected.
func (s *server) settleStructure(c echo.Context) error {
	ctx, scope := c.Request().Context(), scopeOf(c)
	id, err := pathID(c)
	if err != nil {
		return err
	}
	reading, err := strconv.Atoi(c.FormValue("reading"))
	if err != nil {
		reading = 0 // none, or nonsense: no reading has it
	}
	read, err := s.intake.Structure(ctx, scope, id)
	if err != nil {
		return err
	}
	corrections, err := correctionsOf(read, c.Request().PostForm)
	notice := "読み取った表と列を確かめました。"
	switch confirming := c.FormValue("do") == "confirm"; {
	case err != nil:
	case confirming && len(corrections) > 0:
		err = &registry.Error{Code: registry.Invalid, Op: "web.settleStructure", Message: "直したところがあります。「直して読み直す」を押してください。やめるときは、この画面を開き直してください。"}
	case confirming:
		_, err = s.intake.ConfirmStructure(ctx, scope, id, reading)
	default:
		notice = "直したとおりに読み直します。"
		err = s.intake.CorrectStructure(ctx, scope, id, reading, corrections, c.FormValue("password"))
	}
	if mendable(err) {
		status, _ := explain(err)
		return s.showStructure(c, status, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, uploadPath(id), notice)
}

// correctionsOf are what was entered otherwise than it was read.
func correctionsOf(read intake.Structure, entered url.Values) ([]importer.MappedSheet, error) {
	d := drawing{Structure: read}
	var out []importer.MappedSheet
	for i, s := range read.Report.Sheets {
		c := importer.MappedSheet{Sheet: s.Name, Skip: s.Left == "" && entered.Has(fmt.Sprintf("skip.%d", i)), Read: s.Left != "" && entered.Has(fmt.Sprintf("take.%d", i))}
		if err := d.rowsEntered(i, entered, &c); err != nil {
			return nil, err
		}
		d.columnsEntered(i, entered, &c)
		out = append(out, c)
	}
	if entered.Has("same") {
		d.alike(out)
	}
	return slices.DeleteFunc(out, func(c importer.MappedSheet) bool {
		return !c.Skip && !c.Read && len(c.HeaderRows)+len(c.Ignore)+len(c.Records)+len(c.Columns) == 0
	}), nil
}

// rowsEntered takes the rows of a sheet that are to be something else.
func (d drawing) rowsEntered(i int, entered url.Values, c *importer.MappedSheet) error {
	var heads, were []int
	for _, t := range d.tables(i) {
		were = append(were, t.HeaderRows...)
	}
	slices.Sort(were)
	were = slices.Compact(were)
	drawn := map[int]bool{}
	for _, r := range d.Report.Sheets[i].Rows {
		now, _ := d.kind(i, r.Row)
		chosen := entered.Get(rowInput(i, r.Row))
		if !entered.Has(rowInput(i, r.Row)) {
			chosen = now
		}
		drawn[r.Row] = true
		switch {
		case chosen == "h":
			heads = append(heads, r.Row)
		case chosen == now:
		case chosen == "r":
			c.Records = append(c.Records, r.Row)
		case now == "r":
			c.Ignore = append(c.Ignore, r.Row)
		}
	}
	for _, row := range were {
		if !drawn[row] {
			heads = append(heads, row)
		}
	}
	slices.Sort(heads)
	if !slices.Equal(heads, were) {
		if len(heads) == 0 && !c.Skip {
			return &registry.Error{Code: registry.Invalid, Op: "web.rowsEntered", Field: "rows",
				Message: fmt.Sprintf("シート「%s」の見出しの行がなくなります。見出しの行を選ぶか、このシートを読まないようにしてください。", c.Sheet)}
		}
		c.HeaderRows = heads
	}
	others, err := rowNumbers(entered.Get(fmt.Sprintf("others.%d", i)))
	if err != nil {
		return err
	}
	for _, row := range others {
		if !slices.Contains(c.Ignore, row) {
			c.Ignore = append(c.Ignore, row)
		}
	}
	return nil
}

// rowNumbers reads rows as people list them: 17, 20-25.
func rowNumbers(text string) ([]int, error) {
	const most = 2000
	wrong := &registry.Error{Code: registry.Invalid, Op: "web.rowNumbers", Field: "rows", Message: fmt.Sprintf("行の「%.40s」は使えません。「256、300-310」のように、行の番号を書いてください。", text)}
	text = form.Fold(strings.NewReplacer("、", ",", "，", ",", "・", ",", "～", "-", "〜", "-", "－", "-", " ", ",", "　", ",", "行", "").Replace(text))
	var rows []int
	for _, part := range strings.Split(text, ",") {
		if part == "" {
			continue
		}
		first, last, span := strings.Cut(part, "-")
		from, err := strconv.Atoi(first)
		to := from
		if err == nil && span {
			to, err = strconv.Atoi(last)
		}
		if err != nil || from < 1 || to < from || len(rows)+to-from >= most {
			return nil, wrong
		}
		for row := from; row <= to; row++ {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// columnsEntered takes the columns of a sheet that are to be something else.
func (d drawing) columnsEntered(i int, entered url.Values, c *importer.MappedSheet) {
	for _, t := range d.tables(i) {
		top := t.HeaderRows[0]
		add := func(letters, now string) {
			said := d.Said(t.Sheet, top, letters)
			p := importer.MappedPlace{Column: letters, Table: top, Field: now, FiscalYear: said.FiscalYear, Unit: said.Unit}
			if name := columnInput("field", i, top, letters); entered.Has(name) {
				p.Field = entered.Get(name)
			}
			if !volumeField(p.Field) || !volumeField(now) {
				p.FiscalYear, p.Unit = 0, 0
			} else {
				number := func(what string, now int) int {
					name := columnInput(what, i, top, letters)
					if n, err := strconv.Atoi(entered.Get(name)); err == nil || entered.Has(name) {
						return n // none: as the header says
					}
					return now
				}
				p.FiscalYear, p.Unit = number("year", p.FiscalYear), number("unit", p.Unit)
			}
			if p.Field == now && p.FiscalYear == said.FiscalYear && p.Unit == said.Unit {
				return
			}
			if len(c.HeaderRows) > 0 {
				p.Table = 0 // its tables will begin elsewhere
			}
			c.Columns = append(c.Columns, p)
		}
		for _, col := range t.Columns {
			add(col.Column, col.Field)
		}
		for _, u := range t.Unmapped {
			add(u.Column, importer.Ignore)
		}
	}
}

// alike does to columns with the same header in other tables what was entered for
// one, unless something was entered for them too.
func (d drawing) alike(corrections []importer.MappedSheet) {
	type meant struct {
		place importer.MappedPlace
		now   string
	}
	wanted := map[string]meant{}
	each := func(do func(i int, t importer.Table, letters, header, field string)) {
		for i := range d.Report.Sheets {
			for _, t := range d.tables(i) {
				for _, c := range t.Columns {
					do(i, t, c.Column, c.Header, c.Field)
				}
				for _, u := range t.Unmapped {
					do(i, t, u.Column, u.Header, importer.Ignore)
				}
			}
		}
	}
	given := func(i int, t importer.Table, letters string) (importer.MappedPlace, bool) {
		for _, p := range corrections[i].Columns {
			if p.Column == letters && (p.Table == 0 || p.Table == t.HeaderRows[0]) {
				return p, true
			}
		}
		return importer.MappedPlace{}, false
	}
	each(func(i int, t importer.Table, letters, header, field string) {
		if p, ok := given(i, t, letters); ok && header != "" {
			wanted[importer.HeaderFold(header)] = meant{p, field}
		}
	})
	each(func(i int, t importer.Table, letters, header, field string) {
		m, ok := wanted[importer.HeaderFold(header)]
		if _, own := given(i, t, letters); !ok || own || header == "" || m.now != field || len(corrections[i].HeaderRows) > 0 {
			return
		}
		p := m.place
		p.Column, p.Table = letters, t.HeaderRows[0]
		corrections[i].Columns = append(corrections[i].Columns, p)
	})
}
