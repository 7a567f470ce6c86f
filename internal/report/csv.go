package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"

	"tetsuzuki/internal/registry"
)

// The encodings of csv files.
const (
	UTF8  = "utf-8" // with a byte order mark, by which Excel knows it
	CP932 = "cp932" // Shift_JIS as Windows has it, for programs that know nothing else
)

// Lost is a character that the encoding of a csv file does not have. It is written
// as 〓.
type Lost struct {
	Process   registry.ProcessID
	Field     string // the column's header
	Character rune
}

// WriteCSV writes processes as csv (RFC 4180, CRLF) in an encoding, and returns
// the characters that the encoding lacks.
//
// A text that a spreadsheet program would take for a formula (see startsFormula)
// gets an apostrophe before it; numbers, days and IDs never begin so.
func (l List) WriteCSV(w io.Writer, charset string, rows Rows) ([]Lost, error) {
	columns := listColumns(l.Fields, l.Years)
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
		out.line(texts, func(i int, r rune) Lost { return Lost{row.Process.ID, headers[i], r} })
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
		if startsFormula(v) {
			return "'" + v
		}
		return v
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
	case CP932:
		c.encoder = japanese.ShiftJIS.NewEncoder()
		return c, nil
	}
	return nil, &registry.Error{Code: registry.Invalid, Op: "report.WriteCSV", Field: "encoding",
		Message: fmt.Sprintf("文字コード「%s」には対応していません。%s か %s を指定してください。", charset, UTF8, CP932)}
}

// line writes one record. A bufio.Writer keeps its first error until Flush.
func (c *csvWriter) line(texts []string, lost func(int, rune) Lost) {
	for i, s := range texts {
		if i > 0 {
			c.w.WriteByte(',')
		}
		if strings.ContainsAny(s, "\",\r\n") {
			s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		if c.encoder != nil {
			s = c.encode(s, func(r rune) { c.lost = append(c.lost, lost(i, r)) })
		}
		c.w.WriteString(s)
	}
	c.w.WriteString("\r\n")
}

// windows are characters that other systems use where Windows has another one of
// the same look.
var windows = strings.NewReplacer("〜", "～", "−", "－", "—", "―", "‖", "∥", "¢", "￠", "£", "￡", "¬", "￢")

func (c *csvWriter) encode(s string, lost func(rune)) string {
	s = windows.Replace(s)
	if out, err := c.encoder.String(s); err == nil {
		return out
	}
	var b strings.Builder
	for _, r := range s {
		one, err := c.encoder.String(string(r))
		if err != nil {
			lost(r)
			one, _ = c.encoder.String("〓") // which it has
		}
		b.WriteString(one)
	}
	return b.String()
}
