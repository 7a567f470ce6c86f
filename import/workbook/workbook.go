// Package workbook opens what a bureau sends (xlsx, xlsm, csv; found out by
// content, not by name) and hands out its rows. Every part that it reads it reads
// strictly and to the end, before the first row leaves it: a file that a lenient
// reader would read with rows or cells missing is refused, with the place.
//
// The reading costs the same memory for a file of any length: rows and shared
// strings beyond a bound lie in temporary files. Nothing outside the file
// is ever fetched, no macro or formula is run, and no panic leaves the package.
package workbook

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/rich"
)

// Options change how a file is opened. The zero value is right for most.
type Options struct {
	Password string // for a protected workbook
	Limits   Limits // zero fields mean the defaults
}

// Book is an opened file. It is not for use by several goroutines at once.
type Book struct {
	Format   string // xlsx, xlsm or csv
	Date1904 bool   // day numbers count from 1904-01-01
	Sheets   []*Sheet
	Notes    []finding.Finding // what was met and did no harm
	Text     TextForm          // of a csv

	// Uncalculated says that a program wrote the formulas without calculating any: all
	// results are 0, to be calculated when the book is opened.
	Uncalculated bool

	// Stamp is what a workbook that left the registry carries, as it stands there;
	// anybody can write it. Empty: nothing.
	Stamp string

	// Protected says that the file has a password, without which it is not read.
	Protected bool

	source    *source
	held      []*overflow
	plain     io.ReaderAt
	plainSize int64
}

// TextForm is how a text file is written.
type TextForm struct {
	Encoding  string // utf-8, utf-16le, utf-16be, cp932, euc-jp or iso-2022-jp
	Mark      bool   // it starts with a byte order mark
	Separator rune
}

// Package gives the bytes of a workbook's archive, decrypted where the file is
// protected. They are readable as long as the data given to Open. A csv has none.
func (b *Book) Package() (data io.ReaderAt, size int64) { return b.plain, b.plainSize }

// Sheet is one sheet of a book. Its facts are those of the strict pass over all
// of it; blank cells do not count, wherever they have a format.
type Sheet struct {
	Name         string
	Hidden       bool
	MaxRow       int // of a filled cell; 0 for an empty sheet
	MaxCol       int
	RowCount     int // rows that Rows hands out
	CellCount    int // cells that Rows hands out
	FormulaCount int // among them
	Uncomputed   int // among these, without a saved value: Formula, Kind Blank
	Merges       []Range
	TextBoxes    []TextBox // texts that lie on it, in no cell
	HiddenRows   Spans     // by flag, by height zero or by a filter
	HiddenCols   Spans     // by flag or by width zero
	Comments     []Comment

	hidesZeros bool // the number 0 is not shown

	read func(ctx context.Context, yield func(Row) error) error
	book *Book
}

// Row is one row that holds at least one cell that is not blank.
type Row struct {
	Number int // from 1
	Hidden bool
	Width  int    // values of a csv's record, empty ones too; 0 in a workbook
	Cells  []Cell // ascending by column; valid until the callback returns
}

// Cell gives the cell in a column, a blank one where there is none.
func (r Row) Cell(col int) Cell {
	for i := range r.Cells {
		if r.Cells[i].Col == col {
			return r.Cells[i]
		}
	}
	return Cell{Col: col, Kind: Blank}
}

// Kind is what a cell holds.
type Kind uint8

// The kinds. Blank is handed out only for a formula without a saved value.
const (
	Blank Kind = iota
	Text
	Number
	Bool
	ErrorValue
)

// Cell is one cell: what was saved in it, and what a person sees there where that is
// something else.
type Cell struct {
	Col     int    // from 1
	Text    string // a Number as written in the file, a Bool as TRUE or FALSE, an ErrorValue as in #N/A
	Kind    Kind
	Date    bool   // a Number whose format shows a day, or a Text that is an ISO 8601 date
	Formula bool   // Text is the result that was saved
	NumFmt  string // the number format's code; empty for General
	Covered bool   // it lies under a merged cell, where nobody sees it
	Seen    string // of a covered cell, what is seen in its place

	look *Look // nil for most
}

// Look is what a person sees of a cell beyond the value that was saved.
type Look struct {
	// Shown is what a person sees, where that is more or less than the text that was
	// saved: 12千件, 令和2年度, 45% by the number format; a text without what is struck
	// through in it and without raised marks of notes. Plain is Shown with its number in
	// full and in plain digits. Unseen says that nothing is shown, Unsure that nobody can
	// tell what is meant.
	Shown, Plain   string
	Unseen, Unsure bool

	Runs   []rich.Run // of a text, where some are struck through, raised or lowered
	Struck bool       // all of it is struck through
	Faint  bool       // its letters have the colour of the paper
	Fill   string     // colour behind it as RRGGBB; empty for none, and for white
	Sum    string     // of a formula whose saved result is 0, what it is: SUM(J2:K2)
}

