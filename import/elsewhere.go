package importer

import (
	"maps"
	"slices"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
)

// elsewhere gives the tables what other sheets say of their marks: the legends and the
// notes of sheets that hold no inventory.
func (r *reading) elsewhere(results []*layout.Result) {
	var legends []layout.Legend
	var defined []layout.Definition
	for i, s := range r.book.Sheets {
		if len(results[i].Tables) == 0 || exampleSheet(s.Name) {
			legends = append(legends, results[i].Legends...)
			defined = append(defined, results[i].Defined...)
		}
	}
	for i, s := range r.book.Sheets {
		if len(results[i].Tables) == 0 || exampleSheet(s.Name) {
			r.colourLegends(s, results[i].Loose)
		}
		if exampleSheet(s.Name) {
			continue
		}
		for _, t := range results[i].Tables {
			r.borrow(t, s, legends)
		}
		if len(results[i].Tables) > 0 {
			results[i].Elsewhere = defined
		}
	}
}

// borrow lets a table take the legends of other sheets, and says so.
func (r *reading) borrow(t *layout.Table, of *workbook.Sheet, legends []layout.Legend) {
	took := t.Borrow(legends)
	for _, c := range t.Columns {
		l, ok := took[c.Col]
		if !ok {
			continue
		}
		if r.lent[l.Sheet] == nil {
			r.lent[l.Sheet] = map[layout.Place]int{}
		}
		r.lent[l.Sheet][l.Place] = l.Cells
		var marks []string
		for _, mark := range slices.Sorted(maps.Keys(l.Marks)) {
			marks = append(marks, mark+"："+l.Marks[mark])
		}
		r.found.add(
			finding.Finding{
				Severity: finding.Info,
				Rule:     finding.RuleLegendOf,
				Sheet:    of.Name,
				Cell:     workbook.CellName(c.Col, c.HeaderRow),
				Field:    c.Field,
				Raw:      clip(c.Header),
				Message: "シート「" + l.Sheet + "」の" + workbook.CellName(
					l.Col,
					l.Row,
				) + "にある凡例（" + strings.Join(
					marks,
					"、",
				) + "）に従って、「" + c.Header + "」の記号を読みました。",
				Example: "見出しに凡例を書く（○：実施済、△：一部実施済、×：未着手）",
			},
		)
	}
}

// lentBy is how many cells of a sheet hold the legends that it lent.
func (r *reading) lentBy(s *workbook.Sheet) int {
	n := 0
	for _, cells := range r.lent[s.Name] {
		n += cells
	}
	return min(n, s.CellCount)
}

// define tells a column of counts what dashes and blanks mean, where a note says so.
func (t *table) define(c *column) {
	if c.field.Kind != form.Count {
		return
	}
	for sign, of := range map[layout.Sign]**value.Meaning{
		layout.DashSign: &c.ctx.Dash,
		layout.DotsSign: &c.ctx.Dots,
		layout.NoSign:   &c.ctx.Blank,
	} {
		d, ok := layout.Defines(t.found.Defined, sign, c.Field == "online_volume")
		if !ok {
			d, ok = layout.Defines(t.found.Elsewhere, sign, c.Field == "online_volume")
		}
		if !ok {
			continue
		}
		*of = &value.Meaning{Means: d.Means, Note: clip(value.Clean(d.Text))}
	}
}
