package importer

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/value"
	"tetsuzuki/import/workbook"
)

// record reads the cells of one row and hands the record over.
func (t *table) record(l layout.Line) error {
	rec := Record{Sheet: t.sheet.Name, Row: l.Row}
	if l.Torn.Why != layout.Whole {
		t.torn(l)
	}
	counts := make([]value.Count, len(t.columns))
	var online map[int]value.Count // that cells of totals name
	notes := t.Notes()
	for i := range t.columns {
		c := &t.columns[i]
		var v value.Value
		if c.field.Kind == form.Count {
			own, known := t.inUnit(c, i, l.Row, l.Cells[i].Text != "", notes)
			if !known || l.Cells[i].Text != "" && t.otherTime(c, l.Row, notes) {
				t.cells[i]++
				counts[i] = value.Count{State: value.NotProvided, Raw: value.Clean(l.Cells[i].Text)}
				continue
			}
			c = own
		}
		if len(c.Pieces) > 0 {
			v = t.joined(c, l.Pieces[i], &rec, i)
		} else {
			v = t.cell(c, &l.Cells[i], &rec, i)
		}
		if c.field.Kind == form.Count {
			counts[i] = v.Count
			if v.Online != nil {
				if online == nil {
					online = map[int]value.Count{}
				}
				online[i] = value.Count{Value: v.Online, State: value.Provided, Qualifier: value.Exact, Raw: v.Count.Raw}
			}
			if c.titled && v.Count.Raw != "" {
				rec.Titled = append(rec.Titled, c.name)
			}
			continue
		}
		c.set(&rec.Values, &v)
	}
	t.versioned(&rec)
	t.struckRow(l)
	t.doubtful(l)
	t.colour(l)
	t.rivals(l)
	t.inherit(&rec)
	if own, named := t.r.bureaus.own, rec.Values.Bureau; own != "" && named != "" && named != own && !t.r.bureaus.succeeds(own, named) {
		t.r.others[rec.Values.Bureau]++
	}
	if err := t.flush(); err != nil {
		return err
	}
	if t.Rows != nil {
		t.held = &held{rec, counts, map[int]value.Count{}}
		return nil
	}
	return t.complete(&rec, counts, online)
}

// complete brings the counts of a record together and hands it over. lower are those
// of the row below, where a record takes two, or that the cells of the totals name.
func (t *table) complete(rec *Record, counts []value.Count, lower map[int]value.Count) error {
	years := t.volumes(&rec.Values, counts, lower)
	t.rules(rec, years)
	t.twice(rec)
	if t.records++; t.records == 1 {
		t.out.FirstRow = rec.Row
	}
	t.out.LastRow = rec.Row
	t.r.records++
	if err := t.r.weigh(rec); err != nil {
		return err
	}
	return t.r.sink(*rec)
}

