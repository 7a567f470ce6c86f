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
		if !c.Date || c.Kind != workbook.Number {
			continue
		}
		year, month, day := shown(c.NumFmt)
		serial, err := strconv.ParseFloat(c.Text, 64)
		if err != nil || !year || day {
			continue
		}
		t, err := excelize.ExcelDateToTime(serial, date1904)
		if err != nil {
			continue
		}
		text := strconv.Itoa(t.Year()) + "年"
		switch {
		case month:
			text += strconv.Itoa(int(t.Month())) + "月"
		default:
			text += "度"
		}
		cells[i].Text, cells[i].Kind = text, workbook.Text
	}
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
