package structure_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/structure"
)

// bureau is a made-up bureau with what it has confirmed so far, the newest first.
type bureau struct {
	t        *testing.T
	memories []structure.Memory
	said     *importer.Mapping
}

// read reads a workbook: lines of cells parted by |, sheets parted by lines of ==.
func (b *bureau) read(sheets string) *importer.Report {
	b.t.Helper()
	f := sheettest.New(b.t, "Sheet1")
	name, row := "Sheet1", 0
	for _, line := range strings.Split(strings.Trim(sheets, "\n"), "\n") {
		if next, ok := strings.CutPrefix(line, "=="); ok {
			if row == 0 {
				_ = f.SetSheetName(name, next)
			} else if _, err := f.NewSheet(next); err != nil {
				b.t.Fatal(err)
			}
			name, row = next, 0
			continue
		}
		row++
		for i, text := range strings.Split(line, "|") {
			cell, _ := excelize.CoordinatesToCellName(i+1, row)
			if text == "" {
				continue
			}
			if err := f.SetCellValue(name, cell, text); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	file := sheettest.Bytes(b.t, f)
	r, err := importer.Check(context.Background(), importer.Source{Name: "作り物.xlsx", Data: bytes.NewReader(file), Size: int64(len(file))},
		importer.Options{Mapping: structure.Merge(b.said, structure.Mapping(b.memories))})
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// points are what is to be looked at, as the tests name it.
func (b *bureau) points(r *importer.Report) []string {
	out := []string{}
	for _, p := range structure.Look(r, b.said, b.memories) {
		s := string(p.Why)
		for _, part := range []string{p.Column, p.Header, p.Field} {
			if part != "" {
				s += " " + part
			}
		}
		if p.Row != 0 {
			s += fmt.Sprint(" ", p.Row)
		}
		if p.Header == "" && p.Row == 0 && p.Column == "" {
			s += " " + p.Sheet
		}
		out = append(out, s)
	}
	return out
}

// confirm keeps what was understood, as a person does who says that it is right.
func (b *bureau) confirm(r *importer.Report) {
	m := structure.Remember(r, structure.Merge(b.said, structure.Mapping(b.memories)))
	b.memories = append([]structure.Memory{m}, b.memories...)
}

const own = `
手続名|根拠法令|年間件数（令和2年度）|デジタル化状況
架空の許可|架空法|10|実施済
架空の届出|架空法|20|検討中`

const words = `
事務名|根拠法令等|年間処理件数（令和2年度）|窓口の名
架空の許可|架空法|10|あ
架空の届出|架空法|20|い`

const choices = `
手続名|根拠法令|実施済|未実施
架空の許可|架空法|○|
架空の届出|架空法||○`

const offices = `
手続名|根拠法令|本庁件数（令和2年度）|支所件数（令和2年度）
架空の許可|架空法|10|1
架空の届出|架空法|20|2`

const twoRows = `
手続名|根拠法令|区分|年間件数（令和2年度）
架空の許可|架空法|総数|10
||うちオンライン|1
架空の届出|架空法|総数|20
||うちオンライン|2`

// next puts other texts in place of some of a sheet's.
func next(sheet string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(sheet) }

// Each case is a bureau that sends files one after the other and confirms every one
// of them; what it has to look at is listed for each.
func TestWhatIsToBeLookedAt(t *testing.T) {
	t.Parallel()
	type file struct {
		sheets string
		want   []string
	}
	asked := []string{"synonym A 事務名 procedure_name", "synonym B 根拠法令等 legal_basis", "synonym C 年間処理件数（令和2年度） annual_volume",
		"unknown_column D 窓口の名 ignore"}
	cases := map[string][]file{
		"the form's own headers": {{own, nil}, {next(own, "|デジタル化状況", "", "|実施済", "", "|検討中", ""), nil}},
		"other words once":       {{words, asked}, {words, nil}, {next(words, "令和2", "令和3"), nil}},
		"then the form's own":    {{words, asked}, {own, nil}},
		"a header that is new": {{words, asked}, {next(words, "|窓口の名", "|窓口の名|備考"), []string{"new_header E 備考 remarks"}},
			{next(words, "|窓口の名", "|窓口の名|備考"), nil}},
		"a header that is gone": {{words, asked}, {next(words, "|窓口の名", "", "|あ", "", "|い", ""), []string{"gone_header 窓口の名 ignore"}}},
		"a header that is another": {{words, asked}, {next(words, "根拠法令等", "根拠となる法令の名前"),
			[]string{"synonym B 根拠となる法令の名前 legal_basis", "gone_header 根拠法令等 legal_basis"}}},
		"columns in another order": {{words, asked}, {`
窓口の名|年間処理件数（令和2年度）|事務名|根拠法令等
あ|10|架空の許可|架空法
い|20|架空の届出|架空法`, nil}},
		"an unknown column without values": {{next(own, "|デジタル化状況", "|窓口の名", "|実施済", "", "|検討中", ""), nil}},
		"a row that is perhaps one": {{own + "\n||30|", []string{"row 4"}},
			{own + "\n||30|", []string{"row 4"}}},
		"a year that is not said": {{next(own, "（令和2年度）", ""), []string{"no_year C 年間件数 annual_volume"}}},
		"a year without its era":  {{next(own, "令和2年度", "2年度"), []string{"year C 年間件数（2年度） annual_volume"}}},
		"a unit beside the table": {{"（単位：千件）\n" + strings.TrimPrefix(own, "\n"), []string{"unit C 年間件数（令和2年度） annual_volume"}}},
		"two columns of one field": {{next(own, "|デジタル化状況", "|根拠法令等", "|実施済", "|ほか法", "|検討中", "|ほか法"), []string{"second_column D 根拠法令等 ignore"}},
			{next(own, "|デジタル化状況", "|根拠法令等", "|実施済", "|ほか法", "|検討中", "|ほか法"), nil}},
		"a column for each choice":   {{choices, []string{"joined C 実施済 digitization_status", "joined D 未実施 digitization_status"}}, {choices, nil}},
		"offices that add up":        {{offices, []string{"joined C 本庁件数（令和2年度） annual_volume", "joined D 支所件数（令和2年度） annual_volume"}}, {next(offices, "令和2", "令和3"), nil}},
		"a row for the cases online": {{twoRows, []string{"joined C 区分 online_volume"}}, {twoRows, nil}},
		"a column without a header":  {{own + "|\n架空の三|架空法|3||あ\n架空の四|架空法|3||あ\n架空の五|架空法|3||あ", []string{"no_header E ignore"}}},
		"a sheet without names": {{"==一覧" + own + "\n==別表\n根拠法令|デジタル化状況|手数料の有無\n架空法|実施済|有", []string{"left_out 別表"}},
			{"==一覧" + own + "\n==別表\n根拠法令|デジタル化状況|手数料の有無\n架空法|実施済|有", nil},
			{"==一覧" + own + "\n==別表\n根拠法令|デジタル化状況|手数料の有無|備考\n架空法|実施済|有|", []string{"lost 別表"}}},
		"a file without a table": {{"架空の文\nほかの文", []string{"no_table "}}},
	}
	for name, files := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &bureau{t: t}
			for i, f := range files {
				r := b.read(f.sheets)
				if got := b.points(r); !cmp.Equal(got, append([]string{}, f.want...)) {
					t.Errorf("file %d: %s", i+1, cmp.Diff(f.want, got))
				}
				b.confirm(r)
			}
		})
	}
}

