package workbook_test

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/workbook"
)

func cp932(t testing.TB, s string) []byte {
	t.Helper()
	return in(t, japanese.ShiftJIS, s)
}

func in(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func utf16Bytes(s string, order binary.AppendByteOrder, mark bool) []byte {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func TestCSVEncodings(t *testing.T) {
	t.Parallel()
	const text = "手続名,年間件数,備考\r\n見本の申請〜①髙﨑,1200,\"改行\r\nあり\"\r\nｱｲｳ,−5,\r\n"
	const want = "見本!A1 t 手続名\n見本!B1 t 年間件数\n見本!C1 t 備考\n見本!A2 t 見本の申請〜①髙﨑\n見本!B2 t 1200\n見本!C2 t 改行\nあり\n見本!A3 t ｱｲｳ\n見本!B3 t −5\n"
	// cp932 has other characters for the wave dash and the minus sign.
	windows := strings.NewReplacer("〜", "～", "−", "－")
	for name, data := range map[string][]byte{
		"UTF-8":                  []byte(text),
		"UTF-8 with mark":        []byte("\ufeff" + text),
		"UTF-16 little":          utf16Bytes(text, binary.LittleEndian, true),
		"UTF-16 big":             utf16Bytes(text, binary.BigEndian, true),
		"UTF-16 little, no mark": utf16Bytes(text, binary.LittleEndian, false),
		"UTF-16 big, no mark":    utf16Bytes(text, binary.BigEndian, false),
		"EUC-JP":                 in(t, japanese.EUCJP, windows.Replace(text)),
		"JIS":                    in(t, japanese.ISO2022JP, windows.Replace(text)),
		"cp932":                  cp932(t, windows.Replace(text)),
		"cp932 with its end":     append(cp932(t, windows.Replace(text)), 0x1A),
	} {
		w := want
		if !strings.HasPrefix(name, "UTF") {
			w = windows.Replace(want)
		}
		if got := mustDump(t, "folder/見本.csv", data, workbook.Options{}); got != w {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

// 手続一覧表 in cp932 holds more bytes that make characters of UTF-8 than others.
func TestCSVTitleLikeUTF8(t *testing.T) {
	t.Parallel()
	got := mustDump(t, "見本.csv", cp932(t, "手続一覧表,\n手続名,件数\n見本の申請,1200\n"), workbook.Options{})
	if want := "見本!A1 t 手続一覧表\n見本!A2 t 手続名\n見本!B2 t 件数\n見本!A3 t 見本の申請\n見本!B3 t 1200\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestCSVShapes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"comma", "a,b\nc,d\n", "A1 a|B1 b|A2 c|B2 d"},
		{"tab", "a\tb, x\nc\td\n", "A1 a|B1 b, x|A2 c|B2 d"},
		{"bar", "a|b,x\nc|d\n", "A1 a|B1 b,x|A2 c|B2 d"},
		{"wide comma", "a，b\nc，d\n", "A1 a|B1 b|A2 c|B2 d"},
		{"semicolon", "a;b,x\nc;d\ne;f\n", "A1 a|B1 b,x|A2 c|B2 d|A3 e|B3 f"},
		{"semicolons inside values", "a,b;c;d\ne,f;g\nh,i\n", "A1 a|B1 b;c;d|A2 e|B2 f;g|A3 h|B3 i"},
		{"one column", "a\nb\n", "A1 a|A2 b"},
		{"no line end at the end", "a,b", "A1 a|B1 b"},
		{"carriage returns alone", "a,b\rc,d\r", "A1 a|B1 b|A2 c|B2 d"},
		{"blank lines count", "\na,b\n\n\nc,d\n", "A2 a|B2 b|A5 c|B5 d"},
		{"more values than the header", "a,b\nc,d,e,f\ng\n", "A1 a|B1 b|A2 c|B2 d|C2 e|D2 f|A3 g"},
		{"quotes", "\"a\",\"b \"\"c\"\"\"\n\"d,e\",\"\"\n", "A1 a|B1 b \"c\"|A2 d,e"},
		{"quote inside a value", "a\"b,5\"\nc,d\n", "A1 a\"b|B1 5\"|A2 c|B2 d"},
		{"quoted line breaks", "\"a\nb\",\"c\r\nd\",\"e\rf\"\ng,h,i\n", "A1 a\nb|B1 c\nd|C1 e\nf|A2 g|B2 h|C2 i"},
		{"spaces kept", " a , b\n", "A1  a |B1  b"},
		{"separators in quotes do not count", "\"x;y;z\",b\n\"x;y;z\",d\n", "A1 x;y;z|B1 b|A2 x;y;z|B2 d"},
		{"leading zeros", "001,0000123\n", "A1 001|B1 0000123"},
	} {
		got := strings.NewReplacer("a!", "", " t ", " ").
			Replace(strings.TrimSuffix(mustDump(t, "a.csv", []byte(c.text), workbook.Options{}), "\n"))
		if want := strings.ReplaceAll(c.want, "|", "\n"); got != want {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
	}
}

func TestRefusedCSV(t *testing.T) {
	t.Parallel()
	mixed := append([]byte("手続名,件数\n"), cp932(t, "見本の申請,1\n")...)
	for _, c := range []struct {
		name       string
		data       []byte
		rule, cell string
		says       string
	}{
		{"quote left open", []byte("a,b\nc,\"d\ne,f\ng,h\n"), finding.RuleCSVQuote, "B2", "2行目"},
		{"text after a closing quote", []byte("a,b\n\"c\"d,e\n"), finding.RuleCSVQuote, "A2", "2行目"},
		{"quote left open, closed by the next one", []byte("a,b\nc,\"d\ne,\"f\"\n"), finding.RuleCSVQuote, "B2", "3行目"},
		{"two encodings", mixed, finding.RuleCSVEncoding, "", "1行目はUTF-8、2行目"},
		{"neither encoding", []byte("a,b\n\x80\xff\xa0,c\n"), finding.RuleCSVEncoding, "", "2行目"},
		{"cut inside a character of UTF-8", []byte("a,b\n見本,\xe8\xa6"), finding.RuleCSVEncoding, "", "2行目"},
		{"cut inside a character of EUC-JP", in(t, japanese.EUCJP, strings.Repeat("手続きの名,件数\n", 9)+"あの見")[:9*16+5], finding.RuleCSVEncoding, "", "EUC-JP"},
		{"cut inside a character of JIS", append(in(t, japanese.ISO2022JP, "手続名,件数\n"), "\x1b$B;"...), finding.RuleCSVEncoding, "A2", "2行目"},
		{"cut inside a character of cp932", cp932(t, "手続名,件数\n見")[:13], finding.RuleCSVEncoding, "", "2行目"},
		{"damaged behind a mark", []byte("\ufeffa,b\nc,\xff\n"), finding.RuleCSVEncoding, "B2", "2行目"},
		{"half a surrogate in UTF-16", append(utf16Bytes("a,b\nc,", binary.LittleEndian, true), 0x3D, 0xD8), finding.RuleCSVEncoding, "B2", "2行目"},
		{"odd length in UTF-16", append(utf16Bytes("a,b\nc", binary.LittleEndian, true), 0x20), finding.RuleCSVEncoding, "A2", "2行目"},
		{"NUL", []byte("a,b\nc,d\x00e\n"), finding.RuleControlCharacter, "B2", "0x00"},
		{"control character", []byte("a,b\nc\x07,d\n"), finding.RuleControlCharacter, "A2", "0x07"},
		{"end mark in the middle", []byte("a,b\n\x1a\nc,d\n"), finding.RuleControlCharacter, "A2", "0x1A"},
		{"nothing but separators", []byte(",,,\n,,,\n"), finding.RuleEmptyFile, "", "値が一つもありません"},
		{"nothing but line ends", []byte("\r\n\r\n"), finding.RuleEmptyFile, "", "値が一つもありません"},
		{"mark alone", []byte("\ufeff"), finding.RuleEmptyFile, "", "値が一つもありません"},
	} {
		_, err := open(t, "a.csv", c.data, workbook.Options{})
		if err == nil {
			t.Errorf("%s: read", c.name)
			continue
		}
		e := refusal(t, err)
		if e.Finding.Rule != c.rule || e.Finding.Cell != c.cell || !strings.Contains(e.Finding.Message, c.says) {
			t.Errorf("%s: got %+v, want %s at %q that says %s", c.name, e.Finding, c.rule, c.cell, c.says)
		}
	}
}

// Characters that only one organisation has are kept as Windows keeps them, and said.
func TestPrivateCharacters(t *testing.T) {
	t.Parallel()
	data := append(append(cp932(t, "氏名,住所\n"), 0xF0, 0x40, 0xF9, 0xFC), cp932(t, "田,見本町\n")...)
	b, err := open(t, "a.csv", data, workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := dump(b)
	if want := "a!A1 t 氏名\na!B1 t 住所\na!A2 t \ue000\ue757田\na!B2 t 見本町\n"; err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
	if len(b.Notes) != 1 || b.Notes[0].Rule != finding.RulePrivateCharacter || b.Notes[0].Cell != "A2" {
		t.Errorf("notes %+v", b.Notes)
	}
}

// What the standard library writes and reads is read alike here.
func TestCSVAsEncodingCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"手続名", "件数", "備考"}}
	for i := range 500 {
		rows = append(rows, []string{fmt.Sprintf("見本%d", i), strings.Repeat("\"", i%5) + "x", strings.Repeat("行\n,", i%7) + "末"})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	b, err := open(t, "a.csv", out.Bytes(), workbook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	err = b.Sheets[0].Rows(t.Context(), func(r workbook.Row) error {
		for _, c := range r.Cells {
			if c.Text != rows[at][c.Col-1] || r.Number != at+1 {
				t.Errorf("row %d column %d: got %q, want %q", r.Number, c.Col, c.Text, rows[at][c.Col-1])
			}
		}
		at++
		return nil
	})
	if err != nil || at != len(rows) {
		t.Errorf("read %d of %d rows, %v", at, len(rows), err)
	}
}
