package importer_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
)

// TestHabits reads one small made-up sheet for each habit. Cells are parted by |,
// rows by line breaks; want lists the records as "row name [field=value …]", the
// ignored rows as "row reason", and the findings by ID that have to be there.
func TestHabits(t *testing.T) {
	t.Parallel()
	for _, h := range []struct {
		name  string
		sheet string
		opt   importer.Options
		want  []string
		rules []string
	}{
		{name: "one header row", sheet: `
手続名|根拠法令|年間件数（令和2年度）|デジタル化状況
架空の申請|架空法|1200|実施済
架空の届出|架空法|不明|検討中`,
			want: []string{"2 架空の申請 annual_volume@2020=1200 digitization_status=done", "3 架空の届出 digitization_status=considering"}},
		{name: "total as the first row", sheet: `
手続名|根拠法令|年間件数（令和2年度）
合計||1200
架空の申請|架空法|1200`,
			want: []string{"2 total", "3 架空の申請 annual_volume@2020=1200"}},
		{name: "totals named after their part", sheet: `
部|課|手続名|年間件数（令和2年度）
総務部|管理課|架空の申請|1200
|管理課計||1200
|管理課 合計（1件）||1200
総務部計|||1200
総合計|||1200`,
			want: []string{"2 架空の申請", "3 subtotal", "4 subtotal", "5 subtotal", "6 total"}},
		{name: "sum without a label", sheet: `
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|1200
||1200`,
			want: []string{"2 架空の申請", "3 total"}, rules: []string{"R-skipped-row"}},
		{name: "names that look like totals, notes and examples", sheet: `
手続名|根拠法令|年間件数（令和2年度）
会計|架空法|1
統計の合計|架空法|2
注射の届出|架空法|3
例祭の申請|架空法|4
※特例の申請|架空法|5
以上の届出|架空法|6`,
			want: []string{"2 会計", "3 統計の合計", "4 注射の届出", "5 例祭の申請", "6 ※特例の申請", "7 以上の届出"}},
		{name: "example rows", sheet: `
No.|手続名|根拠法令|年間件数（令和2年度）
例|見本の申請|見本法|10
記入例１|見本の申請|見本法|10
1|架空の申請|架空法|20`,
			want: []string{"2 example", "3 example", "4 架空の申請"}},
		{name: "example marked in the name", sheet: `
手続名|根拠法令|年間件数（令和2年度）
（記入例）見本の申請|見本法|10
架空の申請|架空法|20`,
			want: []string{"2 example", "3 架空の申請"}},
		{name: "a table of examples above the table", sheet: `
【記入例】
手続名|根拠法令|年間件数（令和2年度）
見本の申請|見本法|10

手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20`,
			want: []string{"6 架空の申請 annual_volume@2020=20"}},
		{name: "notes below", sheet: `
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20
※１ 件数は実績
（注）対象外を除く
注２：主管課が記入
備考：なし
以上`,
			want: []string{"2 架空の申請", "3 note", "4 note", "5 note", "6 note", "7 note"}},
		{name: "a note in two cells", sheet: `
No.|手続名|根拠法令|年間件数（令和2年度）
1|架空の申請|架空法|20
※|件数は実績を記入すること
担当：|総務課|内線|1234`,
			want: []string{"2 架空の申請", "3 note"}},
		{name: "hints and column numbers below the header", sheet: `
手続名|根拠法令|年間件数（令和2年度）|デジタル化状況
文字列で記入|文字列で記入|半角数字|プルダウンから選択
①|②|③|④
架空の申請|架空法|20|実施済`,
			want: []string{"4 架空の申請"}},
		{name: "numbered rows without content", sheet: `
No.|局|手続名|根拠法令|年間件数（令和2年度）
1|環境局|架空の申請|架空法|20
2|環境局|||
3||||`,
			want: []string{"2 架空の申請", "3 note", "4 blank"}},
		{name: "a record without its name", sheet: `
手続名|根拠法令|年間件数（令和2年度）
|架空法|20
架空の届出|架空法|30`,
			want: []string{"2 ", "3 架空の届出"}, rules: []string{"R-missing-name"}},
		{name: "a name alone", sheet: `
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20
架空の届出||
架空の報告|架空法|30`,
			want: []string{"2 架空の申請", "3 架空の届出", "4 架空の報告"}},
		{name: "section headings in the column of names", sheet: `
手続名|根拠法令|年間件数（令和2年度）
【許可関係】||
架空の申請|架空法|20
（２）届出関係||
架空の届出|架空法|30`,
			want: []string{"2 note", "3 架空の申請", "4 note", "5 架空の届出"}},
		{name: "ditto marks", sheet: `
部|課|手続名|根拠法令|年間件数（令和2年度）
総務部|管理課|架空の申請|架空法|20
〃|同上|架空の届出|々|30
〃|計画課|架空の報告|上に同じ|40`,
			want: []string{"2 架空の申請 division=管理課", "3 架空の届出 department=総務部 division=管理課 legal_basis=架空法",
				"4 架空の報告 department=総務部 division=計画課 legal_basis=架空法"}, rules: []string{"L2-02"}},
		{name: "ditto over a subtotal", sheet: `
課|手続名|根拠法令|年間件数（令和2年度）
管理課|架空の申請|架空法|20
小計|||20
〃|架空の届出|〃|30`,
			want: []string{"2 架空の申請", "3 subtotal", "4 架空の届出 division=管理課 legal_basis=架空法"}},
		{name: "ditto with nothing above", sheet: `
課|手続名|根拠法令|年間件数（令和2年度）
〃|架空の申請|架空法|20`,
			want: []string{"2 架空の申請 division="}, rules: []string{"L2-02"}},
		{name: "year and unit in the title", sheet: `
令和元年度　手続一覧
（単位：千件）
手続名|根拠法令|年間件数
架空の申請|架空法|20`,
			want: []string{"4 架空の申請 annual_volume@2019=20000"}},
		{name: "the year of the figures among other years", sheet: `
令和３年度　調査票（令和２年度実績）
手続名|根拠法令|年間件数
架空の申請|架空法|20`,
			want: []string{"3 架空の申請 annual_volume@2020=20"}},
		{name: "a date is no fiscal year", sheet: `
手続一覧（令和３年３月31日現在）
手続名|根拠法令|年間件数
架空の申請|架空法|20`,
			opt: importer.Options{FiscalYear: 2019}, want: []string{"3 架空の申請 annual_volume@2019=20"}},
		{name: "no year anywhere", sheet: `
手続名|根拠法令|年間件数
架空の申請|架空法|20`,
			want: []string{"2 架空の申請"}, rules: []string{"R-unknown-fiscal-year"}},
		{name: "years without era", sheet: `
手続名|根拠法令|元年度件数|２年度件数|30年度件数
架空の申請|架空法|10|20|30`,
			want:  []string{"2 架空の申請 annual_volume@2019=10 annual_volume@2020=20 annual_volume@2018=30"},
			rules: []string{"R-fiscal-year-without-era"}},
		{name: "years as leaves of one group", sheet: `
手続名|根拠法令|年間件数|||オンライン件数||
||R1|R2|R3|R1|R2|R3
架空の申請|架空法|10|20|30|1|2|3`,
			want: []string{"3 架空の申請 annual_volume@2019=10 annual_volume@2020=20 annual_volume@2021=30 online_volume@2019=1 online_volume@2021=3"}},
		{name: "this year and the year before", sheet: `
令和2年度 手続一覧
手続名|根拠法令|前年度件数|本年度件数|前年度比
架空の申請|架空法|10|20|200%`,
			want: []string{"3 架空の申請 annual_volume@2020=20"}},
		{name: "a ratio and an outline beside", sheet: `
手続の名称|手続の概要|件数（令和2年度）|件数の前年度比|根拠法令の概要|根拠法令
架空の申請|申請を受けるもの。|20|98%|営業を規制する。|架空法`,
			want: []string{"2 架空の申請 annual_volume@2020=20 legal_basis=架空法"}},
		{name: "counts of other things", sheet: `
手続名|根拠法令|添付書類数|年間件数（令和2年度）|窓口件数|郵送件数|オンライン件数（令和2年度）
架空の申請|架空法|3|20|5|5|10`,
			want: []string{"2 架空の申請 annual_volume@2020=20 online_volume@2020=10"}},
		{name: "two columns of one name", sheet: `
手続名|根拠法令|年間件数（令和2年度）|備考|備考
架空の申請|架空法|20|あ|い`,
			want: []string{"2 架空の申請 remarks=あ"}, rules: []string{"L2-03"}},
		{name: "a legend that turns the marks around", sheet: `
手続名|根拠法令|電子化状況（○…未着手、×…実施済）
架空の申請|架空法|○
架空の届出|架空法|✕`,
			want: []string{"2 架空の申請 digitization_status=not_started", "3 架空の届出 digitization_status=done"}},
		{name: "a legend that no choice answers to", sheet: `
手続名|根拠法令|電子化状況（○：実施済、☆：みらい）
架空の申請|架空法|○
架空の届出|架空法|☆`,
			want: []string{"2 架空の申請 digitization_status=done", "3 架空の届出 digitization_status="}, rules: []string{"R-legend", "L2-04"}},
		{name: "a legend of numbers in a note", sheet: `
※電子化状況　1：実施済　2：検討中　3：廃止
手続名|根拠法令|電子化状況
架空の申請|架空法|2
架空の届出|架空法|３`,
			want: []string{"3 架空の申請 digitization_status=considering", "4 架空の届出 digitization_status=abolished"}},
		{name: "a legend spread over cells", sheet: `
凡例|○：検討中|×：実施済
手続名|根拠法令|電子化状況
架空の申請|架空法|○
架空の届出|架空法|×`,
			want: []string{"3 架空の申請 digitization_status=considering", "4 架空の届出 digitization_status=done"}},
		{name: "a legend spread over rows", sheet: `
○|検討中
×|実施済

手続名|根拠法令|電子化状況
架空の申請|架空法|○
架空の届出|架空法|×`,
			want: []string{"5 架空の申請 digitization_status=considering", "6 架空の届出 digitization_status=done"}},
		{name: "a remark across the table", sheet: `
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20
以下は様式を見直し中です||
架空の届出|架空法|30`,
			want: []string{"2 架空の申請", "3 note", "4 架空の届出"}, rules: []string{"R-skipped-row"}},
		{name: "a division without procedures", sheet: `
課|手続名|根拠法令|年間件数（令和2年度）
管理課|架空の申請|架空法|20
計画課|該当なし||`,
			want: []string{"2 架空の申請", "3 note"}, rules: []string{"R-skipped-row"}},
		{name: "the bureau in the title", sheet: `
局名：|水道局
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20`,
			want: []string{"3 架空の申請 bureau=水道局"}},
		{name: "another bureau's sheet", sheet: `
水道局　手続一覧
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20`,
			opt: importer.Options{Bureau: "環境局"}, want: []string{"3 架空の申請"}, rules: []string{"R-other-bureau"}},
		{name: "another bureau's row and one of none", sheet: `
局|手続名|根拠法令
環境局|架空の申請|架空法
水道局|架空の届出|架空法
川口局|架空の報告|架空法`,
			opt: importer.Options{Bureau: "環境局"}, want: []string{"2 架空の申請", "3 架空の届出", "4 架空の報告"},
			rules: []string{"R-other-bureau", "R-unknown-bureau"}},
		{name: "the same process twice", sheet: `
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20
架空の申請|架空法|20`,
			want: []string{"2 架空の申請", "3 架空の申請"}, rules: []string{"R-duplicate-row"}},
		{name: "headers for printing with the title again", sheet: `
手続一覧（1/2）
手続名|根拠法令|年間件数（令和2年度）
架空の申請|架空法|20
手続一覧（2/2）
手続名|根拠法令|年間件数（令和2年度）
架空の届出|架空法|30`,
			want: []string{"3 架空の申請", "4 note", "5 repeated_header", "6 架空の届出"}},
		{name: "a second table with other columns", sheet: `
手続名|根拠法令|年間件数（令和元年度）
架空の申請|架空法|20

２　令和2年度
根拠法令|手続名|件数
架空法|架空の届出|30`,
			want: []string{"2 架空の申請 annual_volume@2019=20", "6 架空の届出 annual_volume@2020=30"}},
		{name: "tables side by side", sheet: `
手続名|件数（令和2年度）||手続名|件数（令和2年度）
架空の申請|20||架空の届出|30
架空の報告|40||架空の相談|50`,
			want: []string{"2 架空の申請 annual_volume@2020=20", "2 架空の届出 annual_volume@2020=30", "3 架空の報告 annual_volume@2020=40",
				"3 架空の相談 annual_volume@2020=50"}},
		{name: "numbers before the labels", sheet: `
①手続名|（２）根拠法令|３．年間件数（令和2年度）
架空の申請|架空法|20`,
			want: []string{"2 架空の申請 legal_basis=架空法 annual_volume@2020=20"}},
		{name: "headers in the words of other inventories", sheet: `
様式番号|所管部署|オンライン化済/未|申請件数（R3）|電子申請件数|手続等の名称|根拠規定|法改正要否|デジタル化予定時期|前年度比
第1号|架空課|未|1200|30|架空の申請|架空法|否|令和5年度|104%`,
			opt: importer.Options{FiscalYear: 2021},
			want: []string{"2 架空の申請 division=架空課 digitization_status=not_started annual_volume@2021=1200 online_volume@2021=30 legal_basis=架空法 " +
				"national_law_change=not_required planned_fiscal_year=2023"}},
		{name: "a level of the organisation told by the cells", sheet: `
所管部署|担当部署|手続名|根拠法令|件数（令和2年度）
架空部|架空課|架空の申請|架空法|20
架空部|見本課|架空の届出|架空法|30`,
			want: []string{"2 架空の申請 department=架空部 division=架空課", "3 架空の届出 department=架空部 division=見本課"}},
		{name: "columns told by their cells alone", sheet: `
手続名|取りまとめ先|よりどころ|件数（令和2年度）|電子受理
架空の申請|架空課|架空法|20|5
架空の届出|見本課|見本条例|30|0`,
			want: []string{"2 架空の申請 division=架空課 legal_basis=架空法 online_volume@2020=5",
				"3 架空の届出 division=見本課 legal_basis=見本条例 online_volume@2020=0"},
			rules: []string{"R-similar-column"}},
		{name: "marks behind their meanings, and one mark alone", sheet: `
手続名|件数（令和2年度）|状況（検討中：○、実施済：●）|押印（有：○）|国の法令改正（要：○　否：－）
架空の申請|20|○|○|○
架空の届出|30|●||－`,
			want: []string{"2 架空の申請 digitization_status=considering seal_required=yes national_law_change=required",
				"3 架空の届出 digitization_status=done national_law_change=not_required"}},
		{name: "a legend as a small table", sheet: `
手続名|件数（令和2年度）|状況||記号|意味
架空の申請|20|○||○|今後実施
架空の届出|30|◎||◎|実施済`,
			want: []string{"2 架空の申請 digitization_status=planned", "3 架空の届出 digitization_status=done"}},
		{name: "a small summary below", sheet: `
手続名|根拠法令|件数（令和2年度）
架空の申請|架空法|20

状況別の集計
区分|手続数|件数
実施済|1|20
検討中|0|0
計|1|20`,
			want: []string{"2 架空の申請", "5 note", "6 note", "7 note", "8 total"}, rules: []string{"R-skipped-row"}},
		{name: "department and division above the table", sheet: `
部名|架空部
課名：見本課
手続名|根拠法令|件数（令和2年度）
架空の申請|架空法|20`,
			want: []string{"4 架空の申請 department=架空部 division=見本課"}},
		{name: "a title of names", sheet: `
架空局　架空部　見本課
手続名|根拠法令|件数（令和2年度）
架空の申請|架空法|20`,
			want: []string{"3 架空の申請 department=架空部 division=見本課"}},
		{name: "a column without a header", sheet: `
手続名|根拠法令||件数（令和2年度）
架空の申請|架空法|い|20
架空の届出|架空法|ろ|30
架空の報告|架空法|は|40`,
			want: []string{"2 架空の申請", "3 架空の届出", "4 架空の報告"}, rules: []string{"R-no-header"}},
		{name: "units in a row of their own", sheet: `
手続名|根拠法令|件数（令和2年度）|うち電子|標準処理期間
||千件|千件|（日）
架空の申請|架空法|20|5|14`,
			want: []string{"3 架空の申請 annual_volume@2020=20000 online_volume@2020=5000"}},
		{name: "headings that name the department of the rows below", sheet: `
手続名|根拠法令|件数（令和2年度）
【架空部】
架空の申請|架空法|20
小計||20
【見本部】
架空の届出|架空法|30`,
			want: []string{"2 note", "3 架空の申請 department=架空部", "4 subtotal", "5 note", "6 架空の届出 department=見本部"}},
		{name: "sums carried from page to page", sheet: `
No.|手続名|根拠法令|件数（令和2年度）
1|架空の申請|架空法|20
|次頁へ繰越||20
|前頁より繰越||20
2|架空の届出|架空法|30`,
			want: []string{"2 架空の申請", "3 total", "4 total", "5 架空の届出"}},
		{name: "law and article in one column", sheet: `
手続名|根拠法令・条項|件数（令和2年度）|予定
架空の申請|架空法第3条|20|R6
架空の届出|架空法第4条|20|R6`,
			want: []string{"2 架空の申請 legal_basis=架空法第3条 planned_fiscal_year=2024", "3 架空の届出 legal_basis=架空法第4条"}},
		{name: "a mark that the legend leaves out", sheet: `
手続名|件数（令和2年度）|状況（○：実施済、×：未実施）
架空の申請|20|○
架空の届出|30|◎`,
			want: []string{"2 架空の申請 digitization_status=done", "3 架空の届出 digitization_status=done"}, rules: []string{"R-mark-unclear"}},
		{name: "a status with its date", sheet: `
手続名|件数（令和2年度）|状況
架空の申請|20|R5年度実施予定
架空の届出|30|現在検討中
架空の報告|30|令和4年度末廃止`,
			want: []string{"2 架空の申請 digitization_status=planned", "3 架空の届出 digitization_status=considering",
				"4 架空の報告 digitization_status=abolished"}, rules: []string{"R-remark-in-choice"}},
		{name: "a year that is hard to believe", sheet: `
手続名|件数（令和2年度）|予定年度
架空の申請|20（R1）|R33`,
			want: []string{"2 架空の申請 planned_fiscal_year=2051 annual_volume@2020=20"}, rules: []string{"R-bad-year", "R-count-year"}},
		{name: "choices filled in beforehand below the last record", sheet: `
No.|局|手続名|根拠法令|件数（令和2年度）|状況|備考
1|環境局|架空の申請|架空法|20|実施済|
2|環境局||||未着手|
3|環境局||架空法||未着手|`,
			want: []string{"2 架空の申請", "3 note", "4 "}, rules: []string{"R-skipped-row", "R-missing-name"}},
		{name: "two triangles in the legend, or one for both", sheet: `
手続名|件数（令和2年度）|状況（△：今後実施、▲：実施中、○：実施済）|押印（△：不要、○：要）
架空の申請|20|△|▲
架空の届出|30|▲|○`,
			want: []string{"2 架空の申請 digitization_status=planned seal_required=no", "3 架空の届出 digitization_status=in_progress seal_required=yes"}},
		{name: "a title right above the header, to the right", sheet: `
||令和2年度実績 手続一覧
手続名|根拠法令|押印の有無|件数
架空の申請|架空法|有|20`,
			want: []string{"3 架空の申請 seal_required=yes annual_volume@2020=20"}},
		{name: "a column for each month", sheet: `
令和2年度 月別件数
手続名|根拠法令|4月|5月|6月|7月|8月|9月|10月|11月|12月|1月|2月|3月|年間計
架空の申請|架空法|1|1|1|1|1|1|1|1|1|1|1|1|12`,
			want: []string{"3 架空の申請 annual_volume@2020=12"}},
		{name: "a column for each choice", sheet: `
手続名|件数（令和2年度）|デジタル化の状況|デジタル化の状況
||実施済|検討中
架空の申請|20|○|
架空の届出|30||○`,
			want: []string{"3 架空の申請 digitization_status=done", "4 架空の届出 digitization_status=considering"}, rules: []string{"R-columns-joined"}},
		{name: "no name column", sheet: `
部|課|根拠法令|条項|年間件数（令和2年度）|デジタル化状況
総務部|管理課|架空法|第1条|20|実施済`,
			want: []string{"2 "}, rules: []string{"R-no-name-column"}},
		{name: "no table", sheet: `
お知らせ
本文です。`, rules: []string{"R-no-table"}},
		{name: "nothing below the header", sheet: `
手続名|根拠法令|年間件数（令和2年度）`, rules: []string{"R-no-record"}},
	} {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			rep := checkText(t, h.sheet, h.opt)
			got := lines(rep)
			for _, w := range h.want {
				if !slices.ContainsFunc(got, func(g string) bool { return holds(g, w) }) {
					t.Errorf("no %q in\n\t%s", w, strings.Join(got, "\n\t"))
				}
			}
			records := 0
			for _, w := range h.want {
				if _, rest, _ := strings.Cut(w, " "); !isReason(rest) {
					records++
				}
			}
			if len(rep.Records) != records {
				t.Errorf("%d records, want %d:\n\t%s", len(rep.Records), records, strings.Join(got, "\n\t"))
			}
			for _, id := range h.rules {
				if !slices.ContainsFunc(rep.Findings, func(f finding.Finding) bool { return f.Rule == id }) {
					t.Errorf("no finding %s among %v", id, rep.Findings)
				}
			}
			if len(h.rules) == 0 && rep.Summary.Errors > 0 {
				t.Errorf("errors: %v", rep.Findings)
			}
			checkFindings(t, rep)
		})
	}
}

