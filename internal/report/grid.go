package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"
)

// grid is a sheet of free rows whose numbers may be formulas: it holds them until it is
// finished, since a sheet's extent stands before its rows. It is for hundreds of rows, [table]
// for thousands.
type grid struct {
	book   *book
	name   string
	widths []float64
	rows   [][]part
	links  []link
	table  *excelize.Table
	frozen int // rows
	merged [][2]string
	below  int // rows that the charts below the others take
	after  []func() error
}

// link leads from a cell to a sheet.
type link struct{ at, sheet string }

// part is what one cell holds.
type part struct {
	value   cell
	style   style
	formula string // whose result is value; empty: none
	sheet   string // that the cell leads to; empty: none
	across  int    // how many columns it takes; 0: one
}

func words(s string) part { return part{value: textCell(s)} }

func wrapped(s string) part { return part{value: textCell(s), style: style{wrap: true}} }

func count(n int64) part { return part{value: n, style: style{number: countFormat}} }

// share is a percentage, cut off already.
func share(percent string) part {
	return part{value: percentCell(percent), style: style{number: percentFormat, right: true}}
}

// by has the cell be computed by a formula, whose result it holds already.
func (p part) by(format string, args ...any) part {
	p.formula = fmt.Sprintf(format, args...)
	return p
}

// bold has the cell stand out.
func (p part) bold() part {
	p.style.bold = true
	return p
}

// indented keeps the cell's text from the number beside it.
func (p part) indented() part {
	p.style.indent = true
	return p
}

// grid begins a sheet with columns of these widths.
func (b *book) grid(name string, widths ...float64) (*grid, error) {
	return &grid{book: b, name: name, widths: widths}, b.addSheet(name)
}

// row adds a row and returns its number.
func (g *grid) row(parts ...part) int {
	g.rows = append(g.rows, parts)
	for i, p := range parts {
		if p.sheet != "" {
			g.links = append(g.links, link{g.at(i, len(g.rows)), p.sheet})
		}
	}
	return len(g.rows)
}

// next is the number of the row to come.
func (g *grid) next() int { return len(g.rows) + 1 }

// at is the cell of a column, from 0, in a row.
func (g *grid) at(column, row int) string { return columnName(column) + fmt.Sprint(row) }

func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		panic(err) // no list has so many columns
	}
	return name
}

// title begins the sheet with what it is, and of what.
func (g *grid) title(title, of string) {
	g.row(part{value: title, style: style{large: true, bold: true}})
	g.row(part{value: of, style: style{note: true}})
	g.row()
}

// across adds a text over as many columns.
func (g *grid) across(text string, columns int) {
	n := g.row(wrapped(text))
	g.rows[n-1][0].across = columns
	g.merged = append(g.merged, [2]string{g.at(0, n), g.at(columns-1, n)})
}

// heading names the rows below.
func (g *grid) heading(text string) { g.row(part{value: text, style: style{bold: true}}) }

// head adds the header of a table.
func (g *grid) head(texts ...string) int {
	parts := make([]part, len(texts))
	for i, t := range texts {
		parts[i] = part{value: t, style: style{header: true}}
	}
	return g.row(parts...)
}

// asTable makes the rows from a header on a table with filters.
func (g *grid) asTable(name string, header, columns int) {
	if len(g.rows) > header {
		g.table = &excelize.Table{Name: name, Range: "A" + fmt.Sprint(header) + ":" + g.at(columns-1, len(g.rows)), StyleName: tableStyle}
	}
}

// tableStyle draws lines between the rows, and no colours.
const tableStyle = "TableStyleLight15"

// cells is the address of cells of this sheet for formulas and charts elsewhere.
func (g *grid) cells(column, first, last int) string {
	return fmt.Sprintf("'%s'!$%s$%d:$%[2]s$%[4]d", g.name, columnName(column), first, last)
}

// cell is as cells, of one.
func (g *grid) cell(column, row int) string {
	return fmt.Sprintf("'%s'!$%s$%d", g.name, columnName(column), row)
}

// called gives a cell of another address a name for formulas.
func (g *grid) called(name, cell string) {
	g.after = append(g.after, func() error { return g.book.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: cell}) })
}

// bars draws data bars in cells of a column.
func (g *grid) bars(column, first, last int) {
	g.format(column, first, last, excelize.ConditionalFormatOptions{Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0",
		MaxType: "num", MaxValue: "1", BarColor: "#7096F8"})
}

// warn marks the cells of a column for which a formula about the first of them holds.
func (g *grid) warn(column, first, last int, formula string) {
	id, err := g.book.warning()
	g.after = append(g.after, func() error { return err })
	g.format(column, first, last, excelize.ConditionalFormatOptions{Type: "formula", Criteria: formula, Format: &id})
}

