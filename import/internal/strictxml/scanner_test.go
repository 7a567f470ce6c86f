package strictxml_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"tetsuzuki/import/internal/strictxml"
)

// ours writes the tokens of a document one per line.
func ours(r io.Reader) (string, error) {
	var out strings.Builder
	var text []byte
	flush := func() {
		if len(text) > 0 {
			fmt.Fprintf(&out, "text %q\n", text)
			text = text[:0]
		}
	}
	s := strictxml.New(r, map[string]strictxml.Space{"urn:a": 1, "urn:b": 2})
	for {
		k, err := s.Next()
		if err == io.EOF {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		switch k {
		case strictxml.Text:
			text = append(text, s.Text...)
		case strictxml.Start:
			flush()
			fmt.Fprintf(&out, "start %d %s", s.Space, s.Name)
			for _, a := range s.Attrs {
				fmt.Fprintf(&out, " %s=%q", a.Name, a.Value)
			}
			out.WriteByte('\n')
		case strictxml.End:
			flush()
			fmt.Fprintf(&out, "end %d %s\n", s.Space, s.Name)
		}
	}
}

// theirs writes the same of what encoding/xml reads.
func theirs(r io.Reader) (string, error) {
	var out strings.Builder
	var text []byte
	flush := func() {
		if len(text) > 0 {
			fmt.Fprintf(&out, "text %q\n", text)
			text = text[:0]
		}
	}
	space := map[string]int{"urn:a": 1, "urn:b": 2}
	d := xml.NewDecoder(r)
	depth := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		switch t := token.(type) {
		case xml.CharData:
			if depth > 0 {
				text = append(text, t...)
			}
		case xml.StartElement:
			depth++
			flush()
			fmt.Fprintf(&out, "start %d %s", space[t.Name.Space], t.Name.Local)
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && (a.Name.Space != "" || a.Name.Local != "xmlns") {
					fmt.Fprintf(&out, " %s=%q", a.Name.Local, a.Value)
				}
			}
			out.WriteByte('\n')
		case xml.EndElement:
			depth--
			flush()
			fmt.Fprintf(&out, "end %d %s\n", space[t.Name.Space], t.Name.Local)
		}
	}
}

// documents that both accept and read alike.
var whole = []string{
	`<a/>`,
	`<a></a>`,
	"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<a/>\n",
	`<a b="1" c='2 &lt;&gt;&amp;&quot;&apos; &#65;&#x3042; >'>x</a >`,
	`<a xmlns="urn:a" xmlns:p="urn:b"><p:b q="1" p:q="2"/><c xmlns="urn:b"><d xmlns=""/></c></a>`,
	"<a>１行目\r\n2行目\r3行目\n</a>",
	`<a><!-- a comment - with hyphens --><![CDATA[<raw> & ]] text]]>after<?pi anything?></a>`,
	`<a>]] ]></a>`,
	`<手続 名="申請"><届出-1.x/></手続>`,
	"<a\n\tb\n=\n'1'\n/>",
	`<a>&#9;&#10;&#13;</a>`,
	`<a xml:space="preserve"> x </a>`,
	"<a><![CDATA[x\r\ny\rz]]></a>",
	`<a>` + strings.Repeat("長い文字の並び ", 20000) + `</a>`,
	`<a b="` + strings.Repeat("長い値", 30000) + `"/>`,
	`<a>` + strings.Repeat("<b>", 100) + strings.Repeat("</b>", 100) + `</a>`,
}