// What was corrected in one file holds for the next, as far as it is about headers.
func TestCorrectionsAreRemembered(t *testing.T) {
	t.Parallel()
	b := &bureau{t: t, said: &importer.Mapping{Sheets: []importer.MappedSheet{{Sheet: "Sheet1", Columns: []importer.MappedPlace{
		{Column: "D", Field: "division"}, {Column: "C", Field: "annual_volume", FiscalYear: 2019}}, Ignore: []int{3}}}}}
	sheet := next(words, "（令和2年度）", "")
	r := b.read(sheet)
	if got := b.points(r); !cmp.Equal(got, []string{"synonym A 事務名 procedure_name", "synonym B 根拠法令等 legal_basis"}) {
		t.Errorf("what was said is asked about: %v", got)
	}
	if len(r.Records) != 1 || r.Records[0].Values.Division != "あ" || r.Records[0].Values.Volumes[0].FiscalYear != 2019 {
		t.Errorf("read as %+v", r.Records)
	}
	b.confirm(r)
	b.said = nil
	r = b.read(sheet)
	if len(r.Records) != 2 || r.Records[1].Values.Division != "い" {
		t.Errorf("the next file is read as %+v", r.Records)
	}
	if got := b.points(r); !cmp.Equal(got, []string{"own C 年間処理件数 annual_volume", "no_year C 年間処理件数 annual_volume"}) {
		t.Errorf("the year of one file is taken for another's: %v", got)
	}
	if got := r.Tables[0].Columns[3]; got.Match != "remembered" || got.Field != "division" {
		t.Errorf("the column is %+v", got)
	}
}

// What a person says of the parts of a value holds for the next file, too: a column that
// stands for another choice, offices that do not add up.
func TestPartsAreRemembered(t *testing.T) {
	t.Parallel()
	b := &bureau{t: t, said: &importer.Mapping{Sheets: []importer.MappedSheet{{Sheet: "Sheet1", Columns: []importer.MappedPlace{
		{Column: "C", Field: "digitization_status", Part: importer.PartChoice, Choice: "done"}, {Column: "D", Field: "digitization_status",
			Part: importer.PartChoice, Choice: "considering"}}}}}}
	for i := range 2 {
		r := b.read(choices)
		if v := r.Records[0].Values.DigitizationStatus + " " + r.Records[1].Values.DigitizationStatus; v != "done considering" ||
			len(b.points(r)) > 0 {
			t.Errorf("file %d: %s, asked %v", i+1, v, b.points(r))
		}
		b.confirm(r)
		b.said = nil
	}
	b = &bureau{t: t, said: &importer.Mapping{Sheets: []importer.MappedSheet{{Sheet: "Sheet1", Columns: []importer.MappedPlace{
		{Column: "C", Field: "annual_volume"}, {Column: "D", Field: importer.Ignore}}}}}}
	for i := range 2 {
		r := b.read(offices)
		if v := r.Records[0].Values.Volumes; len(v) != 1 || *v[0].Total.Value != 10 || len(b.points(r)) > 0 {
			t.Errorf("file %d: %+v, asked %v", i+1, v, b.points(r))
		}
		b.confirm(r)
		b.said = nil
	}
}

