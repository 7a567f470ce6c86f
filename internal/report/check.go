package report

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Checked is what came of holding a progress workbook against the registry as it was at the
// workbook's own moments.
type Checked struct {
	From, To    time.Time // From is zero where the workbook stands beside no earlier moment
	Whose       string
	Cells       int64 // that were compared
	Differences []CheckDifference
	Others      int // differences beyond [mostDifferences]
}

// CheckDifference is something that the workbook has otherwise than the registry.
type CheckDifference struct {
	Sheet, Cell      string // Cell is empty for a row, a column or a sheet that is not there
	What             string // what stands there, for people
	File, Registered string
}

// Text is the difference in one line.
func (d CheckDifference) Text() string {
	place := d.Sheet
	if d.Cell != "" {
		place += "!" + d.Cell
	}
	if d.What != "" {
		place += "（" + d.What + "）"
	}
	return fmt.Sprintf("%s：ファイルは「%s」、登録簿は「%s」", place, d.File, d.Registered)
}

// mostDifferences is how many differences are named.
const mostDifferences = 100

// keys are the columns by which the rows of a list are told apart: whoever reads it may sort it,
// and delete or add columns.
var keys = map[string]string{prioritySheet: "手続ID", undecidableSheet: "手続ID", changeSheet: "手続ID", allSheet: "手続ID", plannedSheet: "手続ID",
	bureauSheet: "局", lawSheet: "法令"}

// CheckProgress makes the workbook anew as of the moments that its marks name, and compares what
// both hold: every cell of the figures, and the lists row by row.
func CheckProgress(
	ctx context.Context,
	st *store.Store,
	scope registry.Scope,
	name string,
	data io.ReaderAt,
	size int64,
) (Checked, error) {
	file, err := workbook.Open(ctx, name, data, size, workbook.Options{})
	if err != nil {
		return Checked{}, unreadable(err)
	}
	defer file.Close()
	m, err := marksOf(ctx, file)
	if err != nil {
		return Checked{}, err
	}
	ask, whose := m.ask, m.whose
	for _, named := range []struct {
		id int64
		to *Published
	}{{m.published, &ask.Published}, {m.fromPublished, &ask.FromPublished}} {
		if named.id == 0 {
			continue
		}
		s, err := st.Snapshot(ctx, scope, named.id)
		if err != nil {
			return Checked{}, err
		}
		*named.to = PublishedAs(s)
	}
	if scope, err = scopeOver(ctx, st, scope, whose); err != nil {
		return Checked{}, err
	}
	var made bytes.Buffer
	if err := WriteProgress(ctx, st, scope, ask, &made); err != nil {
		return Checked{}, err
	}
	anew, err := workbook.Open(ctx, "登録簿.xlsx", bytes.NewReader(made.Bytes()), int64(made.Len()), workbook.Options{})
	if err != nil {
		return Checked{}, unreadable(err)
	}
	defer anew.Close()
	c := checker{Checked: Checked{From: ask.From, To: ask.To, Whose: whose}}
	if c.file, err = openFormulas(data, size); err != nil {
		return Checked{}, err
	}
	defer c.file.close()
	if c.anew, err = openFormulas(bytes.NewReader(made.Bytes()), int64(made.Len())); err != nil {
		return Checked{}, err
	}
	defer c.anew.close()
	for _, sheet := range anew.Sheets {
		if err := c.sheet(ctx, sheet, sheetNamed(file, sheet.Name)); err != nil {
			return Checked{}, err
		}
	}
	c.names()
	return c.Checked, nil
}

func unreadable(err error) error {
	return &registry.Error{Code: registry.Invalid, Op: "report.CheckProgress", Field: "file",
		Message: "このファイルは読み取れません。手続レジストリから保存した進捗報告（.xlsx）を指定してください。", Err: err}
}

func sheetNamed(b *workbook.Book, name string) *workbook.Sheet {
	at := slices.IndexFunc(b.Sheets, func(s *workbook.Sheet) bool { return s.Name == name })
	if at < 0 {
		return nil
	}
	return b.Sheets[at]
}

