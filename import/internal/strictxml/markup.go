package strictxml

import (
	"bytes"
	"strings"
)

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// startTag reads <name attribute="value" …> or <name …/>.
func (s *Scanner) startTag() (Kind, error) {
	size := s.find(1, '>')
	for {
		if size < 0 {
			return 0, s.short("the document ends inside a tag")
		}
		done, err := s.parseStart(s.buf[s.pos+1 : s.pos+size])
		if err != nil {
			return 0, err
		}
		if done {
			break
		}
		size = s.find(size+1, '>') // the last one stood inside a quoted value
	}
	s.pos += size + 1
	return Start, nil
}

// parseStart reads the inside of a start tag. It reports false where the inside
// ends within a quoted value.
func (s *Scanner) parseStart(tag []byte) (bool, error) {
	s.Attrs, s.declared, s.attrBytes = s.Attrs[:0], s.declared[:0], s.attrBytes[:0]
	empty := false
	i, local := name(tag)
	if i == 0 {
		return false, s.fail(Malformed, "a tag without a name")
	}
	qualified := tag[:i]
	for {
		before := i
		for i < len(tag) && isSpace(tag[i]) {
			i++
		}
		if i == len(tag) {
			break
		}
		if tag[i] == '/' {
			if i != len(tag)-1 {
				return false, s.fail(Malformed, "a slash inside a tag")
			}
			empty = true
			break
		}
		if i == before {
			return false, s.fail(Malformed, "no space before an attribute")
		}
		n, attrLocal := name(tag[i:])
		if n == 0 {
			return false, s.fail(Malformed, "an attribute without a name")
		}
		attr := Attr{Name: tag[i+attrLocal : i+n]}
		if attrLocal > 0 {
			attr.Prefix = tag[i : i+attrLocal-1]
		}
		i += n
		for i < len(tag) && isSpace(tag[i]) {
			i++
		}
		if i == len(tag) || tag[i] != '=' {
			return false, s.fail(Malformed, "an attribute without a value")
		}
		i++
		for i < len(tag) && isSpace(tag[i]) {
			i++
		}
		if i == len(tag) || tag[i] != '"' && tag[i] != '\'' {
			return false, s.fail(Malformed, "an attribute value without quotes")
		}
		n = bytes.IndexByte(tag[i+1:], tag[i])
		if n < 0 {
			return false, nil
		}
		value, err := s.attrValue(tag[i+1 : i+1+n])
		if err != nil {
			return false, err
		}
		attr.Value = value
		i += n + 2
		if len(s.Attrs)+len(s.declared) >= maxAttrs {
			return false, s.fail(Limit, "too many attributes")
		}
		if string(attr.Prefix) == "xmlns" || len(attr.Prefix) == 0 && string(attr.Name) == "xmlns" {
			s.declared = append(s.declared, attr)
		} else {
			s.Attrs = append(s.Attrs, attr)
		}
	}
	return true, s.push(qualified, local, empty)
}

// push opens an element, with the namespaces that it declares.
func (s *Scanner) push(qualified []byte, local int, empty bool) error {
	if len(s.opens) == 0 && s.rootSeen {
		return s.fail(Malformed, "a second root element")
	}
	if len(s.opens) >= maxDepth {
		return s.fail(Limit, "elements nested too deep")
	}
	e := element{at: len(s.open), bindings: len(s.bindings)}
	if repeated(s.Attrs) || repeated(s.declared) {
		return s.fail(Malformed, "an attribute twice in one tag")
	}
	for _, d := range s.declared {
		prefix := ""
		if len(d.Prefix) > 0 {
			prefix = string(d.Name)
			if len(d.Value) == 0 {
				return s.fail(Malformed, "a prefix for no namespace")
			}
		}
		uri := string(d.Value)
		if prefix == "xmlns" || uri == xmlnsSpace || (prefix == "xml") != (uri == xmlSpace) {
			return s.fail(Malformed, "a reserved namespace")
		}
		if len(s.bindings) == maxSpaces {
			return s.fail(Limit, "too many namespaces")
		}
		s.bindings = append(s.bindings, binding{prefix, s.spaces[uri]})
	}
	var prefix []byte
	if local > 0 {
		prefix = qualified[:local-1]
	}
	space, ok := s.lookup(prefix)
	if !ok {
		return s.fail(Malformed, "a prefix that was not declared")
	}
	for i := range s.Attrs {
		if p := s.Attrs[i].Prefix; len(p) > 0 {
			if _, ok := s.lookup(p); !ok {
				return s.fail(Malformed, "a prefix that was not declared")
			}
		}
	}
	s.open = append(s.open, qualified...)
	e.space, e.local = space, e.at+local
	s.opens = append(s.opens, e)
	s.rootSeen, s.pending = true, empty
	s.Name, s.Space = s.open[e.local:], space
	return nil
}

// close pops the innermost element and gives its End.
func (s *Scanner) close() Kind {
	e := s.opens[len(s.opens)-1]
	s.opens = s.opens[:len(s.opens)-1]
	s.Name, s.Space = s.open[e.local:], e.space // valid until the next push
	s.open = s.open[:e.at]
	s.bindings = s.bindings[:e.bindings]
	s.Attrs = s.Attrs[:0]
	return End
}

