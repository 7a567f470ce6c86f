package page

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	importer "tetsuzuki/import"
	"tetsuzuki/import/structure"
	"tetsuzuki/import/workbook"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/web/request"
)

// drawing makes a page of a reading; entered is what was entered before a mistake.
type drawing struct {
	intake.Structure
	entered url.Values
}

// value is what was entered under a name, else what holds now.
func (d drawing) value(name, now string) string {
	if d.entered != nil && d.entered.Has(name) {
		return d.entered.Get(name)
	}
	return now
}

// Names of inputs: those of columns begin with what they say, then the sheet, the
// table by its first header row, and the letters; those of rows have the sheet and
// the row.
func columnInput(what string, sheet, table int, letters string) string {
	return fmt.Sprintf("%s.%d.%d.%s", what, sheet, table, letters)
}

func rowInput(sheet, row int) string { return fmt.Sprintf("row.%d.%d", sheet, row) }

// sheet draws one sheet, or only says what became of it.
func (d drawing) sheet(i int, drawn bool) gridSheet {
	s := d.Report.Sheets[i]
	g := gridSheet{Index: i, Name: s.Name, Hidden: s.Hidden, Note: leftLabels[s.Left], Read: s.Left == "", LastRow: s.LastRow,
		Skip: d.value(
			fmt.Sprintf("skip.%d", i),
			"",
		) != "", Take: d.value(fmt.Sprintf("take.%d", i), "") != "", Others: d.value(fmt.Sprintf("others.%d", i), "")}
	for _, p := range d.Points {
		if p.Sheet == s.Name {
			g.Looks++
		}
	}
	if !drawn {
		return g
	}
	g.Columns = d.columns(s)
	var tops []int // first header rows over which their meanings are still to be drawn
	for _, t := range request.TablesOf(d.Structure, i) {
		tops = append(tops, t.HeaderRows[0])
	}
	slices.Sort(tops)
	tops = slices.Compact(tops)
	before, last := 0, 0
	for n, r := range s.Rows {
		row := d.row(i, r, g.Columns)
		if r.Row > before+1 && row.Tone == "left" && before > 0 && !d.nearHeader(i, r.Row) {
			g.Rest = append(g.Rest, row)
			continue
		}
		for len(tops) > 0 && tops[0] <= r.Row {
			g.gap(before, r.Row, n < firstRows)
			g.Rows = append(g.Rows, gridRow{Columns: d.meanings(i, tops[0], g.Columns)})
			tops, before = tops[1:], r.Row-1
		}
		g.gap(before, r.Row, n < firstRows)
		g.Rows = append(g.Rows, row)
		before, last = r.Row, r.Row
	}
	for _, top := range tops { // of headers for which there was no room
		g.Rows = append(g.Rows, gridRow{Columns: d.meanings(i, top, g.Columns)})
	}
	g.Cut = last < s.LastRow || len(g.Columns) < s.LastCol
	return g
}

// gap notes rows that are not shown.
func (g *gridSheet) gap(before, row int, blank bool) {
	if n := row - before - 1; n > 0 {
		g.Rows = append(g.Rows, gridRow{Gap: n, Blank: blank})
	}
}

// columns are the letters of the columns that are drawn.
func (d drawing) columns(s *importer.Sheet) []string {
	const most = 80
	var all []string
	for col := 1; col <= min(s.LastCol, most); col++ {
		all = append(all, workbook.ColumnName(col))
	}
	for _, t := range d.Report.Tables {
		if t.Sheet == s.Name {
			for _, letters := range lettersOf(t) {
				if !slices.Contains(all, letters) {
					all = append(all, letters)
				}
			}
		}
	}
	return all
}

func lettersOf(t importer.Table) []string {
	var all []string
	for _, c := range t.Columns {
		all = append(all, c.Column)
	}
	for _, u := range t.Unmapped {
		all = append(all, u.Column)
	}
	return all
}

