package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

// book is a workbook that is being made.
type book struct {
	file     *excelize.File
	styles   map[style]int
	marked   int                   // the style of what a condition marks, 0: not asked for yet
	checksum string                // of the full list, once it is written
	rows     map[string]*sheetRows // of the long sheets, by the names of their parts
}

// style is what the cells of our workbooks need to differ in.
type style struct {
	number                string // the number format, empty: general
	header                bool
	bold                  bool
	large                 bool
	wrap                  bool
	note                  bool // beside the matter: small and grey
	link                  bool
	shade                 string // the colour behind it; empty: none, of a header its own
	headShade             string // of a column: the colour behind its header
	right, middle, indent bool   // where the cell's text stands
	centred               bool   // from top to bottom, as all styles but the plain one
}

// The number formats.
const (
	countFormat   = "#,##0"
	dayFormat     = "yyyy-mm-dd"
	textFormat    = "@"
	percentFormat = "0.0%"
	rateFormat    = "0.0"
	pointsFormat  = `"＋"0.0;"−"0.0;"±"0.0`
	signedFormat  = `"＋"#,##0;"−"#,##0;0`
	momentFormat  = "yyyy-mm-dd hh:mm"
)

// plain is the style of cells that say nothing of their own. They carry the file's
// default and no style, which in a long list is a third of its size.
var plain style

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile(), styles: map[style]int{plain: 0}, rows: map[string]*sheetRows{}}
	return b, b.file.SetDefaultFont(font)
}

const font = "游ゴシック"

func (b *book) close() {
	for _, r := range b.rows {
		r.end()
	}
	_ = b.file.Close() // what it removes lies in a temporary folder
}

// The sizes of letters, in points: of a title, and of what stands beside the matter.
const (
	largeSize = 16
	noteSize  = 9
)

// The heights of a row, in points, and what its cells need for each more line.
const (
	rowPoints  = 18
	rowPixels  = rowPoints * 96 / 72
	linePoints = 15
	headPoints = 30.0 // of a header, at least
)

// height is the height in points that a row of the style needs, 0 for the
// program's own: it fits rows to their letters only when it has a mind to.
func (s style) height() float64 {
	switch {
	case s.large:
		return 2 * largeSize
	case s.header:
		return 24
	}
	return 0
}

// style registers a style once.
func (b *book) style(s style) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	x := &excelize.Style{
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: s.wrap},
		Font:      &excelize.Font{Family: font, Size: 11, Bold: s.bold || s.header},
	}
	switch {
	case s.right:
		x.Alignment.Horizontal = "right"
	case s.middle:
		x.Alignment.Horizontal = "center"
	case s.indent:
		x.Alignment.Horizontal, x.Alignment.Indent = "left", 1
	}
	if s.large {
		x.Font.Size = largeSize
	}
	if s.note {
		x.Font.Size, x.Font.Color = noteSize, "#4D4D4D"
	}
	if s.link {
		x.Font.Color, x.Font.Underline = "#0017C1", "single"
	}
	if s.number != "" {
		x.CustomNumFmt = &s.number
	}
	if s.header {
		x.Alignment = &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true}
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#E8F1FE"}}
		x.Border = []excelize.Border{{Type: "bottom", Style: 1, Color: "#3460FB"}}
	}
	if s.shade != "" {
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.shade}}
	}
	id, err := b.file.NewStyle(x)
	if err == nil {
		b.styles[s] = id
	}
	return id, err
}

// warning is the style of what a condition marks: red and bold.
func (b *book) warning() (int, error) {
	if b.marked == 0 {
		id, err := b.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "#CE0000"}})
		if err != nil {
			return 0, err
		}
		b.marked = id + 1 // they are counted from 0
	}
	return b.marked - 1, nil
}

// addSheet makes a sheet that prints on A4 landscape, as wide as the paper. The first call
// renames the sheet that a new file has; one that is there stays in its place.
func (b *book) addSheet(name string) error {
	if at, err := b.file.GetSheetIndex(name); err != nil || at >= 0 {
		return err
	}
	if list := b.file.GetSheetList(); list[0] == "Sheet1" {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	a4, landscape, one, many, fit := 9, "landscape", 1, 0, true
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &landscape, FitToWidth: &one, FitToHeight: &many}); err != nil {
		return err
	}
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&L&A&R&P / &N"})
}

// paperWidth is how many letters stand beside each other on A4 landscape and can still be read.
const paperWidth = 190

