package layout

import (
	"regexp"
	"slices"
	"strings"

	"tetsuzuki/import/form"
	"tetsuzuki/import/workbook"
)

// Tear is how the values of a csv's row do not stand in their columns.
type Tear struct {
	Why    TearKind
	At     int    // column where it shows
	Values int    // that the row has
	Usual  int    // that the others have
	Joined string // of a mended row, the value that was torn: 250,100
}

// TearKind says how a row is torn.
type TearKind string

// The kinds of tears.
const (
	Whole       TearKind = ""
	TooMany     TearKind = "more"    // values than the header and the other rows
	TooFew      TearKind = "fewer"   // than the others
	OutOfColumn TearKind = "shifted" // a value is one of the column beside it
)

// Kept tells whether a field of a torn row is read all the same, so that the row is known.
func Kept(field string) bool { return field == "procedure_name" || field == "process_id" }

// widths is how many values the rows of a csv's table have.
type widths struct {
	rows   map[int]int // by the number of their values
	padded bool        // some rows end in empty values
}

func (w *widths) add(l line) {
	if l.width == 0 || len(l.cells) < 2 {
		return
	}
	if w.rows == nil {
		w.rows = map[int]int{}
	}
	w.rows[l.width]++
	w.padded = w.padded || l.cells[len(l.cells)-1].Col < l.width
}

// usual is how many values a whole row has, and how few it may have.
func (w *widths) usual(header int) (most, least int) {
	all, common := 0, 0
	for n, rows := range w.rows {
		all += rows
		if common == 0 || rows > w.rows[common] || rows == w.rows[common] && n > common {
			common = n
		}
	}
	most = header
	if common > header && w.rows[common]*2 > all {
		most = common // every row ends in a separator more
	}
	same := w.rows[most]
	if same*5 >= all*4 && (w.padded || same > 2) || same >= 2 && all-same == 1 {
		least = most
	}
	return most, least
}

// tear says whether a row of a csv is torn, and mends what can be mended in one way only.
func (t *Table) tear(r workbook.Row) (workbook.Row, Tear) {
	torn := Tear{Values: r.Width, Usual: t.width}
	switch {
	case r.Width == 0 || t.width == 0:
		return r, Tear{}
	case r.Width > t.width && t.onlyLonger(r):
		return r, Tear{}
	case r.Width > t.width:
		torn.Why, torn.At = TooMany, r.Cells[len(r.Cells)-1].Col
		if whole, joined, ok := t.joined(r); ok {
			torn.Joined = joined
			return whole, torn
		}
		return r, torn
	case r.Width < t.least:
		torn.Why, torn.At = TooFew, r.Cells[len(r.Cells)-1].Col
		return r, torn
	}
	if torn.At = t.outOfColumn(r); torn.At > 0 {
		torn.Why = OutOfColumn
		return r, torn
	}
	return r, Tear{}
}

// onlyLonger tells whether a row only ends in more separators than the others: every
// value fits its column, and none may be the rest of the one before it.
func (t *Table) onlyLonger(r workbook.Row) bool {
	for i := range r.Cells {
		c := &r.Cells[i]
		f := t.fieldAt(c.Col)
		if c.Col > t.width || f != nil && !holds(f, *c) {
			return false
		}
		if i > 0 && f != nil && r.Cells[i-1].Col == c.Col-1 && moreDigits.MatchString(strings.TrimSpace(c.Text)) &&
			headDigits.MatchString(strings.TrimSpace(r.Cells[i-1].Text)) {
			return false
		}
	}
	return t.outOfColumn(r) == 0
}

// outOfColumn is the first column of a row whose value cannot be its own but is one of
// the column beside it; 0 where there is none. A number where a choice belongs, and what
// is no number where one belongs, is enough; of other values that beside has to be
// missing or wrong, too.
func (t *Table) outOfColumn(r workbook.Row) int {
	for i := range r.Cells {
		c := &r.Cells[i]
		own := t.fieldAt(c.Col)
		if own == nil || holds(own, *c) {
			continue
		}
		for _, col := range []int{c.Col - 1, c.Col + 1} {
			if beside := t.fieldAt(col); beside != nil && beside.Key != own.Key && typed(beside) && holds(beside, *c) &&
				(own.Kind == form.Count || figures.MatchString(squeeze(c.Text)) || t.elsewhere(r, col)) {
				return c.Col
			}
		}
	}
	return 0
}

