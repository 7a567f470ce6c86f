package workbook

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape replaces the _xHHHH_ with which spreadsheet text writes characters
// that XML cannot hold (ISO/IEC 29500-1, 22.4.2.4) in place, and takes out the
// control characters that come of it, tab and line ends aside. It reports
// whether it took any out.
func unescape(b []byte) (text []byte, cleaned bool) {
	first := bytes.Index(b, []byte("_x"))
	if first < 0 {
		return b, false
	}
	dst := b[:first]
	for i := first; i < len(b); {
		unit, ok := escaped(b[i:])
		if !ok {
			dst = append(dst, b[i])
			i++
			continue
		}
		i += 7
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			low, ok := escaped(b[i:])
			if r = utf16.DecodeRune(r, rune(low)); !ok || r == utf8.RuneError {
				cleaned = true
				continue
			}
			i += 7
		}
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7F || r == 0xFFFE || r == 0xFFFF {
			cleaned = true
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst, cleaned
}

// escaped reads one _xHHHH_.
func escaped(b []byte) (uint16, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	var v uint16
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | uint16(c-'0')
		case c >= 'A' && c <= 'F':
			v = v<<4 | uint16(c-'A'+10)
		case c >= 'a' && c <= 'f':
			v = v<<4 | uint16(c-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}
