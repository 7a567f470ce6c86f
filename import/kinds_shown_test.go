package importer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func allKinds() (all []kind) {
	for _, some := range [][]kind{shownKinds(), markKinds(), rowKinds(), columnKinds(), periodKinds(), cellKinds(), csvKinds(), leftKinds(),
		noteKinds(), sumKinds(), wordKinds()} {
		all = append(all, some...)
	}
	return all
}

var total2020 = col("annual_volume", "年間件数（令和2年度）")

// formatted are tables of one volume each in a number format, beside a plain one.
func formatted(cases ...kindCase) (all []kindTable) {
	for _, c := range cases {
		all = append(all, kindTable{columns: base(total2020), rows: []kindRow{
			c.row(), record(volume(345), 345), c.row(),
		}})
	}
	return all
}

// kindCase is a cell with what a record gets from it; with a fault it has to be
// reported.
type kindCase struct {
	cell  any
	want  map[string]any
	fault string
}

func (c kindCase) row() kindRow {
	r := record(c.want, c.cell)
	if c.fault != "" {
		r = r.fault(2, c.fault)
	}
	return r
}

func inFormat(v any, format string) kindFormat { return kindFormat{v, format} }

func shownKinds() []kind {
	superscript := func(text, mark string) kindRuns {
		return kindRuns{{Text: text}, {Text: mark, Font: &excelize.Font{VertAlign: "superscript"}}}
	}
	struck := func(old, text string) kindRuns {
		return kindRuns{{Text: old, Font: &excelize.Font{Strike: true}}, {Text: text}}
	}
	day := time.Date(2022, 4, 1, 0, 0, 0, 0, time.UTC)
	return []kind{
		{name: "shown/unit in the format", variants: formatted(
			kindCase{inFormat(12, `0"千件"`), volume(12000), ""},
			kindCase{inFormat(3, `#,##0"千件"`), volume(3000), ""},
			kindCase{inFormat(7, `0"百件"`), volume(700), ""},
			kindCase{inFormat(2, `0"万件"`), volume(20000), ""},
			kindCase{inFormat(5, `0\千\件`), volume(5000), ""},
			kindCase{inFormat(9, `General"千件"`), volume(9000), ""},
			kindCase{inFormat(1234, `#,##0"件"`), volume(1234), ""},
			kindCase{inFormat(88, `0\ "件";-0\ "件"`), volume(88), ""},
			kindCase{inFormat(1500, `[Red]#,##0"件"`), volume(1500), ""},
			kindCase{inFormat(4, `0" 千件";-0" 千件";0" 件"`), volume(4000), ""})},
		{name: "shown/qualifier in the format", variants: formatted(
			kindCase{inFormat(1200, `"約"0`), approx(1200, "approx"), ""},
			kindCase{inFormat(1200, `"約"#,##0"件"`), approx(1200, "approx"), ""},
			kindCase{inFormat(300, `"およそ"0`), approx(300, "approx"), ""},
			kindCase{inFormat(300, `0"件程度"`), approx(300, "approx"), ""},
			kindCase{inFormat(10, `0"件以上"`), approx(10, "lower"), ""},
			kindCase{inFormat(10, `0"以上"`), approx(10, "lower"), ""},
			kindCase{inFormat(50, `0"件未満"`), approx(50, "upper"), ""},
			kindCase{inFormat(2, `"約"0"千件"`), approx(2000, "approx"), ""})},
		{name: "shown/zero is something else", variants: formatted(
			kindCase{inFormat(0, `0;0;"不明"`), noVolume(), ""},
			kindCase{inFormat(0, `#,##0;-#,##0;"未集計"`), noVolume(), ""},
			kindCase{inFormat(0, `0;;"不明"`), noVolume(), ""},
			kindCase{inFormat(0, `[=0]"不明";0`), noVolume(), ""},
			kindCase{inFormat(12, `0;0;"不明"`), volume(12), ""},
			kindCase{inFormat(0, `0"件";-0"件";"0件"`), volume(0), ""})},
		{name: "shown/percent", variants: formatted(
			kindCase{inFormat(0.45, `0%`), want(), "percent"}, kindCase{inFormat(1, `0%`), want(), "percent"},
			kindCase{inFormat(0.5, `0.0%`), want(), "percent"})},
		{name: "shown/other words for a number", variants: formatted(
			kindCase{inFormat(12000, `[>=10000]"多数";0`), want(), "a word is shown"},
			kindCase{inFormat(3, `"A"0`), want(), "another text is shown"},
			kindCase{inFormat(3, `0"人"`), volume(3), ""},
			kindCase{inFormat(3, `0"円"`), want(), "another unit is shown"},
			kindCase{inFormat(500, `[>=10000]"多数";0`), volume(500), ""})},
		{name: "shown/kanji numerals", variants: formatted(
			kindCase{inFormat(12, `[DBNum1]General`), volume(12), ""}, kindCase{inFormat(250, `[DBNum1][$-411]General`), volume(250), ""},
			kindCase{inFormat(12, `[DBNum3]0`), volume(12), ""})},
		{name: "shown/article in the format", variants: []kindTable{
			{columns: base(col("legal_article", "根拠条項"), total2020), rows: []kindRow{
				record(want("legal_article", "第3条", "annual_volume", 5), inFormat(3, `"第"0"条"`), 5),
				record(want("legal_article", "第12条の2", "annual_volume", 6), inFormat(12, `"第"0"条の2"`), 6),
				record(want("legal_article", "第7条", "annual_volume", 7), "第7条", 7)}},
			{columns: base(col("legal_article", "条項"), total2020), rows: []kindRow{
				record(want("legal_article", "第4条", "annual_volume", 5), inFormat(4, `\第0\条`), 5),
				record(want("legal_article", "第5条第1項", "annual_volume", 6), inFormat(5, `"第"0"条第1項"`), 6)}},
		}},
		{name: "shown/identifier in the format", variants: []kindTable{
			{columns: append([]kindColumn{}, base(col("process_id", "手続ID"), total2020)...), rows: []kindRow{
				record(want("process_id", "P-0000012", "annual_volume", 1), inFormat(12, `"P-"0000000`), 1),
				record(want("process_id", "P-0000013", "annual_volume", 2), "P-0000013", 2)}},
		}},
		{name: "shown/year in the format", variants: []kindTable{
			{columns: base(col("planned_fiscal_year", "デジタル化予定年度")), rows: []kindRow{
				record(want("planned_fiscal_year", 2023), inFormat(2023, `0"年度"`)),
				record(want("planned_fiscal_year", 2024), inFormat(6, `"令和"0"年度"`)), record(want("planned_fiscal_year", 2025), "令和7年度")}},
			{columns: base(col("planned_fiscal_year", "デジタル化予定年度")), rows: []kindRow{
				record(want("planned_fiscal_year", 2022), inFormat(day, `yyyy"年度"`)),
				record(want("planned_fiscal_year", 2022), inFormat(day, `ggge"年度"`)), record(want("planned_fiscal_year", 2023), 2023)}},
		}},
		{name: "shown/duration in the format", variants: []kindTable{
			{columns: base(col("standard_processing_period", "標準処理期間")), rows: []kindRow{
				record(want("standard_processing_period", "P30D"), inFormat(30, `0"日"`)),
				record(want("standard_processing_period", "P2M"), inFormat(2, `0"か月"`)),
				record(want("standard_processing_period", "P3W"), inFormat(3, `0"週間"`))}},
		}},
		{name: "shown/choice in the format", variants: []kindTable{
			{columns: base(col("digitization_status", "デジタル化状況")), rows: []kindRow{
				record(want("digitization_status", "done"), inFormat(1, `[=1]"実施済";[=2]"検討中";0`)),
				record(want("digitization_status", "considering"), inFormat(2, `[=1]"実施済";[=2]"検討中";0`)),
				record(want("digitization_status", "not_started"), "未着手")}},
			{columns: base(col("digitization_status", "デジタル化状況")), rows: []kindRow{
				record(want("digitization_status", "done"), inFormat(1, `"実施済"`)),
				record(want("digitization_status", "done"), inFormat(1, `"実施済";;"未着手"`)),
				record(want("digitization_status", "not_started"), inFormat(0, `"実施済";;"未着手"`))}},
		}},
		{name: "shown/footnote mark", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(volume(1234), superscript("1234", "1")), record(volume(56), superscript("56", "※2")), record(volume(78), superscript("78", "注1)"))}},
			{columns: base(total2020), rows: []kindRow{
				{cells: []any{superscript("架空催物の報告", "1)"), "架空法", 5}, want: want("procedure_name", "架空催物の報告", "annual_volume", 5)},
				record(volume(6), 6)}},
			{columns: base(total2020), rows: []kindRow{
				record(want("legal_basis", "見本別法", "annual_volume", 5), superscript("見本別法", "※3"), 5), record(volume(6), 6)}},
		}},
		{name: "shown/struck part", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(volume(1350), struck("1200", "1350")), record(volume(90), struck("80", "90")), record(volume(7), 7)}},
			{columns: base(total2020), rows: []kindRow{record(want("legal_basis", "新見本条例", "annual_volume", 5), struck("旧見本条例", "新見本条例"), 5), record(volume(6), 6)}},
			{columns: base(col("digitization_status", "デジタル化状況")), rows: []kindRow{record(want("digitization_status", "done"), struck("検討中", "実施済")), record(want("digitization_status", "not_started"), "未着手")}},
		}},
		{name: "shown/parts in colours only", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(volume(1200), kindRuns{{Text: "1", Font: &excelize.Font{Color: "FF0000"}}, {Text: "200"}}), record(volume(5), 5)}},
		}},
		{name: "shown/struck cell", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(want(), kindStyle{1200, excelize.Style{Font: &excelize.Font{Strike: true}}}).fault(2, "struck cell"), record(volume(5), 5)}},
		}},
		{name: "shown/struck row", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(volume(1), 1), record(want(), 2).fault(0, "struck row"), record(volume(3), 3)},
				after: func(t *testing.T, f *excelize.File, at func(col, row int) string) {
					id, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
					must(t, err)
					for c := range 3 {
						must(t, f.SetCellStyle("一覧", at(c, 1), at(c, 1), id))
					}
				}},
		}},
		{name: "shown/formulas never computed", variants: []kindTable{
			{columns: base(total2020, col("online_volume", "うちオンライン件数（令和2年度）")), rows: []kindRow{
				record(want("annual_volume", nil), 0, 3).fault(2, "never computed"),
				record(want("annual_volume", nil), 0, 5).fault(2, "never computed"),
				record(want("annual_volume", nil), 0, 7).fault(2, "never computed")},
				after: func(t *testing.T, f *excelize.File, at func(col, row int) string) {
					for r := range 3 {
						must(t, f.SetCellFormula("一覧", at(2, r), fmt.Sprintf("SUM(%s,%d)", at(3, r), 100*(r+1))))
					}
					yes := true
					must(t, f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &yes}))
				}},
		}},
	}
}

