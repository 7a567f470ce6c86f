package registry

import (
	"fmt"
	"time"
)

// Tokyo is the time zone in which days and fiscal years are counted.
var Tokyo = time.FixedZone("JST", 9*60*60)

// DayOf is the beginning of a moment's day in Tokyo. time.Truncate would give 9 o'clock there,
// which is midnight in UTC.
func DayOf(t time.Time) time.Time {
	y, m, d := t.In(Tokyo).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Tokyo)
}

// DateOf is a moment's day in Tokyo as files and forms have it: 2022-12-31.
func DateOf(t time.Time) string { return t.In(Tokyo).Format(time.DateOnly) }

// FiscalYear is the Japanese fiscal year of a moment: 1 April to 31 March.
func FiscalYear(t time.Time) int {
	t = t.In(Tokyo)
	if t.Month() < time.April {
		return t.Year() - 1
	}
	return t.Year()
}

// EraYear is a fiscal year as bureaus write it: "令和4年度".
func EraYear(fiscalYear int) string {
	for _, era := range []struct {
		name  string
		first int // the fiscal year that is its 元年度
	}{{"令和", 2019}, {"平成", 1989}, {"昭和", 1926}, {"大正", 1912}, {"明治", 1868}} {
		if n := fiscalYear - era.first + 1; n == 1 {
			return era.name + "元年度"
		} else if n > 1 {
			return fmt.Sprintf("%s%d年度", era.name, n)
		}
	}
	return fmt.Sprintf("%d年度", fiscalYear)
}

// Now stands for the present in queries as of a moment. It is later than any clock, so that
// "now" and "then" are one query.
var Now = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
