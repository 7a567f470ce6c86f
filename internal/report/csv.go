package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"

	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/registry"
)

// The encodings of csv files.
const (
	UTF8      = "utf-8"        // with a byte order mark, by which Excel knows it
	UTF8Plain = "utf-8-no-bom" // without one, for programs that take it for a part of the first header
	CP932     = "cp932"        // Shift_JIS as Windows has it, for programs that know nothing else
)

// Encodings lists them.
var Encodings = []string{UTF8, UTF8Plain, CP932}

// Lost is a character that the encoding of a csv file does not have.
type Lost struct {
	Process   registry.ProcessID // zero: the row is no process
	Row       int                // of a table, from 1; 0: its header
	Field     string             // the column's header
	Character rune
	Written   rune // what stands for it: one of the same look, or 〓
}

// Where is the row in which the character stands, for people.
func (l Lost) Where() string {
	switch {
	case l.Process != 0:
		return l.Process.String()
	case l.Row == 0:
		return "見出し"
	}
	return strconv.Itoa(l.Row) + "行目"
}

// WriteCSV writes processes as csv (RFC 4180, CRLF) in an encoding, and returns
// the characters that the encoding lacks.
//
// A text that a spreadsheet program would take for a formula gets an apostrophe before
// it (see [workbook.Guarded]); numbers, days and IDs never begin so.
func (l List) WriteCSV(w io.Writer, charset string, rows Rows) ([]Lost, error) {
	columns := l.columns()
	out, err := newCSV(w, charset)
	if err != nil {
		return nil, err
	}
	headers := make([]string, len(columns))
	for i, c := range columns {
		headers[i] = c.header
	}
	out.line(headers, nil)
	texts := make([]string, len(columns))
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		for i, c := range columns {
			texts[i] = csvText(c.of(&row))
		}
		out.line(texts, func(i int, r, written rune) Lost { return Lost{row.Process.ID, 0, headers[i], r, written} })
	}
	return out.lost, out.w.Flush()
}

func csvText(c cell) string {
	switch v := c.(type) {
	case nil:
		return ""
	case time.Time:
		return dayText(v)
	case string:
		return workbook.Guarded(v)
	}
	return fmt.Sprint(c)
}

// csvWriter writes lines. encoding/csv quotes less than some readers need (it
// leaves a lone CR) and cannot say in which cell a character is lost.
type csvWriter struct {
	w       *bufio.Writer
	encoder *encoding.Encoder // nil: UTF-8
	lost    []Lost
}

func newCSV(w io.Writer, charset string) (*csvWriter, error) {
	c := &csvWriter{w: bufio.NewWriterSize(w, 1<<16)}
	switch charset {
	case UTF8:
		_, err := c.w.WriteString("\ufeff")
		return c, err
	case UTF8Plain:
		return c, nil
	case CP932:
		c.encoder = japanese.ShiftJIS.NewEncoder()
		return c, nil
	}
	return nil, &registry.Error{Code: registry.Invalid, Op: "report.WriteCSV", Field: "encoding",
		Message: fmt.Sprintf("文字コード「%s」には対応していません。%s のどれかを指定してください。", charset, strings.Join(Encodings, "、"))}
}

// line writes one record. A bufio.Writer keeps its first error until Flush.
func (c *csvWriter) line(texts []string, lost func(i int, r, written rune) Lost) {
	quoted := "\",\r\n" + rivals(texts)
	for i, s := range texts {
		if i > 0 {
			c.w.WriteByte(',')
		}
		if strings.ContainsAny(s, quoted) {
			s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		if c.encoder != nil {
			s = c.encode(s, func(r, written rune) {
				if lost != nil {
					c.lost = append(c.lost, lost(i, r, written))
				}
			})
		}
		c.w.WriteString(s)
	}
	c.w.WriteString("\r\n")
}

// rivals are the signs that readers, our own among them, would rather take for the separator of a
// record: those of which its texts have as many as there are commas between them.
func rivals(texts []string) string {
	found := ""
	for _, sign := range []string{"\t", ";", "|", "，", "｜"} {
		n := 0
		for _, s := range texts {
			n += strings.Count(s, sign)
		}
		if n > 0 && n >= len(texts)-1 {
			found += sign
		}
	}
	return found
}

// windows are characters that other systems use where Windows has another one of
// the same look.
var windows = map[rune]rune{'〜': '～', '−': '－', '—': '―', '‖': '∥', '¢': '￠', '£': '￡', '¬': '￢'}

// none stands for what the encoding has nothing alike of.
const none = '〓'

func (c *csvWriter) encode(s string, changed func(r, written rune)) string {
	if out, err := c.encoder.String(s); err == nil && !strings.ContainsFunc(s, alike) {
		return out
	}
	var b strings.Builder
	for _, r := range s {
		written, ok := windows[r]
		if !ok {
			written = r
		}
		one, err := c.encoder.String(string(written))
		if err != nil {
			written = none
			one, _ = c.encoder.String(string(none)) // which it has
		}
		if written != r {
			changed(r, written)
		}
		b.WriteString(one)
	}
	return b.String()
}

func alike(r rune) bool { return windows[r] != 0 }