// printTable has a table's header repeated on every page, and puts what is wider than the paper
// on several pages beside each other, each with the first column.
func (b *book) printTable(name string, width float64) error {
	if pages := int(math.Ceil(width / paperWidth)); pages > 1 {
		order := "overThenDown"
		if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{FitToWidth: &pages, PageOrder: &order}); err != nil {
			return err
		}
		return b.printTitles(name, fmt.Sprintf("'%s'!$A:$A,'%[1]s'!$1:$1", name))
	}
	return b.repeat(name, 1)
}

// sameHeights gives all rows of a sheet one height: LibreOffice cuts the row below a header
// whose height alone is known.
func (b *book) sameHeights(name string) error {
	height, custom := float64(rowPoints), true
	return b.file.SetSheetProps(name, &excelize.SheetPropsOptions{DefaultRowHeight: &height, CustomHeight: &custom})
}

// repeat has a sheet's header be on every printed page.
func (b *book) repeat(name string, header int) error {
	return b.printTitles(name, fmt.Sprintf("'%s'!$%d:$%[2]d", name, header))
}

func (b *book) printTitles(name, cells string) error {
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: cells})
}

// printWhole has a sheet be as wide as the paper, however wide it is.
func (b *book) printWhole(name string) error {
	one, many := 1, 0
	return b.file.SetPageLayout(name, &excelize.PageLayoutOptions{FitToWidth: &one, FitToHeight: &many})
}

// printName has every printed page of a list say what it is, and of what.
func (b *book) printName(sheet, of string) error {
	return b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + strings.ReplaceAll(sheet+"　"+of, "&", "&&"), OddFooter: "&L&A&R&P / &N"})
}

// describe sets the workbook's properties.
func (b *book) describe(title, subject string, at time.Time) error {
	moment := at.UTC().Format("2006-01-02T15:04:05Z")
	return b.file.SetDocProps(&excelize.DocProperties{Title: title, Subject: subject, Creator: "手続レジストリ",
		LastModifiedBy: "手続レジストリ", Created: moment, Modified: moment, Language: "ja-JP"})
}

// printOnly has the sheet's first rows alone be printed, where it has more.
func (b *book) printOnly(name string, columns, rows int) error {
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: name,
		RefersTo: fmt.Sprintf("'%s'!$A$1:$%s$%d", name, columnName(columns-1), rows)})
}

// printUpright has a sheet be one page of A4 portrait.
func (b *book) printUpright(name string) error {
	upright, one := "portrait", 1
	return b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &upright, FitToWidth: &one, FitToHeight: &one})
}

// headerLetters is how long a printed header may be, with its marks.
const headerLetters = 200

// printConditions has every printed page say what the sheet is restricted to.
func (b *book) printConditions(sheet, conditions string) error {
	text := []rune("条件：" + cmp.Or(conditions, "なし"))
	if len(text) > headerLetters {
		text = append(text[:headerLetters-1], '…')
	}
	return b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + strings.ReplaceAll(string(text), "&", "&&"), OddFooter: "&L&A&R&P / &N"})
}

// head is one column of a table.
type head struct {
	text  string
	width float64
	style style
}

// table writes one sheet, row by row, under a frozen header with a filter.
type table struct {
	name    string
	stream  *excelize.StreamWriter // of the header, and of what stands around the rows
	below   *sheetRows
	styles  []int
	sums    []int           // the styles of the last row, which adds the others up
	rows, n int             // announced, written
	table   *excelize.Table // nil: a range with a filter
}

// table begins a sheet with its header in row 1 and so many rows below, and then so many
// rows of sums, which are not filtered and sorted with the others. The numbers must be known,
// since the sheet's dimension stands before the rows, and some programs read only what it
// covers.
func (b *book) table(name string, heads []head, rows, sums int) (*table, error) {
	return b.listTable(name, "", heads, rows, sums)
}