// cell reads one cell and notes what is to be said of it.
func (t *table) cell(c *column, cell *layout.Cell, rec *Record, i int) value.Value {
	at := func(f finding.Finding) {
		f.Sheet, f.Cell, f.Field = t.sheet.Name, workbook.CellName(c.Col, rec.Row), c.Field
		t.r.found.add(f)
		if f.Rule == finding.RuleOtherBureau {
			t.r.said++
		}
		if last := len(rec.Normalised) - 1; f.Normalised() && (last < 0 || rec.Normalised[last] != c.name) {
			rec.Normalised = append(rec.Normalised, c.name)
		}
	}
	if cell.Text != "" || cell.Kind != workbook.Blank {
		t.cells[i]++
	}
	raw := cell.Raw
	if raw == "" {
		raw = cell.Text
	}
	switch {
	case cell.Merged:
		at(
			finding.Finding{
				Severity: finding.Info,
				Rule:     finding.RuleMerged,
				Raw:      clip(raw),
				Read:     clip(cell.Text),
				Message:  c.field.Label + "の結合セルの値を、結合した範囲のすべての行の値として読みました。",
				Example:  "結合を解き、すべての行に値を書く",
			},
		)
	case cell.Ditto:
		at(
			finding.Finding{
				Severity: finding.Info,
				Rule:     "L2-02",
				Raw:      raw,
				Read:     clip(cell.Text),
				Message:  c.field.Label + "の「〃」「同上」などを、上の行の値として読みました。",
				Example:  c.field.Example,
			},
		)
	}
	if cell.Formula && cell.Kind == workbook.Blank {
		at(
			finding.Finding{
				Severity: finding.Error,
				Rule:     finding.RuleFormulaNoValue,
				Message:  c.field.Label + "の数式に、計算結果が保存されていません。Excelで開いて保存し直すか、値を入力してください。",
				Example:  c.field.Example,
			},
		)
		return value.Value{}
	}
	if text, wrong := t.uncalculated(c, cell, rec.Row, at); wrong {
		if text == "" {
			return value.Value{Count: value.Count{State: value.NotProvided, Raw: cell.Text}}
		}
		cell = &layout.Cell{Cell: workbook.Cell{Col: cell.Col, Text: text, Kind: workbook.Number}}
	} else if cell.Formula {
		at(finding.Finding{Severity: finding.Info, Rule: finding.RuleFormula, Raw: clip(raw),
			Message: c.field.Label + "の数式は、保存されている計算結果を読みました。", Example: "値だけを貼り付ける"})
	}
	t.look(c, cell, at)
	if c.unknown != nil && cell.Text != "" {
		if meaning, ok := c.unknown[form.MarkKey(cell.Text)]; ok {
			at(
				finding.Finding{
					Severity: finding.Error,
					Rule:     "L2-04",
					Raw:      raw,
					Message:  fmt.Sprintf("「%s」は凡例で「%s」とありますが、%sの選択肢にありません。", raw, meaning, c.field.Label),
					Example:  c.field.Example,
				},
			)
			return value.Value{}
		}
	}
	look := cell.Look()
	v, found := value.Parse(
		c.field,
		value.Cell{
			Text:   cell.Text,
			Number: cell.Kind == workbook.Number,
			Date:   cell.Date,
			Bool:   cell.Kind == workbook.Bool,
			Error:  cell.Kind == workbook.ErrorValue,
			Shown:  look.Shown,
			Plain:  look.Plain,
			Unseen: look.Unseen,
			Unsure: look.Unsure,
		},
		&c.ctx,
	)
	for _, f := range found {
		at(f)
	}
	return v
}

// rivals tells of a value in a column that was not read because another one has
// its field, where that one is blank: as in one column for each choice.
func (t *table) rivals(l layout.Line) {
	for _, u := range t.Unmapped {
		if u.Rival == 0 {
			continue
		}
		i := slices.IndexFunc(t.columns, func(c column) bool { return c.Col == u.Rival })
		if i < 0 || l.Cells[i].Text != "" {
			continue
		}
		if raw := value.Clean(t.Text(u.Col)); raw != "" {
			t.r.found.add(
				finding.Finding{
					Severity: finding.Warning,
					Rule:     finding.RuleSecondColumn,
					Sheet:    t.sheet.Name,
					Cell:     workbook.CellName(u.Col, l.Row),
					Field:    u.Field,
					Raw:      clip(raw),
					Message: "「" + clip(
						raw,
					) + "」は読み取りませんでした。" + t.columns[i].field.Label + "として読んだ" + workbook.ColumnName(
						u.Rival,
					) + "列は空欄です。値を一つの列にまとめてください。",
					Example: t.columns[i].field.Example,
				},
			)
		}
	}
}

// inherit fills in what stands above the table rather than in its columns.
func (t *table) inherit(rec *Record) {
	v := &rec.Values
	if v.Bureau == "" {
		v.Bureau = t.titled.bureau
	}
	if v.Department == "" {
		v.Department = rec.titled("department", t.titled.department)
	}
	if v.Division == "" {
		v.Division = rec.titled("division", t.titled.division)
	}
}

// titled is what a text above says of a field of the row, if any does.
func (r *Record) titled(field, said string) string {
	if said != "" {
		r.Titled = append(r.Titled, field+"."+said)
	}
	return said
}

