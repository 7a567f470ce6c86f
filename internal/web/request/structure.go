package request

import (
	"fmt"
	"slices"

	importer "tetsuzuki/import"
	"tetsuzuki/import/structure"
	"tetsuzuki/internal/intake"
)

// TablesOf returns the tables that were read on a sheet.
func TablesOf(d intake.Structure, sheet int) []importer.Table {
	var out []importer.Table
	for _, t := range d.Report.Tables {
		if t.Sheet == d.Report.Sheets[sheet].Name {
			out = append(out, t)
		}
	}
	return out
}

// Rows that belong to no table.
const (
	TitleReason   = "表題など"
	OutsideReason = "表の外"
)

// RowKindOf returns what the reader took a row for: header, record, or neither, and why.
func RowKindOf(read intake.Structure, sheet, row int) (kind, reason string) {
	tables := TablesOf(read, sheet)
	if len(tables) == 0 {
		return "n", ""
	}
	reason = OutsideReason
	above := true
	for _, t := range tables {
		switch i := slices.IndexFunc(t.IgnoredRows, func(r importer.IgnoredRow) bool { return r.Row == row }); {
		case slices.Contains(t.HeaderRows, row):
			return "h", ""
		case i >= 0:
			reason = ignoredLabels[t.IgnoredRows[i].Reason]
		case t.FirstRow > 0 && t.FirstRow <= row && row <= t.LastRow:
			return "r", ""
		}
		above = above && row < t.HeaderRows[0]
	}
	if above {
		reason = TitleReason
	}
	return "n", reason
}

var ignoredLabels = map[string]string{
	"total":           "合計",
	"subtotal":        "小計",
	"repeated_header": "見出しのくり返し",
	"note":            "注や見出し",
	"blank":           "空行",
	"example":         "記入例",
}

// PointText says what a person has to check.
func PointText(p structure.Point) string {
	column := fmt.Sprintf("%s %s列「%s」：", p.Sheet, p.Column, p.Header)
	as := "「" + FieldLabel(p.Field) + "」として読みました。"
	if p.Field == importer.Ignore {
		as = "登録しない列としました。"
	}
	switch p.Why {
	case structure.Synonym:
		return column + "見出しが標準と違いますが、" + as
	case structure.Similar:
		return column + "見出しや値から推測して、" + as
	case structure.Meaning:
		return column + "前回と違い、" + as
	case structure.NewHeader:
		return column + "前回はなかった列です。" + as
	case structure.GoneAway:
		return fmt.Sprintf("%s：前回の「%s」の列がありません。", p.Sheet, p.Header)
	case structure.Unknown:
		return column + "どの項目か分からないため、登録しません。"
	case structure.Second:
		return column + "同じ項目の列がほかにあるため、登録しません。"
	case structure.Joined:
		return column + "ほかの列と合わせて、" + as
	case structure.Headless:
		return fmt.Sprintf("%s %s列：見出しがないため、登録しません。", p.Sheet, p.Column)
	case structure.NoYear:
		return column + "何年度の件数か分かりません。年度を選んでください。"
	case structure.YearDoubt:
		return column + "年度がはっきりしません。正しいか確かめてください。"
	case structure.UnitDoubt:
		return column + "件数の単位を確かめてください。"
	case structure.Own:
		return column + "前回は年度か単位を指定しています。今回も正しいか確かめてください。"
	case structure.DoubtfulRow:
		return fmt.Sprintf("%s %d行目：手続の行かどうか確かでないため、読み取っていません。", p.Sheet, p.Row)
	case structure.LeftOut:
		return p.Sheet + "：表がありますが、読み取っていません。"
	case structure.Hidden:
		return p.Sheet + "：非表示のシートですが、読み取りました。"
	case structure.Lost:
		return p.Sheet + "：前回と見出しが違うため、前回の指定は使っていません。"
	case structure.NewSheet:
		return p.Sheet + "：前回はなかったシートを読み取りました。"
	case structure.NoRecord:
		return p.Sheet + "：見出しの下に手続が1つもありません。"
	case structure.NoName:
		return p.Sheet + "：手続名の列が見つかりません。"
	case structure.NoTable:
		return "手続の一覧表が見つかりません。見出しの行を選んでください。"
	case structure.Many:
		return "確かめるところが多いため、一部だけを示しています。"
	}
	return string(p.Why)
}
