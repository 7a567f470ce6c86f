package importer_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/workbook"
)

// columnCase is one small made-up sheet. Cells are parted by |, rows by line breaks.
type columnCase struct {
	name   string
	sheet  string
	merges string // "A1:A2 C1:E1"
	year   int    // that the caller gives
	want   string // "2 架空の申請 field=value !field", records parted by line breaks: those and no others
	said   string // "warning C1 R-rule" of findings that have to be there, parted by commas
}

func runColumnCases(t *testing.T, cases []columnCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rep := checkTable(t, c.sheet, strings.Fields(c.merges), importer.Options{FiscalYear: c.year})
			c.check(t, rep)
			checkFindings(t, rep)
			checkLedger(t, rep)
		})
	}
}

func (c columnCase) check(t *testing.T, rep *importer.Report) {
	t.Helper()
	got := all(rep)
	wants := strings.Split(strings.TrimSpace(c.want), "\n")
	if len(rep.Records) != len(wants) {
		t.Errorf("%d records, want %d:\n\t%s", len(rep.Records), len(wants), strings.Join(got, "\n\t"))
	}
	for _, w := range wants {
		var have, not []string
		for _, x := range strings.Fields(w) {
			if field, ok := strings.CutPrefix(x, "!"); ok {
				not = append(not, field+"=", field+"@")
				continue
			}
			have = append(have, x)
		}
		i := slices.IndexFunc(got, func(g string) bool { return holds(g, strings.Join(have, " ")) })
		if i < 0 {
			t.Errorf("no %q in\n\t%s", strings.Join(have, " "), strings.Join(got, "\n\t"))
			continue
		}
		for _, x := range strings.Fields(got[i]) {
			if slices.ContainsFunc(not, func(f string) bool { return strings.HasPrefix(x, f) }) {
				t.Errorf("%s in %q", x, got[i])
			}
		}
	}
	for _, s := range strings.Split(c.said, ",") {
		f := strings.Fields(s)
		if len(f) == 3 && !slices.ContainsFunc(rep.Findings, func(x finding.Finding) bool {
			return string(x.Severity) == f[0] && x.Cell == f[1] && x.Rule == f[2]
		}) {
			t.Errorf("no finding %q among %v", s, rep.Findings)
		}
	}
	if !strings.Contains(c.said, "error") && rep.Summary.Errors > 0 {
		t.Errorf("errors: %v", rep.Findings)
	}
}

// all shows the records with every value that they have.
func all(rep *importer.Report) []string {
	var out []string
	for _, r := range rep.Records {
		s := fmt.Sprintf("%d %s", r.Row, r.Values.ProcedureName)
		b, _ := json.Marshal(r.Values)
		m := map[string]any{}
		json.Unmarshal(b, &m)
		delete(m, "volumes")
		for k, x := range flat(r.Values) {
			if strings.Contains(k, "@") {
				m[k] = x
			}
		}
		for _, k := range slices.Sorted(maps.Keys(m)) {
			s += " " + k + "=" + strings.Join(strings.Fields(fmt.Sprint(m[k])), ",")
		}
		out = append(out, s)
	}
	return out
}

// checkTable reads a workbook of one sheet whose cells are parted by |; those of digits
// alone are numbers.
func checkTable(t *testing.T, sheet string, merges []string, opt importer.Options) *importer.Report {
	t.Helper()
	f := sheettest.New(t, "Sheet1")
	for i, line := range strings.Split(strings.Trim(sheet, "\n"), "\n") {
		for k, text := range strings.Split(line, "|") {
			var v any = text
			if x, err := strconv.ParseFloat(text, 64); err == nil && !strings.HasPrefix(text, "0") {
				v = x
			}
			if text != "" {
				f.SetCellValue("Sheet1", workbook.CellName(k+1, i+1), v)
			}
		}
	}
	for _, m := range merges {
		from, to, _ := strings.Cut(m, ":")
		if err := f.MergeCell("Sheet1", from, to); err != nil {
			t.Fatal(err)
		}
	}
	return checkBook(t, f, opt)
}

