package importer

import (
	"fmt"

	"tetsuzuki/import/finding"
)

// mostAlike is how many errors or warnings that are alike are listed one by one. Where
// there are more, one stands for them and names their cells.
const mostAlike = 50

// alike is what such findings share: all but their cells, or with an empty message and
// raw text no more than what they break.
type alike struct {
	severity           finding.Severity
	rule, sheet, field string
	raw, message       string
}

// heap are the findings that are alike.
type heap struct {
	listed []int // places in the list; of those that say the same
	lines  int   // of the list; of those that break the same
	one    int   // place of the one that stands for the others, -1 while there is none
}

func (c *collector) heap(k alike) *heap {
	h := c.heaps[k]
	if h == nil {
		h = &heap{one: -1}
		c.heaps[k] = h
	}
	return h
}

// gather puts an error or a warning to those like it, where there are so many that one
// stands for them; else it reports that the finding is to be listed. Those that say the
// same become one. Of those that only break the same, the first stay.
func (c *collector) gather(f finding.Finding) (gathered bool) {
	if f.Cell == "" || f.Count > 1 {
		return false
	}
	k := alike{f.Severity, f.Rule, f.Sheet, f.Field, f.Raw, f.Message}
	same := c.heaps[k]
	k.raw, k.message = "", ""
	rest := c.heap(k)
	switch {
	case same != nil && same.one >= 0:
		c.join(same.one, f)
	case same != nil && len(same.listed) == mostAlike:
		same.one = same.listed[0]
		for _, i := range same.listed[1:] {
			c.join(same.one, c.list[i])
			c.list[i].Rule = "" // taken off the list at the end
		}
		c.join(same.one, f)
		rest.lines -= mostAlike - 1
		c.listed -= mostAlike - 1
	case rest.one >= 0:
		c.join(rest.one, f)
		c.list[rest.one].Message = fmt.Sprintf("同じ種類の指摘が、ほかに %d か所あります。%s", c.list[rest.one].Count, finding.Reason(f.Rule))
	case rest.lines >= mostAlike, f.Rule == finding.RuleBadID && rest.lines > 0:
		rest.one = len(c.list)
		f.Message, f.Raw, f.Read = "同じ種類の指摘が、ほかに 1 か所あります。"+finding.Reason(f.Rule), "", ""
		c.list = append(c.list, f)
	default:
		return false
	}
	return true
}

// enter notes a finding that has just been listed.
func (c *collector) enter(f finding.Finding) {
	if f.Cell == "" || f.Count > 1 {
		return
	}
	k := alike{f.Severity, f.Rule, f.Sheet, f.Field, f.Raw, f.Message}
	same := c.heap(k)
	same.listed = append(same.listed, len(c.list)-1)
	k.raw, k.message = "", ""
	c.heap(k).lines++
}

// join counts a finding with the one that stands for it.
func (c *collector) join(one int, f finding.Finding) {
	c.list[one].Count++
	c.note(one, f)
}
