package value

import (
	"fmt"
	"strings"
	"time"

	"tetsuzuki/import/internal/era"
)

// Day is a calendar day.
type Day struct{ Year, Month, Day int }

// String is the day as YYYY-MM-DD.
func (d Day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// FiscalYear is the Japanese fiscal year, from 1 April, that the day lies in.
func (d Day) FiscalYear() int {
	if d.Month < 4 {
		return d.Year - 1
	}
	return d.Year
}

func (d Day) before(o era.Day) bool { return era.Day(d).Before(o) }

// exists tells whether the calendar has the day.
func (d Day) exists() bool {
	return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// inEra is the day in its own era's writing (2019-05-01 is 令和元年5月1日).
func (d Day) inEra() string {
	if e, n := era.Of(era.Day(d)); e != nil {
		if n == 1 {
			return fmt.Sprintf("%s元年%d月%d日", e.Name, d.Month, d.Day)
		}
		return fmt.Sprintf("%s%d年%d月%d日", e.Name, n, d.Month, d.Day)
	}
	return d.String()
}

// yearOf is a year as somebody wrote it: western, or of an era.
type yearOf struct {
	year int      // western
	era  *era.Era // nil for a western year
	rest string
}

// readYear reads the year at the start of a folded text: 2021, R3, 令和3, 令和元,
// 令三. Western years have four digits. ok is false where there is none.
func readYear(s string) (y yearOf, ok bool) {
	s = strings.TrimPrefix(s, "西暦")
	if n, rest, isNumber := readSmall(s); isNumber {
		if n < 1000 || n > 9999 {
			return y, false
		}
		return yearOf{year: n, rest: rest}, true
	}
	for i := range era.All {
		e := &era.All[i]
		rest, found := strings.CutPrefix(s, e.Name)
		if !found {
			rest, found = strings.CutPrefix(s, e.Short)
		}
		if !found && s != "" && s[0] == e.Letter {
			rest, found = strings.TrimPrefix(s[1:], "."), true
		}
		if !found {
			continue
		}
		rest = strings.TrimLeft(rest, " ")
		n, after, isNumber := readSmall(rest)
		if first, isFirst := strings.CutPrefix(rest, "元"); isFirst {
			n, after, isNumber = 1, first, true
		}
		if !isNumber || n < 1 || n > 99 {
			return y, false
		}
		return yearOf{year: e.From.Year + n - 1, era: e, rest: after}, true
	}
	return y, false
}

// over tells whether a day written in an era lies outside it, as 平成31年5月 does.
func (y yearOf) over(d Day) bool {
	if y.era == nil {
		return false
	}
	return d.before(y.era.From) || y.era.To.Year != 0 && y.era.To.Before(era.Day(d))
}