// marksOf reads of which moments, and of whose processes, a workbook is.
func marksOf(ctx context.Context, file *workbook.Book) (m marks, err error) {
	wrong := func(message string) error {
		return &registry.Error{Code: registry.Invalid, Op: "report.CheckProgress", Field: "file", Message: message}
	}
	sheet := sheetNamed(file, markSheet)
	if sheet == nil {
		return m, wrong("「" + markSheet + "」シートがありません。手続レジストリの進捗報告を、シートを消さずに指定してください。")
	}
	found := map[string]string{}
	err = sheet.Rows(ctx, func(r workbook.Row) error {
		found[r.Cell(1).Text] = r.Cell(2).Text
		return nil
	})
	if err != nil {
		return m, unreadable(err)
	}
	if found[markFormat] != progressFormat {
		return m, wrong(fmt.Sprintf("形式が「%s」なので、この版では確かめられません。「%s」の進捗報告を指定してください。",
			found[markFormat], progressFormat))
	}
	for name, to := range map[string]*time.Time{markMoment: &m.ask.To, markFrom: &m.ask.From} {
		text, ok := found[name]
		if !ok && name == markFrom {
			continue
		}
		if *to, err = registry.ParseMoment(text); err != nil {
			return m, wrong(fmt.Sprintf("「%s」シートの%s「%s」を読めません。元のファイルを指定してください。", markSheet, name, text))
		}
	}
	// What is no number names no published figures.
	m.published, _ = strconv.ParseInt(found[markPublished], 10, 64)
	m.fromPublished, _ = strconv.ParseInt(found[markFromPublished], 10, 64)
	m.whose = strings.TrimSuffix(found[markWhose], ofBureau)
	return m, nil
}

// marks are what a workbook says of itself.
type marks struct {
	ask                      ProgressQuestion
	published, fromPublished int64
	whose                    string
}

// scopeOver is the permission to read what a workbook is of: all bureaus, or one by its name.
func scopeOver(ctx context.Context, st *store.Store, scope registry.Scope, whose string) (registry.Scope, error) {
	if whose == allBureaus {
		return scope, nil
	}
	bureaus, err := st.Bureaus(ctx)
	if err != nil {
		return scope, err
	}
	for _, b := range bureaus {
		if b.Name == whose {
			return scope.Only(b.ID), nil
		}
	}
	return scope, &registry.Error{Code: registry.Invalid, Op: "report.CheckProgress", Field: "file",
		Message: fmt.Sprintf("「%s」シートの範囲「%s」は、登録簿の局ではありません。元のファイルを指定してください。", markSheet, whose)}
}

// checker compares workbooks.
type checker struct {
	Checked
	file, anew formulas
}

func (c *checker) tell(d CheckDifference) {
	if len(c.Differences) == mostDifferences {
		c.Others++
		return
	}
	c.Differences = append(c.Differences, d)
}

// sheet compares a sheet as the registry has it with the file's (nil: it has none).
func (c *checker) sheet(ctx context.Context, want, got *workbook.Sheet) error {
	if got == nil {
		c.tell(CheckDifference{Sheet: want.Name, File: "シートがありません", Registered: "シートがあります"})
		return nil
	}
	var held lines
	if err := held.read(ctx, got, keys[want.Name]); err != nil {
		return err
	}
	var header map[int]string // of the registry's list, once it has come
	err := want.Rows(ctx, func(r workbook.Row) error {
		switch {
		case keys[want.Name] == "":
			return c.row(want.Name, r, held.byNumber[r.Number])
		case header == nil:
			header = headerOf(r, keys[want.Name])
			c.anew.headers[want.Name], c.file.headers[want.Name] = header, held.header
			c.columns(want.Name, header, held)
		default:
			return c.record(want.Name, header, r, &held)
		}
		return nil
	})
	if err != nil {
		return unreadable(err)
	}
	for _, l := range held.left() {
		c.tell(CheckDifference{Sheet: want.Name, What: l.key, File: fmt.Sprintf("%d行目にあります", l.number), Registered: "ありません"})
	}
	return nil
}

// lines are the rows of a sheet of the file: a list's by their keys, others by their numbers.
type lines struct {
	byNumber map[int]map[int]string
	columns  map[string]int // of a list, by their headers
	header   map[int]string // of a list
	byKey    map[string]line
	twice    []line
}

type line struct {
	key    string
	number int
	cells  map[int]string
}