// elsewhere tells whether the value in a column is missing or cannot be its own either.
func (t *Table) elsewhere(r workbook.Row, col int) bool {
	c := r.Cell(col)
	return c.Text == "" || !holds(t.fieldAt(col), c)
}

func (t *Table) fieldAt(col int) *form.Field {
	if _, part := t.piece[col]; part {
		return nil // of a value of several columns: its cells need not look like one
	}
	if i, ok := t.index[col]; ok {
		return t.form.Field(t.Columns[i].Field)
	}
	return nil
}

// typed tells whether a field's values show what they are.
func typed(f *form.Field) bool {
	switch f.Kind {
	case form.Count, form.OneCode, form.Codes, form.Year, form.Date:
		return true
	}
	return false
}

var figures = regexp.MustCompile(`^[0-9,]+$`)

// holds tells whether a cell can be a value of the field: more strictly than [fits],
// which has to find the column of a field and not a value out of its column.
func holds(f *form.Field, c workbook.Cell) bool {
	text := squeeze(c.Text)
	if text == "" || form.Current().Is(form.Ditto, c.Text) {
		return true
	}
	switch f.Kind {
	case form.OneCode, form.Codes:
		if _, _, ok := f.List.Lookup(c.Text); ok || form.Current().Is(form.Dash, text) || form.Current().Is(form.NotProvided, text) {
			return true
		}
		if f.Key == "fee" && figures.MatchString(text) {
			return true // its amount
		}
		return len(Mark(c.Text)) > 1 || f.Kind == form.Codes && !figures.MatchString(text)
	case form.Count, form.Year, form.Date, form.Duration:
		return fits(f, c)
	}
	return f.Key == "remarks" || f.Key == "process_id" || f.Key == "legal_article" || !figures.MatchString(text)
}

var (
	headDigits = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})*$`)
	moreDigits = regexp.MustCompile(`^[0-9]{3}$`)
)

// joined puts numbers together that their own commas have torn (250 and 100 for 250,100),
// where only one way makes every value fit its column.
func (t *Table) joined(r workbook.Row) (whole workbook.Row, value string, ok bool) {
	values := make([]string, r.Width)
	for _, c := range r.Cells {
		values[c.Col-1] = c.Text
	}
	tries := 0
	var found [][]string
	var torn []string // the value that each way joins
	var join func(values []string, from int, last string)
	join = func(values []string, from int, last string) {
		if tries++; tries > 200 || len(found) > 1 {
			return
		}
		if len(values) == t.width {
			if t.allHold(values) {
				found, torn = append(found, values), append(torn, last)
			}
			return
		}
		for i := from; i+1 < len(values); i++ {
			if f := t.fieldAt(i + 1); f == nil || f.Kind != form.Count || !headDigits.MatchString(values[i]) ||
				!moreDigits.MatchString(values[i+1]) {
				continue
			}
			one := values[i] + "," + values[i+1]
			join(slices.Concat(values[:i], []string{one}, values[i+2:]), i, one)
		}
	}
	join(values, 0, "")
	if len(found) != 1 || tries > 200 {
		return r, "", false
	}
	whole = workbook.Row{Number: r.Number, Width: t.width}
	for i, text := range found[0] {
		if text != "" {
			whole.Cells = append(whole.Cells, workbook.Cell{Col: i + 1, Text: text, Kind: workbook.Text})
		}
	}
	return whole, torn[0], len(whole.Cells) > 0
}

func (t *Table) allHold(values []string) bool {
	for i, text := range values {
		if f := t.fieldAt(i + 1); f != nil && !holds(f, workbook.Cell{Text: strings.TrimSpace(text), Kind: workbook.Text}) {
			return false
		}
	}
	return true
}