// listTable is as table, as one of Excel's own tables where it has a name as such and holds a row.
func (b *book) listTable(name, own string, heads []head, rows, sums int) (*table, error) {
	if rows+sums+1 > excelize.TotalRows {
		return nil, registry.Errorf(registry.TooLarge, "report.table",
			"%d 行は Excel の 1 シートに入りません。条件で絞り込むか、CSV で出力してください。", rows)
	}
	if err := b.addSheet(name); err != nil {
		return nil, err
	}
	width := 0.0
	for _, h := range heads {
		width += h.width
	}
	if err := b.printTable(name, width); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(heads, func(h head) bool { return h.style.wrap }) {
		if err := b.sameHeights(name); err != nil {
			return nil, err
		}
	}
	last, err := excelize.ColumnNumberToName(len(heads))
	if err != nil {
		return nil, err
	}
	if err := b.file.SetSheetDimension(name, fmt.Sprintf("A1:%s%d", last, rows+sums+1)); err != nil {
		return nil, err
	}
	t := &table{name: name, rows: rows + sums}
	if t.below, err = b.sheetRows(name, len(heads)); err != nil {
		return nil, err
	}
	if t.stream, err = b.file.NewStreamWriter(name); err != nil {
		return nil, err
	}
	headers, lines := make([]any, len(heads)), 1.0
	for i, h := range heads {
		lines = max(lines, math.Ceil(float64(wideLetters(h.text)+2)/h.width))
		top, err := b.style(style{header: true, shade: h.style.headShade})
		if err != nil {
			return nil, err
		}
		h.style.headShade = ""
		if err := t.stream.SetColWidth(i+1, i+1, h.width); err != nil {
			return nil, err
		}
		id, err := b.style(h.style)
		if err != nil {
			return nil, err
		}
		if h.style.shade != "" { // where a cell is blank, too
			if err := t.stream.SetColStyle(i+1, i+1, id); err != nil {
				return nil, err
			}
		}
		t.styles = append(t.styles, id)
		h.style.bold = true
		if id, err = b.style(h.style); err != nil {
			return nil, err
		}
		t.sums = append(t.sums, id)
		headers[i] = excelize.Cell{StyleID: top, Value: h.text}
	}
	if err := t.stream.SetPanes(frozenRows(1)); err != nil {
		return nil, err
	}
	whole := fmt.Sprintf("A1:%s%d", last, rows+1)
	if own != "" && rows > 0 {
		t.table = &excelize.Table{Name: own, Range: whole, StyleName: tableStyle}
	} else if err := b.file.AutoFilter(name, whole, nil); err != nil {
		return nil, err
	}
	return t, t.stream.SetRow("A1", headers, excelize.RowOpts{Height: max(headPoints, lines*linePoints)})
}

// add writes one row; it has a cell for every column.
func (t *table) add(cells []cell) error {
	t.n++
	for i, c := range cells {
		switch v := c.(type) {
		case string:
			if err := checkText(v); err != nil {
				return err
			}
		case time.Time:
			if v.Year() < 1901 { // before Excel's own calendar
				cells[i] = dayText(v)
			}
		}
	}
	t.below.add(t.n+1, cells, t.styles)
	return nil
}

// addSums writes a row of sums.
func (t *table) addSums(cells []cell) error {
	t.styles, t.sums = t.sums, t.styles
	defer func() { t.styles, t.sums = t.sums, t.styles }()
	return t.add(cells)
}

// finish ends the sheet. It fails where the rows are not those announced: a
// workbook with some missing must never pass for whole.
func (t *table) finish() error {
	if t.n != t.rows {
		return registry.Failed("report.table", fmt.Errorf("sheet %s: %d rows written, %d announced", t.name, t.n, t.rows))
	}
	if t.table != nil {
		if err := t.stream.AddTable(t.table); err != nil {
			return err
		}
	}
	t.below.end()
	return t.stream.Flush()
}

// sheetRows are to be the rows of a sheet below its header.
func (b *book) sheetRows(name string, columns int) (*sheetRows, error) {
	for id, sheet := range b.file.GetSheetMap() {
		if sheet == name {
			rows, err := newSheetRows(columns, flate.BestSpeed)
			b.rows[fmt.Sprintf("xl/worksheets/sheet%d.xml", id)] = rows
			return rows, err
		}
	}
	return nil, registry.Failed("report.sheetRows", fmt.Errorf("there is no sheet %s", name))
}

func checkText(s string) error {
	if !form.Fits(s) {
		return registry.Errorf(registry.TooLarge, "report.checkText",
			"「%s…」で始まるセルは Excel の 1 セルの上限（%d 文字）を超えています。CSV で出力してください。",
			strings.ToValidUTF8(s[:60], ""), form.CellLength)
	}
	return nil
}

// write ends the workbook. excelize would hold the whole file in memory and press
// it as small as it can, which takes half the time of an export.
func (b *book) write(w io.Writer) error {
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newOrderedZip(w, flate.BestSpeed, b.rows) })
	_, err := b.file.WriteToBuffer()
	return err
}
