package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	importer "tetsuzuki/import"
	"tetsuzuki/import/form"
	"tetsuzuki/import/structure"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// Structure is what the reader took an upload's tables and columns for, with what a person has
// to check of it.
type Structure struct {
	Upload    registry.Upload
	Report    *importer.Report // with its sheets
	Reading   int              // which reading of the file this is, from 1
	Verdict   registry.UploadState
	Points    []structure.Point  // to be checked by a person
	Looked    []structure.Point  // checked
	Changes   []structure.Change // since the bureau's last file
	Corrected bool               // this file's structure was corrected

	said     *importer.Mapping
	memories []structure.Memory
	lookedAt []string
}

// Structure returns the structure of an upload; a Conflict error before the file has been
// read.
func (in *Intake) Structure(ctx context.Context, scope registry.Scope, id int64) (Structure, error) {
	const op = "intake.Structure"
	s := Structure{}
	var err error
	if s.Upload, err = in.store.Upload(ctx, scope, id); err != nil {
		return s, err
	}
	if s.Report, err = in.Report(ctx, scope, id); err != nil {
		return s, err
	}
	kept, err := in.store.Structure(ctx, scope, id)
	if err != nil {
		return s, err
	}
	if s.Report == nil || s.Report.Unreadable() || kept.Preview == nil {
		return s, registry.Errorf(registry.Conflict, op, "この取込には、読み取った表の記録がありません。")
	}
	if err := json.Unmarshal(kept.Preview, &s.Report.Sheets); err != nil {
		return s, registry.Failed(op, err)
	}
	s.Report.Protected, s.Reading, s.Verdict, s.lookedAt = kept.Protected, kept.Reading, kept.Verdict, kept.LookedAt
	if s.said, err = mappingOf(op, kept.Corrections); err != nil {
		return s, err
	}
	s.Corrected = s.said != nil
	if s.memories, err = in.memories(ctx, scope, id); err != nil {
		return s, err
	}
	for _, p := range structure.Look(s.Report, s.said, s.memories) {
		if slices.Contains(s.lookedAt, p.Key()) {
			s.Looked = append(s.Looked, p)
		} else {
			s.Points = append(s.Points, p)
		}
	}
	since := s.memories
	if len(since) == 0 {
		if since, err = in.registered(ctx, scope, id); err != nil {
			return s, err
		}
	}
	s.Changes = structure.Changes(s.Report, since)
	return s, nil
}

// mappingOf decodes the corrections of a file; nil if there are none.
func mappingOf(op string, text []byte) (*importer.Mapping, error) {
	if text == nil {
		return nil, nil
	}
	m, err := importer.ReadMapping(bytes.NewReader(text))
	if err != nil {
		return nil, registry.Failed(op, err)
	}
	return m, nil
}

// CorrectionOf returns the correction of one column of the table that begins at a row.
func (s Structure) CorrectionOf(sheet string, table int, column string) importer.MappedPlace {
	for _, p := range s.said.Sheet(sheet).Columns {
		if p.Column == column && (p.Table == 0 || p.Table == table) {
			return p
		}
	}
	return importer.MappedPlace{}
}

