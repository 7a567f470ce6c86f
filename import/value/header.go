package value

import (
	"strings"

	"tetsuzuki/import/form"
)

// FindFiscalYear finds the fiscal year that a header or a title speaks of:
// 年間件数（令和2年度）, R2実績, 2020年度. Where it names several different years, or
// none, ok is false.
func FindFiscalYear(text string) (year int, ok bool) {
	if oddDigits(text) {
		return 0, false
	}
	s := form.FoldSpaced(text)
	for i := 0; i < len(s); {
		y, rest, found := yearAt(s, i)
		if !found {
			i += runeLen(s[i:])
			continue
		}
		if ok && y != year {
			return 0, false
		}
		year, ok, i = y, true, len(s)-len(rest)
	}
	return year, ok
}

// yearAt reads a fiscal year that starts at s[i:]; a number or a letter before it
// means that it is part of something else.
func yearAt(s string, i int) (year int, rest string, ok bool) {
	c := s[i]
	letter := c >= 'a' && c <= 'z'
	digit := c >= '0' && c <= '9'
	if c < 0x80 && !letter && !digit {
		return 0, "", false
	}
	if i > 0 && (letter || digit) {
		if b := s[i-1]; b >= '0' && b <= '9' || b >= 'a' && b <= 'z' && !strings.HasSuffix(s[:i], "fy") {
			return 0, "", false
		}
	}
	y, ok := readYear(s[i:])
	if !ok || y.year < firstFiscalYear || y.year > lastFiscalYear {
		return 0, "", false
	}
	rest = strings.TrimLeft(y.rest, " ")
	switch {
	case strings.HasPrefix(rest, "年度"):
		return y.year, rest, true
	case strings.HasPrefix(rest, "年"):
		if m := monthAfter(rest[len("年"):]); m > 0 {
			return Day{y.year, m, 1}.FiscalYear(), rest, true
		}
		return y.year, rest, true
	case rest != "" && (rest[0] >= '0' && rest[0] <= '9' || rest[0] >= 'a' && rest[0] <= 'z' && !strings.HasPrefix(rest, "fy")):
		return 0, "", false
	case rest != "" && strings.ContainsAny(rest[:1], "./"):
		if m := monthAfter(rest[1:]); m > 0 {
			return Day{y.year, m, 1}.FiscalYear(), rest, true
		}
	case y.era == nil && !digit:
		return 0, "", false
	}
	return y.year, rest, true
}

// monthAfter reads a month's number; 0 where there is none.
func monthAfter(s string) int {
	m, _, ok := readSmall(strings.TrimLeft(s, " "))
	if !ok || m < 1 || m > 12 {
		return 0
	}
	return m
}

func runeLen(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

// headerUnits are the units that a header can give its counts, after folding.
var headerUnits = []struct {
	word string
	unit int64
}{{"百万", 1_000_000}, {"千", 1000}, {"万", 10_000}, {"百", 100}}

// FindUnit finds what one of a header's units counts: 1000 in （千件） and 単位：千件,
// 1 in （件）. ok is false where the header gives none.
func FindUnit(header string) (unit int64, ok bool) {
	s := form.Fold(header)
	for i := 0; i < len(s); i += runeLen(s[i:]) {
		if s[i] != '(' && !strings.HasPrefix(s[i:], "単位:") && !strings.HasPrefix(s[i:], "[") && !strings.HasPrefix(s[i:], "【") && !strings.HasPrefix(s[i:], "単位") {
			continue
		}
		inside := s[i:]
		for _, w := range []string{"(", "[", "【", "単位", ":"} {
			inside = strings.TrimPrefix(inside, w)
		}
		inside = strings.TrimPrefix(inside, "単位:")
		n := int64(1)
		for _, u := range headerUnits {
			if t, found := strings.CutPrefix(inside, u.word); found {
				inside, n = t, u.unit
				break
			}
		}
		for _, noun := range []string{"件", "回", "人", "通"} {
			t, found := strings.CutPrefix(inside, noun)
			if found && (t == "" || strings.HasPrefix(t, ")") || strings.HasPrefix(t, "]") || strings.HasPrefix(t, "】") || strings.HasPrefix(t, "/") || strings.HasPrefix(t, ",")) {
				return n, true
			}
		}
	}
	return 0, false
}

// FindDurationUnit finds the unit of bare numbers under a header like 標準処理期間
// （日）: D, W, M or Y; 0 where it gives none.
func FindDurationUnit(header string) byte {
	s := form.Fold(header)
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			break
		}
		inside, rest, closed := strings.Cut(s[open+1:], ")")
		if !closed {
			break
		}
		inside = strings.TrimPrefix(inside, "単位:")
		for _, u := range durationUnits {
			if inside == u.word || inside == u.word+"数" {
				return u.letter
			}
		}
		s = rest
	}
	if strings.HasSuffix(s, "日数") {
		return 'D'
	}
	return 0
}
