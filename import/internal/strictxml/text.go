package strictxml

import (
	"bytes"
	"unicode/utf8"
)

// What a byte means in text.
const (
	plain    = 0
	refused  = 1 << iota // a control character
	high                 // part of a character beyond ASCII
	mark                 // & or carriage return: the text must be rewritten
	tagStart             // <
	bracket              // ]
)

var class = func() (t [256]uint8) {
	for c := range 0x20 {
		t[c] = refused
	}
	t['\t'], t['\n'] = plain, plain
	t['\r'], t['&'] = mark, mark
	t['<'], t[']'] = tagStart, bracket
	for c := 0x80; c < 0x100; c++ {
		t[c] = high
	}
	return t
}()

// text reads up to the next tag. It reports false where there is nothing to give,
// as between the end of the root and the end of the document.
func (s *Scanner) text() (bool, error) {
	size, seen := 0, uint8(0)
	for {
		b := s.buf[s.pos:s.end]
		for size < len(b) {
			c := class[b[size]]
			if c == tagStart {
				break
			}
			seen |= c
			size++
		}
		if size < len(b) || !s.more(s.pos) {
			break
		}
	}
	if s.pos+size == s.end && !(s.eof && len(s.opens) == 0) {
		return false, s.short("the document ends inside an element")
	}
	b := s.buf[s.pos : s.pos+size]
	if seen&(refused|high) != 0 {
		if err := s.check(b); err != nil {
			return false, err
		}
	}
	if seen&bracket != 0 && bytes.Contains(b, []byte("]]>")) {
		return false, s.fail(Malformed, "the end of a CDATA section without its start")
	}
	if len(s.opens) == 0 {
		if len(bytes.TrimLeft(b, " \t\r\n")) > 0 {
			return false, s.fail(Malformed, "text outside the root element")
		}
		s.pos += size
		return false, nil
	}
	s.Text = b
	if seen&mark != 0 {
		var err error
		if s.textBytes, err = s.expand(s.textBytes[:0], b); err != nil {
			return false, err
		}
		s.Text = s.textBytes
	}
	s.pos += size
	return true, nil
}

// attrValue checks a value and replaces its references.
func (s *Scanner) attrValue(b []byte) ([]byte, error) {
	seen := uint8(0)
	for _, c := range b {
		seen |= class[c]
	}
	if seen&tagStart != 0 {
		return nil, s.fail(Malformed, "a < inside an attribute value")
	}
	if seen&(refused|high) != 0 {
		if err := s.check(b); err != nil {
			return nil, err
		}
	}
	if seen&mark == 0 {
		return b, nil
	}
	from := len(s.attrBytes)
	var err error
	if s.attrBytes, err = s.expand(s.attrBytes, b); err != nil {
		return nil, err
	}
	return s.attrBytes[from:len(s.attrBytes):len(s.attrBytes)], nil
}

// check refuses bytes that are not UTF-8 and characters that XML 1.0 does not allow.
func (s *Scanner) check(b []byte) error {
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			if class[c] == refused {
				s.pos += place(s.buf[s.pos:s.end], b, i)
				return s.fail(Control, "a control character")
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			s.pos += place(s.buf[s.pos:s.end], b, i)
			return s.fail(Encoding, "invalid UTF-8")
		}
		if r == 0xFFFE || r == 0xFFFF {
			s.pos += place(s.buf[s.pos:s.end], b, i)
			return s.fail(Control, "a character that XML does not allow")
		}
		i += n
	}
	return nil
}

// place gives the distance of b[i] from the start of window, which b lies in.
func place(window, b []byte, i int) int {
	return cap(window) - cap(b) + i
}

// expand appends b with references replaced and line ends normalised.
func (s *Scanner) expand(dst, b []byte) ([]byte, error) {
	for len(b) > 0 {
		switch c := b[0]; c {
		case '\r':
			dst = append(dst, '\n')
			b = b[1:]
			if len(b) > 0 && b[0] == '\n' {
				b = b[1:]
			}
		case '&':
			end := bytes.IndexByte(b, ';')
			if end < 0 || end > 32 {
				return nil, s.fail(Malformed, "an & without its ;")
			}
			r, fault := reference(b[1:end])
			if fault != 0 {
				return nil, s.fail(fault, "a reference that stands for nothing allowed")
			}
			dst = utf8.AppendRune(dst, r)
			b = b[end+1:]
		default:
			dst = append(dst, c)
			b = b[1:]
		}
	}
	return dst, nil
}

// appendLines appends b with line ends normalised.
func appendLines(dst, b []byte) []byte {
	for i, c := range b {
		switch {
		case c == '\r':
			dst = append(dst, '\n')
		case c == '\n' && i > 0 && b[i-1] == '\r':
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// reference gives the character of a reference without its & and ;.
func reference(b []byte) (rune, Fault) {
	switch string(b) {
	case "lt":
		return '<', 0
	case "gt":
		return '>', 0
	case "amp":
		return '&', 0
	case "quot":
		return '"', 0
	case "apos":
		return '\'', 0
	}
	if len(b) < 2 || b[0] != '#' {
		return 0, Doctype
	}
	digits, base := b[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return 0, Malformed
	}
	var r rune
	for _, c := range digits {
		d := rune(99)
		switch {
		case c >= '0' && c <= '9':
			d = rune(c - '0')
		case c >= 'a' && c <= 'f':
			d = rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			d = rune(c-'A') + 10
		}
		if d >= base {
			return 0, Malformed
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, Control
		}
	}
	if !allowed(r) {
		return 0, Control
	}
	return r, 0
}

func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r < 0xD800 ||
		r >= 0xE000 && r < 0xFFFE || r >= 0x10000 && r <= utf8.MaxRune
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// name gives the length of the qualified name that b starts with, 0 for none,
// and where its local part starts.
func name(b []byte) (size, local int) {
	for size < len(b) {
		c := b[size]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_':
			size++
			continue
		case c >= '0' && c <= '9' || c == '-' || c == '.':
			if size == local {
				return 0, 0
			}
			size++
			continue
		case c == ':':
			if size == 0 || local > 0 {
				return 0, 0
			}
			size++
			local = size
			continue
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(b[size:])
			if !nameRune(r, size == local) || r == utf8.RuneError && n == 1 {
				return 0, 0
			}
			size += n
			continue
		}
		break
	}
	if size == local {
		return 0, 0
	}
	return size, local
}

// nameRune follows the productions NameStartChar and NameChar of XML 1.0 (fifth
// edition) beyond ASCII.
func nameRune(r rune, first bool) bool {
	if !first && (r == 0xB7 || r >= 0x300 && r <= 0x36F || r >= 0x203F && r <= 0x2040) {
		return true
	}
	for _, span := range [...][2]rune{
		{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D},
		{0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
	} {
		if r >= span[0] && r <= span[1] {
			return true
		}
	}
	return false
}
