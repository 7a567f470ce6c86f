package workbook

import (
	"strconv"
	"strings"

	"tetsuzuki/import/internal/rich"
)

// show fills in what a person sees in a cell, where that is not what was saved.
func (x *xlsxBook) show(c *Cell, style int) {
	if c.Kind == Text && c.Text != "" && c.Text[0] < ' ' && rich.Marked(c.Text) {
		l := c.own()
		c.Text, l.Runs = rich.Runs(c.Text)
		if rich.SomeStruck(l.Runs) { // they say it of themselves, whatever the cell's own font
			l.Struck = rich.AllStruck(l.Runs)
		}
		if !l.Struck {
			var sure bool
			l.Shown, sure = rich.Seen(l.Runs)
			if l.Unsure = !sure; l.Shown == c.Text {
				l.Shown = ""
			}
		}
	}
	if c.Kind == Text && strings.HasPrefix(c.Text, `="`) {
		if value, wrapped := unwrap(c.Text); wrapped {
			l := c.own()
			l.Shown, l.Unseen = value, value == ""
		}
	}
	if style >= len(x.styles) || x.styles[style].shows == nil {
		return
	}
	f := x.styles[style].shows
	switch c.Kind {
	case Number:
		n, err := strconv.ParseFloat(c.Text, 64)
		if err != nil {
			return
		}
		if shown, ok := f.Number(n, x.book.Date1904); ok {
			l := c.own()
			l.Shown, l.Plain, l.Unseen = shown.Text, shown.Plain, shown.Text == ""
		}
	case Text:
		if shown, ok := f.String(c.Text); ok {
			l := c.own()
			l.Shown, l.Plain, l.Unseen = shown, shown, strings.TrimSpace(shown) == ""
		}
	}
}
