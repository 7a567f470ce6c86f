package structure

import (
	importer "tetsuzuki/import"
)

// alikeFrom is the share of the headers of the wider of two tables from which on they
// are taken for the same table of different years.
const alikeFrom = 0.5

// alike is the table of the memories, from the newest to the oldest, whose headers
// are most like the table's; nil where none is like it.
func alike(t importer.Table, memories []Memory) *Table {
	own := map[string]bool{}
	for _, c := range columnsOf(t) {
		if c.header != "" {
			own[keyOf(c.header)] = true
		}
	}
	var best *Table
	most := 0.0
	for _, m := range memories {
		for i := range m.Tables {
			its, common := map[string]bool{}, 0
			for _, c := range m.Tables[i].Columns {
				if k := keyOf(c.Header); !its[k] {
					its[k] = true
					if own[k] {
						common++
					}
				}
			}
			if share := float64(common) / float64(max(len(own), len(its), 1)); share >= alikeFrom && share > most {
				best, most = &m.Tables[i], share
			}
		}
	}
	return best
}

// keyOf is a header without its year; one that is nothing but a year has a key too.
func keyOf(header string) string {
	if k := importer.HeaderKey(header); k != "" {
		return k
	}
	return "年度のみ"
}

// times counts the columns with the same header.
type times map[string]int

// next is the place of a column among those with its header, from 0.
func (t times) next(header string) int {
	k := keyOf(header)
	t[k]++
	return t[k] - 1
}

// with are the table's columns with a header.
func (t *Table) with(header string) []Column {
	var out []Column
	for _, c := range t.Columns {
		if keyOf(c.Header) == keyOf(header) {
			out = append(out, c)
		}
	}
	return out
}

// was is what the nth column with a header was; known tells whether there were any.
// Columns that all meant the same are not told apart: their years are.
func (t *Table) was(header string, n int) (c Column, known bool) {
	if t == nil || header == "" {
		return Column{}, false
	}
	all := t.with(header)
	switch {
	case len(all) == 0:
		return Column{}, false
	case oneField(all):
		return all[0], true
	case n < len(all):
		return all[n], true
	}
	return Column{}, true
}

func oneField(columns []Column) bool {
	for _, c := range columns {
		if c.Field != columns[0].Field || c.Part != columns[0].Part || c.Choice != columns[0].Choice {
			return false
		}
	}
	return true
}

// gone are the columns of the remembered table that this one no longer has.
func (t *Table) gone(now importer.Table) []Column {
	if t == nil {
		return nil
	}
	counts := times{}
	for _, c := range columnsOf(now) {
		if c.header != "" {
			counts.next(c.header)
		}
	}
	var out []Column
	before := times{}
	for _, c := range t.Columns {
		n := before.next(c.Header)
		if have := counts[keyOf(c.Header)]; have == 0 || n >= have && !oneField(t.with(c.Header)) {
			out = append(out, c)
		}
	}
	return out
}