// Headers that no list holds are read by their words; where they only may mean a
// field, the cells decide and a person is asked.
func TestHeaderWords(t *testing.T) {
	t.Parallel()
	runColumnCases(t, []columnCase{
		{name: "permits", sheet: `
許認可等の種類|根拠法令|根拠条項|審査基準|標準処理期間（日）|所管課
架空の許可|架空法|25-2-(1)|○|30|架空課
見本の認可|架空法|7-1|ア|20|見本課`,
			want: "2 架空の許可 legal_article=25-2-(1) standard_processing_period=P30D division=架空課\n3 見本の認可"},
		{name: "words for procedures", sheet: `
部局|業務名|根拠要綱|申請受付件数（令和2年度）|電子申請の可否|手数料額
環境局|架空の業務|架空要綱|20|可|500円
環境局|見本の業務|見本要綱|30|不可|0`,
			want: "2 架空の業務 bureau=環境局 annual_volume@2020=20 digitization_status=done fee=required\n3 見本の業務 annual_volume@2020=30 " +
				"digitization_status=not_started fee=none"},
		{name: "bureau column with departments", sheet: `
部局|件名|根拠法令|件数（令和2年度）
架空部|架空の申請|架空法|20
見本部|架空の届出|架空法|30`,
			want: "2 架空の申請 department=架空部 !bureau\n3 架空の届出 department=見本部"},
		{name: "content is the name where nothing else is", sheet: `
整理番号|手続内容|根拠法令|利用者数（令和2年度）
1|架空施設の設置の届出|架空法|20
2|見本施設の廃止の届出|架空法|30`,
			want: "2 架空施設の設置の届出 annual_volume@2020=20\n3 見本施設の廃止の届出 annual_volume@2020=30",
			said: "warning B1 R-similar-column,warning D1 R-similar-column"},
		{name: "content beside a name is none", sheet: `
管理番号|手続名|手続内容|根拠法令|件数（令和2年度）|利用者数
1|架空の届出|設置したときに届け出る|架空法|20|3
2|見本の届出|廃止したときに届け出る|架空法|30|4`,
			want: "2 架空の届出 annual_volume@2020=20\n3 見本の届出"},
		{name: "whom it concerns, by choices and in words", sheet: `
手続名|根拠法令|件数（令和2年度）|対象者
架空の届出|架空法|20|国民等
見本の届出|架空法|30|民間事業者等`,
			want: "2 架空の届出 applicant=5\n3 見本の届出 applicant=6"},
		{name: "whom it concerns in words", sheet: `
手続名|根拠法令|件数（令和2年度）|対象者
架空の届出|架空法|20|都内に事業所を置く人
見本の届出|架空法|30|施設を使う人`,
			want: "2 架空の届出 !applicant\n3 見本の届出"},
		{name: "a legend in the header", sheet: `
手続名|根拠法令|件数（令和2年度）|電子化状況○実施済△一部×未実施－対象外
架空の届出|架空法|20|○
見本の届出|架空法|30|△
架空の申請|架空法|40|×
見本の申請|架空法|50|－`,
			want: "2 架空の届出 digitization_status=done\n3 見本の届出 digitization_status=partial\n4 架空の申請 digitization_status=not_started\n5 見本の申請 " +
				"digitization_status=exempt"},
		{name: "now beats a target, whatever their order", sheet: `
手続名|根拠法令|デジタル化状況（目標）|デジタル化状況（現状）
架空の届出|架空法|実施済|検討中
見本の届出|架空法|実施済|未着手`,
			want: "2 架空の届出 digitization_status=considering\n3 見本の届出 digitization_status=not_started", said: "warning C1 R-second-column"},
		{name: "a group of target and now", merges: "A1:A2 B1:B2 C1:D1", sheet: `
手続名|根拠法令|デジタル化の状況|
||目標|現状
架空の届出|架空法|実施済|検討中
見本の届出|架空法|実施済|未着手`,
			want: "3 架空の届出 digitization_status=considering\n4 見本の届出 digitization_status=not_started"},
		{name: "a target alone is no status", sheet: `
手続名|根拠法令|デジタル化状況（目標）
架空の届出|架空法|実施済
見本の届出|架空法|実施済`,
			want: "2 架空の届出 !digitization_status\n3 見本の届出 !digitization_status", said: "warning C1 R-second-column"},
		{name: "cases beat what came of them", sheet: `
手続名|根拠法令|許可件数（令和2年度）|申請件数（令和2年度）
架空の届出|架空法|8|10
見本の届出|架空法|9|20`,
			want: "2 架空の届出 annual_volume@2020=10\n3 見本の届出 annual_volume@2020=20", said: "warning C1 R-second-column"},
		{name: "what came of them alone", sheet: `
手続名|根拠法令|許可件数（令和2年度）
架空の届出|架空法|8`,
			want: "2 架空の届出 annual_volume@2020=8"},
		{name: "headers that say the opposite", sheet: `
手続名|根拠法令|押印不要|手数料免除|国の法令改正不要|本人確認不要
架空の届出|架空法|○|有|該当|○
見本の届出|架空法|×|無|非該当|
架空の申請|架空法|不要|免除|不要|押印
見本の申請|架空法|要|有|要|○`,
			want: "2 架空の届出 seal_required=no fee=none national_law_change=not_required identity_method=6\n3 見本の届出 seal_required=yes " +
				"fee=required national_law_change=required !identity_method\n" +
				"4 架空の申請 seal_required=no fee=none national_law_change=not_required identity_method=2\n5 見本の申請 seal_required=yes national_law_change=required",
			said: "warning C1 R-negated-header,warning D1 R-negated-header"},
		{name: "what cannot be digitized is asked about", sheet: `
手続名|根拠法令|オンライン化不可
架空の届出|架空法|○
見本の届出|架空法|
架空の申請|架空法|検討中`,
			want: "2 架空の届出 !digitization_status\n3 見本の届出 !digitization_status\n4 架空の申請 digitization_status=considering",
			said: "error C2 R-negated-header,warning C1 R-negated-header"},
		{name: "fees as amounts and as ways of paying", sheet: `
手続名|根拠法令|手数料
架空の届出|架空法|500円
見本の届出|架空法|無料
架空の申請|架空法|収入証紙
見本の申請|架空法|1件につき1,200円（現金）
架空の更新|架空法|0円`,
			want: "2 架空の届出 fee=required\n3 見本の届出 fee=none\n4 架空の申請 fee=required\n5 見本の申請 fee=required\n6 架空の更新 fee=none"},
	})
}

