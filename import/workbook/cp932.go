package workbook

import (
	"bufio"
	"io"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// cp932Pairs gives the two-byte characters of cp932 by lead and trail byte, 0 for
// none. The rows 0xF0 to 0xF9, which Windows leaves to each organisation's own
// characters (外字), become the private characters that Windows makes of them.
var cp932Pairs = sync.OnceValue(func() *[256][256]rune {
	var table [256][256]rune
	decoder := japanese.ShiftJIS.NewDecoder()
	for lead := 0x81; lead <= 0xFC; lead++ {
		if lead > 0x9F && lead < 0xE0 {
			continue
		}
		for trail := 0x40; trail <= 0xFC; trail++ {
			switch {
			case trail == 0x7F:
			case lead >= 0xF0 && lead <= 0xF9:
				cell := trail - 0x40
				if trail > 0x7F {
					cell--
				}
				table[lead][trail] = rune(0xE000 + (lead-0xF0)*188 + cell)
			default:
				out, err := decoder.Bytes([]byte{byte(lead), byte(trail)})
				r, n := utf8.DecodeRune(out)
				if err == nil && r != utf8.RuneError && n == len(out) {
					table[lead][trail] = r
				}
			}
		}
	}
	return &table
})

// cp932Single gives the character of a single byte, -1 for none.
func cp932Single(c byte) rune {
	switch {
	case c < utf8.RuneSelf:
		return rune(c)
	case c >= 0xA1 && c <= 0xDF:
		return rune(c) - 0xA1 + 0xFF61 // half-width katakana
	}
	return -1
}

func cp932Lead(c byte) bool { return c >= 0x81 && c <= 0x9F || c >= 0xE0 && c <= 0xFC }

// cp932Rune reads one character, -1 for an invalid one.
func cp932Rune(in *bufio.Reader) (rune, error) {
	c, err := in.ReadByte()
	if err != nil || !cp932Lead(c) {
		return cp932Single(c), err
	}
	trail, err := in.ReadByte()
	if err == io.EOF {
		return -1, nil
	}
	if r := cp932Pairs()[c][trail]; r != 0 || err != nil {
		return r, err
	}
	return -1, nil
}

func validCP932(b []byte) bool {
	pairs := cp932Pairs()
	for i := 0; i < len(b); i++ {
		switch {
		case cp932Lead(b[i]):
			if i++; i == len(b) || pairs[b[i-1]][b[i]] == 0 {
				return false
			}
		case cp932Single(b[i]) < 0:
			return false
		}
	}
	return true
}
