package layout

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/workbook"
)

// showAll puts the text that a person sees in place of what was saved, for the search
// for tables: a header 令和2年度 is often 2020-04-01, and 45% no number of cases.
func showAll(cells []workbook.Cell) {
	for i := range cells {
		c := &cells[i]
		l := c.Look()
		if l.Shown == "" {
			continue
		}
		switch c.Kind = workbook.Text; {
		case c.Date && onlyOneYear(l.Shown):
			c.Text = strings.TrimSuffix(l.Shown, "年") + "年度"
		case c.Date:
			c.Text = l.Plain
		default:
			c.Text = l.Shown
		}
	}
}

// onlyOneYear tells whether a text is nothing but a western year.
func onlyOneYear(text string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "年"))
	return err == nil && n > 999 && n < 10000
}

// Shown is the text that a person sees in a cell; days are written in one way.
func Shown(c workbook.Cell, date1904 bool) string {
	switch {
	case c.Date && c.Look().Shown != "":
		return c.Look().Plain
	case c.Look().Shown != "":
		return c.Look().Shown
	case !c.Date || c.Kind != workbook.Number:
		return c.Text
	}
	serial, err := strconv.ParseFloat(c.Text, 64)
	if err != nil {
		return c.Text
	}
	t, err := excelize.ExcelDateToTime(serial, date1904)
	if err != nil {
		return c.Text
	}
	return t.Format("2006年1月2日")
}
