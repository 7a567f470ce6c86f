package layout

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// showYears puts the text that a person sees in place of days of which only the year,
// or year and month, is shown: a header 令和2年度 is often 2020-04-01 in such a
// format. Whole days stay numbers.
func showYears(cells []workbook.Cell, date1904 bool) {
	for i, c := range cells {
		if year, _, day := shown(c.NumFmt); !c.Date || !year || day {
			continue
		}
		if text := Shown(c, date1904); text != c.Text {
			cells[i].Text, cells[i].Kind = text, workbook.Text
		}
	}
}

// Shown is the text that a person sees in a cell, as far as it is a day; that of any
// other cell is as it was saved.
func Shown(c workbook.Cell, date1904 bool) string {
	if !c.Date || c.Kind != workbook.Number {
		return c.Text
	}
	year, month, day := shown(c.NumFmt)
	serial, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || !year {
		return c.Text
	}
	t, err := excelize.ExcelDateToTime(serial, date1904)
	switch {
	case err != nil:
		return c.Text
	case day:
		return t.Format("2006年1月2日")
	case month:
		return t.Format("2006年1月")
	}
	return t.Format("2006年度")
}

// shown says which parts of a day a number format shows. Texts in quotes, in brackets
// and behind a backslash are no parts.
func shown(format string) (year, month, day bool) {
	format, _, _ = strings.Cut(format, ";") // the rest is for other numbers and texts
	for i := 0; i < len(format); i++ {
		switch c := format[i]; c {
		case '"', '[':
			end := strings.IndexByte(format[i+1:], map[byte]byte{'"': '"', '[': ']'}[c])
			if end < 0 {
				return year, month, day
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'e', 'E', 'g', 'G':
			year = true
		case 'm', 'M':
			month = true
		case 'd', 'D', 'a', 'A', 'h', 'H', 's', 'S':
			day = true
		}
	}
	return year, month, day
}