// Years that headers give alone, or count from the sheet's own.
func TestYearColumns(t *testing.T) {
	t.Parallel()
	runColumnCases(t, []columnCase{
		{name: "bare years", sheet: `
手続別件数の推移（単位：件）
手続名|根拠法令|平成30年度|令和元年度|令和2年度
架空の届出|架空法|8|9|10`,
			want: "3 架空の届出 annual_volume@2018=8 annual_volume@2019=9 annual_volume@2020=10"},
		{name: "bare years under a group that says nothing", merges: "C1:E1", sheet: `
手続名|根拠法令|過去3か年の実績
||H30|R1|R2
架空の届出|架空法|8|9|10
見本の届出|架空法|18|19|不明`,
			want: "3 架空の届出 annual_volume@2018=8 annual_volume@2020=10\n4 見本の届出 annual_volume@2019=19 !annual_volume@2020"},
		{name: "bare years with their online part", sheet: `
手続名|根拠法令|令和元年度|うちオンライン|令和2年度|うちオンライン
架空の届出|架空法|80|8|90|9`,
			want: "2 架空の届出 annual_volume@2019=80 online_volume@2019=8 annual_volume@2020=90 online_volume@2020=9"},
		{name: "a bare year beside a volume", sheet: `
手続名|根拠法令|年間件数（令和2年度）|令和元年度|平成30年度
架空の届出|架空法|80|8|90`,
			want: "2 架空の届出 annual_volume@2020=80 annual_volume@2019=8 annual_volume@2018=90"},
		{name: "bare years of money", sheet: `
手数料収入（単位：千円）
手続名|根拠法令|平成30年度|令和元年度|令和2年度
架空の届出|架空法|8|9|10`,
			want: "3 架空の届出 !annual_volume"},
		{name: "bare years that mark a plan", sheet: `
手続名|根拠法令|デジタル化状況|令和5年度|令和6年度
架空の届出|架空法|検討中|1|
見本の届出|架空法|検討中||1`,
			want: "2 架空の届出 !annual_volume\n3 見本の届出 !annual_volume"},
		{name: "last year of a sheet with a year", sheet: `
令和3年度　手続一覧
手続名|根拠法令|年間件数（前年度実績）
架空の届出|架空法|10`,
			want: "3 架空の届出 annual_volume@2020=10", said: "warning C2 R-fiscal-year-counted"},
		{name: "last year of a sheet without one", sheet: `
手続名|根拠法令|年間件数（前年度実績）
架空の届出|架空法|10`,
			want: "2 架空の届出 !annual_volume", said: "error C1 R-unknown-fiscal-year"},
		{name: "last year where the caller gives the year of the figures", year: 2020, sheet: `
手続名|根拠法令|年間件数（前年度実績）
架空の届出|架空法|10`,
			want: "2 架空の届出 annual_volume@2020=10", said: "warning C1 R-fiscal-year-counted"},
		{name: "last year beside this year", sheet: `
手続名|根拠法令|件数（令和3年度）|前年度件数|前々年度件数|翌年度見込件数
架空の届出|架空法|10|9|8|11`,
			want: "2 架空の届出 annual_volume@2021=10 annual_volume@2020=9 annual_volume@2019=8", said: "warning D1 R-fiscal-year-counted"},
	})
}

