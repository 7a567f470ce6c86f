package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
)

// lastHeaderRow is how far down the row of headers of a list is looked for.
const lastHeaderRow = 20

// listKind is a kind of list that is read by its columns, in whatever order they stand: what it
// is of, and in which words people are told of it.
type listKind struct {
	op      string
	name    string // of what it is a list
	unit    string // in which these are counted
	blank   string // how to get one with the right headers
	most    int    // how many lines it may have
	columns []listColumn
}

// listColumn is a column of a list.
type listColumn struct {
	label    string
	words    []string // other headers that it has
	required bool     // a row without it is no row of headers
}

// listLine is a line of a list: the texts and cells of its columns, in their order. A column
// that the list does not have is empty.
type listLine struct {
	place string // as in "「提案」の 3行目"
	texts []string
	cells []registry.Place
}

// readList reads a list (xlsx or csv) by the strict reader of inventories. It takes the first
// sheet that has the headers; what is below them are the lines. What is wrong with the file is
// registry.Invalid, of the field "file".
func (in *Intake) readList(ctx context.Context, kind listKind, name string, data io.ReaderAt, size int64) ([]listLine, error) {
	book, err := workbook.Open(ctx, name, data, size, workbook.Options{Limits: in.limits()})
	if err != nil {
		return nil, kind.refused(err)
	}
	defer book.Close()
	for _, sheet := range book.Sheets {
		l := listSheet{kind: kind, place: "「" + sheet.Name + "」の ", date1904: book.Date1904}
		if book.Format == "csv" {
			l.place = "" // it has one sheet, with a name that nobody gave it
		}
		if err := sheet.Rows(ctx, l.row); err != nil {
			return nil, kind.refused(err)
		}
		switch {
		case l.columns == nil:
			continue
		case len(l.lines) == 0:
			return nil, kind.wrong("「%s」には、見出しの下に%sがありません。1行に1%sずつ書いてください。", sheet.Name, kind.name, kind.unit)
		case len(l.lines) > kind.most:
			return nil, kind.wrong("一度に取り込めるのは %d %sまでです（このファイルは %d %s）。分けて取り込んでください。",
				kind.most, kind.unit, len(l.lines), kind.unit)
		}
		return l.lines, nil
	}
	var labels []string
	for _, c := range kind.columns {
		labels = append(labels, c.label)
	}
	return nil, kind.wrong("%sの一覧の見出しが見つかりません。見出しの行に %s を書いてください。%s", kind.name, strings.Join(labels, "、"), kind.blank)
}

func (k listKind) wrong(format string, args ...any) error {
	return &registry.Error{Code: registry.Invalid, Op: k.op, Field: "file", Message: fmt.Sprintf(format, args...)}
}

// refused says why a file cannot be read.
func (k listKind) refused(err error) error {
	refusal, ok := errors.AsType[*workbook.Error](err)
	if !ok {
		return registry.Failed(k.op, err)
	}
	f := refusal.Finding
	message := f.Message
	if f.Sheet != "" {
		message = strings.TrimSpace("「"+f.Sheet+"」"+f.Cell) + "：" + message
	}
	if f.Example != "" {
		message += "例：" + f.Example
	}
	return &registry.Error{Code: registry.Invalid, Op: k.op, Field: "file", Message: message, Err: err}
}

// listSheet collects the lines of a sheet.
type listSheet struct {
	kind     listKind
	place    string // before the number of a row
	date1904 bool
	columns  map[int]int // from the sheet's columns to those of the kind; nil: no row of headers yet
	lines    []listLine
}

func (l *listSheet) row(r workbook.Row) error {
	if l.columns == nil {
		if r.Number <= lastHeaderRow {
			l.columns = l.kind.headers(r)
		}
		return nil
	}
	line := listLine{place: fmt.Sprintf("%s%d行目", l.place, r.Number),
		texts: make([]string, len(l.kind.columns)), cells: make([]registry.Place, len(l.kind.columns))}
	for col, i := range l.columns {
		cell := r.Cell(col)
		line.cells[i], line.texts[i] = registry.Place(workbook.CellName(col, r.Number)), strings.TrimSpace(cell.Text)
		if cell.Date {
			line.texts[i] = dayOfSerial(line.texts[i], l.date1904)
		}
	}
	if strings.Join(line.texts, "") != "" { // else it stands beside the list
		l.lines = append(l.lines, line)
	}
	return nil
}

// headers finds the columns by a row of headers; nil if it is none, since a required column lacks.
func (k listKind) headers(r workbook.Row) map[int]int {
	columns, found := map[int]int{}, map[int]bool{}
	for _, c := range r.Cells {
		key := registry.SearchKey(strings.TrimSpace(c.Text))
		i := slices.IndexFunc(k.columns, func(l listColumn) bool {
			return slices.ContainsFunc(append([]string{l.label}, l.words...), func(w string) bool { return registry.SearchKey(w) == key })
		})
		if i >= 0 && !found[i] {
			columns[c.Col], found[i] = i, true
		}
	}
	for i, c := range k.columns {
		if c.required && !found[i] {
			return nil
		}
	}
	return columns
}

// dayOfSerial is the day of a cell that shows one; what is no day number stays.
func dayOfSerial(text string, date1904 bool) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 61 || n > 100_000 { // before March 1900, spreadsheets count a day that never was
		return text
	}
	zero := time.Date(1899, time.December, 30, 0, 0, 0, 0, registry.Tokyo)
	if date1904 {
		zero = time.Date(1904, time.January, 1, 0, 0, 0, 0, registry.Tokyo)
	}
	return registry.DateOf(zero.AddDate(0, 0, int(n)))
}
