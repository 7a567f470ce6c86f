package importer

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tetsuzuki/import/finding"
	"tetsuzuki/import/form"
	"tetsuzuki/import/layout"
	"tetsuzuki/import/ledger"
	"tetsuzuki/import/workbook"
)

// maxIgnored bounds the lists of ignored rows of a file.
const maxIgnored = 10000

// table is one table while its rows stream by.
type table struct {
	*layout.Table
	r       *reading
	sheet   *workbook.Sheet
	number  int32 // of the sheet
	columns []column
	years   []yearColumns
	titled  titled
	found   *layout.Result // of the sheet
	out     Table
	records int
	held    *held           // the last record, where one takes two rows
	lower   unread          // the counts in the lower of them
	cells   []int           // filled cells of each column
	left    map[int]*unread // values of records in columns that no field has
	version int             // the column of the versions, 0 without
	mark    string          // the version of the row
	colours map[string]*coloured
}

// sheet reads the records of one sheet's tables. loose are the texts of the
// sheets without tables: a cover may name the bureau.
func (r *reading) sheet(
	ctx context.Context,
	number int,
	s *workbook.Sheet,
	found []*layout.Table,
	res *layout.Result,
	loose []layout.Place,
	seen *preview,
) error {
	tables := make([]*table, len(found))
	for i, t := range found {
		tables[i] = r.table(number, s, t, res, loose)
	}
	r.aboutSheet(s, tables)
	account := &account{r: r, sheet: s, sums: ledger.Sheet{Sheet: s.Name, Cells: s.CellCount}, top: tables[0].HeaderRows[0]}
	err := s.Rows(ctx, func(row workbook.Row) error {
		r.pass(1)
		account.start(row)
		for _, t := range tables {
			if err := t.row(row, account); err != nil {
				return err
			}
		}
		account.end(row)
		seen.around(row, tables)
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := t.flush(); err != nil {
			return err
		}
		t.aboutRows()
		t.unmet()
		t.finish()
		r.rep.Tables = append(r.rep.Tables, t.out)
	}
	account.finish()
	r.colours(s, tables, res.Loose)
	r.comments(s, tables)
	return nil
}

// aboutSheet says what the sheet hides and merges.
func (r *reading) aboutSheet(s *workbook.Sheet, tables []*table) {
	if s.Hidden {
		r.found.add(finding.Finding{Severity: finding.Warning, Rule: finding.RuleHiddenSheet, Sheet: s.Name,
			Message: "シート「" + s.Name + "」は非表示ですが、表があるため読み取りました。不要なシートなら削除してください。", Example: "必要なシートは表示し、不要なシートは削除する"})
	}
	hidden := 0
	for _, span := range s.HiddenRows {
		if from, to := span[0], min(span[1], s.MaxRow); from <= to {
			hidden += to - from + 1
		}
	}
	if hidden > 0 {
		r.found.add(
			finding.Finding{
				Severity: finding.Info,
				Rule:     finding.RuleHidden,
				Sheet:    s.Name,
				Cell:     workbook.CellName(1, s.HiddenRows[0][0]),
				Count:    hidden,
				Message:  fmt.Sprintf("非表示の行が %d 行あります。ほかの行と同じように読み取りました。", hidden),
				Example:  "必要な行は表示し、不要な行は削除する",
			},
		)
	}
	var cols []string
	for _, span := range s.HiddenCols {
		for c := span[0]; c <= min(span[1], s.MaxCol); c++ {
			cols = append(cols, workbook.ColumnName(c))
		}
	}
	if len(cols) > 0 {
		r.found.add(
			finding.Finding{
				Severity: finding.Info,
				Rule:     finding.RuleHidden,
				Sheet:    s.Name,
				Cell:     cols[0] + strconv.Itoa(max(1, tables[0].HeaderRows[0])),
				Count:    len(cols),
				Message:  "非表示の列（" + strings.Join(cols, "、") + "）があります。ほかの列と同じように読み取りました。",
				Example:  "必要な列は表示し、不要な列は削除する",
			},
		)
	}
}

// row reads one row of the sheet, if it is one of the table's.
func (t *table) row(row workbook.Row, a *account) error {
	l, ok := t.Line(row)
	t.Account(row, l, ok, &a.row)
	if !ok {
		return nil
	}
	if l.Kind == layout.Continued {
		t.leave(row, a)
		t.carryOn(l)
		return nil
	}
	if l.Kind != layout.Record {
		if l.First == 0 && t.records == 0 {
			return nil // merged cells of the header reach into it
		}
		t.ignore(l)
		return nil
	}
	t.leave(row, a)
	return t.record(l)
}

// ignore lists a row that is no record, and tells of a doubtful one.
func (t *table) ignore(l layout.Line) {
	if t.r.ignored < maxIgnored {
		t.r.ignored++
		t.out.IgnoredRows = append(t.out.IgnoredRows, IgnoredRow{l.Row, string(l.Kind)})
	}
	if t.under(l) {
		return
	}
	if l.Doubt {
		what := map[layout.Kind]string{layout.Total: "合計などの数字だけの行", layout.Note: "見出しや注記の行", layout.RepeatedHeader: "年度や単位の違う見出しの行"}[l.Kind]
		t.r.found.add(
			finding.Finding{
				Severity: finding.Warning,
				Rule:     finding.RuleSkippedRow,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(l.First, l.Row),
				Raw:      clip(l.Text),
				Message:  what + "とみて、この行は読み取りませんでした。手続の行なら、手続名などを入力してください。",
				Example:  "手続の行には手続名を書き、見出しや注記は表の外に書く",
			},
		)
	}
}

var heading = regexp.MustCompile(`^[【〈《<■●◆□◇▼▽★☆◎・○（(\[［]*(?:[0-9０-９一二三四五六七八九十]+[.．、)） 　]*)?([^0-9０-９:：、。（()）]{1,14}(?:部|課))[】〉》>）)\]］]*$`)

// under takes a row that only names a department or a division, in a table without
// such a column, as the heading of the rows below it.
func (t *table) under(l layout.Line) bool {
	m := heading.FindStringSubmatch(strings.TrimSpace(l.Text))
	if l.Kind != layout.Note || l.Used != 1 || m == nil {
		return false
	}
	field, level := "department", &t.titled.department
	if strings.HasSuffix(m[1], "課") {
		field, level = "division", &t.titled.division
	}
	if t.has(field) {
		return false
	}
	*level = m[1]
	t.r.found.add(
		finding.Finding{
			Severity: finding.Info,
			Rule:     finding.RuleFromTitle,
			Sheet:    t.sheet.Name,
			Cell:     workbook.CellName(l.First, l.Row),
			Field:    field,
			Raw:      clip(l.Text),
			Read:     m[1],
			Message: "見出しの行「" + m[1] + "」を、その下の行の" + form.Current().
				Field(field).
				Label + "としました。",
			Example: form.Current().Field(field).Label + "の列を設け、すべての行に書く",
		},
	)
	return true
}

func clip(s string) string { return clipTo(s, longestRaw) }

// clipTo cuts a text to so many characters.
func clipTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// finish completes what the report says of the table.
func (t *table) finish() {
	last := t.HeaderRows[len(t.HeaderRows)-1]
	if n := len(t.out.IgnoredRows); n > 0 {
		last = max(last, t.out.IgnoredRows[n-1].Row)
	}
	last = max(last, t.out.LastRow)
	left := t.leftmost()
	right := left
	for _, c := range t.Columns {
		left, right = min(left, c.Col), max(right, c.Col)
		for _, p := range c.Pieces {
			left, right = min(left, p.Col), max(right, p.Col)
		}
	}
	for _, g := range t.Guides {
		left, right = min(left, g.Col), max(right, g.Col)
	}
	for _, u := range t.Unmapped {
		left, right = min(left, u.Col), max(right, u.Col)
	}
	t.out.Range = workbook.Range{FirstRow: t.HeaderRows[0], FirstCol: left, LastRow: last, LastCol: right}.String()
	if t.records == 0 {
		t.r.found.add(
			finding.Finding{
				Severity: finding.Warning,
				Rule:     finding.RuleNoRecord,
				Sheet:    t.sheet.Name,
				Cell:     workbook.CellName(left, t.HeaderRows[0]),
				Message:  "見出しの下に手続が1つもありませんでした。",
				Example:  "見出しの下の行に、1行に1つの手続を書く",
			},
		)
	}
	t.unmapped()
	t.r.score.table(t)
}

// leftmost is the first column of the table that was understood, or else the first.
func (t *table) leftmost() int {
	switch {
	case len(t.Columns) > 0:
		return t.Columns[0].Col
	case len(t.Unmapped) > 0:
		return t.Unmapped[0].Col
	}
	return 1
}