// Rows below the header that only say how to fill it in are no records; units among
// them count.
func TestGuidanceRows(t *testing.T) {
	t.Parallel()
	runColumnCases(t, []columnCase{
		{name: "numbers, units, instructions, examples", sheet: `
No.|手続名|根拠法令|年間件数（令和2年度）|デジタル化状況
|①|②|③|④
|||（件）|（選択）
|正式名称を記入|略称不可|数字のみ|プルダウンから選択
例|（例）架空の届出|○○法|100|実施済
記入例|架空例の届出|○○法|100|実施済
1|架空の届出|架空条例|10|検討中
2|見本の届出|架空条例|20|実施済`,
			want: "7 架空の届出 annual_volume@2020=10\n8 見本の届出 annual_volume@2020=20"},
		{name: "a unit below column numbers counts", sheet: `
手続名|根拠法令|年間件数（令和2年度）
(1)|(2)|(3)
||（千件）
架空の届出|架空法|10`,
			want: "4 架空の届出 annual_volume@2020=10000"},
		{name: "a unit among instructions counts", sheet: `
手続名|根拠法令|年間件数（令和2年度）
正式名称を記入|法令名を記入|千件
架空の届出|架空法|10`,
			want: "3 架空の届出 annual_volume@2020=10000"},
		{name: "what must be filled in", sheet: `
手続名|根拠法令|年間件数（令和2年度）|備考
必須|必須|任意|任意
架空の届出|架空法|10|架空`,
			want: "3 架空の届出"},
		{name: "names that speak of filling in", sheet: `
手続名|根拠法令|年間件数（令和2年度）
記入事項の変更の届出|架空法|10
選択科目の登録の申請|見本法|20`,
			want: "2 記入事項の変更の届出\n3 選択科目の登録の申請"},
		{name: "descriptions of the columns", sheet: `
手続名|根拠法令|年間件数（令和2年度）
手続の正式な名称|法律・条例等の名称|半角数字で入力
架空の届出|架空法|10`,
			want: "3 架空の届出"},
		{name: "letters of columns", sheet: `
手続名|根拠法令|年間件数（令和2年度）
A|B|C
架空の届出|架空法|10`,
			want: "3 架空の届出"},
	})
}

