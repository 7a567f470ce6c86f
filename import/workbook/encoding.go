package workbook

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/transform"

	"tetsuzuki/import/finding"
)

// encoding is how a text file writes its characters.
type encoding struct {
	kind encodingKind
	mark int64 // bytes of the byte order mark
}

type encodingKind uint8

const (
	codingUTF8 encodingKind = iota + 1
	codingUTF16LE
	codingUTF16BE
	codingCP932
	codingEUCJP
	codingJIS
)

func (e encoding) name() string {
	return map[encodingKind]string{codingUTF8: "utf-8", codingUTF16LE: "utf-16le", codingUTF16BE: "utf-16be", codingCP932: "cp932",
		codingEUCJP: "euc-jp", codingJIS: "iso-2022-jp"}[e.kind]
}

// maxLine bounds a line, which is judged as a whole. A file of old Macs, with
// carriage returns alone, is one line here.
const maxLine = 16 << 20

// detectEncoding reads the whole file. A byte order mark decides; else UTF-8 where
// all of it is valid, JIS where it switches its characters by escapes, EUC-JP where all
// of it is that, else cp932 where all of it is, else the file is refused with the line.
// A file that is partly one and partly the other is refused too, though cp932 would make
// characters of it, because they would be the wrong ones.
func detectEncoding(ctx context.Context, data io.ReaderAt, size int64) (encoding, error) {
	head := make([]byte, min(size, 4096))
	if _, err := data.ReadAt(head, 0); err != nil && err != io.EOF {
		return encoding{}, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return encoding{codingUTF8, 3}, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return encoding{codingUTF16LE, 2}, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return encoding{codingUTF16BE, 2}, nil
	}
	if kind := utf16Without(head); kind != 0 {
		return encoding{kind, 0}, nil
	}
	var tally lineTally
	r := bufio.NewReaderSize(contextReader{ctx, io.NewSectionReader(data, 0, size)}, 64<<10)
	var line []byte
	for {
		piece, err := r.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull && err != io.EOF {
			return encoding{}, err
		}
		if line = append(line, piece...); len(line) > maxLine {
			return encoding{}, refuse(finding.RuleLimit, "%d行目が長すぎます（上限%dMB）。", tally.lines+1, maxLine>>20)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		tally.add(line)
		line = line[:0]
		if err == io.EOF {
			return tally.verdict()
		}
	}
}

// lineTally counts what the lines of a file can be.
type lineTally struct {
	lines    int
	onlyUTF8 int // first line that is UTF-8 with three-byte characters, which cp932 hardly makes by chance
	damaged  int // first line that is not UTF-8 but mostly made of its three-byte characters
	notUTF8  int // first line that is not UTF-8
	notCP932 int // first line that is not cp932
	notEUCJP int // first line that is not EUC-JP
	eucjp    int // lines that are, and hold kana of it
	others8  int // lines beyond ASCII that are not
	escapes  bool

	three, others int // bytes of the lines that are not UTF-8: in its three-byte characters, in none
}

func (t *lineTally) add(line []byte) {
	t.lines++
	t.escapes = t.escapes || jisEscape(line)
	ascii, three := true, false
	for _, c := range line {
		ascii = ascii && c < utf8.RuneSelf
		three = three || c >= 0xE0
	}
	if ascii {
		return
	}
	if utf8.Valid(line) {
		if three && t.onlyUTF8 == 0 {
			t.onlyUTF8 = t.lines
		}
	} else {
		if t.notUTF8 == 0 {
			t.notUTF8 = t.lines
		}
		three, others := likeUTF8(line)
		if t.damaged == 0 && three > others {
			t.damaged = t.lines
		}
		t.three, t.others = t.three+three, t.others+others
	}
	if t.notCP932 == 0 && !validCP932(line) {
		t.notCP932 = t.lines
	}
	switch valid, kana := eucJP(line); {
	case !valid:
		t.others8++
		if t.notEUCJP == 0 {
			t.notEUCJP = t.lines
		}
	case kana:
		t.eucjp++
	}
}

// likeUTF8 counts the bytes beyond ASCII that make three-byte characters of UTF-8
// and the others. Those of cp932 hardly ever make such characters, but for a short
// line like 手続一覧表.
func likeUTF8(line []byte) (three, others int) {
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRune(line[i:])
		switch {
		case n == 3 && r != utf8.RuneError:
			three += n
		case line[i] >= utf8.RuneSelf:
			others += n
		}
		i += n
	}
	return three, others
}

