package importer

import (
	"fmt"
	"maps"
	"slices"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/ledger"
	"tetsuzuki/import/workbook"
)

// account keeps the ledger of one sheet that is read, and gathers what may hold a fact
// and was left.
type account struct {
	r       *reading
	sheet   *workbook.Sheet
	sums    ledger.Sheet
	row     ledger.Row
	top     int // first row of a header
	area    area
	covered unread
	hidden  string // the first text under a merged cell
	seen    string // and what is seen in its place
}

// unread are cells that may hold a fact and were not read.
type unread struct {
	cells int
	runs  runs
	first string // what the first of them says
}

// area is a run of rows with cells outside of every table.
type area struct {
	workbook.Range
	cells int
	wide  bool // a row holds as much as one of a table
	first string
	at    string
}

// wide is how many cells a row has at least that is no title.
const wide = 4

func (u *unread) add(col, row int, text string) {
	if u.cells++; u.cells == 1 {
		u.first = text
	}
	if u.runs.add(col, row) && len(u.runs) > mostUnread { // a run for each would say no more
		u.runs = runs{{u.runs[0].col, u.runs[0].first, row}}
	}
}

// mostUnread is how many runs of a column's unread cells are named.
const mostUnread = 20

// start opens the row's account.
func (a *account) start(row workbook.Row) {
	a.row.Begin(len(row.Cells))
	for i := range row.Cells {
		switch c := &row.Cells[i]; {
		case c.Covered:
			a.row.Give(i, ledger.Covered, "")
			if c.Text != c.Seen && !layout.SaysNothing(c.Text) {
				if a.covered.cells == 0 {
					a.hidden, a.seen = c.Text, c.Seen
				}
				a.covered.add(c.Col, row.Number, c.Text)
			}
		case layout.SaysNothing(c.Text) && !c.Formula:
			a.row.Give(i, ledger.Space, "")
		}
	}
}

// leave notes the cells of a record that no field took.
func (t *table) leave(row workbook.Row, a *account) {
	t.mark = ""
	for i := range row.Cells {
		c := &row.Cells[i]
		if fate := a.row.Of(i); c.Col < t.Left || c.Col > t.Right || fate != ledger.Unmapped && fate != ledger.Beside {
			continue
		}
		if c.Col == t.version {
			t.mark = c.Text
			continue
		}
		u := t.left[c.Col]
		if u == nil {
			u = &unread{}
			t.left[c.Col] = u
		}
		u.add(c.Col, row.Number, layout.Shown(*c, t.r.book.Date1904))
	}
}

// end books the row. What no table has, above the first as narrow as a title, is a note;
// else it is in an area outside of every table.
func (a *account) end(row workbook.Row) {
	open := 0
	for i := range row.Cells {
		if a.row.Open(i) {
			open++
		}
	}
	for i := range row.Cells {
		c := &row.Cells[i]
		switch {
		case !a.row.Open(i):
			continue
		case row.Number < a.top && open < wide:
			a.row.Give(i, ledger.Note, "")
			continue
		}
		if a.area.cells > 0 && row.Number > a.area.LastRow+1 {
			a.outside()
		}
		if a.area.cells == 0 {
			a.area = area{
				Range: workbook.Range{FirstRow: row.Number, FirstCol: c.Col},
				first: c.Text,
				at:    workbook.CellName(c.Col, row.Number),
			}
		}
		a.area.cells++
		a.area.FirstCol, a.area.LastCol, a.area.LastRow = min(a.area.FirstCol, c.Col), max(a.area.LastCol, c.Col), row.Number
	}
	a.area.wide = a.area.wide || open >= wide
	a.sums.Add(&a.row)
}

// outside tells of an area outside of every table. One below a header may be a table
// that was not seen as one.
func (a *account) outside() {
	if a.area.cells == 0 {
		return
	}
	severity := finding.Info
	if a.area.wide && a.area.FirstRow > a.top {
		severity = finding.Warning
	}
	name := a.area.String()
	a.r.found.add(
		finding.Finding{
			Severity: severity,
			Rule:     finding.RuleOutside,
			Sheet:    a.sheet.Name,
			Cell:     a.area.at,
			Raw:      clip(a.area.first),
			Count:    a.area.cells,
			Cells:    []string{name},
			Message:  fmt.Sprintf("表の外（%s、%d セル）は読み取りませんでした。手続の一覧なら、見出しの下に続けて書いてください。", name, a.area.cells),
			Example:  "手続の一覧は、見出しの下に続けて書く",
		},
	)
	a.area = area{}
}

// textBoxes tells of the texts that lie on a sheet.
func (r *reading) textBoxes(s *workbook.Sheet, severity finding.Severity) {
	for _, b := range s.TextBoxes {
		r.found.add(
			finding.Finding{
				Severity: severity,
				Rule:     finding.RuleTextBox,
				Sheet:    s.Name,
				Cell:     workbook.CellName(b.Col, b.Row),
				Raw:      clip(b.Text),
				Message:  "シートの上に置かれた文字「" + clip(b.Text) + "」は読み取りませんでした。必要なことは、セルに書いてください。",
				Example:  "表の列か、表の上のセルに書く",
			},
		)
	}
}

// finish completes the account of the sheet.
func (a *account) finish() {
	a.outside()
	a.r.textBoxes(a.sheet, finding.Warning)
	if n := a.covered.cells; n > 0 {
		a.r.found.add(
			finding.Finding{
				Severity: finding.Warning,
				Rule:     finding.RuleCovered,
				Sheet:    a.sheet.Name,
				Cell:     workbook.CellName(a.covered.runs[0].col, a.covered.runs[0].first),
				Raw:      clip(a.hidden),
				Count:    n,
				Cells:    a.covered.runs.cells(),
				Message: fmt.Sprintf(
					"結合したセルの下に、見えない値「%s」が残っています。見えている値「%s」だけを読み取りました。",
					clip(a.hidden),
					clip(a.seen),
				),
				Example: "結合を解き、どちらの値が正しいかを確かめる",
			},
		)
	}
	a.r.rep.Ledger = append(a.r.rep.Ledger, a.sums)
}

