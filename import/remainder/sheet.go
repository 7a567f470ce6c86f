package remainder

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/import/internal/rich"
	"tetsuzuki/import/workbook"
)

// sheet takes over one sheet.
func (c *copying) sheet(ctx context.Context, p *plan) error {
	name := sheetName(p.name)
	if c.sheets++; c.sheets == 1 {
		if err := c.file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := c.file.NewSheet(name); err != nil {
		return err
	}
	stream, err := c.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := stream.SetColWidth(1, max(p.source.MaxCol, 1), columnWidth); err != nil {
		return err
	}
	s := &sheetCopy{
		copying: c,
		plan:    p,
		to:      name,
		stream:  stream,
		held:    map[int]held{},
		places:  map[int]int{},
		begins:  map[int][]workbook.Range{},
	}
	for _, m := range p.source.Merges {
		s.begins[m.FirstRow] = append(s.begins[m.FirstRow], m)
	}
	if err := p.source.Rows(ctx, s.row); err != nil {
		return err
	}
	if err := s.merge(); err != nil {
		return err
	}
	return stream.Flush()
}

// columnWidth is how wide the columns are, in characters.
const columnWidth = 18

// sheetCopy is one sheet that is being taken over.
type sheetCopy struct {
	*copying
	*plan
	to     string
	stream *excelize.StreamWriter
	begins map[int][]workbook.Range // merged cells by their first row
	held   map[int]held             // merged cells among the records that reach down, by column
	above  map[int]workbook.Cell    // the record before, by column
	places map[int]int              // where the rows around the records stand now
	from   int                      // the row before, as it stood
	at     int                      // where the row before that was taken over stands now
}

// held is a merged cell that reaches down.
type held struct {
	cell   workbook.Cell
	bottom int
}

// row takes over one row, if it is to be.
func (s *sheetCopy) row(r workbook.Row) error {
	what := s.role(r.Number)
	gap := r.Number - s.from - 1 // blank rows before it
	s.from = r.Number
	cells := map[int]workbook.Cell{}
	for _, c := range r.Cells {
		if strings.TrimSpace(c.Text) != "" || c.Formula {
			cells[c.Col] = c
		}
	}
	if s.body(r.Number) {
		s.hold(r.Number, cells)
	}
	if what == record || what == right {
		s.resolve(r.Number, cells)
	}
	switch what {
	case left, right:
		return nil
	case record:
		s.at++ // right below the one before: a gap would part it from its table
		s.moved[Row{s.name, r.Number}] = Row{s.to, s.at}
	case around, header:
		if s.body(r.Number) {
			gap = min(gap, 1)
		}
		s.at += gap + 1
		s.places[r.Number] = s.at
	}
	return s.write(cells, what == header)
}

// hold remembers the merged cells that begin in the row.
func (s *sheetCopy) hold(row int, cells map[int]workbook.Cell) {
	for _, m := range s.begins[row] {
		if c, ok := cells[m.FirstCol]; ok {
			if delete(s.held, m.FirstCol); m.LastRow > row {
				s.held[m.FirstCol] = held{c, m.LastRow}
			}
		}
	}
}

// resolve writes into a record what counts for it: merged cells from above, and what
// 〃 means. The reader takes them from the same places (package layout).
func (s *sheetCopy) resolve(row int, cells map[int]workbook.Cell) {
	for col, h := range s.held {
		if _, own := cells[col]; !own && row <= h.bottom {
			cells[col] = h.cell
		}
	}
	for col, c := range cells {
		if up, ok := s.above[col]; ok && len(c.Text) <= 24 && form.Current().Is(form.Ditto, c.Text) &&
			!form.Current().Is(form.Ditto, up.Text) {
			cells[col] = up
		}
	}
	s.above = cells
}

// write writes a row.
func (s *sheetCopy) write(cells map[int]workbook.Cell, isHeader bool) error {
	if len(cells) == 0 {
		return nil
	}
	last := slices.Max(slices.Collect(maps.Keys(cells)))
	values := make([]any, last)
	for col, c := range cells {
		id, err := s.style(style{c.NumFmt, isHeader, c.Look().Struck})
		if err != nil {
			return err
		}
		values[col-1] = excelize.Cell{StyleID: id, Value: content(c), Formula: formula(c)}
		if c.Kind == workbook.Text && !form.Fits(c.Text) {
			return ErrTooLong
		}
	}
	return s.stream.SetRow("A"+strconv.Itoa(s.at), values)
}

// content is a cell's value as a workbook holds it.
func content(c workbook.Cell) any {
	switch c.Kind {
	case workbook.Blank:
		return nil
	case workbook.Bool:
		return c.Text == "TRUE"
	case workbook.Number:
		if n, err := strconv.ParseInt(c.Text, 10, 64); err == nil {
			return n
		}
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil {
			return f
		}
	}
	if runs := c.Look().Runs; len(runs) > 0 {
		return richText(runs)
	}
	return c.Text
}

// richText is a text of which parts are struck through, raised or lowered.
func richText(runs []rich.Run) []excelize.RichTextRun {
	out := make([]excelize.RichTextRun, len(runs))
	for i, r := range runs {
		out[i] = excelize.RichTextRun{Text: r.Text, Font: &excelize.Font{Family: "游ゴシック", Size: 11, Strike: r.Kind == rich.Struck}}
		switch r.Kind {
		case rich.Raised:
			out[i].Font.VertAlign = "superscript"
		case rich.Lowered:
			out[i].Font.VertAlign = "subscript"
		}
	}
	return out
}

// formula stands in for one whose result was not saved, so that it still lacks one.
func formula(c workbook.Cell) string {
	if c.Kind == workbook.Blank && c.Formula {
		return "NA()"
	}
	return ""
}

// merge merges again what is merged around the records: a header's groups, a title.
func (s *sheetCopy) merge() error {
	for _, m := range s.source.Merges {
		first, ok := s.places[m.FirstRow]
		if !ok {
			continue
		}
		last := first
		for row := m.FirstRow + 1; row <= m.LastRow && (s.role(row) == around || s.role(row) == header); row++ {
			last++
		}
		from, to := workbook.CellName(m.FirstCol, first), workbook.CellName(m.LastCol, last)
		if from == to {
			continue
		}
		if err := s.stream.MergeCell(from, to); err != nil {
			return err
		}
	}
	return nil
}

// style is what the cells differ in.
type style struct {
	number string // the number format; empty: general
	header bool
	struck bool
}

// style registers a style once.
func (c *copying) style(s style) (int, error) {
	if id, ok := c.formats[s]; ok {
		return id, nil
	}
	x := &excelize.Style{
		Alignment: &excelize.Alignment{Vertical: "top"},
		Font:      &excelize.Font{Family: "游ゴシック", Size: 11, Bold: s.header, Strike: s.struck},
	}
	if s.number != "" {
		x.CustomNumFmt = &s.number
	}
	if s.header {
		x.Alignment.WrapText = true
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#E8F1FE"}}
	}
	id, err := c.file.NewStyle(x)
	if err == nil {
		c.formats[s] = id
	}
	return id, err
}

// sheetName is a name that a workbook allows; that of a csv comes from its file.
func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return '_'
		}
		return r
	}, name), "'")
	for len(utf16.Encode([]rune(name))) > excelize.MaxSheetNameLength {
		runes := []rune(name)
		name = string(runes[:len(runes)-1])
	}
	if name == "" {
		return "手続一覧"
	}
	return name
}