// nearHeader reports whether a row is shown because a header is near.
func (d drawing) nearHeader(sheet, row int) bool {
	return slices.ContainsFunc(request.TablesOf(d.Structure, sheet), func(t importer.Table) bool {
		return row >= t.HeaderRows[0] && row <= t.HeaderRows[len(t.HeaderRows)-1]+8
	})
}

// row draws one row of a sheet.
func (d drawing) row(sheet int, r importer.PreviewRow, columns []string) gridRow {
	kind, reason := request.RowKindOf(d.Structure, sheet, r.Row)
	g := gridRow{
		Row:    r.Row,
		Anchor: fmt.Sprintf("s%d-r%d", sheet, r.Row),
		Reason: reason,
		Input:  rowInput(sheet, r.Row),
		Cells:  make([]string, len(columns)),
	}
	g.Kind = d.value(g.Input, kind)
	g.Tone = map[string]string{"h": "header", "r": "record", "n": "left"}[kind]
	if kind == "n" && (reason == request.TitleReason || reason == request.OutsideReason) {
		g.Tone = "title"
	}
	for _, c := range r.Cells {
		if i := slices.Index(columns, c.Column); i >= 0 {
			g.Cells[i] = c.Text
		}
	}
	g.Doubt = slices.ContainsFunc(d.Points, func(p structure.Point) bool {
		return p.Why == structure.DoubtfulRow && p.Sheet == d.Report.Sheets[sheet].Name && p.Row == r.Row
	})
	return g
}

var leftLabels = map[importer.Left]string{
	importer.LeftTold:    "読まないと決めたシートです。",
	importer.LeftExample: "名前から記入例とみて、読み取っていません。",
	importer.LeftNoName:  "手続名の列が見つからないため、読み取っていません。",
	importer.LeftCodes:   "選択肢の一覧とみて、読み取っていません。",
	importer.LeftNoTable: "手続の一覧表が見つからないため、読み取っていません。",
}

// meanings is the line over a header that says what its columns were taken for.
func (d drawing) meanings(sheet, top int, columns []string) []gridColumn {
	out := make([]gridColumn, len(columns))
	for _, t := range request.TablesOf(d.Structure, sheet) {
		if t.HeaderRows[0] != top {
			continue
		}
		counted := slices.ContainsFunc(t.Columns, func(c importer.Column) bool { return volumeField(c.Field) })
		for _, c := range t.Columns {
			g := d.column(sheet, t, c.Column, c.Header, c.Field)
			g.Certainty, g.Tone = certainty(c, d.CorrectionOf(t.Sheet, top, c.Column) != (importer.MappedPlace{}))
			g.Part = d.value(columnInput("part", sheet, top, c.Column), partCode(c.Part, c.Choice))
			g.Parts = partsOf(c.Field)
			if volumeField(c.Field) && !c.Part.Guides() {
				g.volume(d, sheet, t, c)
			}
			out[slices.Index(columns, c.Column)] = g
		}
		for _, u := range t.Unmapped {
			g := d.column(sheet, t, u.Column, u.Header, importer.Ignore)
			g.Certainty, g.Tone = unmappedLabels[u.Reason], ""
			if u.Cells == 0 {
				g.Certainty = "値なし"
			} else if counted {
				g.Part, g.Parts = d.value(columnInput("part", sheet, top, u.Column), ""), guidesOf()
			}
			out[slices.Index(columns, u.Column)] = g
		}
	}
	return out
}

var unmappedLabels = map[string]string{
	"known":     "項目ではない列",
	"unknown":   "分からない列",
	"twice":     "同じ見出しの2列目",
	"contested": "別の列を使用",
	"aside":     "今の値ではない列",
	"own":       "登録簿が書いた列",
	"ignored":   "前回と同じ",
}

func volumeField(field string) bool { return field == "annual_volume" || field == "online_volume" }