// Two columns with the same header are told apart by their order, and asked about
// when one of them is gone.
func TestTwoColumnsWithOneHeader(t *testing.T) {
	t.Parallel()
	sheet := next(own, "|デジタル化状況", "|備考|備考", "|実施済", "|あ|い", "|検討中", "|う|え")
	b := &bureau{t: t, said: &importer.Mapping{Sheets: []importer.MappedSheet{{Sheet: "Sheet1",
		Columns: []importer.MappedPlace{{Column: "D", Field: "division"}, {Column: "E", Field: "remarks"}}}}}}
	b.confirm(b.read(sheet))
	b.said = nil
	r := b.read(sheet)
	if v := r.Records[0].Values; v.Division != "あ" || v.Remarks != "い" || len(b.points(r)) > 0 {
		t.Errorf("%+v, %v", v, b.points(r))
	}
	r = b.read(next(sheet, "|備考|備考", "|備考"))
	if got := b.points(r); !slices.Contains(got, "gone_header 備考 remarks") {
		t.Errorf("one of two is gone unseen: %v", got)
	}
}

// Header rows and sheets that are not read are remembered as long as their headers
// stay what they were.
func TestSheetsAreRememberedByTheirHeaders(t *testing.T) {
	t.Parallel()
	book := "==一覧\nこの表の名前\n" + strings.TrimPrefix(next(words, "根拠法令等", "おおもと"), "\n") + "\n==旧一覧" + own
	b := &bureau{t: t, said: &importer.Mapping{Sheets: []importer.MappedSheet{
		{Sheet: "一覧", HeaderRows: []int{2}, Columns: []importer.MappedPlace{{Column: "B", Field: "legal_basis"}}}, {Sheet: "旧一覧", Skip: true}}}}
	r := b.read(book)
	if len(r.Records) != 2 || r.Records[0].Row != 3 || r.Records[0].Values.LegalBasis != "架空法" {
		t.Fatalf("read as %+v", r.Records)
	}
	b.confirm(r)
	b.said = nil
	if r = b.read(book); len(r.Records) != 2 || len(b.points(r)) > 0 {
		t.Errorf("%d records, %v", len(r.Records), b.points(r))
	}
	moved := b.read(next(book, "この表の名前\n", "この表の名前\nもう一行\n"))
	if len(moved.Records) != 2 || moved.Records[0].Row != 4 {
		t.Errorf("a header one row further down: %+v", moved.Records)
	}
	if got := b.points(moved); !slices.Contains(got, "lost 一覧") {
		t.Errorf("it is read unseen: %v", got)
	}
	other := b.read(next(book, "|デジタル化状況", "|備考"))
	if got := b.points(other); len(other.Records) != 4 || !slices.Contains(got, "lost 旧一覧") {
		t.Errorf("another sheet by the name of one that is not read: %d records, %v", len(other.Records), got)
	}
	renamed := b.read(next(book, "旧一覧", "旧一覧R3"))
	if got := b.points(renamed); len(renamed.Records) != 4 || !slices.Contains(got, "new_sheet 旧一覧R3") {
		t.Errorf("a sheet beside one that is not read: %d records, %v", len(renamed.Records), got)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	b := &bureau{t: t}
	b.confirm(b.read(words))
	got := structure.Changes(b.read(next(words, "根拠法令等", "根拠となる法令の名前", "令和2", "令和3", "窓口の名", "おまけ")), b.memories)
	want := []structure.Change{
		{Kind: structure.Renamed, Sheet: "Sheet1", Header: "根拠となる法令の名前", Before: "根拠法令等", Field: "legal_basis", Was: "legal_basis"},
		{Kind: structure.Added, Sheet: "Sheet1", Header: "おまけ", Field: "ignore"},
		{Kind: structure.Gone, Sheet: "Sheet1", Before: "窓口の名", Was: "ignore"},
	}
	if !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	b.said = &importer.Mapping{Sheets: []importer.MappedSheet{{Sheet: "Sheet1",
		Columns: []importer.MappedPlace{{Column: "D", Field: "remarks"}}}}}
	got = structure.Changes(b.read(words), b.memories)
	if len(got) != 1 || got[0].Kind != structure.Moved || got[0].Was != importer.Ignore || got[0].Field != "remarks" {
		t.Errorf("%+v", got)
	}
	if got := structure.Changes(b.read(own), b.memories); len(got) > 0 {
		t.Errorf("compared with another table: %+v", got)
	}
}