func (t *lineTally) verdict() (encoding, error) {
	switch {
	case t.notUTF8 == 0 && t.escapes && t.onlyUTF8 == 0:
		return encoding{codingJIS, 0}, nil
	case t.notUTF8 == 0:
		return encoding{codingUTF8, 0}, nil
	case t.notEUCJP == 0:
		return encoding{codingEUCJP, 0}, nil
	case t.eucjp > 4*t.others8:
		return encoding{}, refuse(
			finding.RuleCSVEncoding,
			"%d行目の文字が壊れています（EUC-JPとして正しくありません）。ファイルが途中で切れていないか確かめ、Excelで「CSV UTF-8（コンマ区切り）」として保存し直してください。",
			t.notEUCJP,
		)
	case t.damaged > 0 && (t.three > t.others || t.notCP932 > 0):
		return encoding{}, refuse(
			finding.RuleCSVEncoding,
			"%d行目の文字が壊れています（UTF-8として正しくありません）。ファイルが途中で切れていないか確かめ、Excelで「CSV UTF-8（コンマ区切り）」として保存し直してください。",
			t.damaged,
		)
	case t.onlyUTF8 > 0:
		return encoding{}, refuse(
			finding.RuleCSVEncoding,
			"文字コードが混ざっています（%d行目はUTF-8、%d行目はそれ以外）。Excelで開いて文字化けを直し、「CSV UTF-8（コンマ区切り）」として保存し直してください。",
			t.onlyUTF8,
			t.notUTF8,
		)
	case t.notCP932 == 0:
		return encoding{codingCP932, 0}, nil
	}
	return encoding{}, refuse(
		finding.RuleCSVEncoding,
		"%d行目の文字コードが分かりません（UTF-8でもShift_JISでもEUC-JPでもありません）。Excelで「CSV UTF-8（コンマ区切り）」として保存し直してください。",
		t.notCP932,
	)
}

// utf16Without recognises UTF-16 without its mark: as the one order of its bytes the
// text is Japanese, as the other it is not. Separators and line ends have zero bytes in
// it, which no other text has.
func utf16Without(head []byte) encodingKind {
	if len(head) < 4 || bytes.IndexByte(head, 0) < 0 {
		return 0
	}
	little, big := strange(head, binary.LittleEndian), strange(head, binary.BigEndian)
	most := len(head) / 2 / 20 // of units
	switch {
	case little <= most && little < big:
		return codingUTF16LE
	case big <= most && big < little:
		return codingUTF16BE
	}
	return 0
}

// strange counts the units that Japanese text hardly holds. Text with controls, or with
// hardly a separator or a line end, is none at all.
func strange(head []byte, order binary.ByteOrder) int {
	n, ascii := 0, 0
	units := len(head) / 2
	for ; len(head) >= 2; head = head[2:] {
		c := order.Uint16(head)
		if c < 0x20 && c != '\t' && c != '\r' && c != '\n' || c >= 0xFFFE {
			return 1 << 30
		}
		if c < 0x80 {
			ascii++
		}
		if c >= 0x100 && (c < 0x2000 || c > 0x26FF) && (c < 0x3000 || c > 0x9FFF) && (c < 0xD800 || c > 0xDFFF) && c < 0xF900 {
			n++
		}
	}
	if ascii*50 <= units {
		return 1 << 30
	}
	return n
}

// reader gives the text in UTF-8, from behind the mark. What is not valid in the file's
// encoding comes out as a byte that is not valid UTF-8 either, for the CSV reader
// to find at its place.
func (e encoding) reader(r io.Reader) io.Reader {
	in := bufio.NewReaderSize(r, 64<<10)
	switch e.kind {
	case codingUTF16LE:
		return &converter{in: in, convert: utf16Rune(binary.LittleEndian)}
	case codingUTF16BE:
		return &converter{in: in, convert: utf16Rune(binary.BigEndian)}
	case codingCP932:
		return &converter{in: in, convert: cp932Rune}
	case codingEUCJP:
		return &converter{in: bufio.NewReader(transform.NewReader(in, japanese.EUCJP.NewDecoder())), convert: decodedRune}
	case codingJIS:
		return &converter{in: bufio.NewReader(transform.NewReader(in, japanese.ISO2022JP.NewDecoder())), convert: decodedRune}
	}
	return in
}

const invalid = '\xff' // never part of UTF-8

type converter struct {
	in      *bufio.Reader
	convert func(*bufio.Reader) (rune, error) // -1 for an invalid character
	spare   []byte
}

func (c *converter) Read(b []byte) (int, error) {
	n := copy(b, c.spare)
	c.spare = c.spare[n:]
	for n+utf8.UTFMax <= len(b) {
		r, err := c.convert(c.in)
		if err != nil {
			if n > 0 && err == io.EOF {
				err = nil
			}
			return n, err
		}
		if r < 0 {
			b[n] = invalid
			n++
			continue
		}
		n += utf8.EncodeRune(b[n:], r)
	}
	if n == 0 && len(b) > 0 {
		r, err := c.convert(c.in)
		if err != nil {
			return 0, err
		}
		if c.spare = []byte{invalid}; r >= 0 {
			c.spare = utf8.AppendRune(nil, r)
		}
		n = copy(b, c.spare)
		c.spare = c.spare[n:]
	}
	return n, nil
}

func utf16Rune(order binary.ByteOrder) func(*bufio.Reader) (rune, error) {
	unit := func(in *bufio.Reader) (rune, error) {
		var b [2]byte
		n, err := io.ReadFull(in, b[:])
		if n == 1 {
			return -1, nil
		}
		return rune(order.Uint16(b[:])), err
	}
	return func(in *bufio.Reader) (rune, error) {
		r, err := unit(in)
		if err != nil || !utf16.IsSurrogate(r) {
			return r, err
		}
		low, err := unit(in)
		if err != nil && err != io.EOF {
			return 0, err
		}
		if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
			return -1, nil
		}
		return r, nil
	}
}