func (d drawing) column(sheet int, t importer.Table, letters, header, field string) gridColumn {
	top := t.HeaderRows[0]
	g := gridColumn{
		Letters: letters,
		Anchor:  fmt.Sprintf("s%d-t%d-%s", sheet, top, letters),
		Header:  header,
		Name:    fmt.Sprintf("%d.%d.%s", sheet, top, letters),
	}
	g.Field = d.value(columnInput("field", sheet, top, letters), field)
	g.Label = "登録しない"
	if field != importer.Ignore {
		g.Label = request.FieldLabel(field)
	}
	g.Doubt = slices.ContainsFunc(
		d.Points,
		func(p structure.Point) bool { return p.Sheet == t.Sheet && p.Table == top && p.Column == letters },
	)
	return g
}

// volume adds of which year a column's numbers are, and what one of them counts.
func (g *gridColumn) volume(d drawing, sheet int, t importer.Table, c importer.Column) {
	said := d.CorrectionOf(t.Sheet, t.HeaderRows[0], c.Column)
	text := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	g.Volume = true
	g.Year = d.value(columnInput("year", sheet, t.HeaderRows[0], c.Column), text(said.FiscalYear))
	g.Unit = d.value(columnInput("unit", sheet, t.HeaderRows[0], c.Column), text(said.Unit))
	g.YearHint, g.UnitHint = "年度が不明", "1件"
	if c.FiscalYear != 0 {
		g.YearHint = registry.EraYear(c.FiscalYear)
	}
	if c.Unit > 1 {
		g.UnitHint = registry.Thousands(int64(c.Unit)) + "件"
	}
}

// certainty is how sure a column's meaning is, in words.
func certainty(c importer.Column, said bool) (label, tone string) {
	switch {
	case said:
		return "指定のとおり", "good"
	case c.Match == "exact":
		return "一致", "good"
	case c.Match == "remembered":
		return "前回と同じ", "good"
	case c.Match == "synonym":
		return "別名", "part"
	}
	return fmt.Sprintf("推測 %d%%", int(c.Confidence*100)), "warn"
}

// shared reports whether two tables have a header in common.
func (d drawing) shared() bool {
	seen := map[string]bool{}
	for i, t := range d.Report.Tables {
		for _, c := range t.Columns {
			if i > 0 && seen[importer.HeaderFold(c.Header)] {
				return true
			}
		}
		for _, c := range t.Columns {
			seen[importer.HeaderFold(c.Header)] = true
		}
	}
	return false
}

// anchor is where on the page a point is.
func (d drawing) anchor(p structure.Point) string {
	i := slices.IndexFunc(d.Report.Sheets, func(s *importer.Sheet) bool { return s.Name == p.Sheet })
	switch {
	case i < 0:
		return ""
	case i >= sheetsDrawn:
		return "#others"
	case p.Column != "":
		return fmt.Sprintf("#s%d-t%d-%s", i, p.Table, p.Column)
	case p.Row != 0 && slices.ContainsFunc(d.Report.Sheets[i].Rows, func(r importer.PreviewRow) bool { return r.Row == p.Row }):
		return fmt.Sprintf("#s%d-r%d", i, p.Row)
	}
	return fmt.Sprintf("#s%d", i)
}

// changeText says what has changed since the bureau's last file.
func changeText(c structure.Change) string {
	label := func(field string) string {
		if field == importer.Ignore {
			return "登録しない"
		}
		return request.FieldLabel(field)
	}
	switch {
	case c.Kind == structure.Added:
		return fmt.Sprintf("%s：「%s」が増えました（%s）。", c.Sheet, c.Header, label(c.Field))
	case c.Kind == structure.Gone && c.Before == label(c.Was):
		return fmt.Sprintf("%s：「%s」の列がなくなりました。", c.Sheet, c.Before)
	case c.Kind == structure.Gone:
		return fmt.Sprintf("%s：「%s」がなくなりました（前回は%s）。", c.Sheet, c.Before, label(c.Was))
	case c.Kind == structure.Renamed:
		return fmt.Sprintf("%s：「%s」が「%s」に変わりました（%s）。", c.Sheet, c.Before, c.Header, label(c.Field))
	}
	return fmt.Sprintf("%s：「%s」の意味が、前回の%sから%sに変わりました。", c.Sheet, c.Header, label(c.Was), label(c.Field))
}
