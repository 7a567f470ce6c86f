package form

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/stamp"
)

// Template is the inventory form as a workbook to be filled in: blank, or with a
// bureau's present processes.
type Template struct {
	Bureau     string // the bureau that fills it in; empty for any
	FiscalYear int    // of the numbers of cases
	Rows       int    // how many processes Cells gives
	// Cells gives each process as its cells in the order of Columns: nil for blank,
	// a string, an integer, a time.Time for a day. nil for a blank form.
	Cells iter.Seq2[[]any, error]
	Stamp stamp.Stamp // for when it comes back
	Form  *Form       // whose choices are offered; nil: the program's
}

// Column is one column of the form's table.
type Column struct {
	Field  *Field
	Header string // the label, for numbers of cases with the fiscal year
}

// spare is how many blank rows below the present processes have drop-downs.
const spare = 5000

// Columns are the columns of the form's table in order.
func (t Template) Columns() []Column {
	var out []Column
	f := cmp.Or(t.Form, Current())
	for i := range f.fields {
		d := &f.fields[i]
		if !d.InForm {
			continue
		}
		header := d.Label
		if d.Kind == Count {
			header += "（" + EraYear(t.FiscalYear) + "）"
		}
		out = append(out, Column{d, header})
	}
	return out
}

// Write writes the form as an xlsx workbook: the table with its drop-downs, a guide
// to each column, examples, and the lists of choices. Rows are written as they
// come. It fails where their number is not the one announced, so that a form with
// some missing never passes for whole.
func Write(w io.Writer, t Template) error {
	b := &builder{Template: t, form: cmp.Or(t.Form, Current()), file: excelize.NewFile(), columns: t.Columns()}
	defer b.file.Close()
	for _, step := range []func() error{b.prepare, b.table, b.guide, b.examples, b.codes} {
		if err := step(); err != nil {
			return fmt.Errorf("the blank form: %w", err)
		}
	}
	if err := t.Stamp.Put(b.file); err != nil {
		return err
	}
	b.file.SetActiveSheet(0)
	return b.file.Write(w)
}

// builder is a form that is being written.
type builder struct {
	Template
	form    *Form
	file    *excelize.File
	columns []Column
	ranges  map[*CodeList]string // where a list's choices stand

	head, must, plain, wrap, title int // styles
	body                           []int
}

func (b *builder) prepare() (err error) {
	f := b.form
	if err := b.file.SetSheetName("Sheet1", f.Sheet); err != nil {
		return err
	}
	for _, name := range []string{f.GuideSheet, f.ExamplesSheet, f.CodesSheet} {
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	if err := b.styles(); err != nil {
		return err
	}
	b.placeLists()
	title := f.Sheet
	if b.Bureau != "" {
		title += "（" + b.Bureau + "）"
	}
	return b.file.SetDocProps(&excelize.DocProperties{Title: title, Creator: "手続レジストリ", Description: "様式 " + f.Version})
}

// placeLists says where each list's choices stand on the sheet of the choices.
func (b *builder) placeLists() {
	b.ranges = map[*CodeList]string{}
	first := 3 // below title and header
	for _, l := range b.lists() {
		last := first + len(l.In(b.FiscalYear)) - 1
		b.ranges[l] = fmt.Sprintf("'%s'!$B$%d:$B$%d", b.form.CodesSheet, first, last)
		first = last + 1
	}
}

func (b *builder) styles() error {
	base := excelize.Font{Family: "游ゴシック", Size: 10}
	bold, large := base, base
	bold.Bold = true
	large.Bold, large.Size = true, 14
	header := func(color string) *excelize.Style {
		return &excelize.Style{
			Font:      &bold,
			Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}},
			Border:    []excelize.Border{{Type: "bottom", Style: 1, Color: "#3460FB"}},
		}
	}
	top := &excelize.Alignment{Vertical: "top"}
	// In one order, so that the same form is the same bytes.
	for _, s := range []struct {
		id    *int
		style *excelize.Style
	}{
		{&b.head, header("#E8F1FE")},
		{&b.must, header("#FFD43D")},
		{&b.plain, &excelize.Style{Font: &base, Alignment: top}},
		{&b.wrap, &excelize.Style{Font: &base, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&b.title, &excelize.Style{Font: &large}},
	} {
		var err error
		if *s.id, err = b.file.NewStyle(s.style); err != nil {
			return err
		}
	}
	number, day, text := "#,##0", "yyyy-mm-dd", "@"
	for _, c := range b.columns {
		style := &excelize.Style{Font: &base, Alignment: top}
		switch {
		case c.Field.Kind == Count:
			style.CustomNumFmt = &number
		case c.Field.Kind == Date:
			style.CustomNumFmt = &day
		case c.Field.AsText():
			style.CustomNumFmt = &text
		}
		id, err := b.file.NewStyle(style)
		if err != nil {
			return err
		}
		b.body = append(b.body, id)
	}
	return nil
}