// checkText reads a sheet that is written with | between the cells.
func checkText(t *testing.T, sheet string, opt importer.Options) *importer.Report {
	t.Helper()
	data := strings.ReplaceAll(strings.TrimPrefix(sheet, "\n"), "|", ",")
	rep, err := importer.Check(context.Background(), importer.Source{Name: "made.csv", Data: strings.NewReader(data),
		Size: int64(len(data))}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// lines shows records and ignored rows as the tests name them.
func lines(rep *importer.Report) []string {
	var out []string
	for _, r := range rep.Records {
		s := fmt.Sprintf("%d %s", r.Row, r.Values.ProcedureName)
		m := flat(r.Values)
		for _, k := range slices.Sorted(maps.Keys(m)) {
			s += " " + k + "=" + m[k]
		}
		out = append(out, s)
	}
	for _, t := range rep.Tables {
		for _, i := range t.IgnoredRows {
			out = append(out, fmt.Sprintf("%d %s", i.Row, i.Reason))
		}
	}
	return out
}

func isReason(s string) bool {
	return slices.Contains([]string{"total", "subtotal", "repeated_header", "note", "blank", "example"}, s)
}

// holds tells whether a shown line holds all the words of the wanted one.
func holds(got, want string) bool {
	g, w := strings.Split(got, " "), strings.Split(want, " ")
	if len(g) < 2 || len(w) < 2 || g[0] != w[0] || g[1] != w[1] {
		return false
	}
	for _, x := range w[2:] {
		if !slices.Contains(g, x) {
			return false
		}
	}
	return true
}