// volumes puts the counts of each year into the record.
func (t *table) volumes(v *Values, counts []value.Count, lower map[int]value.Count) []value.YearCounts {
	if len(t.years) == 0 {
		return nil
	}
	v.Volumes = make([]Volume, len(t.years))
	out := make([]value.YearCounts, len(t.years))
	for k, y := range t.years {
		v.Volumes[k].FiscalYear, out[k].FiscalYear = y.year, y.year
		if y.total >= 0 {
			total := counts[y.total]
			if below, ok := lower[y.total]; ok && y.online < 0 {
				if t.Rows != nil && t.Rows.OnlineFirst {
					total, below = below, total
				}
				out[k].Online = below
				v.Volumes[k].Online = Count(below)
			}
			out[k].Total = total
			v.Volumes[k].Total = Count(total)
		}
		if y.online >= 0 {
			part := counts[y.online]
			if named, ok := lower[y.total]; ok && t.Rows == nil && part.Raw == "" {
				part = named
			}
			out[k].Online = part
			v.Volumes[k].Online = Count(part)
		}
	}
	return out
}

// rules applies the rules over several cells of the row.
func (t *table) rules(rec *Record, years []value.YearCounts) {
	v := &rec.Values
	if !t.HasName() && v.ProcedureName == "" {
		v.ProcedureName = missingColumn // said once, of the header
		defer func() { v.ProcedureName = "" }()
	}
	for _, f := range value.CheckRow(value.Row{ProcedureName: v.ProcedureName, DigitizationStatus: v.DigitizationStatus,
		DigitizedOn:       v.DigitizedOn,
		NationalLawChange: v.NationalLawChange, LawToChange: v.LawToChange, Years: years, Form: t.r.form()}) {
		f.Finding.Sheet = t.sheet.Name
		f.Finding.Cell = t.cellOf(f.Finding.Field, f.FiscalYear, rec.Row)
		t.r.found.add(f.Finding)
	}
}

const missingColumn = "\x00"

// cellOf names the cell of a field in a row; the table's first column where the
// field has none.
func (t *table) cellOf(field string, year, row int) string {
	if field == "online_volume" && t.Rows != nil {
		field = "annual_volume"
	}
	for _, c := range t.columns {
		if c.Field == field && (year == 0 || c.FiscalYear == year) {
			return workbook.CellName(c.Col, row)
		}
	}
	return workbook.CellName(t.leftmost(), row)
}

var seed = maphash.MakeSeed()

// twice tells of rows alike in everything that identifies a process, and of an ID
// that stands twice.
func (t *table) twice(rec *Record) {
	v := &rec.Values
	here := place{t.number, int32(rec.Row)}
	if strings.HasPrefix(v.ProcessID, "P-") { // the registry's own; other numbers identify nothing
		if first, ok := t.r.ids[v.ProcessID]; ok {
			t.r.found.add(
				finding.Finding{
					Severity: finding.Error,
					Rule:     finding.RuleDuplicateID,
					Sheet:    rec.Sheet,
					Cell:     t.cellOf("process_id", 0, rec.Row),
					Field:    "process_id",
					Raw:      v.ProcessID,
					Message:  "手続ID「" + v.ProcessID + "」は" + t.r.name(first, here) + "にもあります。",
					Example:  "新しい手続の行は空欄にする",
				},
			)
			return
		}
		t.r.ids[v.ProcessID] = here
		return
	}
	if v.ProcedureName == "" {
		return
	}
	var h maphash.Hash
	h.SetSeed(seed)
	for _, s := range [...]string{v.ProcessID, v.Bureau, v.Department, v.Division, v.ProcedureName, v.ProcessName, v.ProcessType,
		v.Applicant, v.Recipient, v.LegalBasis, v.LegalArticle} {
		h.WriteString(s)
		h.WriteByte(0)
	}
	k := h.Sum64()
	first, ok := t.r.seen[k]
	if !ok {
		t.r.seen[k] = here
		return
	}
	t.r.found.add(
		finding.Finding{
			Severity: finding.Warning,
			Rule:     finding.RuleDuplicateRow,
			Sheet:    rec.Sheet,
			Cell:     t.cellOf("procedure_name", 0, rec.Row),
			Field:    "procedure_name",
			Raw:      clip(v.ProcedureName),
			Message:  t.r.name(first, here) + "と、手続を見分ける項目がすべて同じです。別の手続プロセスとして読みました。",
			Example:  "別の手続なら手続名や条項を書き分け、重複なら一方を削除する",
		},
	)
}

// name is how a message names a row, seen from another.
func (r *reading) name(p, from place) string {
	if p.sheet == from.sheet {
		return fmt.Sprintf("%d行目", p.row)
	}
	return fmt.Sprintf("シート「%s」の%d行目", r.book.Sheets[p.sheet].Name, p.row)
}
