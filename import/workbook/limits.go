package workbook

import (
	"tetsuzuki/import/finding"
	"tetsuzuki/import/internal/opc"
)

// Limits bound what a file may ask of the reader, and what it may become for whoever
// keeps it: a small file can stand for much, by a text that many cells share or that
// stands once for many rows. They are checked against what the file claims before
// anything is unpacked, and against what it holds while it is read. A zero field means
// its default.
type Limits struct {
	File      int64 // bytes of the file
	Entries   int   // parts in the archive
	Part      int64 // unpacked bytes of one part
	Total     int64 // unpacked bytes of all parts together
	Ratio     int64 // unpacked to packed bytes of one part larger than 8 MB
	Sheets    int   // sheets of a book
	Rows      int   // highest row number of a sheet
	Columns   int   // highest column number of a sheet
	Cells     int   // filled cells of a book
	CellBytes int   // bytes of text in one cell, in UTF-8
	RowBytes  int   // bytes of text in one row, shared strings counted where they are used
	Text      int64 // bytes of text in all cells of a book, counted likewise
	Strings   int64 // bytes of all shared strings together
	Merges    int   // merged ranges of a book
	Hidden    int   // runs of hidden rows of a book
	Styles    int   // cell formats of a book

	// What the book's tables become, which package importer holds to:
	Records  int   // rows that are records
	Weight   int64 // bytes that the records take where they are kept, a text that counts for many rows in each of them
	Headers  int   // bytes of the headers of all tables, each with what a report says of its column
	Findings int   // bytes of the findings' texts; beyond it they are counted, and the file is read
}

// DefaultLimits leave room for ten times the largest file that a bureau sends
// (28,000 rows of 40 columns are about 8 MB packed and 60 MB unpacked). Rows,
// columns and the length of a cell are those of Excel itself. What a file becomes is
// bounded so that the largest one is read in a minute and takes at most 400 MB where it
// is kept, with the file itself: internal/bench measures both.
func DefaultLimits() Limits {
	return Limits{
		File:      256 << 20,
		Entries:   4096,
		Part:      768 << 20,
		Total:     1 << 30,
		Ratio:     150,
		Sheets:    256,
		Rows:      1 << 20,
		Columns:   1 << 14,
		Cells:     12_000_000,
		CellBytes: 4 * 32767,
		RowBytes:  16 << 20,
		Text:      256 << 20,
		Strings:   256 << 20,
		Merges:    200_000,
		Hidden:    200_000,
		Styles:    65536,
		Records:   250_000,
		Weight:    224 << 20,
		Headers:   2 << 20,
		Findings:  4 << 20,
	}
}

// WithDefaults are the limits with the default for each that is zero.
func (l Limits) WithDefaults() Limits {
	d := DefaultLimits()
	def(&l.File, d.File)
	def(&l.Entries, d.Entries)
	def(&l.Part, d.Part)
	def(&l.Total, d.Total)
	def(&l.Ratio, d.Ratio)
	def(&l.Sheets, d.Sheets)
	def(&l.Rows, d.Rows)
	def(&l.Columns, d.Columns)
	def(&l.Cells, d.Cells)
	def(&l.CellBytes, d.CellBytes)
	def(&l.RowBytes, d.RowBytes)
	def(&l.Text, d.Text)
	def(&l.Strings, d.Strings)
	def(&l.Merges, d.Merges)
	def(&l.Hidden, d.Hidden)
	def(&l.Styles, d.Styles)
	def(&l.Records, d.Records)
	def(&l.Weight, d.Weight)
	def(&l.Headers, d.Headers)
	def(&l.Findings, d.Findings)
	return l
}

func def[T int | int64](v *T, d T) {
	if *v == 0 {
		*v = d
	}
}

// tally is what the sheets of a book come to together.
type tally struct {
	cells, merges, hidden int
	text                  int64
}

// add takes a row's cells and their bytes of text up, and is the refusal of a book that
// has too many: nil where it has not.
func (t *tally) add(cells, bytes int, l Limits) *Error {
	t.cells += cells
	t.text += int64(bytes)
	switch {
	case t.cells > l.Cells:
		return refuse(finding.RuleLimit, "ここまでで、値のあるセルの数が上限（%d）を超えました。手続の一覧だけを残し、局や部ごとに分けて保存してください。", l.Cells)
	case t.text > l.Text:
		return refuse(
			finding.RuleLimit,
			"ここまでで、セルの文字の合計が上限（%dMB）を超えました。同じ文字を多くのセルで使っているときも、セルごとに数えます。手続の一覧だけを残し、局や部ごとに分けて保存してください。",
			l.Text>>20,
		)
	}
	return nil
}

func (l Limits) container() opc.Limits {
	return opc.Limits{Entries: l.Entries, Part: l.Part, Total: l.Total, Ratio: l.Ratio, RatioFrom: 8 << 20}
}
