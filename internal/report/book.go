package report

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/registry"
)

// book is a workbook that is being made.
type book struct {
	file   *excelize.File
	styles map[style]int
}

// style is what the cells of our workbooks need to differ in.
type style struct {
	number string // the number format, empty: general
	header bool
	bold   bool
	large  bool
	wrap   bool
}

// The number formats.
const (
	countFormat   = "#,##0"
	dayFormat     = "yyyy-mm-dd"
	textFormat    = "@"
	percentFormat = "0.0%"
	rateFormat    = "0.0"
	momentFormat  = "yyyy-mm-dd hh:mm"
)

// plain is the style of cells that say nothing of their own. They carry the file's
// default and no style, which in a long list is a third of its size.
var plain style

func newBook() (*book, error) {
	b := &book{excelize.NewFile(), map[style]int{plain: 0}}
	return b, b.file.SetDefaultFont(font)
}

const font = "游ゴシック"

func (b *book) close() { _ = b.file.Close() } // what it removes lies in a temporary folder

// largeSize is the size of a title's letters, in points.
const largeSize = 16

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
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: s.wrap},
		Font:      &excelize.Font{Family: font, Size: 11, Bold: s.bold || s.header},
	}
	if s.large {
		x.Font.Size = largeSize
	}
	if s.number != "" {
		x.CustomNumFmt = &s.number
	}
	if s.header {
		x.Alignment = &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true}
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#E8F1FE"}}
		x.Border = []excelize.Border{{Type: "bottom", Style: 1, Color: "#3460FB"}}
	}
	id, err := b.file.NewStyle(x)
	if err == nil {
		b.styles[s] = id
	}
	return id, err
}

// addSheet makes a sheet that prints on A4 landscape, as wide as the paper. The first call
// renames the sheet that a new file has.
func (b *book) addSheet(name string) error {
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
	titles := fmt.Sprintf("'%s'!$1:$1", name)
	if pages := int(math.Ceil(width / paperWidth)); pages > 1 {
		order := "overThenDown"
		if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{FitToWidth: &pages, PageOrder: &order}); err != nil {
			return err
		}
		titles = fmt.Sprintf("'%s'!$A:$A,%s", name, titles)
	}
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: titles})
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
	stream  *excelize.StreamWriter
	styles  []int
	sums    []int // the styles of the last row, which adds the others up
	values  []any
	rows, n int // announced, written
}

// table begins a sheet with its header in row 1 and so many rows below, and then so many
// rows of sums, which are not filtered and sorted with the others. The numbers must be known,
// since the sheet's dimension stands before the rows, and some programs read only what it
// covers.
func (b *book) table(name string, heads []head, rows, sums int) (*table, error) {
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
	last, err := excelize.ColumnNumberToName(len(heads))
	if err != nil {
		return nil, err
	}
	if err := b.file.SetSheetDimension(name, fmt.Sprintf("A1:%s%d", last, rows+sums+1)); err != nil {
		return nil, err
	}
	t := &table{name: name, rows: rows + sums, values: make([]any, len(heads))}
	if t.stream, err = b.file.NewStreamWriter(name); err != nil {
		return nil, err
	}
	top, err := b.style(style{header: true})
	if err != nil {
		return nil, err
	}
	for i, h := range heads {
		if err := t.stream.SetColWidth(i+1, i+1, h.width); err != nil {
			return nil, err
		}
		id, err := b.style(h.style)
		if err != nil {
			return nil, err
		}
		t.styles = append(t.styles, id)
		h.style.bold = true
		if id, err = b.style(h.style); err != nil {
			return nil, err
		}
		t.sums = append(t.sums, id)
		t.values[i] = excelize.Cell{StyleID: top, Value: h.text}
	}
	if err := t.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	if err := b.file.AutoFilter(name, fmt.Sprintf("A1:%s%d", last, rows+1), nil); err != nil {
		return nil, err
	}
	return t, t.stream.SetRow("A1", t.values, excelize.RowOpts{Height: 30})
}

// add writes one row; it has a cell for every column.
func (t *table) add(cells []cell) error {
	t.n++
	for i, c := range cells {
		switch v := c.(type) {
		case nil:
			t.values[i] = nil
			continue
		case string:
			if err := checkText(v); err != nil {
				return err
			}
		case time.Time:
			if v.Year() < 1901 { // before Excel's own calendar
				c = dayText(v)
			}
		}
		t.values[i] = c
		if t.styles[i] != 0 {
			t.values[i] = excelize.Cell{StyleID: t.styles[i], Value: c}
		}
	}
	return t.stream.SetRow(fmt.Sprintf("A%d", t.n+1), t.values)
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
	return t.stream.Flush()
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
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		z := zip.NewWriter(w)
		z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
		return z
	})
	_, err := b.file.WriteToBuffer()
	return err
}