// memories returns the structures that an upload's bureau has confirmed, the newest first.
func (in *Intake) memories(ctx context.Context, scope registry.Scope, id int64) ([]structure.Memory, error) {
	texts, err := in.store.StructureMemories(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	memories := make([]structure.Memory, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal(text, &memories[i]); err != nil {
			return nil, registry.Failed("intake.memories", err)
		}
	}
	return memories, nil
}

// registered returns the structure of the last registered file of an upload's bureau.
func (in *Intake) registered(ctx context.Context, scope registry.Scope, id int64) ([]structure.Memory, error) {
	text, err := in.store.RegisteredTables(ctx, scope, id)
	if err != nil || text == nil {
		return nil, err
	}
	var tables []importer.Table
	if err := json.Unmarshal(text, &tables); err != nil {
		return nil, registry.Failed("intake.registered", err)
	}
	return []structure.Memory{structure.Registered(tables)}, nil
}

// ConfirmStructure confirms the structure of an upload as it was read in the given reading,
// and remembers it for the bureau's next file.
func (in *Intake) ConfirmStructure(ctx context.Context, scope registry.Scope, id int64, reading int) (registry.Upload, error) {
	const op = "intake.ConfirmStructure"
	s, err := in.Structure(ctx, scope, id)
	if err != nil {
		return registry.Upload{}, err
	}
	memory, err := json.Marshal(structure.Remember(s.Report, structure.Merge(s.said, structure.Mapping(s.memories))))
	if err != nil {
		return registry.Upload{}, registry.Failed(op, err)
	}
	return in.store.ConfirmStructure(ctx, scope, id, reading, s.allLookedAt(), memory, "読み取った表と列を確かめました。")
}

// allLookedAt names all points that are checked once those of this page are.
func (s Structure) allLookedAt() []string {
	keys := slices.Clone(s.lookedAt)
	for _, p := range s.Points {
		keys = append(keys, p.Key())
	}
	return keys
}

// CorrectStructure stores corrections of an upload's structure as it was read in the given
// reading, and has the file read again: by a job or, with its password, at once. What was not
// corrected counts as checked.
func (in *Intake) CorrectStructure(
	ctx context.Context,
	scope registry.Scope,
	id int64,
	reading int,
	corrections []importer.MappedSheet,
	password string,
) error {
	const op = "intake.CorrectStructure"
	s, err := in.Structure(ctx, scope, id)
	if err != nil {
		return err
	}
	if err := s.checkCorrections(corrections); err != nil {
		return err
	}
	if s.Report.Protected && password == "" {
		return invalid(op, "password", "このファイルにはパスワードが付いています。読み直すために、パスワードを入力してください。")
	}
	said, err := json.Marshal(structure.Correct(s.said, corrections))
	if err != nil {
		return registry.Failed(op, err)
	}
	what := Reading{Upload: id, RightOnly: s.Upload.RightOnly}
	return in.store.Transact(ctx, func(tx *store.Store) error {
		if err := tx.SaveStructure(ctx, scope, id, reading, said, s.allLookedAt(), s.describeCorrections(corrections)); err != nil {
			return err
		}
		return in.readAnew(ctx, tx, scope, s.Upload.BureauID, what, password)
	})
}

// The bounds of one set of corrections.
const (
	maxRowsSaid   = 2000
	maxHeaderRows = 12
)

var columnLetters = regexp.MustCompile(`^[A-Z]{1,3}$`)

// units are the units in which a column can count cases.
var units = []int{0, 1, 100, 1000, 10_000, 1_000_000, 100_000_000}

// checkCorrections is nil if the corrections can be applied.
func (s Structure) checkCorrections(corrections []importer.MappedSheet) error {
	const op = "intake.CorrectStructure"
	if len(corrections) == 0 {
		return invalid(op, "sheets", "直すところがありません。")
	}
	left := map[string]bool{}
	for _, sheet := range s.Report.Sheets {
		left[sheet.Name] = sheet.Left != ""
	}
	for i, c := range corrections {
		if _, ok := left[c.Sheet]; !ok ||
			slices.ContainsFunc(corrections[:i], func(o importer.MappedSheet) bool { return o.Sheet == c.Sheet }) {
			return invalid(op, "sheets", "シート「%s」は、このファイルにないか、二度書かれています。", c.Sheet)
		}
		if c.Skip && c.Read {
			return invalid(op, "sheets", "シート「%s」を読むか読まないかの、どちらか一方を選んでください。", c.Sheet)
		}
		if len(c.Headers) > 0 {
			return invalid(op, "sheets", "headers は指定できません。")
		}
		if c.Skip {
			left[c.Sheet] = true
		} else if c.Read || len(c.HeaderRows) > 0 {
			left[c.Sheet] = false
		}
		if err := s.soundRows(c); err != nil {
			return err
		}
		if err := s.soundColumns(c); err != nil {
			return err
		}
	}
	if s.anyRead() && !slices.ContainsFunc(s.Report.Sheets, func(o *importer.Sheet) bool { return !left[o.Name] }) {
		return invalid(op, "sheets", "読むシートがなくなります。読むシートを一つ以上残してください。")
	}
	return nil
}

func (s Structure) anyRead() bool {
	return slices.ContainsFunc(s.Report.Sheets, func(o *importer.Sheet) bool { return o.Left == "" })
}

func (s Structure) soundRows(c importer.MappedSheet) error {
	const op = "intake.CorrectStructure"
	last := 0
	for _, sheet := range s.Report.Sheets {
		if sheet.Name == c.Sheet {
			last = sheet.LastRow
		}
	}
	if len(c.HeaderRows) > maxHeaderRows || len(c.Ignore)+len(c.Records) > maxRowsSaid {
		return invalid(op, "rows", "シート「%s」で一度に直せるのは、見出し %d 行、ほかの行 %d 行までです。", c.Sheet, maxHeaderRows, maxRowsSaid)
	}
	for _, row := range slices.Concat(c.HeaderRows, c.Ignore, c.Records) {
		if row < 1 || row > last {
			return invalid(op, "rows", "シート「%s」の %d 行目は、値のある範囲（%d 行目まで）にありません。", c.Sheet, row, last)
		}
	}
	if !slices.IsSorted(c.HeaderRows) {
		return invalid(op, "rows", "シート「%s」の見出しの行は、上から順に書いてください。", c.Sheet)
	}
	heads := c.HeaderRows
	for _, t := range s.Report.Tables {
		if t.Sheet == c.Sheet && len(c.HeaderRows) == 0 {
			heads = append(heads, t.HeaderRows...)
		}
	}
	for _, row := range c.Records {
		switch {
		case slices.Contains(c.Ignore, row), slices.Contains(c.HeaderRows, row):
			return invalid(op, "rows", "シート「%s」の %d 行目を、手続の行とするかどうか、どちらか一方を選んでください。", c.Sheet, row)
		case len(heads) == 0 || row < slices.Min(heads):
			return invalid(op, "rows", "シート「%s」の %d 行目は見出しより上にあるため、手続の行にはできません。見出しの行も直してください。", c.Sheet, row)
		}
	}
	return nil
}

func (s Structure) soundColumns(c importer.MappedSheet) error {
	const op = "intake.CorrectStructure"
	for _, p := range c.Columns {
		field := form.Current().Field(p.Field)
		counts := field != nil && field.Kind == form.Count
		switch {
		case !columnLetters.MatchString(p.Column):
			return invalid(op, "columns", "列の「%s」は使えません。H のように列の文字を書いてください。", p.Column)
		case field == nil && p.Field != importer.Ignore:
			return invalid(op, "columns", "項目の「%s」はありません。", p.Field)
		case !counts && (p.FiscalYear != 0 || p.Unit != 0):
			return invalid(op, "columns", "%s列：年度と単位は、件数の列だけに指定できます。", p.Column)
		case !importer.PartFits(p.Field, p.Part, p.Choice):
			return invalid(op, "columns", "%s列：「%s」の列は、指定のようには分けられません。", p.Column, p.Field)
		case p.FiscalYear != 0 && (p.FiscalYear < 1868 || p.FiscalYear > 2100):
			return invalid(op, "columns", "%s列：年度の「%d」は使えません。西暦の年度を書いてください。", p.Column, p.FiscalYear)
		case !slices.Contains(units, p.Unit):
			return invalid(op, "columns", "%s列：単位の「%d」は使えません。", p.Column, p.Unit)
		}
	}
	if len(c.HeaderRows) > 0 {
		return nil // the next reading shows which columns there are
	}
	for _, t := range s.Report.Tables {
		if t.Sheet == c.Sheet {
			if err := oneColumnEach(op, t, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// oneColumnEach is nil if the corrections leave no two columns of a table with the same field
// and, of volumes, the same year, except columns that form one value together.
func oneColumnEach(op string, t importer.Table, c importer.MappedSheet) error {
	type meaning struct {
		field string
		year  int
	}
	type place struct {
		column string
		part   importer.Part
	}
	taken := map[meaning]place{}
	given := func(column string) (importer.MappedPlace, bool) {
		i := slices.IndexFunc(c.Columns, func(p importer.MappedPlace) bool {
			return p.Column == column && (p.Table == 0 || p.Table == t.HeaderRows[0])
		})
		if i < 0 {
			return importer.MappedPlace{}, false
		}
		return c.Columns[i], true
	}
	add := func(column string, m meaning, part importer.Part) error {
		if part.Guides() {
			return nil // the column says what the counts of its row are
		}
		if other, double := taken[m]; double && !formOneValue(other.part, part) {
			return invalid(op, "columns", "シート「%s」の%s列と%s列が、どちらも「%s」になります。一方を「登録しない」にするか、別の項目を選んでください。",
				t.Sheet, other.column, column, form.Current().Field(m.field).Label)
		}
		taken[m] = place{column, part}
		return nil
	}
	for _, col := range t.Columns {
		p, said := given(col.Column)
		m, part := meaning{col.Field, col.FiscalYear}, col.Part
		if said {
			m, part = meaning{p.Field, p.FiscalYear}, p.Part
			if m.year == 0 && p.Field == col.Field {
				m.year = col.FiscalYear
			}
		}
		if m.field == importer.Ignore || said && m.year == 0 && volume(m.field) {
			continue // its header or title has the year
		}
		if err := add(col.Column, m, part); err != nil {
			return err
		}
	}
	for _, u := range t.Unmapped {
		p, said := given(u.Column)
		if !said || p.Field == importer.Ignore || volume(p.Field) && p.FiscalYear == 0 {
			continue
		}
		if err := add(u.Column, meaning{p.Field, p.FiscalYear}, p.Part); err != nil {
			return err
		}
	}
	return nil
}

// formOneValue reports whether two columns of a field form one value: they add up, stand for
// one choice each, or are parts of a day.
func formOneValue(a, b importer.Part) bool {
	if a == "" || b == "" {
		return false
	}
	whole := func(p importer.Part) bool { return p == importer.PartSum || p == importer.PartChoice }
	return whole(a) && a == b || !whole(a) && !whole(b) && a != b
}

func volume(field string) bool { return field == "annual_volume" || field == "online_volume" }

// describeCorrections describes the corrections for the upload's event.
func (s Structure) describeCorrections(corrections []importer.MappedSheet) string {
	const most = 40 // columns
	var parts []string
	for _, c := range corrections {
		part := func(format string, args ...any) {
			if len(parts) < most {
				parts = append(parts, c.Sheet+" "+fmt.Sprintf(format, args...))
			}
		}
		switch {
		case c.Skip:
			part("を読まない")
		case c.Read:
			part("を読む")
		}
		if len(c.HeaderRows) > 0 {
			part("見出し %s 行目", numbers(c.HeaderRows))
		}
		if len(c.Ignore) > 0 {
			part("手続ではない行 %s", numbers(c.Ignore))
		}
		if len(c.Records) > 0 {
			part("手続の行 %s", numbers(c.Records))
		}
		for _, p := range c.Columns {
			text := "登録しない"
			if f := form.Current().Field(p.Field); f != nil {
				text = f.Label
			}
			if p.FiscalYear != 0 {
				text += fmt.Sprintf("（%s）", registry.EraYear(p.FiscalYear))
			}
			if p.Unit > 1 {
				text += fmt.Sprintf("（%s 件の単位）", registry.Thousands(int64(p.Unit)))
			}
			part("%s列は%s", p.Column, text)
		}
	}
	return "直しました：" + strings.Join(parts, "、")
}

// numbers lists row numbers; of many, the first few.
func numbers(rows []int) string {
	const most = 10
	texts := make([]string, 0, most)
	for _, r := range rows[:min(len(rows), most)] {
		texts = append(texts, fmt.Sprint(r))
	}
	if len(rows) > most {
		texts = append(texts, "…")
	}
	return strings.Join(texts, "・")
}
