// Package strictxml reads XML token by token and accepts nothing that is not
// well-formed: what a lenient reader drops in silence is an error here, with its
// place. It allocates nothing per token, so that a sheet of a million cells can
// be read twice for the price of one reading with encoding/xml.
//
// It knows the XML that Office parts are made of: UTF-8, namespaces, character
// references and the five predefined entities. A document type declaration, and
// with it any entity that a document defines itself, is refused.
package strictxml

import (
	"bytes"
	"errors"
	"io"
)

// Kind is the kind of a token.
type Kind uint8

// The tokens. An empty element <a/> gives a Start and an End. Text comes with
// references replaced and line ends normalised, and one run of text may come as
// several tokens (around comments and CDATA sections).
const (
	Start Kind = iota + 1
	End
	Text
)

// Space stands for a namespace: the value that the map given to New has for its
// URI, or 0 for every other namespace and for none.
type Space uint8

// Attr is one attribute of a start tag. Declarations of namespaces are not listed.
type Attr struct {
	Prefix []byte
	Name   []byte // without the prefix
	Value  []byte
}

const (
	bufferSize = 64 << 10
	maxToken   = 1 << 20 // bytes of one tag or one run of text
	maxDepth   = 128
	maxAttrs   = 1024
	maxSpaces  = 256 // declared by the open elements together: each prefix is looked for among them
	manyAttrs  = 24  // from here on duplicates are found with a map
)

// Scanner reads one document. Name, Attrs and Text are valid until Next is
// called again.
type Scanner struct {
	Name  []byte // local name of a Start or End
	Space Space  // its namespace
	Attrs []Attr // of a Start
	Text  []byte // of a Text

	r      io.Reader
	buf    []byte
	pos    int   // next byte to look at
	end    int   // end of what is filled
	base   int64 // offset of buf[0] in the document
	eof    bool
	ioErr  error
	spaces map[string]Space

	open      []byte // names of the open elements, one after the other
	opens     []element
	bindings  []binding
	pending   bool // the End of an empty element is still to be given
	rootSeen  bool
	started   bool
	first     int64  // where the document begins, after a byte order mark
	attrBytes []byte // decoded attribute values of the current tag
	textBytes []byte
	declared  []Attr
}

type element struct {
	at       int // start of the qualified name in open
	local    int // start of the local name in open
	space    Space
	bindings int // how many bindings stood before it
}

type binding struct {
	prefix string
	space  Space
}

// New reads from r. spaces gives the namespaces that the caller tells apart.
func New(r io.Reader, spaces map[string]Space) *Scanner {
	return &Scanner{r: r, buf: make([]byte, bufferSize), spaces: spaces}
}

// Reset makes the scanner read another document and keeps its buffers.
func (s *Scanner) Reset(r io.Reader) {
	*s = Scanner{
		r: r, buf: s.buf, spaces: s.spaces, open: s.open[:0], opens: s.opens[:0],
		bindings: s.bindings[:0], attrBytes: s.attrBytes[:0], textBytes: s.textBytes[:0],
		Attrs: s.Attrs[:0], declared: s.declared[:0],
	}
}

// Offset is the place of the next byte in the document.
func (s *Scanner) Offset() int64 { return s.base + int64(s.pos) }

// Depth is the number of open elements; the Start of the root gives 1.
func (s *Scanner) Depth() int { return len(s.opens) }

// Attr gives the value of the attribute with this name and no prefix.
func (s *Scanner) Attr(name string) ([]byte, bool) {
	for i := range s.Attrs {
		if a := &s.Attrs[i]; len(a.Prefix) == 0 && string(a.Name) == name {
			return a.Value, true
		}
	}
	return nil, false
}

// AttrIn gives the value of the attribute with this name in the namespace.
func (s *Scanner) AttrIn(space Space, name string) ([]byte, bool) {
	for i := range s.Attrs {
		a := &s.Attrs[i]
		if len(a.Prefix) == 0 || string(a.Name) != name {
			continue
		}
		if sp, ok := s.lookup(a.Prefix); ok && sp == space {
			return a.Value, true
		}
	}
	return nil, false
}

// Skip reads to the end of the element whose Start was just given.
func (s *Scanner) Skip() error {
	for depth := len(s.opens); ; {
		k, err := s.Next()
		if err != nil {
			return err
		}
		if k == End && len(s.opens) < depth {
			return nil
		}
	}
}

// Next gives the next token, io.EOF after a whole document, or an error of type
// *Error; errors of the reader below are wrapped in one.
func (s *Scanner) Next() (Kind, error) {
	if s.pending {
		s.pending = false
		return s.close(), nil
	}
	if !s.started {
		if err := s.begin(); err != nil {
			return 0, err
		}
	}
	for {
		if s.pos == s.end && !s.more(s.pos) {
			if s.ioErr != nil {
				return 0, s.fail(Broken, "")
			}
			if len(s.opens) > 0 || !s.rootSeen {
				return 0, s.fail(Truncated, "the document ends inside an element")
			}
			return 0, io.EOF
		}
		if s.buf[s.pos] != '<' {
			given, err := s.text()
			if err != nil {
				return 0, err
			}
			if given {
				return Text, nil
			}
			continue
		}
		if s.pos+1 == s.end && !s.more(s.pos) {
			return 0, s.short("the document ends inside a tag")
		}
		switch s.buf[s.pos+1] {
		case '/':
			return s.endTag()
		case '?':
			if err := s.instruction(); err != nil {
				return 0, err
			}
		case '!':
			given, err := s.bang()
			if err != nil {
				return 0, err
			}
			if given {
				return Text, nil
			}
		default:
			return s.startTag()
		}
	}
}

// begin looks at the first bytes: a byte order mark is allowed, UTF-16 is not.
func (s *Scanner) begin() error {
	s.started = true
	for s.end < 4 && s.more(0) {
	}
	head := s.buf[:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		s.pos, s.first = 3, 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return s.fail(Encoding, "UTF-16")
	}
	return nil
}

// more reads on; what stands before keep may be dropped. The token that is being
// looked at starts at s.pos, which more moves along with its bytes: callers hold
// places relative to s.pos.
func (s *Scanner) more(keep int) bool {
	if s.eof || s.ioErr != nil {
		return false
	}
	if keep > 0 {
		copy(s.buf, s.buf[keep:s.end])
		s.base += int64(keep)
		s.end -= keep
		s.pos -= keep
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
		} else if err != nil {
			s.ioErr = err
		}
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.ioErr = io.ErrNoProgress
	return false
}

// find gives the distance from s.pos to the next c at or after from, reading on
// as far as one token may reach, or -1.
func (s *Scanner) find(from int, c byte) int {
	for {
		if i := bytes.IndexByte(s.buf[s.pos+from:s.end], c); i >= 0 {
			return from + i
		}
		from = s.end - s.pos
		if !s.more(s.pos) {
			return -1
		}
	}
}

// short is the error for a token whose end was not found.
func (s *Scanner) short(what string) error {
	switch {
	case s.ioErr != nil:
		return s.fail(Broken, "")
	case !s.eof:
		return s.fail(Limit, "a token is too long")
	}
	return s.fail(Truncated, what)
}

func (s *Scanner) fail(fault Fault, what string) error {
	err := &Error{Fault: fault, Offset: s.Offset(), What: what}
	if fault == Broken {
		err.Err = s.ioErr
		if errors.Is(s.ioErr, io.ErrUnexpectedEOF) {
			err.Fault = Truncated
		}
	}
	return err
}
