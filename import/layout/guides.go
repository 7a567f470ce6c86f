package layout

import "slices"

// Guide is a column that says what the counts in its row are: which of a record's rows
// (see [Rows]), in what unit, of which year.
type Guide struct {
	Col       int
	Header    string
	HeaderRow int
	Part      Part
	Field     string // of the counts: annual_volume, or online_volume where it is for them alone
	Told      bool   // a person said so
}

// guidesOf lists the guides of a table from the left.
func (t *Table) guidesOf(heads map[int]heading, own map[int]int, saved map[int]MappedColumn) {
	add := func(col int, part Part, field string) {
		t.Guides = append(t.Guides, Guide{col, heads[col].text(), own[col], part, field, saved[col].Part == part && saved[col].Field != ""})
	}
	if t.Rows != nil && t.Rows.Col != 0 {
		add(t.Rows.Col, PartRow, "online_volume")
	}
	for _, u := range t.Units {
		field := "online_volume"
		for _, i := range u.For {
			if t.Columns[i].Field == "annual_volume" {
				field = "annual_volume"
			}
		}
		add(u.Col, PartUnit, field)
	}
	if t.yearCol != 0 {
		add(t.yearCol, PartFiscalYear, "annual_volume")
	}
	slices.SortFunc(t.Guides, func(a, b Guide) int { return a.Col - b.Col })
}

// guideAt tells whether a column is a guide.
func (t *Table) guideAt(col int) bool {
	return slices.ContainsFunc(t.Guides, func(g Guide) bool { return g.Col == col })
}
