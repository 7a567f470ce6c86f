package registry

import (
	"fmt"
	"time"
)

// ParseMoment reads the moment of an "as of": a day, as [ParseDay] reads it, which means its end
// in Tokyo, or a moment in RFC 3339.
func ParseMoment(s string) (time.Time, error) {
	if day, ok := readDay(s); ok {
		return EndOf(day), nil
	}
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t.In(Tokyo), nil
	}
	return time.Time{}, &Error{Code: Invalid, Op: "registry.ParseMoment", Field: "as_of",
		Message: fmt.Sprintf("時点「%s」を日付として読めません。2022年12月31日、R4.12.31、2022-12-31 のように入力してください。", s)}
}

// ParsePeriod reads a period from the beginning of one day to the end of another. It returns
// the last moment before the period and the last moment of it. An empty to means now, for
// which end is zero.
func ParsePeriod(from, to string) (before, end time.Time, err error) {
	const op = "registry.ParsePeriod"
	first, err := ParseDay(op, "from", "期間の最初の日", from)
	if err != nil {
		return before, end, err
	}
	if to != "" {
		last, err := ParseDay(op, "to", "期間の最後の日", to)
		if err != nil {
			return before, end, err
		}
		end = EndOf(last)
	}
	return EndOf(first.AddDate(0, 0, -1)), end, nil
}

// FormatMoment is the text that [ParseMoment] reads back: the day where t is the
// end of one, else the moment.
func FormatMoment(t time.Time) string {
	t = t.In(Tokyo)
	if t.Equal(EndOf(t)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}

// EndOf is the last moment of t's day in Tokyo, to the microsecond, which is the
// precision of the history.
func EndOf(t time.Time) time.Time {
	return DayOf(t).AddDate(0, 0, 1).Add(-time.Microsecond)
}

// DayText is a day in Tokyo as pages and mails write it; empty for the zero time.
func DayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Tokyo).Format("2006年1月2日")
}

// MomentText is a moment in Tokyo as pages and mails write it; empty for the zero time.
func MomentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(Tokyo)
	return fmt.Sprintf("%s %d:%02d", DayText(t), t.Hour(), t.Minute())
}