var plainLook Look

// Look tells what a person sees of the cell beyond its value. It is not to be changed.
func (c *Cell) Look() *Look {
	if c.look == nil {
		return &plainLook
	}
	return c.look
}

// With is the cell with another look. It is for tests: the reader gives cells their looks.
func (c Cell) With(l Look) Cell {
	c.look = &l
	return c
}

// own gives the cell a look of its own, which may be changed.
func (c *Cell) own() *Look {
	l := *c.Look()
	c.look = &l
	return c.look
}

// Open reads the file strictly from end to end and gives its sheets. name is the
// file's name, with its ending. A file that cannot be read gives an error of type
// *Error, whose finding says in Japanese what the file is, where it is wrong and
// what to do; any other error is one of reading data or of ctx.
func Open(ctx context.Context, name string, data io.ReaderAt, size int64, opt Options) (book *Book, err error) {
	b := &Book{source: &source{data: data, size: size}}
	defer func() {
		if v := recover(); v != nil {
			err = crash(v)
		}
		if err != nil {
			b.Close()
			book, err = nil, b.source.blame(err)
		}
	}()
	if err := b.open(ctx, name, b.source, size, opt.Password, opt.Limits.WithDefaults()); err != nil {
		return nil, err
	}
	return b, nil
}

// source remembers the first error of reading the data itself: a disk that fails
// does not make the file a broken one.
type source struct {
	data io.ReaderAt
	size int64
	err  error
}

func (s *source) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 || at >= s.size {
		return 0, io.EOF // a place that a damaged file names, not the disk's fault
	}
	n, err := s.data.ReadAt(b, at)
	if err != nil && err != io.EOF && s.err == nil {
		s.err = err
	}
	return n, err
}

func (s *source) blame(err error) error {
	if s.err != nil {
		return s.err
	}
	return err
}

// Close gives back what the book holds, which is two temporary files at most.
func (b *Book) Close() {
	for _, o := range b.held {
		o.close()
	}
}

// Rows hands out the rows from the top. It may be called several times. An error
// of yield ends it and is returned as it is.
func (s *Sheet) Rows(ctx context.Context, yield func(Row) error) (err error) {
	inside := false
	defer func() {
		if inside {
			return // a panic of the caller's own
		}
		if v := recover(); v != nil {
			err = crash(v)
		}
		if err != nil {
			err = s.book.source.blame(err)
		}
	}()
	rows, cells := 0, 0
	covers := newCovers(s.Merges)
	err = s.read(ctx, func(r Row) error {
		rows++
		cells += len(r.Cells)
		covers.mark(r)
		inside = true
		err := yield(r)
		inside = false
		return err
	})
	if err == nil && (rows != s.RowCount || cells != s.CellCount) {
		return refuse(finding.RuleBroken, "シート「%s」の内容が、読み取りの途中で変わりました。もう一度送ってください。", s.Name).at(s.Name, "")
	}
	return err
}

func crash(v any) error {
	return refuse(finding.RuleBroken, "ファイルの記録が正しくないため、読み取れませんでした。元のファイルをExcelで開いて保存し直してください。").
		because(fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
}

// open finds out what the file is and reads it.
func (b *Book) open(ctx context.Context, name string, data io.ReaderAt, size int64, password string, l Limits) error {
	if size == 0 {
		return emptyFile()
	}
	if size > l.File {
		return refuse(finding.RuleLimit, "ファイルが大きすぎます（%dMB、上限%dMB）。手続の一覧だけを残し、分けて保存してください。", size>>20, l.File>>20)
	}
	kind, err := sniff(data, size)
	if err != nil {
		return err
	}
	switch kind {
	case kindZip:
		b.plain, b.plainSize = data, size
		return b.openWorkbook(ctx, data, size, l)
	case kindCompound:
		plain, err := openCompound(data, size, password)
		if err != nil {
			return err
		}
		b.plain, b.plainSize, b.Protected = plain, plain.size, true
		return b.openWorkbook(ctx, plain, plain.size, l)
	case kindText:
		if e := disguised(name); e != nil {
			return e
		}
		return b.openCSV(ctx, name, data, size, l)
	}
	return kind.refusal(name)
}

// contextReader ends a long reading: every read of the part asks it.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}
