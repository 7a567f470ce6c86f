package importer

import (
	"fmt"
	"slices"

	"tetsuzuki/import/finding"
)

// collector gathers the findings of a reading in bounded memory: infos that say the
// same of a column count as one, so do errors and warnings where there are many, and
// beyond the limit the rest is counted.
type collector struct {
	list   []finding.Finding
	same   map[sameness]int // infos: place in list
	limit  int
	over   map[finding.Severity]int
	listed int             // errors and warnings
	heaps  map[alike]*heap // errors and warnings that are alike
	runs   map[int]*runs   // cells of findings that stand for several, by place in list
	noted  int             // runs of cells
	room   int             // bytes of texts that are left
}

// sameness is what two infos share when one of them stands for both.
type sameness struct {
	rule, sheet, field, message string
}

// newCollector lists up to limit errors and warnings and as many infos, with texts of
// so many bytes.
func newCollector(limit, bytes int) *collector {
	return &collector{
		same:  map[sameness]int{},
		heaps: map[alike]*heap{},
		limit: limit,
		over:  map[finding.Severity]int{},
		runs:  map[int]*runs{},
		room:  bytes,
	}
}

// The lengths, in characters, to which texts of a cell are cut in a finding.
const (
	longestRaw     = 200
	longestMessage = 600
)

// cut shortens what a finding quotes of a cell, which may be as long as a cell can be.
func cut(f *finding.Finding) {
	for text, most := range map[*string]int{&f.Raw: longestRaw, &f.Read: longestRaw, &f.Example: longestRaw, &f.Message: longestMessage} {
		if len(*text) > most { // else it is no longer in characters either
			*text = clipTo(*text, most)
		}
	}
}

// fits takes the finding's texts from the room that is left, if they fit into it.
func (c *collector) fits(f finding.Finding) bool {
	n := len(f.Sheet) + len(f.Raw) + len(f.Read) + len(f.Message) + len(f.Example)
	if n > c.room {
		return false
	}
	c.room -= n
	return true
}

func (c *collector) add(f finding.Finding) {
	f.Count = max(f.Count, 1)
	cut(&f)
	if f.Severity == finding.Info {
		k := sameness{f.Rule, f.Sheet, f.Field, f.Message}
		if i, ok := c.same[k]; ok {
			c.list[i].Count += f.Count
			c.note(i, f)
			return
		}
		if len(c.same) < c.limit && c.fits(f) {
			c.same[k] = len(c.list)
			c.list = append(c.list, f)
			return
		}
		c.over[f.Severity] += f.Count
		return
	}
	if c.gather(f) {
		return
	}
	if c.listed++; c.listed > c.limit || !c.fits(f) {
		c.over[f.Severity] += f.Count
		return
	}
	c.list = append(c.list, f)
	c.enter(f)
}

// all are the findings, with one more for each severity that went over the limit.
func (c *collector) all() []finding.Finding {
	for i, r := range c.runs {
		c.list[i].Cells = r.cells()
	}
	for _, h := range c.heaps {
		if h.one >= 0 && len(c.list[h.one].Cells) == 0 { // there was no room to name them
			c.list[h.one].Cells = []string{c.list[h.one].Cell}
		}
	}
	c.list = slices.DeleteFunc(c.list, func(f finding.Finding) bool { return f.Rule == "" })
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Info} {
		if n := c.over[s]; n > 0 {
			c.list = append(c.list, tooMany(s, n))
		}
	}
	return c.list
}

// tooMany says how many findings are not listed.
func tooMany(s finding.Severity, n int) finding.Finding {
	return finding.Finding{Severity: s, Rule: finding.RuleTooMany, Count: n,
		Message: fmt.Sprintf("指摘が多いため、ほかの「%s」%d 件は数だけを示します。示された指摘を直してから、もう一度読み込んでください。", s.Label(), n),
		Example: "示された指摘を直したファイル"}
}

// summarize counts tables, records and findings.
func summarize(r *Report, records int) Summary {
	s := Summary{Tables: len(r.Tables), Records: records}
	for _, f := range r.Findings {
		n := f.Places()
		if f.Rule == finding.RuleTooMany {
			n = f.Count
		}
		switch f.Severity {
		case finding.Error:
			s.Errors += n
		case finding.Warning:
			s.Warnings += n
		default:
			s.Infos++
		}
	}
	return s
}
