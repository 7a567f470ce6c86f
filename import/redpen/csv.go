package redpen

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/japanese"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

// writeCSV writes the file with a column of findings behind its last one. Every
// byte of the sender's stays: in UTF-8 and cp932 no part of a character looks
// like a separator, a quote or a line end, so records are found by bytes.
func writeCSV(ctx context.Context, w io.Writer, src importer.Source, book *workbook.Book, findings []finding.Finding) error {
	form := book.Text
	texts := map[int]string{}
	for _, gathered := range findings {
		if !marked(gathered) {
			continue
		}
		for f := range gathered.Each() {
			if _, row, ok := workbook.ParseCell(f.Cell); ok {
				if texts[row] != "" {
					texts[row] += "／"
				}
				texts[row] += f.Cell + " " + sayFinding(f)
			}
		}
	}
	texts[1] = strings.TrimSuffix(workbook.ResultColumn+"\n"+texts[1], "\n")
	if !copied(form) {
		return rewriteCSV(ctx, w, book.Sheets[0], texts)
	}
	c := &csvCopy{
		form:   form,
		in:     bufio.NewReaderSize(io.NewSectionReader(src.Data, 0, src.Size), 64<<10),
		out:    bufio.NewWriterSize(w, 64<<10),
		column: book.Sheets[0].MaxCol + 1,
	}
	if form.Mark {
		mark := make([]byte, len(c.encode("\ufeff")))
		if _, err := io.ReadFull(c.in, mark); err != nil {
			return err
		}
		c.out.Write(mark)
	}
	for row := 1; ; row++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.record(texts[row]); err == io.EOF {
			return c.out.Flush()
		} else if err != nil {
			return err
		}
	}
}

// copied tells whether a file's records are found by its bytes: in no part of its
// characters a separator shows.
func copied(form workbook.TextForm) bool {
	switch form.Encoding {
	case "euc-jp", "iso-2022-jp":
		return false
	}
	return strings.ContainsRune(",\t;", form.Separator)
}

// rewriteCSV writes a file in a form that Excel does not open as one that it does, in
// UTF-8 with commas; its rows keep their numbers.
func rewriteCSV(ctx context.Context, w io.Writer, sheet *workbook.Sheet, texts map[int]string) error {
	out := bufio.NewWriterSize(w, 64<<10)
	out.WriteString("\ufeff")
	written := 0
	write := func(row int, cells []workbook.Cell) {
		for written++; written < row; written++ {
			out.WriteString("\r\n")
		}
		at := 1
		put := func(col int, text string) {
			for ; at < col; at++ {
				out.WriteByte(',')
			}
			out.WriteString(`"` + strings.ReplaceAll(text, `"`, `""`) + `"`)
		}
		for _, c := range cells {
			put(c.Col, c.Text)
		}
		if text := texts[row]; text != "" {
			put(sheet.MaxCol+1, text)
		}
		out.WriteString("\r\n")
	}
	first := true
	err := sheet.Rows(ctx, func(r workbook.Row) error {
		if first && r.Number > 1 {
			write(1, nil)
		}
		first = false
		write(r.Number, r.Cells)
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// csvCopy copies records unit by unit: a unit is a byte, or two in UTF-16.
type csvCopy struct {
	form   workbook.TextForm
	in     *bufio.Reader
	out    *bufio.Writer
	column int // of the findings
	raw    []byte
}

func (c *csvCopy) wide() bool { return c.form.Encoding == "utf-16le" || c.form.Encoding == "utf-16be" }

// unit reads one unit.
func (c *csvCopy) unit() (uint16, error) {
	if !c.wide() {
		b, err := c.in.ReadByte()
		return uint16(b), err
	}
	var b [2]byte
	if _, err := io.ReadFull(c.in, b[:]); err != nil {
		return 0, err
	}
	if c.form.Encoding == "utf-16be" {
		return binary.BigEndian.Uint16(b[:]), nil
	}
	return binary.LittleEndian.Uint16(b[:]), nil
}

// put appends one unit as it is written in the file.
func (c *csvCopy) put(dst []byte, u uint16) []byte {
	switch c.form.Encoding {
	case "utf-16be":
		return binary.BigEndian.AppendUint16(dst, u)
	case "utf-16le":
		return binary.LittleEndian.AppendUint16(dst, u)
	}
	return append(dst, byte(u))
}

// peek tells whether the next unit is this one.
func (c *csvCopy) peek(u uint16) bool {
	want := c.put(nil, u)
	b, err := c.in.Peek(len(want))
	return err == nil && bytes.Equal(b, want)
}

// record copies one record with a finding, without that of an earlier return. It
// gives io.EOF behind the last one.
func (c *csvCopy) record(text string) error {
	c.raw = c.raw[:0]
	column, start, opened, quoted := 1, true, false, false
	keep := -1 // how much of raw stands before an earlier finding
	var end []byte
	for {
		u, err := c.unit()
		if err == io.EOF {
			if len(c.raw) == 0 {
				return io.EOF
			}
			break
		}
		if err != nil {
			return err
		}
		if !quoted && (u == '\n' || u == '\r') {
			end = c.put(nil, u)
			if u == '\r' && c.peek('\n') {
				if u, err = c.unit(); err != nil {
					return err
				}
				end = c.put(end, u)
			}
			break
		}
		if !quoted && u == uint16(c.form.Separator) {
			if column++; column == c.column {
				keep = len(c.raw)
			}
			start, opened = true, false
			c.raw = c.put(c.raw, u)
			continue
		}
		opened = opened || start && u == '"'
		if u == '"' && opened {
			quoted = !quoted // two quotes inside close and open again, which comes to the same
		}
		start = false
		c.raw = c.put(c.raw, u)
	}
	if keep >= 0 {
		c.raw = c.raw[:keep]
		column = c.column - 1
	}
	if text != "" {
		for ; column < c.column; column++ {
			c.raw = c.put(c.raw, uint16(c.form.Separator))
		}
		c.raw = append(c.raw, c.encode(`"`+strings.ReplaceAll(text, `"`, `""`)+`"`)...)
	}
	c.out.Write(c.raw)
	_, err := c.out.Write(end)
	return err
}

// encode writes text in the file's own encoding.
func (c *csvCopy) encode(text string) []byte {
	if c.wide() {
		var b []byte
		for _, u := range utf16.Encode([]rune(text)) {
			b = c.put(b, u)
		}
		return b
	}
	if c.form.Encoding == "utf-8" {
		return []byte(text)
	}
	var b []byte
	encoder := japanese.ShiftJIS.NewEncoder()
	for _, r := range text {
		switch r {
		case '〜': // cp932 has its twins of these
			r = '～'
		case '−':
			r = '－'
		case '—':
			r = '―'
		}
		one, err := encoder.Bytes([]byte(string(r)))
		if err != nil {
			one = []byte("?")
		}
		b = append(b, one...)
	}
	return b
}