// lists are the code lists of the form's columns, each once.
func (b *builder) lists() []*CodeList {
	var out []*CodeList
	seen := map[*CodeList]bool{}
	for _, c := range b.columns {
		if l := c.Field.List; l != nil && !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	return out
}

// table writes the sheet that comes back: one header row, then the processes.
func (b *builder) table() error {
	sheet := b.form.Sheet
	last, err := excelize.CoordinatesToCellName(len(b.columns), b.Rows+1)
	if err != nil {
		return err
	}
	// some programs read only what the dimension covers, and the stream leaves A1
	if err := b.file.SetSheetDimension(sheet, "A1:"+last); err != nil {
		return err
	}
	// before the page set-up, since it takes the sheet's properties back
	if err := b.file.AutoFilter(sheet, "A1:"+last, nil); err != nil {
		return err
	}
	if err := b.page(sheet, wide, fmt.Sprintf("'%s'!$%s:$%s,'%s'!$1:$1", sheet, b.name(), b.name(), sheet)); err != nil {
		return err
	}
	for i, c := range b.columns {
		if err := b.help(sheet, i, c.Field); err != nil {
			return err
		}
	}
	stream, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := b.widths(stream); err != nil {
		return err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := b.header(stream, 1); err != nil {
		return err
	}
	n := 0
	if b.Cells != nil {
		cells := make([]any, len(b.columns))
		for values, err := range b.Cells {
			if err != nil {
				return err
			}
			n++
			if err := b.row(stream, n+1, cells, values); err != nil {
				return err
			}
		}
	}
	if n != b.Rows {
		return fmt.Errorf("%d rows came, %d were announced", n, b.Rows)
	}
	return stream.Flush()
}

func (b *builder) widths(stream *excelize.StreamWriter) error {
	for i, c := range b.columns {
		if err := stream.SetColWidth(i+1, i+1, c.Field.Width); err != nil {
			return err
		}
		if err := stream.SetColStyle(i+1, i+1, b.body[i]); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) header(stream *excelize.StreamWriter, row int) error {
	cells := make([]any, len(b.columns))
	for i, c := range b.columns {
		style := b.head
		if c.Field.Required {
			style = b.must
		}
		cells[i] = excelize.Cell{StyleID: style, Value: c.Header}
	}
	return stream.SetRow(fmt.Sprintf("A%d", row), cells, excelize.RowOpts{Height: 32})
}

func (b *builder) row(stream *excelize.StreamWriter, number int, cells, values []any) error {
	if len(values) != len(b.columns) {
		return fmt.Errorf("row %d has %d cells, the form %d columns", number, len(values), len(b.columns))
	}
	for i, v := range values {
		cells[i] = nil
		switch x := v.(type) {
		case nil:
			continue
		case string:
			if !Fits(x) {
				return fmt.Errorf("row %d: %s has more than %d characters", number, b.columns[i].Header, CellLength)
			}
			if x == "" {
				continue
			}
		case time.Time:
			if x.Year() < 1901 { // before the spreadsheet's own calendar
				v = x.Format(time.DateOnly)
			}
		}
		cells[i] = excelize.Cell{StyleID: b.body[i], Value: v}
	}
	return stream.SetRow(fmt.Sprintf("A%d", number), cells)
}

// help gives a column its note and its drop-down.
func (b *builder) help(sheet string, i int, d *Field) error {
	cell, err := excelize.CoordinatesToCellName(i+1, 1)
	if err != nil {
		return err
	}
	note := excelize.Comment{Cell: cell, Author: "手続レジストリ", Text: d.help(), Width: 260, Height: 120}
	if err := b.file.AddComment(sheet, note); err != nil {
		return err
	}
	first, err := excelize.CoordinatesToCellName(i+1, 2)
	if err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(i+1, b.Rows+1+spare)
	if err != nil {
		return err
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(first + ":" + last)
	switch d.Kind {
	case OneCode:
		v.SetSqrefDropList(b.ranges[d.List])
		v.SetError(excelize.DataValidationErrorStyleStop, d.Label, "一覧から選んでください。")
	case Codes:
		v.SetSqrefDropList(b.ranges[d.List]) // several are typed, so nothing is refused
		v.ShowErrorMessage = false
	case Organ:
		if b.Bureau == "" {
			return nil
		}
		if err := v.SetDropList([]string{b.Bureau}); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleWarning, d.Label, b.Bureau+"の手続だけを書いてください。")
	case Year:
		if err := v.SetRange(1990, 2060, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, d.Label, "西暦の年度を4桁の数字で入力してください。")
	case Date:
		if err := v.SetRange(32874, 73050, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween); err != nil { // 1990 to 2099
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, d.Label, "年月日で入力してください。例："+d.Example)
	default:
		return nil
	}
	return b.file.AddDataValidation(sheet, v)
}

// wide is how many pages the form's table is wide: on fewer nobody could read it.
const wide = 3

// name is the letter of the column that names the procedure.
func (b *builder) name() string {
	for i, c := range b.columns {
		if c.Field.Required {
			letter, err := excelize.ColumnNumberToName(i + 1)
			if err == nil {
				return letter
			}
		}
	}
	return "A"
}

// page sets a sheet up for A4 landscape, so many pages wide, with what is named in
// titles repeated on every page.
func (b *builder) page(sheet string, width int, titles string) error {
	a4, landscape, many, fit := 9, "landscape", 0, true
	if err := b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &width,
		FitToHeight: &many}); err != nil {
		return err
	}
	if err := b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + b.Bureau + "　&A&R&P / &N"}); err != nil {
		return err
	}
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: titles})
}

