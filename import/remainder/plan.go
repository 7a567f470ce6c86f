package remainder

import (
	importer "tetsuzuki/import"
	"tetsuzuki/import/workbook"
)

// plan says which rows of a sheet are taken over.
type plan struct {
	source  *workbook.Sheet
	name    string
	records map[int]bool   // the faulty rows
	ignored map[int]string // rows among and below the records that are none, by their reason
	spans   []span         // of the tables
	faulty  int
	tables  int
}

// span are the rows of a table.
type span struct {
	head, headEnd int // its header
	first, last   int // its records
	wanted        bool
}

func newPlan(s *workbook.Sheet, rep *importer.Report, faulty map[Row]bool) *plan {
	p := &plan{source: s, name: s.Name, records: map[int]bool{}, ignored: map[int]string{}}
	for r := range faulty {
		if r.Sheet == s.Name {
			p.records[r.Row] = true
		}
	}
	p.faulty = len(p.records)
	for _, t := range rep.Tables {
		if t.Sheet != s.Name {
			continue
		}
		p.tables++
		at := span{head: t.HeaderRows[0], headEnd: t.HeaderRows[len(t.HeaderRows)-1], first: t.FirstRow, last: t.LastRow}
		for row := range p.records {
			at.wanted = at.wanted || at.first <= row && row <= at.last
		}
		p.spans = append(p.spans, at)
		for _, r := range t.IgnoredRows {
			p.ignored[r.Row] = r.Reason
		}
	}
	return p
}

// role is what a row is to the new workbook.
type role uint8

const (
	left   role = iota // out
	around             // a title, a header, a note: as it stands
	header
	record // a faulty one
	right  // a record without an error: out, but what stands in it may count below
)

// role says what becomes of a row.
func (p *plan) role(row int) role {
	if p.records[row] {
		return record
	}
	reason, ignored := p.ignored[row]
	if ignored && reason != "note" {
		return left // sums would be wrong now, and headers stand once
	}
	for _, s := range p.spans {
		switch {
		case s.head <= row && row <= s.headEnd && s.wanted:
			return header
		case s.head <= row && row <= s.headEnd:
			return left
		case s.first <= row && row <= s.last && ignored && !s.wanted:
			return left
		case s.first <= row && row <= s.last && !ignored:
			return right
		}
	}
	return around
}

// body reports whether a row lies among the records of a table.
func (p *plan) body(row int) bool {
	for _, s := range p.spans {
		if s.first <= row && row <= s.last {
			return true
		}
	}
	return false
}