// unmapped tells of the values of columns that no field has.
func (t *table) unmapped() {
	rivals := map[int][]layout.Unmapped{} // of a column that got the field
	for _, col := range slices.Sorted(maps.Keys(t.left)) {
		m := layout.Unmapped{Col: col}
		if i := slices.IndexFunc(t.Unmapped, func(u layout.Unmapped) bool { return u.Col == col }); i >= 0 {
			m = t.Unmapped[i]
		}
		if m.Reason == "contested" {
			rivals[m.Rival] = append(rivals[m.Rival], m)
			continue
		}
		t.aboutUnmapped(m, t.left[col])
	}
	for _, col := range slices.Sorted(maps.Keys(rivals)) {
		if len(rivals[col]) > mostNamed {
			t.aboutRivals(rivals[col])
			continue
		}
		for _, m := range rivals[col] {
			t.aboutUnmapped(m, t.left[m.Col])
		}
	}
}

// aboutRivals tells at once of many columns that were not read beside the one that was,
// as the months beside their sum.
func (t *table) aboutRivals(all []layout.Unmapped) {
	first, last := all[0], all[len(all)-1]
	label := form.Current().Field(first.Field).Label
	f := finding.Finding{
		Severity: finding.Warning,
		Rule:     finding.RuleSecondColumn,
		Sheet:    t.sheet.Name,
		Cell:     workbook.CellName(first.Col, t.HeaderRows[0]),
		Field:    first.Field,
		Raw:      first.Header,
		Message: fmt.Sprintf("「%s」から「%s」までの %d 列も「%s」の列とみられます。%s列を読み取り、これらの列は読み取りませんでした。",
			first.Header, last.Header, len(all), label, workbook.ColumnName(first.Rival)),
		Example: label,
	}
	for _, m := range all {
		f.Count += t.left[m.Col].cells
		f.Cells = append(f.Cells, t.left[m.Col].runs.cells()...)
	}
	t.r.found.add(f)
}

// aboutUnmapped tells of the values of one column. A person, or its header, may have said
// that it holds nothing for the registry.
func (t *table) aboutUnmapped(m layout.Unmapped, u *unread) {
	if m.Reason == ownReason {
		return
	}
	letters := workbook.ColumnName(m.Col)
	f := finding.Finding{
		Severity: finding.Warning,
		Rule:     finding.RuleUnmapped,
		Sheet:    t.sheet.Name,
		Cell:     workbook.CellName(m.Col, t.HeaderRows[0]),
		Field:    m.Field,
		Raw:      m.Header,
		Count:    u.cells,
		Cells:    u.runs.cells(),
		Message:  fmt.Sprintf("「%s」（%s列、%d セル）は、どの項目か分からないため読み取りませんでした。", m.Header, letters, u.cells),
		Example:  "標準の様式の見出し（手続名、年間件数 など）",
	}
	switch {
	case m.Reason == "twice":
		f.Rule, f.Example = finding.RuleSameName, m.Header+"２"
		f.Message = fmt.Sprintf("「%s」という列が二つあります。%s列を読み取り、この列は読み取りませんでした。", m.Header, workbook.ColumnName(m.Rival))
	case m.Reason == "aside":
		label := form.Current().Field(m.Field).Label
		f.Rule, f.Example = finding.RuleSecondColumn, label
		f.Message = fmt.Sprintf("「%s」（%s列、%d セル）は、今の値ではない（目標や前の年度など）とみて、%sとして読み取りませんでした。", m.Header, letters, u.cells, label)
	case m.Rival != 0:
		label := form.Current().Field(m.Field).Label
		f.Rule, f.Example = finding.RuleSecondColumn, label
		f.Message = fmt.Sprintf("「%s」も「%s」の列とみられます。%s列を読み取り、この列は読み取りませんでした。", m.Header, label, workbook.ColumnName(m.Rival))
	case m.Number:
		return // holds no fact
	case m.Header == "":
		f.Rule, f.Raw = finding.RuleNoHeader, clip(u.first)
		f.Message = fmt.Sprintf("%s列には値（「%s」など %d セル）がありますが、見出しがないため読み取りませんでした。", letters, clip(u.first), u.cells)
		f.Example = "見出しの行に、列の内容（手続名、備考など）を書く"
	case m.Reason == "ignored":
		f.Severity = finding.Info
		f.Message = fmt.Sprintf("指定に従い、「%s」（%s列、%d セル）は読み取りませんでした。", m.Header, letters, u.cells)
	case m.Reason == "known":
		f.Severity = finding.Info
		f.Message = fmt.Sprintf("「%s」（%s列、%d セル）は、登録簿にない項目なので読み取りませんでした。", m.Header, letters, u.cells)
	}
	t.r.found.add(f)
}

// unreadSheet books a sheet that was not read, but for the legends that it lent.
func (r *reading) unreadSheet(s *workbook.Sheet, res *layout.Result) {
	sums := ledger.Sheet{Sheet: s.Name, Cells: s.CellCount}
	sums.All(ledger.NoTable)
	sums.Move(ledger.NoTable, ledger.Legend, r.lentBy(s))
	r.textBoxes(s, finding.Info)
	r.comments(s, nil)
	r.filled(s, res.Filled)
	r.rep.Ledger = append(r.rep.Ledger, sums)
}