// guide writes what each column wants.
func (b *builder) guide() error {
	rows := [][]any{{b.form.GuideSheet}, {"見出し", "必須", "書き方", "書き方の例"}}
	for _, c := range b.columns {
		required := ""
		if c.Field.Required {
			required = "必須"
		}
		rows = append(rows, []any{c.Header, required, c.Field.Note, c.Field.Example})
	}
	return b.list(b.form.GuideSheet, rows, []float64{26, 8, 70, 40}, b.wrap)
}

// codes writes the choices that the drop-downs show, one below the other: side by
// side they would look like a table of processes.
func (b *builder) codes() error {
	header, widths := []any{"項目", "選択肢"}, []float64{34, 60}
	if b.noted() {
		header, widths = append(header, "説明"), append(widths, 60)
	}
	rows := [][]any{{b.form.CodesSheet + "（書き換えないでください）"}, header}
	for _, l := range b.lists() {
		for _, c := range l.In(b.FiscalYear) {
			rows = append(rows, []any{b.labelOf(l), b.choice(l, c), c.Note}[:len(header)])
		}
	}
	return b.list(b.form.CodesSheet, rows, widths, b.plain)
}

// noted reports whether something is said of a choice.
func (b *builder) noted() bool {
	return slices.ContainsFunc(b.lists(), func(l *CodeList) bool {
		return slices.ContainsFunc(l.In(b.FiscalYear), func(c Code) bool { return c.Note != "" })
	})
}

// choice is a choice as a drop-down shows it: with its code where several can
// stand in a cell, since labels hold commas.
func (b *builder) choice(l *CodeList, c Code) string {
	for _, d := range b.columns {
		if d.Field.List == l && d.Field.Kind == Codes {
			return c.Text()
		}
	}
	return c.Label
}

func (b *builder) labelOf(l *CodeList) string {
	label := ""
	for _, c := range b.columns {
		if c.Field.List == l {
			if label != "" {
				label += "・"
			}
			label += c.Field.Label
		}
	}
	return label
}

// list writes a small sheet: a title, a header, rows.
func (b *builder) list(sheet string, rows [][]any, widths []float64, style int) error {
	if err := b.page(sheet, 1, fmt.Sprintf("'%s'!$2:$2", sheet)); err != nil {
		return err
	}
	for i, w := range widths {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.file.SetColWidth(sheet, column, column, w); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(widths), len(rows))
	if err != nil {
		return err
	}
	if err := b.file.SetSheetDimension(sheet, "A1:"+last); err != nil {
		return err
	}
	for n, row := range rows {
		for i, v := range row {
			if v == nil || v == "" {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(i+1, n+1)
			if err != nil {
				return err
			}
			if err := b.file.SetCellValue(sheet, cell, v); err != nil {
				return err
			}
			id := style
			switch n {
			case 0:
				id = b.title
			case 1:
				id = b.head
			}
			if err := b.file.SetCellStyle(sheet, cell, cell, id); err != nil {
				return err
			}
		}
	}
	return b.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"})
}

// examples writes the example rows under the form's own header.
func (b *builder) examples() error {
	sheet := b.form.ExamplesSheet
	if err := b.page(sheet, wide, fmt.Sprintf("'%s'!$%s:$%s,'%s'!$2:$2", sheet, b.name(), b.name(), sheet)); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(b.columns), 2+len(b.form.examples))
	if err != nil {
		return err
	}
	if err := b.file.SetSheetDimension(sheet, "A1:"+last); err != nil {
		return err
	}
	stream, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := b.widths(stream); err != nil {
		return err
	}
	if err := stream.SetRow("A1", []any{excelize.Cell{StyleID: b.title, Value: sheet}}); err != nil {
		return err
	}
	if err := b.header(stream, 2); err != nil {
		return err
	}
	cells := make([]any, len(b.columns))
	for n, example := range b.form.examples {
		values := make([]any, len(b.columns))
		for i, c := range b.columns {
			values[i] = typed(c.Field.Kind, example.get(c.Field.Key))
		}
		if err := b.row(stream, n+3, cells, values); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// typed makes a number or a day of an example's text where it is one.
func typed(k Kind, s string) any {
	switch k {
	case Count, Year:
		if n, err := strconv.Atoi(s); err == nil {
			return n
		}
	case Date:
		if d, err := time.Parse(time.DateOnly, s); err == nil {
			return d
		}
	}
	return s
}

// EraYear writes a fiscal year in its era.
func EraYear(year int) string {
	for _, e := range []struct {
		name  string
		first int
	}{{"令和", 2019}, {"平成", 1989}} {
		switch n := year - e.first + 1; {
		case n == 1:
			return e.name + "元年度"
		case n > 1:
			return fmt.Sprintf("%s%d年度", e.name, n)
		}
	}
	return fmt.Sprintf("%d年度", year)
}
