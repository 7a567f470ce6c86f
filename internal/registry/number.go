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

// Written is the count as people write it in a sheet: 1200, 約1200, 100以上, 10未満, 10以下,
// 100～200, 不明, 該当なし; empty if the sheet had no such column.
func (c Count) Written() string {
	return c.Text(func(n int64) string { return strconv.FormatInt(n, 10) }, "")
}

// Text is like Written, with numbers formatted by number and followed by a unit: 1,200件,
// 100件以上, 100～200件. Unknown is never 0.
func (c Count) Text(number func(int64) string, unit string) string {
	switch {
	case c.State == NotProvided:
		return "不明"
	case c.State == NotApplicable:
		return "該当なし"
	case c.Value == nil:
		return ""
	}
	n := number(*c.Value)
	switch {
	case c.Qualifier == Approx:
		return "約" + n + unit
	case c.Qualifier == Lower:
		return n + unit + "以上"
	case c.Qualifier == Over:
		return n + unit + "超"
	case c.Qualifier == Upper && c.Upper != nil:
		return n + unit + "以下"
	case c.Qualifier == Upper:
		return n + unit + "未満"
	case c.Qualifier == Range && c.Upper != nil:
		return n + "～" + number(*c.Upper) + unit
	}
	return n + unit
}
