package redpen

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/strictxml"
	"tetsuzuki/import/workbook"
)

// sheetCopy copies a sheet part and changes nothing but the formats of marked
// cells, cells that are not there and get a mark, and the link to the drawing of
// the comments. It holds a few tokens at a time.
type sheetCopy struct {
	scan   *strictxml.Scanner
	styles *styles
	marks  map[int][]mark // by row, ascending by column
	rows   []int          // the rows that have marks, ascending
	link   string         // the relationship of the drawing to be linked; empty for none
	space  string         // the namespace of relationships

	in     *recorder
	out    io.Writer
	err    error
	cols   []span
	row    int
	col    int
	format int // of the row
}

// mark is one cell to be highlighted.
type mark struct {
	col      int
	severity finding.Severity
}

type span struct{ from, to, format int }

// recorder keeps what was read until it is known what becomes of it.
type recorder struct {
	ctx  context.Context
	r    io.Reader
	kept []byte
	base int64 // place of kept[0]
}

func (r *recorder) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(b)
	r.kept = append(r.kept, b[:n]...)
	return n, err
}

// take gives what was read up to a place and forgets it.
func (r *recorder) take(to int64) []byte {
	n := to - r.base
	b := r.kept[:n:n]
	r.kept = r.kept[n:]
	r.base = to
	return b
}

func (c *sheetCopy) write(b []byte) {
	if c.err == nil {
		_, c.err = c.out.Write(b)
	}
}

// Elements that stand behind a sheet's link to its legacy drawing.
var behindDrawing = map[string]bool{"legacyDrawingHF": true, "drawingHF": true, "picture": true, "oleObjects": true, "controls": true,
	"webPublishItems": true, "tableParts": true, "extLst": true, "AlternateContent": true}

// copySheet copies a sheet part from r to out. marks are by row, each row's
// ascending by column; the copying uses them up.
func copySheet(ctx context.Context, out io.Writer, r io.Reader, st *styles, marks map[int][]mark, link, space string) error {
	in := &recorder{ctx: ctx, r: r}
	c := &sheetCopy{scan: strictxml.New(in, nil), styles: st, marks: marks, link: link, space: space, in: in, out: out}
	for row := range marks {
		c.rows = append(c.rows, row)
	}
	slices.Sort(c.rows)
	data, done := false, false
	prefix := ""
	for c.err == nil {
		k, err := c.scan.Next()
		if err == io.EOF {
			c.write(in.take(in.base + int64(len(in.kept))))
			return c.err
		}
		if err != nil {
			return err
		}
		raw := in.take(c.scan.Offset())
		switch depth := c.scan.Depth(); k {
		case strictxml.Start:
			name := string(c.scan.Name)
			if depth == 1 {
				prefix = prefixOf(tagOf(raw))
			}
			switch {
			case depth == 2 && name == "sheetData":
				data = true
			case depth == 2 && data && !done && c.link != "" && behindDrawing[name]:
				raw = c.drawing(prefix, raw)
				done = true
			case depth == 3 && name == "col" && !data:
				c.column()
			case depth == 3 && name == "row" && data:
				raw = c.startRow(prefix, raw)
			case depth == 4 && name == "c" && data:
				raw = c.cell(prefix, raw)
			}
		case strictxml.End:
			switch name := string(c.scan.Name); {
			case depth == 2 && name == "row" && len(c.rest()) > 0:
				raw = c.endRow(prefix, raw)
			case depth == 1 && name == "sheetData" && len(c.rows) > 0:
				raw = c.endData(prefix, raw)
			case depth == 0 && !done && c.link != "":
				raw = c.drawing(prefix, raw)
			}
		}
		c.write(raw)
	}
	return c.err
}

// tagOf gives the tag at the end of what was read, behind comments before it.
func tagOf(raw []byte) []byte {
	return raw[bytes.LastIndexByte(raw, '<'):]
}

// before puts text in front of the tag at the end of raw.
func before(raw []byte, text string) []byte {
	at := bytes.LastIndexByte(raw, '<')
	return slices.Concat(raw[:at], []byte(text), raw[at:])
}

func (c *sheetCopy) drawing(prefix string, raw []byte) []byte {
	return before(raw, `<`+prefix+`legacyDrawing xmlns:r="`+c.space+`" r:id="`+c.link+`"/>`)
}

func (c *sheetCopy) column() {
	from, to, format := c.number("min"), c.number("max"), c.number("style")
	if from > 0 && format > 0 {
		c.cols = append(c.cols, span{from, to, format})
	}
}