// Columns that make one value together.
func TestJoinedColumns(t *testing.T) {
	t.Parallel()
	runColumnCases(t, []columnCase{
		{name: "a column for each choice, flat", sheet: `
手続名|根拠法令|年間件数（令和2年度）|実施済|未実施|適用除外
架空の届出|架空法|10|○||
見本の届出|架空法|20||○|
架空の申請|架空法|30|||○
見本の申請|架空法|40|||`,
			want: "2 架空の届出 digitization_status=done\n3 見本の届出 digitization_status=not_started\n4 架空の申請 digitization_status=exempt\n5 見本の申請 " +
				"!digitization_status", said: "warning D1 R-columns-joined"},
		{name: "a column for each choice, under the field", merges: "A1:A2 B1:B2 C1:E1 F1:G1", sheet: `
手続名|件数（令和2年度）|デジタル化の状況|||押印|
||実施済|検討中|未着手|有|無
架空の届出|10|レ|||1|0
見本の届出|20||✓|×||〇
架空の申請|30|●|●||○|`,
			want: "3 架空の届出 digitization_status=done seal_required=yes\n4 見本の届出 digitization_status=considering seal_required=no\n5 架空の申請 " +
				"!digitization_status seal_required=yes", said: "info C2 R-columns-joined,error C5 R-several-choices"},
		{name: "a column for each of several choices", merges: "C1:E1", sheet: `
手続名|件数（令和2年度）|未実施の理由||
||3 システムなし|5 性質上すべきでない|6 費用対効果
架空の届出|10|○||○
見本の届出|20|||`,
			want: "3 架空の届出 obstacle=[3,6]\n4 見本の届出 !obstacle"},
		{name: "what is no mark in a column of a choice", sheet: `
手続名|根拠法令|実施済|未実施
架空の届出|架空法|○|
見本の届出|架空法||○
架空の申請|架空法|○|
見本の申請|架空法|○|
架空の更新|架空法|○|
見本の更新|架空法|○|
架空の許可|架空法|○|
見本の許可|架空法|○|
架空の認可|架空法|○|
見本の認可|架空法|たぶん|`,
			want: "2 架空の届出 digitization_status=done\n3 見本の届出 digitization_status=not_started\n4 架空の申請\n5 見本の申請\n6 架空の更新\n7 見本の更新\n8 架空の許可\n9 " +
				"見本の許可\n10 架空の認可\n11 見本の認可 !digitization_status", said: "error C11 L2-04"},
		{name: "a day in three columns", merges: "A1:A2 B1:B2 C1:E1", sheet: `
手続名|根拠法令|デジタル化実施日||
||年|月|日
架空の届出|架空法|2021|4|1
見本の届出|架空法|R3|10|1
架空の申請|架空法|||
見本の申請|架空法|令和3年|2月|30日`,
			want: "3 架空の届出 digitized_on=2021-04-01\n4 見本の届出 digitized_on=2021-10-01\n5 架空の申請 !digitized_on\n6 見本の申請 !digitized_on",
			said: "error C6 R-bad-date"},
		{name: "a day in flat columns, with its era", sheet: `
手続名|根拠法令|実施日（元号）|実施日（年）|実施日（月）|実施日（日）
架空の届出|架空法|令和|3|4|1
見本の届出|架空法|平成|31|4|1`,
			want: "2 架空の届出 digitized_on=2021-04-01\n3 見本の届出 digitized_on=2019-04-01"},
		{name: "a planned year with its month", merges: "C1:D1", sheet: `
手続名|根拠法令|デジタル化予定|
||年|月
架空の届出|架空法|2024|1
見本の届出|架空法|R6|4`,
			want: "3 架空の届出 planned_fiscal_year=2023\n4 見本の届出 planned_fiscal_year=2024"},
		{name: "offices add up", sheet: `
手続名|根拠法令|令和2年度件数（本庁）|令和2年度件数（東支所）|令和2年度件数（西支所）
架空の届出|架空法|10|20|30
見本の届出|架空法|1|約2|0
架空の申請|架空法|1||3`,
			want: "2 架空の届出 annual_volume@2020=60\n3 見本の届出 annual_volume@2020=3\n4 架空の申請 !annual_volume",
			said: "warning C1 R-columns-summed,warning E1 R-columns-summed,warning D4 R-columns-summed"},
		{name: "offices under their year", merges: "A1:A2 B1:B2 C1:D1", sheet: `
手続名|根拠法令|年間件数（令和2年度）|
||本庁|支所
架空の届出|架空法|10|20`,
			want: "3 架空の届出 annual_volume@2020=30", said: "warning C2 R-columns-summed"},
		{name: "offices beside the whole", merges: "A1:A2 B1:B2 C1:E1", sheet: `
手続名|根拠法令|年間件数（令和2年度）||
||本庁|支所|合計
架空の届出|架空法|10|20|31`,
			want: "3 架空の届出 annual_volume@2020=31"},
		{name: "total and online of each office", sheet: `
手続名|根拠法令|本庁件数（令和2年度）|本庁オンライン件数（令和2年度）|支所件数（令和2年度）|支所オンライン件数（令和2年度）
架空の届出|架空法|10|2|20|3`,
			want: "2 架空の届出 annual_volume@2020=30 online_volume@2020=5"},
	})
}

