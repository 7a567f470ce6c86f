package workbook

import "tetsuzuki/import/internal/opc"

// Limits bound what a file may ask of the reader. They are checked against what
// the file claims before anything is unpacked, and against what it holds while
// it is read. A zero field means its default.
type Limits struct {
	File      int64 // bytes of the file
	Entries   int   // parts in the archive
	Part      int64 // unpacked bytes of one part
	Total     int64 // unpacked bytes of all parts together
	Ratio     int64 // unpacked to packed bytes of one part larger than 8 MB
	Sheets    int   // sheets of a book
	Rows      int   // highest row number of a sheet
	Columns   int   // highest column number of a sheet
	Cells     int   // filled cells of a sheet
	CellBytes int   // bytes of text in one cell, in UTF-8
	RowBytes  int   // bytes of text in one row, shared strings counted where they are used
	Text      int64 // bytes of text in all cells of a sheet, counted likewise
	Strings   int64 // bytes of all shared strings together
	Merges    int   // merged ranges of a sheet
	Styles    int   // cell formats of a book
}

// DefaultLimits leave room for ten times the largest file that a bureau sends
// (28,000 rows of 40 columns are about 8 MB packed and 60 MB unpacked). Rows,
// columns and the length of a cell are those of Excel itself.
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
		Cells:     20_000_000,
		CellBytes: 4 * 32767,
		RowBytes:  16 << 20,
		Text:      2 << 30,
		Strings:   1 << 30,
		Merges:    200_000,
		Styles:    65536,
	}
}

func (l Limits) withDefaults() Limits {
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
	def(&l.Styles, d.Styles)
	return l
}

func def[T int | int64](v *T, d T) {
	if *v == 0 {
		*v = d
	}
}

func (l Limits) container() opc.Limits {
	return opc.Limits{Entries: l.Entries, Part: l.Part, Total: l.Total, Ratio: l.Ratio, RatioFrom: 8 << 20}
}