func (g *grid) format(column, first, last int, o excelize.ConditionalFormatOptions) {
	if last < first {
		return
	}
	g.after = append(g.after, func() error {
		return g.book.file.SetConditionalFormat(g.name, g.at(column, first)+":"+g.at(column, last), []excelize.ConditionalFormatOptions{o})
	})
}

// chart puts a chart below the rows, and below the charts that are there.
func (g *grid) chart(c *excelize.Chart, combo ...*excelize.Chart) {
	at := g.at(0, g.next()+1+g.below)
	g.below += int(c.Dimension.Height)/rowPixels + 2
	g.after = append(g.after, func() error { return g.book.file.AddChart(g.name, at, c, combo...) })
}

// printColumns has the first columns alone be printed, with all rows and charts.
func (g *grid) printColumns(n int) {
	g.after = append(g.after, func() error { return g.book.printOnly(g.name, n, len(g.rows)+1+g.below) })
}

// onePage has the sheet be printed on one page.
func (g *grid) onePage() { g.fitTo(1) }

// fitTo has the sheet be printed on so many pages, one below the other.
func (g *grid) fitTo(pages int) {
	g.after = append(g.after, func() error {
		one := 1
		return g.book.file.SetPageLayout(g.name, &excelize.PageLayoutOptions{FitToWidth: &one, FitToHeight: &pages})
	})
}

// freeze keeps the rows down to a header in sight, and has it on every printed page.
func (g *grid) freeze(header int) {
	g.frozen = header
	g.after = append(g.after, func() error { return g.book.repeat(g.name, header) })
}

// finish writes the sheet.
func (g *grid) finish() error {
	wide := 1
	for _, r := range g.rows {
		wide = max(wide, len(r))
	}
	file := g.book.file
	if err := file.SetSheetDimension(g.name, "A1:"+g.at(wide-1, max(len(g.rows), 1))); err != nil {
		return err
	}
	if err := g.book.sameHeights(g.name); err != nil {
		return err
	}
	stream, err := file.NewStreamWriter(g.name)
	if err != nil {
		return err
	}
	for i, w := range g.widths {
		if err := stream.SetColWidth(i+1, i+1, w); err != nil {
			return err
		}
	}
	for _, do := range g.after {
		if err := do(); err != nil {
			return err
		}
	}
	for _, l := range g.links {
		if err := file.SetCellHyperLink(g.name, l.at, "'"+l.sheet+"'!A1", "Location"); err != nil {
			return err
		}
	}
	if g.frozen > 0 {
		if err := stream.SetPanes(frozenRows(g.frozen)); err != nil {
			return err
		}
	}
	for i, r := range g.rows {
		if err := g.write(stream, i+1, r); err != nil {
			return err
		}
	}
	for _, m := range g.merged {
		if err := stream.MergeCell(m[0], m[1]); err != nil {
			return err
		}
	}
	if g.table != nil {
		if err := stream.AddTable(g.table); err != nil {
			return err
		}
	}
	return stream.Flush()
}

func (g *grid) write(stream *excelize.StreamWriter, n int, row []part) error {
	values := make([]any, len(row))
	styles := make([]style, len(row))
	for i, p := range row {
		if s, ok := p.value.(string); ok {
			if err := checkText(s); err != nil {
				return err
			}
		}
		p.style.link = p.sheet != ""
		p.style.centred = p.style == plain // rows of several lines would have it at their foot
		styles[i] = p.style
		id, err := g.book.style(p.style)
		if err != nil {
			return err
		}
		values[i] = excelize.Cell{StyleID: id, Formula: p.formula, Value: p.value}
	}
	return stream.SetRow(fmt.Sprintf("A%d", n), values, excelize.RowOpts{Height: max(rowHeight(styles), g.height(row))})
}

// height is what a row needs for the lines of its texts, in points. Programs fit rows to their
// texts only when they have a mind to, LibreOffice cuts the row below a header.
func (g *grid) height(row []part) float64 {
	lines := 1
	for i, p := range row {
		text, ok := p.value.(string)
		if !ok || !p.style.wrap && !p.style.header || i >= len(g.widths) {
			continue
		}
		width := 0.0
		for j := i; j < min(i+max(p.across, 1), len(g.widths)); j++ {
			width += g.widths[j]
		}
		lines = max(lines, int(math.Ceil(float64(wideLetters(text))/(width*.9))))
	}
	return rowPoints + float64(lines-1)*linePoints
}

func frozenRows(n int) *excelize.Panes {
	return &excelize.Panes{Freeze: true, YSplit: n, TopLeftCell: fmt.Sprintf("A%d", n+1), ActivePane: "bottomLeft"}
}

// quoted is a text as a formula has it.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
