package report

import (
	"tetsuzuki/internal/registry"
)

func (p Progress) addPriority(b *book) error {
	rank := 0
	return p.addShort(b, prioritySheet, p.Priority, []head{{"順位", 7, style{middle: true}}}, func(*registry.Process) []cell {
		rank++
		return []cell{int64(rank)}
	})
}

func (p Progress) addUndecidable(b *book) error {
	return p.addShort(b, undecidableSheet, p.Undecidable, nil, func(*registry.Process) []cell { return nil })
}

// addShort makes a sheet with what decides a process's priority and what is missing of it,
// after the columns of its own.
func (p Progress) addShort(b *book, sheet string, part Part, own []head, first func(*registry.Process) []cell) error {
	columns := append(own, []head{
		{"手続ID", 13, style{}}, {"局", 22, style{}}, {"手続名", 40, style{}}, {"根拠法令", 26, style{}}, {"根拠条項", 12, style{}},
		{"年間件数", 13, style{number: countFormat}}, {"件数の記載", 16, style{indent: true}}, {"件数の年度", 12, style{}}, {"判定のもと", 22, style{}},
		{"デジタル化状況", 13, style{}}, {"デジタル化予定年度", 11, style{}}, {"国の法令改正の要否", 11, style{}}, {"足りないもの", 30, style{}},
	}...)
	t, err := b.listTable(sheet, sheet, columns, part.N, 0)
	if err != nil {
		return err
	}
	f := p.labels().form()
	for row, err := range part.Rows {
		if err != nil {
			return err
		}
		r := &row.Process
		cells := append(first(r), r.ID.String(), r.Bureau, r.ProcedureName, textCell(r.LegalBasis), textCell(r.LegalArticle))
		cells = append(cells, p.deciding(r)...)
		var planned cell
		if r.PlannedFiscalYear != 0 {
			planned = registry.EraYear(r.PlannedFiscalYear)
		}
		cells = append(cells, textCell(f.CodeList("digitization_status").Label(string(r.Status))), planned,
			f.CodeList("national_law_change").Label(string(r.NationalLawChange)), textCell(p.Judge.Missing(*r)))
		if err := t.add(cells); err != nil {
			return err
		}
	}
	return p.finishList(b, t, sheet, len(columns), part.N)
}

// printedRows is how many rows of a long list are printed: two or three pages.
const printedRows = 90

// finishList ends the sheet of a list, of which the first rows are printed.
func (p Progress) finishList(b *book, t *table, sheet string, columns, rows int) error {
	if rows > printedRows {
		if err := b.printOnly(sheet, columns, printedRows+1); err != nil {
			return err
		}
	}
	if err := b.printWhole(sheet); err != nil {
		return err
	}
	if err := b.printName(sheet, p.moments()); err != nil {
		return err
	}
	return t.finish()
}

// deciding tells the volume that decides, in the bureau's own words where it is not exact, its
// year, and what decided. Unknown is not zero.
func (p Progress) deciding(r *registry.Process) []cell {
	var volume, written, year, why cell = nil, "不明", nil, "件数が不明"
	if d := r.Deciding; d != nil {
		year, volume, written, why = registry.EraYear(d.FiscalYear), *d.Total.Value, nil, "件数"
		if d.Total.Qualifier != registry.Exact {
			written, why = countCell(d.Total), "件数（正確ではありません）"
		}
	}
	if cause := r.Cause(p.Figures.Threshold); cause != "" {
		why = cause.Label()
	}
	if r.Override != "" {
		why = "人の判断：" + r.OverrideReason
	}
	return []cell{volume, written, year, why}
}
