package workbook

import (
	"strconv"
	"strings"

	"tetsuzuki/import/internal/rich"
)

// show fills in what a person sees in a cell, where that is not what was saved.
func (x *xlsxBook) show(c *Cell, style int) {
	if c.Kind == Text && c.Text != "" && c.Text[0] < ' ' && rich.Marked(c.Text) {
		c.Text, c.Runs = rich.Runs(c.Text)
		if c.Struck = c.Struck || rich.AllStruck(c.Runs); !c.Struck {
			var sure bool
			c.Shown, sure = rich.Seen(c.Runs)
			if c.Unsure = !sure; c.Shown == c.Text {
				c.Shown = ""
			}
		}
	}
	if style >= len(x.styles) {
		return
	}
	f := x.styles[style].shows
	if f == nil {
		return
	}
	switch c.Kind {
	case Number:
		n, err := strconv.ParseFloat(c.Text, 64)
		if err != nil {
			return
		}
		if shown, ok := f.Number(n, x.book.Date1904); ok {
			c.Shown, c.Plain, c.Unseen = shown.Text, shown.Plain, shown.Text == ""
		}
	case Text:
		if shown, ok := f.String(c.Text); ok {
			c.Shown, c.Plain, c.Unseen = shown, shown, strings.TrimSpace(shown) == ""
		}
	}
}