func TestReadsAsEncodingXML(t *testing.T) {
	t.Parallel()
	for _, document := range whole {
		want, err := theirs(strings.NewReader(document))
		if err != nil {
			t.Fatalf("%.60q: encoding/xml: %v", document, err)
		}
		for how, r := range map[string]io.Reader{
			"whole":     strings.NewReader(document),
			"by bytes":  iotest.OneByteReader(strings.NewReader(document)),
			"end error": iotest.DataErrReader(strings.NewReader(document)),
		} {
			if got, err := ours(r); err != nil || got != want {
				t.Errorf("%.60q %s: got %.200s, %v; want %.200s", document, how, got, err, want)
			}
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, document string
		fault          strictxml.Fault
	}{
		{"nothing", ``, strictxml.Truncated},
		{"white space alone", "\n ", strictxml.Truncated},
		{"cut in a tag", `<a><b`, strictxml.Truncated},
		{"cut in a value", `<a b="x`, strictxml.Truncated},
		{"cut in text", `<a>text`, strictxml.Truncated},
		{"cut before the end", `<a><b/>`, strictxml.Truncated},
		{"cut in an end tag", `<a></a`, strictxml.Truncated},
		{"cut in a comment", `<a><!-- x`, strictxml.Truncated},
		{"cut in a comment's start", `<a><!-`, strictxml.Truncated},
		{"cut in CDATA", `<a><![CDATA[x]]`, strictxml.Truncated},
		{"cut in a declaration", `<?xml version="1.0"`, strictxml.Truncated},
		{"crossed tags", `<a><b></a></b>`, strictxml.Malformed},
		{"end without start", `</a>`, strictxml.Malformed},
		{"two roots", `<a/><b/>`, strictxml.Malformed},
		{"text before the root", `x<a/>`, strictxml.Malformed},
		{"text after the root", `<a/>x`, strictxml.Malformed},
		{"CDATA after the root", `<a/><![CDATA[x]]>`, strictxml.Malformed},
		{"attribute without quotes", `<a b=1/>`, strictxml.Malformed},
		{"attribute without value", `<a b/>`, strictxml.Malformed},
		{"attribute twice", `<a b="1" b="2"/>`, strictxml.Malformed},
		{"attributes without space", `<a b="1"c="2"/>`, strictxml.Malformed},
		{"less-than in a value", `<a b="<"/>`, strictxml.Malformed},
		{"tag without name", `< a/>`, strictxml.Malformed},
		{"name that starts with a digit", `<1a/>`, strictxml.Malformed},
		{"unknown prefix", `<p:a/>`, strictxml.Malformed},
		{"unknown prefix of an attribute", `<a p:b="1"/>`, strictxml.Malformed},
		{"two colons", `<a:b:c xmlns:a="urn:a"/>`, strictxml.Malformed},
		{"prefix for nothing", `<a xmlns:p=""/>`, strictxml.Malformed},
		{"hyphens in a comment", `<a><!-- -- --></a>`, strictxml.Malformed},
		{"CDATA end alone", `<a>]]></a>`, strictxml.Malformed},
		{"bare ampersand", `<a>a & b</a>`, strictxml.Malformed},
		{"late declaration", ` <?xml version="1.0"?><a/>`, strictxml.Malformed},
		{"another version", `<?xml version="1.1"?><a/>`, strictxml.Malformed},
		{"slash inside a tag", `<a / b="1">`, strictxml.Malformed},
		{"unknown entity", `<a>&nbsp;</a>`, strictxml.Doctype},
		{"document type", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, strictxml.Doctype},
		{"control character", "<a>\x01</a>", strictxml.Control},
		{"control character in a value", "<a b='\x0b'/>", strictxml.Control},
		{"NUL", "<a>\x00</a>", strictxml.Control},
		{"control character by number", `<a>&#1;</a>`, strictxml.Control},
		{"surrogate by number", `<a>&#xD800;</a>`, strictxml.Control},
		{"number beyond Unicode", `<a>&#x110000;</a>`, strictxml.Control},
		{"non-character", "<a>\uffff</a>", strictxml.Control},
		{"invalid UTF-8", "<a>\x82\xa0</a>", strictxml.Encoding},
		{"cut UTF-8", "<a>\xe3\x81</a>", strictxml.Encoding},
		{"another encoding", `<?xml version="1.0" encoding="Shift_JIS"?><a/>`, strictxml.Encoding},
		{"UTF-16", "\xff\xfe<\x00a\x00/\x00>\x00", strictxml.Encoding},
		{"too deep", strings.Repeat("<a>", 1000), strictxml.Limit},
		{"deep inside what is skipped", `<a><skipped>` + strings.Repeat("<b>", 1_000_000) + strings.Repeat("</b>", 1_000_000) + `</skipped></a>`, strictxml.Limit},
		{"namespaces at every depth", strings.Repeat(`<a `+strings.NewReplacer("a", "xmlns:a", `""`, `"u"`).Replace(manyAttributes(100))+`>`, 100), strictxml.Limit},
		{"a tag too long", `<a b="` + strings.Repeat("x", 3<<20) + `"/>`, strictxml.Limit},
		{"a text too long", `<a>` + strings.Repeat("x", 3<<20) + `</a>`, strictxml.Limit},
		{"a comment too long", `<a><!--` + strings.Repeat("x", 3<<20) + `--></a>`, strictxml.Limit},
		{"too many attributes", `<a ` + manyAttributes(2000) + `/>`, strictxml.Limit},
		{"one of many attributes twice", `<a ` + manyAttributes(100) + ` a7=""/>`, strictxml.Malformed},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.document), iotest.OneByteReader(strings.NewReader(c.document))} {
			_, err := ours(r)
			var e *strictxml.Error
			if !errors.As(err, &e) || e.Fault != c.fault {
				t.Errorf("%s: got %v, want fault %d", c.name, err, c.fault)
			}
		}
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="" `, i)
	}
	return b.String()
}

func TestErrorOfTheReaderBelow(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	_, err := ours(io.MultiReader(strings.NewReader("<a><b>"), iotest.ErrReader(lost)))
	if !errors.Is(err, lost) {
		t.Errorf("got %v", err)
	}
	_, err = ours(io.MultiReader(strings.NewReader("<a><b>"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	var e *strictxml.Error
	if !errors.As(err, &e) || e.Fault != strictxml.Truncated {
		t.Errorf("got %v, want truncated", err)
	}
}

func TestPlaceOfAnError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		document string
		offset   int64
	}{
		{"<a>ab\x01</a>", 5},
		{"<a>" + strings.Repeat("<b>x</b>", 20000) + "\x02</a>", 3 + 8*20000},
		{`<a b="xy` + "\x03" + `"/>`, 8},
	} {
		_, err := ours(strings.NewReader(c.document))
		var e *strictxml.Error
		if !errors.As(err, &e) || e.Offset != c.offset {
			t.Errorf("%.20q: got %v, want byte %d", c.document, err, c.offset)
		}
	}
}

func TestSkipAndReset(t *testing.T) {
	t.Parallel()
	s := strictxml.New(strings.NewReader(`<a><b><b/>x</b><c/></a>`), nil)
	for range 2 {
		for _, want := range []string{"a", "b", "c"} {
			if k, err := s.Next(); k != strictxml.Start || err != nil || string(s.Name) != want {
				t.Fatalf("got %d %s %v, want the start of %s", k, s.Name, err, want)
			}
			if want != "a" {
				if err := s.Skip(); err != nil {
					t.Fatal(err)
				}
			}
		}
		s.Reset(strings.NewReader(`<a><b><b/>x</b><c/></a>`))
	}
}

// FuzzScanner holds the scanner to encoding/xml: what both read they read alike,
// and nothing that encoding/xml refuses is accepted, whatever the size of the
// reads below.
func FuzzScanner(f *testing.F) {
	for _, d := range whole {
		if len(d) < 4096 {
			f.Add([]byte(d))
		}
	}
	f.Add([]byte(`<a><b></a></b>`))
	f.Add([]byte(`<!DOCTYPE a><a>&b;</a>`))
	f.Add([]byte("<a>\xe3\x81</a>"))
	f.Fuzz(func(t *testing.T, document []byte) {
		got, err := ours(bytes.NewReader(document))
		bytewise, err2 := ours(iotest.OneByteReader(bytes.NewReader(document)))
		if got != bytewise || (err == nil) != (err2 == nil) {
			t.Fatalf("read by bytes differs: %s %v; %s %v", got, err, bytewise, err2)
		}
		if err != nil {
			return
		}
		want, err := theirs(bytes.NewReader(document))
		if err != nil {
			t.Fatalf("accepted what encoding/xml refuses: %v", err)
		}
		if got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}
