package registry

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

var (
	wholeNumber   = regexp.MustCompile(`^[0-9]{1,18}$`)
	decimalNumber = regexp.MustCompile(`^[0-9]{1,6}(\.[0-9]{1,6})?$`)
)

// ParseWhole reads a whole number that is not negative as people write it: 10000, 10,000,
// １００００件. Label and example are for the message, field for the error.
func ParseWhole(op, field, label, example, s string) (int64, error) {
	text := strings.ReplaceAll(plainNumber(s, "件", "手続"), ",", "")
	if !wholeNumber.MatchString(text) {
		return 0, noNumber(op, field, label, example, "整数で", s)
	}
	return strconv.ParseInt(text, 10, 64)
}

// ParsePercent reads a share that is written in per cent (70, 21.1％) in units of a rate.
func ParsePercent(op, field, label, example, s string) (int64, error) {
	text := plainNumber(s, "%")
	if !decimalNumber.MatchString(text) {
		return 0, noNumber(op, field, label, example, "％の数で", s)
	}
	percent, err := strconv.ParseFloat(text, 64)
	return RateOf(percent / 100), err
}

// plainNumber is what was entered without its width, its spaces and its unit.
func plainNumber(s string, units ...string) string {
	s = strings.TrimSpace(norm.NFKC.String(s))
	for _, unit := range units {
		s = strings.TrimSpace(strings.TrimSuffix(s, unit))
	}
	return s
}

func noNumber(op, field, label, example, how, s string) error {
	message := fmt.Sprintf("%s「%s」を数として読めません。%s入力してください。例：%s", label, s, how, example)
	if strings.TrimSpace(s) == "" {
		message = fmt.Sprintf("%sを%s入力してください。例：%s", label, how, example)
	}
	return &Error{Code: Invalid, Op: op, Field: field, Message: message}
}

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