func (s *Scanner) endTag() (Kind, error) {
	size := s.find(2, '>')
	if size < 0 {
		return 0, s.short("the document ends inside a tag")
	}
	tag := s.buf[s.pos+2 : s.pos+size]
	for len(tag) > 0 && isSpace(tag[len(tag)-1]) {
		tag = tag[:len(tag)-1]
	}
	if len(s.opens) == 0 || string(tag) != string(s.open[s.opens[len(s.opens)-1].at:]) {
		return 0, s.fail(Malformed, "an end tag that does not match its start tag")
	}
	s.pos += size + 1
	return s.close(), nil
}

// lookup gives the namespace of a prefix, or of no prefix.
func (s *Scanner) lookup(prefix []byte) (Space, bool) {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if b := &s.bindings[i]; b.prefix == string(prefix) {
			return b.space, true
		}
	}
	return 0, len(prefix) == 0 || string(prefix) == "xml"
}

func repeated(attrs []Attr) bool {
	if len(attrs) > manyAttrs {
		seen := make(map[string]struct{}, len(attrs))
		for i := range attrs {
			seen[string(attrs[i].Prefix)+":"+string(attrs[i].Name)] = struct{}{}
		}
		return len(seen) < len(attrs)
	}
	for i := 1; i < len(attrs); i++ {
		for j := range i {
			if bytes.Equal(attrs[i].Name, attrs[j].Name) && bytes.Equal(attrs[i].Prefix, attrs[j].Prefix) {
				return true
			}
		}
	}
	return false
}

// instruction reads <?…?>. An XML declaration stands first in the document and
// names no other encoding than UTF-8.
func (s *Scanner) instruction() error {
	size := 2
	for {
		if size = s.find(size, '>'); size < 0 {
			return s.short("the document ends inside a processing instruction")
		}
		if size >= 3 && s.buf[s.pos+size-1] == '?' {
			break
		}
		size++
	}
	inside := s.buf[s.pos+2 : s.pos+size-1]
	n, local := name(inside)
	if n == 0 || local > 0 || n < len(inside) && !isSpace(inside[n]) {
		return s.fail(Malformed, "a processing instruction without a name")
	}
	if err := s.check(inside); err != nil {
		return err
	}
	if target := string(inside[:n]); strings.EqualFold(target, "xml") {
		if s.Offset() != s.first || target != "xml" {
			return s.fail(Malformed, "an XML declaration that is not at the start")
		}
		if e := pseudo(inside, "encoding"); e != "" && !strings.EqualFold(e, "utf-8") && !strings.EqualFold(e, "us-ascii") {
			return s.fail(Encoding, e)
		}
		if v := pseudo(inside, "version"); v != "1.0" {
			return s.fail(Malformed, "no XML version 1.0")
		}
	}
	s.pos += size + 1
	return nil
}

// pseudo gives the value of a declaration's pseudo attribute.
func pseudo(declaration []byte, key string) string {
	_, rest, ok := bytes.Cut(declaration, []byte(key))
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if len(rest) == 0 || rest[0] != '=' {
		return ""
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	value, _, ok := bytes.Cut(rest[1:], rest[:1])
	if !ok {
		return ""
	}
	return string(value)
}

// bang reads a comment or a CDATA section and refuses everything else that
// starts with <!. It reports whether there is text to give.
func (s *Scanner) bang() (bool, error) {
	const comment, cdata = "<!--", "<![CDATA["
	for s.end-s.pos < len(cdata) && s.more(s.pos) {
	}
	head := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(head, []byte(comment)):
		inside, err := s.until(len(comment), "--")
		if err != nil {
			return false, err
		}
		if err := s.check(inside); err != nil {
			return false, err
		}
		after := s.pos + len(comment) + len(inside) + 2
		if s.buf[after] != '>' {
			return false, s.fail(Malformed, "two hyphens inside a comment")
		}
		s.pos = after + 1
		return false, nil
	case bytes.HasPrefix(head, []byte(cdata)):
		if len(s.opens) == 0 {
			return false, s.fail(Malformed, "text outside the root element")
		}
		inside, err := s.until(len(cdata), "]]>")
		if err != nil {
			return false, err
		}
		if err := s.check(inside); err != nil {
			return false, err
		}
		s.Text = inside
		if bytes.IndexByte(inside, '\r') >= 0 {
			s.textBytes = appendLines(s.textBytes[:0], inside)
			s.Text = s.textBytes
		}
		s.pos += len(cdata) + len(inside) + 3
		return true, nil
	case bytes.HasPrefix([]byte(comment), head), bytes.HasPrefix([]byte(cdata), head):
		return false, s.short("the document ends inside a tag")
	}
	return false, s.fail(Doctype, "a declaration")
}

// until gives what stands from start to the mark, with at least one byte read
// beyond a mark of two.
func (s *Scanner) until(start int, mark string) ([]byte, error) {
	for size := start; ; size++ {
		if size = s.find(size, mark[0]); size < 0 {
			return nil, s.short("the document ends inside a comment or a CDATA section")
		}
		for s.end-s.pos < size+3 {
			if !s.more(s.pos) {
				return nil, s.short("the document ends inside a comment or a CDATA section")
			}
		}
		if bytes.HasPrefix(s.buf[s.pos+size:s.end], []byte(mark)) {
			return s.buf[s.pos+start : s.pos+size], nil
		}
	}
}
