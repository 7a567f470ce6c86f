package registry

import "strconv"

// Thousands writes a whole number with separators, as people read it: 1,200.
func Thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Written is a known count in words, its numbers written by number: 約1200,
// 100以上, 10未満, 10以下, 100～200.
func (c Count) Written(number func(int64) string) string {
	n := number(*c.Value)
	switch c.Qualifier {
	case Approx:
		return "約" + n
	case Lower:
		return n + "以上"
	case Upper:
		if c.Upper != nil {
			return n + "以下"
		}
		return n + "未満"
	case Range:
		if c.Upper != nil {
			return n + "～" + number(*c.Upper)
		}
	}
	return n
}
