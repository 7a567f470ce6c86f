package value

import (
	"fmt"
	"strings"
	"time"
)

// era is one Japanese era; its first year (元年) begins on its first day.
type era struct {
	name   string
	short  string // the kanji that people write for it
	letter byte
	from   Day
	to     Day // last day; zero for the present era
}

var eras = []era{
	{"令和", "令", 'r', Day{2019, 5, 1}, Day{}},
	{"平成", "平", 'h', Day{1989, 1, 8}, Day{2019, 4, 30}},
	{"昭和", "昭", 's', Day{1926, 12, 25}, Day{1989, 1, 7}},
	{"大正", "大", 't', Day{1912, 7, 30}, Day{1926, 12, 24}},
	{"明治", "明", 'm', Day{1868, 1, 25}, Day{1912, 7, 29}},
}

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

func (d Day) before(o Day) bool {
	if d.Year != o.Year {
		return d.Year < o.Year
	}
	if d.Month != o.Month {
		return d.Month < o.Month
	}
	return d.Day < o.Day
}

// exists tells whether the calendar has the day.
func (d Day) exists() bool {
	return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// inEra is the day in its own era's writing (2019-05-01 is 令和元年5月1日).
func (d Day) inEra() string {
	for _, e := range eras {
		if !d.before(e.from) {
			n := d.Year - e.from.Year + 1
			if n == 1 {
				return fmt.Sprintf("%s元年%d月%d日", e.name, d.Month, d.Day)
			}
			return fmt.Sprintf("%s%d年%d月%d日", e.name, n, d.Month, d.Day)
		}
	}
	return d.String()
}

// yearOf is a year as somebody wrote it: western, or of an era.
type yearOf struct {
	year int  // western
	era  *era // nil for a western year
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
	for i := range eras {
		e := &eras[i]
		rest, found := strings.CutPrefix(s, e.name)
		if !found {
			rest, found = strings.CutPrefix(s, e.short)
		}
		if !found && s != "" && s[0] == e.letter {
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
		return yearOf{year: e.from.Year + n - 1, era: e, rest: after}, true
	}
	return y, false
}

// over tells whether a day written in an era lies outside it, as 平成31年5月 does.
func (y yearOf) over(d Day) bool {
	if y.era == nil {
		return false
	}
	return d.before(y.era.from) || y.era.to.Year != 0 && y.era.to.before(d)
}