func (c *sheetCopy) number(name string) int {
	v, _ := c.scan.Attr(name)
	n, err := strconv.Atoi(string(v))
	if err != nil {
		return 0
	}
	return n
}

// startRow puts in rows that are not there before this one.
func (c *sheetCopy) startRow(prefix string, raw []byte) []byte {
	c.row++
	if n := c.number("r"); n > 0 {
		c.row = n
	}
	c.col, c.format = 0, c.number("s")
	missing := ""
	for len(c.rows) > 0 && c.rows[0] < c.row {
		missing += c.newRow(prefix, c.rows[0])
		c.rows = c.rows[1:]
	}
	if missing != "" {
		raw = before(raw, missing)
	}
	if bytes.HasSuffix(raw, []byte("/>")) && len(c.rest()) > 0 {
		// Its End comes with no bytes of its own: open it here, close it there.
		raw = slices.Concat(bytes.TrimSuffix(raw, []byte("/>")), []byte(">"))
	}
	return raw
}

// rest are the marks of the present row that are still to be set.
func (c *sheetCopy) rest() []mark {
	if len(c.rows) == 0 || c.rows[0] != c.row {
		return nil
	}
	return c.marks[c.row]
}

func (c *sheetCopy) newRow(prefix string, row int) string {
	cells := ""
	for _, m := range c.marks[row] {
		cells += c.newCell(prefix, row, 0, m)
	}
	return "<" + prefix + `row r="` + strconv.Itoa(row) + `">` + cells + "</" + prefix + "row>"
}

// newCell writes a blank cell; it looks as the row or the column has it.
func (c *sheetCopy) newCell(prefix string, row, format int, m mark) string {
	if format == 0 {
		for _, s := range c.cols {
			if m.col >= s.from && m.col <= s.to {
				format = s.format
			}
		}
	}
	return "<" + prefix + `c r="` + workbook.CellName(
		m.col,
		row,
	) + `" s="` + strconv.Itoa(
		c.styles.mark(c.styles.unmark(format), m.severity),
	) + `"/>`
}

func (c *sheetCopy) endRow(prefix string, raw []byte) []byte {
	cells := ""
	for _, m := range c.rest() {
		cells += c.newCell(prefix, c.row, c.format, m)
	}
	c.rows = c.rows[1:]
	if len(raw) == 0 { // of a row that closed itself
		return []byte(cells + "</" + prefix + "row>")
	}
	return before(raw, cells)
}

func (c *sheetCopy) endData(prefix string, raw []byte) []byte {
	rows := ""
	for _, row := range c.rows {
		rows += c.newRow(prefix, row)
	}
	c.rows = nil
	if len(raw) == 0 { // nothing stands in the sheet, so nothing can be wrong in it
		return raw
	}
	return before(raw, rows)
}

// cell gives a cell its format and puts in marked cells that are not there
// before it.
func (c *sheetCopy) cell(prefix string, raw []byte) []byte {
	c.col++
	if v, ok := c.scan.Attr("r"); ok {
		c.col = columnOf(v)
	}
	marks := c.rest()
	missing := ""
	for len(marks) > 0 && marks[0].col < c.col {
		missing += c.newCell(prefix, c.row, c.format, marks[0])
		marks = marks[1:]
	}
	old := c.number("s")
	format := c.styles.unmark(old)
	if len(marks) > 0 && marks[0].col == c.col {
		format = c.styles.mark(format, marks[0].severity)
		marks = marks[1:]
	}
	if len(c.rest()) > 0 {
		if c.marks[c.row] = marks; len(marks) == 0 {
			c.rows = c.rows[1:]
		}
	}
	if missing != "" {
		raw = before(raw, missing)
	}
	if format == old {
		return raw
	}
	at := bytes.LastIndexByte(raw, '<')
	tag := raw[at:]
	value := strconv.Itoa(format)
	if from, to := attribute(tag, "s"); from > 0 {
		return slices.Concat(raw[:at], tag[:from], []byte(value), tag[to:])
	}
	name := 1 + len(prefixOf(tag)) + 1
	return slices.Concat(raw[:at], tag[:name], []byte(` s="`+value+`"`), tag[name:])
}

// columnOf gives the column of a cell's name.
func columnOf(ref []byte) int {
	col := 0
	for _, b := range ref {
		switch {
		case b >= 'A' && b <= 'Z':
			col = col*26 + int(b-'A') + 1
		case b >= 'a' && b <= 'z':
			col = col*26 + int(b-'a') + 1
		case b != '$':
			return col
		}
	}
	return col
}
