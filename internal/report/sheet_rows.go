package report

import (
	"bytes"
	"encoding/xml"
	"hash/crc32"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// sheetRows are the rows of a long sheet. excelize takes a cell through several values and
// regular expressions, and writes all sheets before it deflates the first: thousands of rows are
// written here, and deflated while the next ones are made. [orderedZip] puts them into their sheet.
type sheetRows struct {
	text    []byte   // not handed over yet
	letters []string // of the columns
	chunks  chan []byte
	done    chan struct{} // closed when all chunks are deflated
	run
}

// run is a run of bytes within a zip's entry, deflated by itself up to a whole byte.
type run struct {
	pressed bytes.Buffer
	crc     uint32
	size    uint64
}

// rowsChunk is how many bytes are deflated at a time.
const rowsChunk = 1 << 18

func newSheetRows(columns, level int) (*sheetRows, error) {
	r := &sheetRows{letters: make([]string, columns), chunks: make(chan []byte, 2), done: make(chan struct{})}
	for i := range r.letters {
		r.letters[i] = columnName(i)
	}
	to, err := flate.NewWriter(&r.pressed, level)
	if err != nil {
		return nil, err
	}
	go func() {
		defer close(r.done)
		for chunk := range r.chunks {
			r.crc = crc32.Update(r.crc, crc32.IEEETable, chunk)
			r.size += uint64(len(chunk))
			_, _ = to.Write(chunk) // into memory
		}
		_ = to.Flush()
	}()
	return r, nil
}

// add writes row n: of each cell its value and the number of its style, where it has one.
func (r *sheetRows) add(n int, cells []cell, styles []int) {
	number := strconv.AppendInt(make([]byte, 0, 8), int64(n), 10)
	b := append(append(append(r.text, `<row r="`...), number...), `">`...)
	for i, c := range cells {
		if c == nil {
			continue
		}
		b = append(append(append(append(b, `<c r="`...), r.letters[i]...), number...), '"')
		if styles[i] != 0 {
			b = append(strconv.AppendInt(append(b, ` s="`...), int64(styles[i]), 10), '"')
		}
		b = appendCell(b, c)
	}
	r.text = append(b, `</row>`...)
	if len(r.text) >= rowsChunk {
		r.hand()
	}
}

func (r *sheetRows) hand() {
	r.chunks <- r.text
	r.text = make([]byte, 0, rowsChunk+rowsChunk/4)
}

// end deflates what is left.
func (r *sheetRows) end() {
	if r.chunks == nil {
		return
	}
	r.hand()
	close(r.chunks)
	<-r.done
	r.chunks, r.text = nil, nil
}

// appendCell appends what follows the address and the style of a cell.
func appendCell(b []byte, c cell) []byte {
	switch v := c.(type) {
	case string:
		b = append(b, ` t="inlineStr"><is><t`...)
		if strings.TrimFunc(v, isXMLSpace) != v {
			b = append(b, ` xml:space="preserve"`...)
		}
		return append(appendEscaped(append(b, '>'), v), `</t></is></c>`...)
	case int64:
		b = strconv.AppendInt(append(b, `><v>`...), v, 10)
	case int:
		b = strconv.AppendInt(append(b, `><v>`...), int64(v), 10)
	case float64:
		b = strconv.AppendFloat(append(b, `><v>`...), v, 'f', -1, 64)
	case time.Time:
		b = strconv.AppendFloat(append(b, `><v>`...), serial(v), 'f', -1, 64)
	}
	return append(b, `</v></c>`...)
}

func isXMLSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// serial is a day with its time as workbooks count them, from 1901 on.
func serial(t time.Time) float64 {
	_, offset := t.Zone()
	const second, day = int64(time.Second), int64(24 * time.Hour / time.Second)
	seconds := t.Unix() + int64(offset) - epoch
	return float64(seconds/day) + float64(seconds%day*second+int64(t.Nanosecond()))/float64(24*time.Hour)
}

// epoch is the day 0 of workbooks, in Unix time.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()

// appendEscaped appends a text as a workbook has it. Most have nothing to be escaped.
func appendEscaped(b []byte, s string) []byte {
	if isPlain(s) {
		return append(b, s...)
	}
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(s)) // into memory
	s = strings.ReplaceAll(escaped.String(), "&#xA;", "\n")
	for i := range len(s) {
		if isCode(s[i:]) {
			b = append(b, "_x005F"...) // of its underscore
		}
		b = append(b, s[i])
	}
	return b
}

func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '<', c == '>', c == '&', c == '"', c == '\'', c == '_' && isCode(s[i:]):
			return false
		case c == 0xEF && (strings.HasPrefix(s[i:], "\uFFFE") || strings.HasPrefix(s[i:], "\uFFFF")):
			return false // none of XML's characters
		}
	}
	return utf8.ValidString(s)
}

// isCode reports whether a text begins with what a workbook reads as a character's code, as
// _x000A_.
func isCode(s string) bool {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	return strings.Trim(s[2:6], "0123456789abcdefABCDEF") == ""
}

// joined is the checksum of two runs of bytes, the second of which has a length.
func joined(a, b uint32, length uint64) uint32 {
	// A byte more multiplies what came before by x to the power of 8.
	power := uint32(1 << (31 - 8))
	for ; length > 0; length >>= 1 {
		if length&1 != 0 {
			a = times(power, a)
		}
		power = times(power, power)
	}
	return a ^ b
}

// times multiplies two polynomials modulo the checksum's own, their lowest term in the highest
// bit.
func times(a, b uint32) (product uint32) {
	for bit := uint32(1 << 31); bit != 0; bit >>= 1 {
		if a&bit != 0 {
			product ^= b
		}
		low := b & 1
		if b >>= 1; low != 0 {
			b ^= crc32.IEEE
		}
	}
	return product
}