// Records of two rows: all cases, and below them those online.
func TestRecordsOfTwoRows(t *testing.T) {
	t.Parallel()
	runColumnCases(t, []columnCase{
		{name: "rows that say what they are", merges: "A2:A3 A4:A5", sheet: `
手続名|区分|令和2年度
架空の届出|総数|100
|うちオンライン|30
見本の届出|総数|50
|うちオンライン|5`,
			want: "2 架空の届出 annual_volume@2020=100 online_volume@2020=30\n4 見本の届出 annual_volume@2020=50 online_volume@2020=5",
			said: "warning C3 R-two-rows"},
		{name: "two years of them", sheet: `
手続名|根拠法令|内訳|令和元年度|令和2年度
架空の届出|架空法|全体|100|200
||電子申請|30|60
見本の届出|架空法|全体|50|不明
||電子申請|5|6`,
			want: "2 架空の届出 annual_volume@2019=100 online_volume@2019=30 annual_volume@2020=200 online_volume@2020=60\n4 見本の届出 " +
				"annual_volume@2019=50 online_volume@2019=5 online_volume@2020=6 !annual_volume@2020"},
		{name: "above and below by the header", merges: "A2:A3 B2:B3 A4:A5 B4:B5", sheet: `
手続名|根拠法令|年間件数（令和2年度）（上段：総数、下段：うちオンライン）
架空の届出|架空法|100
||30
見本の届出|架空法|50
||5`,
			want: "2 架空の届出 annual_volume@2020=100 online_volume@2020=30\n4 見本の届出 annual_volume@2020=50 online_volume@2020=5",
			said: "warning C3 R-two-rows"},
		{name: "online above by a note", sheet: `
※ 件数は、上段がオンライン、下段が総数
手続名|根拠法令|年間件数（令和2年度）
架空の届出|架空法|30
||100
見本の届出|架空法|5
||50`,
			want: "3 架空の届出 annual_volume@2020=100 online_volume@2020=30\n5 見本の届出 annual_volume@2020=50 online_volume@2020=5"},
		{name: "more online than there are", sheet: `
手続名|区分|件数（令和2年度）
架空の届出|総数|10
|うち電子申請|30`,
			want: "2 架空の届出 annual_volume@2020=10 online_volume@2020=30", said: "error C2 R-online-over-total"},
		{name: "a column of kinds is none of rows", sheet: `
手続名|区分|件数（令和2年度）
架空の届出|新規|10
見本の届出|更新|30`,
			want: "2 架空の届出 annual_volume@2020=10\n3 見本の届出 annual_volume@2020=30"},
	})
}
