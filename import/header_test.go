package importer_test

import (
	"strings"
	"testing"

	importer "tetsuzuki/import"
)

// made holds made-up cells of three rows for each field that TestHeaders heads anew.
var made = map[string]string{
	"division": "架空課|見本課|架空室", "department": "架空部|見本部|架空部", "legal_basis": "架空法|見本条例|架空法施行規則", "legal_article": "第3条第1項|第4条|第5条第2項",
	"annual_volume": "1200|30|450", "online_volume": "100|3|45", "digitization_status": "実施済|検討中|未着手", "planned_fiscal_year": "2023||2024",
	"digitized_on": "2021-04-01||", "obstacle": "|6 オンライン化の費用対効果が小さい又は不明|3 電子化に必要なシステムが省庁内に備わっていない",
	"national_law_change": "不要|要|不要", "seal_required": "有|無|無", "fee": "有|無|有", "standard_processing_period": "30日|2週間|1か月",
	"remarks":   "架空|見本|架空",
	"applicant": "国民等|民間事業者等|国民等", "scope": "対象|対象外|対象", "ministry": "架空省|見本省|架空省",
}

// TestHeaders reads a made-up table of three rows with one column under a header
// that no list holds, or that only looks like one of a field. field is empty where
// the column has to stay unread; cells are made up too.
func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ header, field, cells string }{
		{"課等の名称", "division", ""}, {"取りまとめ課", "division", ""}, {"部相当組織", "department", ""},
		{"手続の根拠となる法令の名称", "legal_basis", ""}, {"手続の根拠条文", "legal_article", ""},
		{"年間の申請等件数", "annual_volume", ""}, {"令和3年度実績", "annual_volume", ""}, {"令和3年度（件）", "annual_volume", ""},
		{"R3年度の申請件数", "annual_volume", ""},
		{"オンライン（内数）", "online_volume", ""}, {"電子による申請件数", "online_volume", ""}, {"件数（うちオンライン）", "online_volume", ""},
		{"オンライン化されているか", "digitization_status", ""}, {"実施状況（R4.3末時点）", "digitization_status", ""}, {"取組の状況", "digitization_status", ""},
		{"いつまでに実施するか", "planned_fiscal_year", ""}, {"実現時期（予定）", "planned_fiscal_year", ""}, {"電子申請を開始した日", "digitized_on", ""},
		{"オンライン化の阻害要因", "obstacle", ""}, {"デジタル化に係る支障", "obstacle", ""}, {"法令改正を要するか", "national_law_change", ""},
		{"押印を要するか否か", "seal_required", ""}, {"申請手数料", "fee", ""}, {"手数料の額", "fee", "1000|2000|300"}, {"手数料が必要か", "fee", ""},
		{"標準処理期間（開庁日）", "standard_processing_period", ""},
		{"補足・備考", "remarks", ""}, {"申請主体の区分", "applicant", ""}, {"計画対象手続か", "scope", ""}, {"所管する府省庁", "ministry", ""},

		{"手続の概要", "", "設置時に届け出る。|許可する。|更新する。"}, {"旧手続名", "", "旧届|旧許可|旧更新"}, {"受付窓口", "", "本庁|支所|本庁"}, {"他局関係課", "", "架空課|見本課|架空課"},
		{"手数料の根拠条例", "", "架空条例|見本条例|架空条例"}, {"前年度比", "", "104%|98%|100%"}, {"不許可件数", "", "1|2|3"}, {"窓口件数", "", "10|20|30"},
		{"全国件数", "", "100|200|300"}, {"5年間の件数", "", "100|200|300"}, {"月平均件数", "", "8|2|3"}, {"次年度見込件数", "", "8|2|3"},
		{"オンライン化率", "", "10%|5%|0%"}, {"うちオンライン（％）", "", "10|5|0"}, {"年間件数に占めるオンライン（%）", "", "10|5|0"},
		{"目標オンライン率", "", "10%|20%|30%"}, {"押印見直しの実施状況", "", "実施済|検討中|実施済"}, {"BPRの実施状況", "", "実施済|検討中|未着手"}, {"業務システムの導入状況", "", "導入済|検討中|未導入"},
		{"内部事務のデジタル化状況", "", "実施済|検討中|未着手"}, {"キャッシュレス化予定年度", "", "2023|2024|2023"}, {"改正予定年度", "", "2023|2024|2023"},
		{"施行予定日", "", "2023-04-01|2023-04-01|"},
		{"条例改正の要否", "", "要|否|要"}, {"規則改正の要否", "", "要|否|要"}, {"提案要求の有無", "", "有|無|有"}, {"押印の種類", "", "認印|実印|認印"},
		{"処理時間（時間）", "", "10|2|3"}, {"所管府省担当課", "", "架空課|見本課|架空課"}, {"有効期間", "", "5年|3年|1年"},
	} {
		t.Run(c.header, func(t *testing.T) {
			t.Parallel()
			cells := c.cells
			if cells == "" {
				cells = made[c.field]
			}
			col := append([]string{c.header}, strings.Split(cells, "|")...)
			rest := []string{"手続名|事務区分|件数（令和3年度）", "架空の届出|自治事務|2000", "見本の申請|自治事務|2000", "架空の更新|自治事務|2000"}
			if c.field == "annual_volume" {
				rest = []string{"手続名|事務区分|本人確認方法", "架空の届出|自治事務|署名", "見本の申請|自治事務|署名", "架空の更新|自治事務|署名"}
			}
			var sheet strings.Builder
			for i := range col {
				sheet.WriteString(rest[i] + "|" + col[i] + "\n")
			}
			rep := checkText(t, sheet.String(), importer.Options{FiscalYear: 2021})
			got := ""
			for _, x := range rep.Tables[0].Columns {
				if x.Column == "D" {
					got = x.Field
				}
			}
			if got != c.field {
				t.Errorf("read as %q, want %q", got, c.field)
			}
			if rep.Summary.Records != 3 || rep.Summary.Errors > 0 {
				t.Errorf("%d records, findings %v", rep.Summary.Records, rep.Findings)
			}
		})
	}
}
