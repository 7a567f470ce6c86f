package page

import (
	"time"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// listCell is a cell of a list that shows nothing but its values.
type listCell struct {
	Text, Sub, Href string
	Class           string // how it stands in the table
	Ask             *askReason
}

// askReason is a form in a list's row: a button, with the reason for pressing it.
type askReason struct{ Action, Name, Value, Button string }

// lines are the cells of some rows, as the columns have them.
func (l list[T]) lines(rows []T) [][]listCell {
	lines := make([][]listCell, len(rows))
	for i, row := range rows {
		for _, c := range l.Columns {
			if c.File {
				continue
			}
			var cell listCell
			if c.Value != nil {
				v := c.Value(row)
				cell.Text, cell.Class = cellText(v), cellClass(v)
			}
			if c.Number {
				cell.Class = "n"
			}
			if c.Sub != nil {
				cell.Sub = c.Sub(row)
			}
			if c.Href != nil {
				cell.Href = c.Href(row)
			}
			if c.Ask != nil {
				cell.Ask = c.Ask(row)
			}
			lines[i] = append(lines[i], cell)
		}
	}
	return lines
}

// cellClass keeps days and moments in one line.
func cellClass(v any) string {
	switch v.(type) {
	case report.Day, time.Time:
		return "tight"
	}
	return ""
}

// cellText is a value as a page shows it; a dash for a blank.
func cellText(v any) string {
	text := ""
	switch v := v.(type) {
	case string:
		text = v
	case int64:
		text = registry.Thousands(v)
	case int:
		text = registry.Thousands(int64(v))
	case progress.Rate:
		text = v.Text()
	case report.Day:
		text = registry.DayText(time.Time(v))
	case time.Time:
		text = registry.MomentText(v)
	}
	if text == "" {
		return none
	}
	return text
}
