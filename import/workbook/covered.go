package workbook

import "slices"

// covers tells which cells lie under a merged cell. Rows are asked about from the top.
// Programs other than Excel keep what such cells held, and nobody sees it.
type covers struct {
	coming []Range // by first row
	open   []cover // that reach the row, by first column; none overlaps another
}

// cover is a merged cell with what is seen in it.
type cover struct {
	Range
	text string
}

func newCovers(merges []Range) *covers {
	c := &covers{coming: slices.Clone(merges)}
	slices.SortStableFunc(c.coming, func(a, b Range) int { return a.FirstRow - b.FirstRow })
	return c
}

// mark marks the cells of a row that lie under a merged cell.
func (c *covers) mark(r Row) {
	if len(c.coming) > 0 && c.coming[0].FirstRow <= r.Number {
		c.open = slices.DeleteFunc(c.open, func(m cover) bool { return m.LastRow < r.Number })
		for len(c.coming) > 0 && c.coming[0].FirstRow <= r.Number {
			if c.coming[0].LastRow >= r.Number {
				c.add(c.coming[0])
			}
			c.coming = c.coming[1:]
		}
	}
	if len(c.open) == 0 {
		return
	}
	for i := range r.Cells {
		at := &r.Cells[i]
		k, found := slices.BinarySearchFunc(c.open, at.Col, func(m cover, col int) int { return m.FirstCol - col })
		if !found {
			k--
		}
		if k < 0 {
			continue
		}
		m := &c.open[k]
		switch {
		case m.LastRow < r.Number || at.Col > m.LastCol:
		case r.Number == m.FirstRow && at.Col == m.FirstCol:
			m.text = at.Text
		default:
			at.Covered, at.Seen = true, m.text
		}
	}
}

// add opens a range, unless it overlaps one that is open, which no program writes.
func (c *covers) add(m Range) {
	k, found := slices.BinarySearchFunc(c.open, m.FirstCol, func(o cover, col int) int { return o.FirstCol - col })
	if found || k > 0 && c.open[k-1].LastCol >= m.FirstCol || k < len(c.open) && c.open[k].FirstCol <= m.LastCol {
		return
	}
	c.open = slices.Insert(c.open, k, cover{Range: m})
}
