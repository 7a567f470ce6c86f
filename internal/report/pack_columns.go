package report

import (
	"slices"

	"tetsuzuki/import/form"
	"tetsuzuki/import/stamp"
	"tetsuzuki/internal/registry"
)

// packAsks are the fields whose answers a round asks for anew. Beside their cells stand the last
// answers.
var packAsks = []string{"annual_volume", "online_volume", "digitization_status", "planned_fiscal_year", "digitized_on", "obstacle",
	"national_law_change", "platform"}

// The colours of a pack: of what is to be filled in, and of what is not.
const (
	shadeAsked = "#FFD43D"
	shadeLast  = "#EEEEEE"
)

// packColumn is a column of a pack.
type packColumn struct {
	column
	asked bool // its cells are to be filled in
	last  bool // it shows last answers, or the version: nothing is to be written
}

// columns are those of the inventory form, each that is asked for behind its last answers, and
// the version of the row behind its ID.
func (p *pack) columns() []packColumn {
	all := make([]packColumn, 0, len(p.form.Fields())+len(packAsks)+1)
	for i := range p.form.Fields() {
		d := &p.form.Fields()[i]
		asked := slices.Contains(packAsks, d.Key)
		if asked {
			all = append(all, packColumn{column: p.lastColumn(d), last: true})
		}
		c := column{d, d.Label, valueOfForm(d)}
		if of := countOf(d.Key); of != nil {
			c = countColumn(d, p.round.FiscalYear, of)
		}
		all = append(all, packColumn{column: c, asked: asked})
		if d.Key == "process_id" {
			all = append(all, packColumn{column: p.versionColumn(), last: true})
		}
	}
	return all
}

// valueOfForm is [valueOf] for the fields that have no year.
func valueOfForm(d *form.Field) func(*Row) cell {
	if d.Kind == form.Count {
		return nil
	}
	return valueOf(d)
}

// countOf is the number that a field of counts stands for; nil for others.
func countOf(key string) func(*registry.Volume) registry.Count {
	switch key {
	case "annual_volume":
		return totalOf
	case "online_volume":
		return onlineOf
	}
	return nil
}

// lastColumn shows the last answers to a field: of the year before, or as they stood before the round.
func (p *pack) lastColumn(d *form.Field) column {
	beside := *d
	beside.Note, beside.Example, beside.List, beside.Required = form.LastTimeNote, "", nil, false
	if of := countOf(d.Key); of != nil {
		c := countColumn(d, p.round.FiscalYear-1, of)
		return column{&beside, form.LastTime + c.header, c.of}
	}
	value := valueOf(d)
	return column{&beside, form.LastTime + d.Label, func(r *Row) cell {
		before, ok := p.before[r.Process.ID]
		if !ok {
			return nil
		}
		return value(&Row{Process: before})
	}}
}

func (p *pack) versionColumn() column {
	d := &form.Field{Key: "version", Label: form.VersionHeader, Kind: form.Text, Note: form.VersionNote, Width: 6}
	return column{d, d.Label, func(r *Row) cell { return stamp.Row(p.base, r.Process.ID.String()) }}
}

// packHeads are the columns as the table's header.
func packHeads(columns []packColumn) []head {
	plain := make([]column, len(columns))
	for i, c := range columns {
		plain[i] = c.column
	}
	all := heads(plain)
	for i, c := range columns {
		switch {
		case c.asked:
			all[i].style.headShade = shadeAsked
		case c.last:
			all[i].style.headShade, all[i].style.shade, all[i].style.note = shadeLast, shadeLast, true
		}
	}
	return all
}

// packAids are the columns with the notes and drop-downs of the blank form; last answers have a note.
func packAids(columns []packColumn) []form.Column {
	all := make([]form.Column, len(columns))
	for i, c := range columns {
		d := c.field
		if c.last {
			copied := *d
			copied.Kind = form.Text // nothing is chosen there
			d = &copied
		}
		all[i] = form.Column{Field: d, Header: c.header}
	}
	return all
}
