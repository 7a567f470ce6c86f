package workbook

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"slices"
)

// tapeMemory is how much of a tape stays in memory, enough for most bureaus' files.
const tapeMemory = 1 << 20

// tape keeps the rows of a book's sheets as the strict pass has read them, one after
// the other, so that no sheet is parsed twice. A row is its length and then
//
//	number, 1 where it is hidden, and for each cell
//	column, what it is (a byte), style, and its text's length with the text or the
//	number of its shared string
//
// A tape is never longer than the parts that it is made of.
type tape struct {
	overflow
	row []byte // that is being written: its cells
}

// What a cell is: its Kind and these.
const (
	tapeDate = 1 << (iota + 4)
	tapeFormula
	tapeShared
	tapeSum // the formula follows the text, behind its length
)

// cell adds a cell to the row. Its text is the shared string with that number, or
// where that is -1 as given.
func (t *tape) cell(c Cell, style, shared int, text []byte) {
	what := byte(c.Kind)
	if c.Date {
		what |= tapeDate
	}
	if c.Formula {
		what |= tapeFormula
	}
	sum := c.Look().Sum
	if sum != "" {
		what |= tapeSum
	}
	last := len(text)
	if shared >= 0 {
		what |= tapeShared
		last, text = shared, nil
	}
	t.row = binary.AppendUvarint(t.row, uint64(c.Col))
	t.row = append(t.row, what)
	t.row = binary.AppendUvarint(t.row, uint64(style))
	t.row = binary.AppendUvarint(t.row, uint64(last))
	t.row = append(t.row, text...)
	if sum != "" {
		t.row = binary.AppendUvarint(t.row, uint64(len(sum)))
		t.row = append(t.row, sum...)
	}
}

// endRow adds the row with its cells.
func (t *tape) endRow(number int, hidden bool) error {
	var head [binary.MaxVarintLen64 + 1]byte
	h := binary.AppendUvarint(head[:0], uint64(number))
	if hidden {
		h = append(h, 1)
	} else {
		h = append(h, 0)
	}
	before := len(t.data)
	t.data = binary.AppendUvarint(t.data, uint64(len(h)+len(t.row)))
	t.data = append(append(t.data, h...), t.row...)
	t.row = t.row[:0]
	return t.wrote(len(t.data)-before, tapeMemory)
}

// play hands out the rows from one place of the tape to another, of a sheet that may
// not show the number 0.
func (x *xlsxBook) play(ctx context.Context, from, to int64, hidesZeros bool, yield func(Row) error) error {
	r := bufio.NewReaderSize(contextReader{ctx, io.NewSectionReader(&x.tape, from, to-from)}, int(min(64<<10, to-from)))
	p := player{book: x}
	for {
		size, err := binary.ReadUvarint(r)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		p.rest = slices.Grow(p.rest[:0], int(size))[:size]
		whole := p.rest
		if _, err := io.ReadFull(r, p.rest); err != nil {
			return err
		}
		row, err := p.row()
		if err != nil {
			return err
		}
		p.rest = whole
		for i := range row.Cells {
			if c := &row.Cells[i]; hidesZeros && c.Kind == Number && c.Text == "0" {
				l := c.own()
				l.Shown, l.Plain, l.Unseen = "", "", true
			}
		}
		if err := yield(row); err != nil {
			return err
		}
	}
}

// player reads one row after the other; its buffers serve all.
type player struct {
	book   *xlsxBook
	rest   []byte // of the row
	cells  []Cell
	places []int // where a cell's text ends in text
	styles []int // of the cells
	text   []byte
}

func (p *player) number() int {
	n, size := binary.Uvarint(p.rest)
	p.rest = p.rest[size:]
	return int(n)
}

func (p *player) byte() byte {
	b := p.rest[0]
	p.rest = p.rest[1:]
	return b
}

func (p *player) row() (Row, error) {
	row := Row{Number: p.number(), Hidden: p.byte() == 1}
	p.cells, p.places, p.styles, p.text = p.cells[:0], p.places[:0], p.styles[:0], p.text[:0]
	for len(p.rest) > 0 {
		c := Cell{Col: p.number()}
		what := p.byte()
		c.Kind, c.Date, c.Formula = Kind(what&(tapeDate-1)), what&tapeDate != 0, what&tapeFormula != 0
		style := p.number()
		if style < len(p.book.styles) {
			f := &p.book.styles[style]
			c.NumFmt, c.look = f.code, f.look
		}
		n := p.number()
		if what&tapeShared == 0 {
			p.text = append(p.text, p.rest[:n]...)
			p.rest = p.rest[n:]
		} else {
			var err error
			if p.text, err = p.book.strings.appendText(p.text, n); err != nil {
				return row, err
			}
		}
		if what&tapeSum != 0 {
			n := p.number()
			c.own().Sum, p.rest = string(p.rest[:n]), p.rest[n:]
		}
		p.cells, p.places, p.styles = append(p.cells, c), append(p.places, len(p.text)), append(p.styles, style)
	}
	whole, from := string(p.text), 0
	for i, end := range p.places {
		p.cells[i].Text = whole[from:end]
		from = end
		p.book.show(&p.cells[i], p.styles[i])
	}
	row.Cells = p.cells
	return row, nil
}
