package workbook

import (
	"bufio"
	"bytes"
	"unicode/utf8"
)

// eucJP tells whether a line is valid EUC-JP, and whether it holds hiragana or katakana
// as that writes them. Text in cp932 is hardly ever both.
func eucJP(line []byte) (valid, kana bool) {
	for i := 0; i < len(line); {
		c := line[i]
		size := 1
		switch {
		case c < utf8.RuneSelf:
		case c == 0x8E: // half-width katakana
			size = 2
			if i+1 >= len(line) || line[i+1] < 0xA1 || line[i+1] > 0xDF {
				return false, false
			}
		case c == 0x8F: // JIS X 0212
			size = 3
			if i+2 >= len(line) || !eucByte(line[i+1]) || !eucByte(line[i+2]) {
				return false, false
			}
		default:
			size = 2
			if !eucByte(c) || i+1 >= len(line) || !eucByte(line[i+1]) {
				return false, false
			}
			kana = kana || c == 0xA4 || c == 0xA5
		}
		i += size
	}
	return true, kana
}

func eucByte(c byte) bool { return c >= 0xA1 && c <= 0xFE }

// jisEscape tells whether a line switches to Japanese characters as ISO-2022-JP does.
func jisEscape(line []byte) bool {
	for {
		i := bytes.IndexByte(line, 0x1B)
		if i < 0 || i+2 >= len(line) {
			return false
		}
		if at := string(line[i+1 : i+3]); at == "$B" || at == "$@" || at == "$(" || at == "(I" || at == "(J" {
			return true
		}
		line = line[i+1:]
	}
}

// decodedRune reads one character of what a decoder gives, -1 for one that was not valid.
func decodedRune(in *bufio.Reader) (rune, error) {
	r, _, err := in.ReadRune()
	if err == nil && r == utf8.RuneError {
		return -1, nil
	}
	return r, err
}