func markKinds() []kind {
	status := col("digitization_status", "デジタル化状況")
	marked := []kindRow{
		record(want("digitization_status", "done"), "○"), record(want("digitization_status", "partial"), "△"),
		record(want("digitization_status", "not_started"), "×"),
	}
	swapped := []kindRow{
		record(want("digitization_status", "partial"), "○"), record(want("digitization_status", "done"), "◎"),
		record(want("digitization_status", "exempt"), "×"),
	}
	fill := func(colour string) excelize.Style {
		return excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}}
	}
	return []kind{
		{name: "marks/legend in the header", variants: []kindTable{
			{columns: base(col("digitization_status", "デジタル化状況（○：実施済、△：一部実施済、×：未実施）")), rows: marked},
			{columns: base(col("digitization_status", "電子化状況\n○実施済△一部×未実施－対象外")), rows: append(marked[:3:3], record(want("digitization_status", "exempt"), "－"))},
			{columns: base(col("digitization_status", "電子化状況○実施済△一部×未実施－対象外")), rows: append(marked[:3:3], record(want("digitization_status", "exempt"), "－"))},
			{columns: base(col("digitization_status", "デジタル化状況（◎：実施済　○：一部実施済　×：適用除外）")), rows: swapped},
		}},
		{name: "marks/legend above", variants: []kindTable{
			{columns: base(status), rows: swapped, above: []string{"凡例　◎：実施済、○：一部実施済、×：適用除外"}},
		}},
		{name: "marks/legend below", variants: []kindTable{
			{columns: base(status), rows: swapped, below: []string{"凡例　◎：実施済、○：一部実施済、×：適用除外"}},
		}},
		{name: "marks/legend on another sheet", variants: []kindTable{
			{columns: base(status), rows: swapped, sheets: []kindSheet{{"凡例", [][]any{{"記号", "意味"}, {"◎", "実施済"}, {"○", "一部実施済"}, {"×", "適用除外"}}}}},
			{columns: base(status), rows: swapped, sheets: []kindSheet{{"記入要領", [][]any{{"記入要領"}, {"デジタル化状況は、◎：実施済、○：一部実施済、×：適用除外 で記入してください。"}}}}},
			{columns: base(status), rows: swapped, sheets: []kindSheet{{"凡例", [][]any{{"デジタル化状況"}, {"◎：実施済"}, {"○：一部実施済"}, {"×：適用除外"}}}}},
		}},
		{name: "marks/colour legend", variants: []kindTable{
			{columns: base(col("annual_volume", "年間件数（令和2年度）")), above: []string{"黄色のセル＝実施済、白＝未実施"}, told: "a legend of colours", rows: []kindRow{
				record(want(), kindStyle{5, fill("FFFF00")}), record(volume(6), 6)},
				after: func(*testing.T, *excelize.File, func(int, int) string) {}},
			{columns: base(total2020), above: []string{"凡例：黄色＝実施済、灰色＝対象外"}, told: "a legend of colours", rows: []kindRow{
				record(volume(5), kindStyle{5, fill("FFFF00")}), record(volume(6), kindStyle{6, fill("BFBFBF")})},
				after: func(*testing.T, *excelize.File, func(int, int) string) {}},
			{columns: base(total2020), below: []string{"※ 黄色：今年度見直し、水色：廃止予定"}, rows: []kindRow{
				record(volume(5), kindStyle{5, fill("FFFF00")}), record(volume(6), kindStyle{6, fill("00B0F0")})},
				after: func(*testing.T, *excelize.File, func(int, int) string) {}},
		}},
		{name: "marks/comment with data", variants: []kindTable{
			{columns: base(total2020), rows: []kindRow{record(volume(5), 5).fault(2, "comment"), record(volume(6), 6)},
				after: func(t *testing.T, f *excelize.File, at func(col, row int) string) {
					must(t, f.AddComment("一覧", excelize.Comment{Cell: at(2, 0), Author: "架空", Paragraph: []excelize.RichTextRun{{Text: "うちオンライン3件"}}}))
				}},
		}},
		{name: "marks/dash defined by a note", variants: []kindTable{
			{columns: base(total2020), below: []string{"※「－」は0件を表す。"}, rows: []kindRow{record(volume(0), "－"), record(volume(12), 12)}},
			{columns: base(total2020), above: []string{"（注）「-」は実績なし（0件）"}, rows: []kindRow{record(volume(0), "-"), record(volume(12), 12)}},
			{columns: base(total2020), below: []string{"※「－」は集計していないことを示す。"}, rows: []kindRow{record(noVolume(), "－"), record(volume(12), 12)}},
		}},
		{name: "marks/blank defined by a note", variants: []kindTable{
			{columns: base(total2020), below: []string{"※ 空欄は0件です。"}, rows: []kindRow{record(volume(0), nil), record(volume(12), 12)}},
		}},
	}
}
