package importer

import (
	"fmt"
	"slices"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
)

// inUnit is a column of counts as it is read in one row: in the unit that the row's own
// cell, or a note about the row, says. ok is false where that is no unit of cases.
func (t *table) inUnit(c *column, i, row int, filled bool, notes []*layout.RowNote) (of *column, ok bool) {
	cell, col, has := t.UnitOf(i)
	var unit int
	switch {
	case has && filled:
		at := workbook.CellName(col, row)
		if value.Clean(cell.Text) == "" {
			t.sayUnit(c, row, finding.Warning, "", fmt.Sprintf("単位の列（%s）が空欄なので、数字をそのまま件数として読みました。確かめてください。", at))
			unit = 1
			break
		}
		if unit, ok = layout.CellUnit(cell.Text); !ok {
			t.sayUnit(
				c,
				row,
				finding.Error,
				clip(cell.Text),
				fmt.Sprintf("単位の列（%s）の「%s」は件数の単位ではないため、%sを読み取りませんでした。", at, clip(cell.Text), c.field.Label),
			)
			return c, false
		}
		if said := int(c.ctx.Unit); said > 1 && said != unit {
			t.sayUnit(
				c,
				row,
				finding.Warning,
				clip(cell.Text),
				fmt.Sprintf("見出しや表題の単位と、単位の列（%s）の「%s」が違います。単位の列のとおりに読みました。", at, clip(cell.Text)),
			)
		}
	default:
		i := slices.IndexFunc(notes, func(n *layout.RowNote) bool { return n.Unit > 0 })
		if i < 0 || !filled {
			return c, true
		}
		unit = notes[i].Unit
		if unit == int(c.ctx.Unit) {
			return c, true
		}
		t.sayUnit(c, row, finding.Info, notes[i].Text, fmt.Sprintf("「%s」とあるので、この行の数字を %d 倍して読みました。", clip(notes[i].Text), unit))
	}
	own := *c
	own.ctx.Unit = int64(unit)
	own.Pieces = append([]layout.Piece(nil), c.Pieces...)
	for k := range own.Pieces {
		own.Pieces[k].Unit = unit
	}
	return &own, true
}

// sayUnit notes a finding about the unit of a row's count.
func (t *table) sayUnit(c *column, row int, severity finding.Severity, raw, message string) {
	t.r.found.add(
		finding.Finding{
			Severity: severity,
			Rule:     finding.RuleUnit,
			Sheet:    t.sheet.Name,
			Cell:     workbook.CellName(c.Col, row),
			Field:    c.Field,
			Raw:      raw,
			Message:  message,
			Example:  "千件",
		},
	)
}