func (l *lines) read(ctx context.Context, s *workbook.Sheet, key string) error {
	l.byNumber, l.byKey = map[int]map[int]string{}, map[string]line{}
	err := s.Rows(ctx, func(r workbook.Row) error {
		cells := make(map[int]string, len(r.Cells))
		for _, c := range r.Cells {
			cells[c.Col] = c.Text
		}
		switch {
		case key == "":
			l.byNumber[r.Number] = cells
		case l.columns == nil:
			if l.header = headerOf(r, key); l.header != nil {
				l.columns = map[string]int{}
				for column, text := range l.header {
					l.columns[text] = column
				}
			}
		default:
			one := line{cells[l.columns[key]], r.Number, cells}
			if _, ok := l.byKey[one.key]; ok && one.key != "" {
				l.twice = append(l.twice, one)
			} else if one.key != "" {
				l.byKey[one.key] = one
			}
		}
		return nil
	})
	if err != nil {
		return unreadable(err)
	}
	return nil
}

// left are the rows that the registry did not name, from the top.
func (l *lines) left() []line {
	rest := slices.Clone(l.twice)
	for _, one := range l.byKey {
		rest = append(rest, one)
	}
	slices.SortFunc(rest, func(a, b line) int { return a.number - b.number })
	return rest
}

// headerOf are the texts of a list's header by their columns; nil: the row is none.
func headerOf(r workbook.Row, key string) map[int]string {
	if !slices.ContainsFunc(r.Cells, func(c workbook.Cell) bool { return c.Text == key }) {
		return nil
	}
	header := map[int]string{}
	for _, c := range r.Cells {
		header[c.Col] = c.Text
	}
	return header
}

// columns tells which of a list's columns the file has no more.
func (c *checker) columns(sheet string, header map[int]string, held lines) {
	for column := 1; column <= len(header); column++ {
		if _, ok := held.columns[header[column]]; !ok {
			c.tell(CheckDifference{Sheet: sheet, What: header[column], File: "列がありません", Registered: "列があります"})
		}
	}
}

// record compares a row of a list with the file's of the same key.
func (c *checker) record(sheet string, header map[int]string, r workbook.Row, held *lines) error {
	key := ""
	for column, text := range header {
		if text == keys[sheet] {
			key = r.Cell(column).Text
		}
	}
	if key == "" {
		return nil // below the list
	}
	got, ok := held.byKey[key]
	if !ok {
		c.tell(CheckDifference{Sheet: sheet, What: key, File: "行がありません", Registered: "行があります"})
		return nil
	}
	delete(held.byKey, key)
	for column := 1; column <= len(header); column++ {
		at, ok := held.columns[header[column]]
		if !ok {
			continue // told already
		}
		d := CheckDifference{Sheet: sheet, Cell: workbook.CellName(at, got.number), What: key + " " + header[column],
			File: got.cells[at], Registered: r.Cell(column).Text}
		if err := c.compare(d, r.Cell(column), r.Number, at != column); err != nil {
			return err
		}
	}
	return nil
}

// row compares a row of free cells by their places.
func (c *checker) row(sheet string, r workbook.Row, got map[int]string) error {
	if r.Cell(1).Text == sealLabel {
		return nil // the end of the chain when the file was made; verify knows it
	}
	for _, cell := range r.Cells {
		d := CheckDifference{Sheet: sheet, Cell: workbook.CellName(cell.Col, r.Number), File: got[cell.Col], Registered: cell.Text}
		if cell.Col > 1 {
			d.What = r.Cell(1).Text
		}
		if err := c.compare(d, cell, r.Number, false); err != nil {
			return err
		}
	}
	return nil
}

// compare compares a cell of the registry's workbook with the file's in its place.
func (c *checker) compare(d CheckDifference, want workbook.Cell, row int, moved bool) error {
	c.Cells++
	if !sameCell(d.File, d.Registered) {
		c.tell(d)
		return nil
	}
	if want.Formula {
		return c.formula(d, want.Col, row, moved)
	}
	return nil
}

// sameCell reports whether two cells hold the same: programs write a number with more or fewer
// digits than it has.
func sameCell(a, b string) bool {
	if a == b {
		return true
	}
	x, err := strconv.ParseFloat(a, 64)
	if err != nil {
		return false
	}
	y, err := strconv.ParseFloat(b, 64)
	return err == nil && math.Abs(x-y) <= 1e-12*math.Max(math.Abs(x), math.Abs(y))
}
