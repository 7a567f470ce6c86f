package layout

import (
	"maps"
	"testing"

	"tetsuzuki/import/form"
)

func TestYears(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		strict bool // as in a title
		want   int  // 0 none, -1 several
	}{
		{"年間件数（令和2年度）", false, 2020},
		{"令和元年度実績", false, 2019},
		{"平成31年度", false, 2019},
		{"Ｒ３年度 件数", false, 2021},
		{"R2", false, 2020},
		{"R2年間件数", false, 2020},
		{"R.2年度", false, 2020},
		{"H30件数", false, 2018},
		{"令2年度", false, 2020},
		{"2020年度実績", false, 2020},
		{"FY2020", false, 2020},
		{"2020", false, 2020},
		{"２年度件数", false, 2020},
		{"元年度", false, 2019},
		{"30年度", false, 2018},
		{"年間件数", false, 0},
		{"1年間の件数", false, 0},
		{"令和3年3月31日現在", false, 2020},
		{"R3.4.1時点", false, 0},
		{"PR2件数", false, 0},
		{"電話12020", false, 0},
		{"令和元年度・令和2年度", false, -1},
		{"令和3年度調査（令和2年度実績）", true, 2020},
		{"令和3年度調査", true, 2021},
		{"令和3年調査", true, 0},
		{"様式R2", true, 0},
	} {
		if got, _ := soleYear(years(squeeze(c.text), c.strict)); got != c.want {
			t.Errorf("%s: %d, want %d", c.text, got, c.want)
		}
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"年間件数（件）": 1, "年間件数（千件）": 1000, "年間件数(単位：千件)": 1000, "件数［万件］": 10000, "年間件数・百件": 100,
		"年間件数": 0, "1万件以上": 0, "年間件数（件/年）": 1,
	} {
		if got := headerUnit(squeeze(text)); got != want {
			t.Errorf("header %s: %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{
		"（単位：千件）": 1000, "単位　件": 1, "※件数の単位は千件": 1000, "注　件数は千件単位で記入": 1000, "年間 3千件": 0, "単位はありません": 0,
	} {
		if got := noteUnit(squeeze(text)); got != want {
			t.Errorf("note %s: %d, want %d", text, got, want)
		}
	}
}

func TestLegend(t *testing.T) {
	t.Parallel()
	usual := map[string]string{"○": "実施済", "△": "一部実施済", "×": "未実施"}
	for _, c := range []struct {
		text string
		want map[string]string
	}{
		{"状況（○：実施済、△：一部実施済、×：未実施）", usual},
		{"状況\n(○=実施済 △=一部実施済 ×=未実施)", usual},
		{"※ 〇…実施済　△…一部実施済　✕…未実施", usual},
		{"○は実施済、△は一部実施済、×は未実施。", usual},
		{"○実施済 △一部実施済 ×未実施", usual},
		{"○→実施済／△→一部実施済／ｘ→未実施", usual},
		{"「○」：実施済、「△」：一部実施済、「×」：未実施", usual},
		{"（○：実施済、－：適用除外）", map[string]string{"○": "実施済", "－": "適用除外"}},
		{"1：実施済　2：検討中", map[string]string{"1": "実施済", "2": "検討中"}},
		{"A:実施済 B:検討中", map[string]string{"A": "実施済", "B": "検討中"}},
		{"状況（実施済：○、一部実施済：△、未実施：×）", usual},
		{"状況\n（実施済＝○ 一部実施済＝△ 未実施＝×）", usual},
		{"※ 状況の凡例　実施済：○　一部実施済：△　未実施：×", usual},
		{"実施済○、一部実施済△、未実施×", usual},
		{"法令改正（要：○　否：－）", map[string]string{"○": "要", "－": "否"}},
		{"押印（有：○）", map[string]string{"○": "有"}},
		{"手数料（○＝有）", map[string]string{"○": "有"}},
		{"（注：該当するものに○）", nil},
		{"該当は○", nil},
		{"受付時間：9～17時", nil},
		{"押印（有・無）", nil},
		{"該当に○を記入", nil},
		{"開庁 9:00、閉庁 17:00", nil},
		{"年間件数（件）", nil},
		{"○：実施済、○：検討中", nil},
	} {
		if got := legend(c.text); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.text, got, c.want)
		}
	}
}

// A header means one field also without the punctuation that the search leaves out.
func TestHeadersStayApart(t *testing.T) {
	t.Parallel()
	first := map[string]form.Header{}
	for _, h := range form.Current().Headers() {
		f := fold(h.Text)
		if other, ok := first[f]; ok && other.Field.Key != h.Field.Key {
			t.Errorf("%s is a header of %s, and %s of %s", h.Text, h.Field.Key, other.Text, other.Field.Key)
		}
		first[f] = h
	}
}

func TestFieldOfHeader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path  []string // groups first
		field string   // empty for none
		match string
	}{
		{[]string{"手続名"}, "procedure_name", "exact"},
		{[]string{"手　続　名"}, "procedure_name", "exact"},
		{[]string{"年間\n処理件数"}, "annual_volume", "synonym"},
		{[]string{"①課"}, "division", "exact"},
		{[]string{"（２）根拠法令"}, "legal_basis", "exact"},
		{[]string{"【手続名】"}, "procedure_name", "exact"},
		{[]string{"手続名（必須）※"}, "procedure_name", "exact"},
		{[]string{"手続の正式な名称"}, "procedure_name", "similar"},
		{[]string{"令和2年度実績", "年間件数（件）"}, "annual_volume", "exact"},
		{[]string{"令和2年度実績", "うち電子申請"}, "online_volume", "synonym"},
		{[]string{"年間件数", "令和2年度"}, "annual_volume", "exact"},
		{[]string{"年間件数", "全体"}, "annual_volume", "exact"},
		{[]string{"オンライン", "件数"}, "online_volume", "synonym"},
		{[]string{"電子申請", "年間件数"}, "online_volume", "similar"},
		{[]string{"手数料", "有無"}, "fee", "exact"},
		{[]string{"手数料", "金額"}, "fee", "synonym"},
		{[]string{"添付書類", "件数"}, "", ""},
		{[]string{"本人確認", "方法"}, "identity_method", "exact"},
		{[]string{"デジタル化", "状況"}, "digitization_status", "exact"},
		{[]string{"デジタル化", "予定年度"}, "planned_fiscal_year", "exact"},
		{[]string{"国の法令改正", "要否"}, "national_law_change", "exact"},
		// of another meaning, however like
		{[]string{"手続の概要"}, "", ""},
		{[]string{"前年度比"}, "", ""},
		{[]string{"件数（前年度比）"}, "", ""},
		{[]string{"件数の増減"}, "", ""},
		{[]string{"窓口申請件数"}, "", ""},
		{[]string{"申請者数"}, "annual_volume", "similar"}, // asked about
		{[]string{"オンライン件数の割合"}, "", ""},
		{[]string{"電子申請の可否"}, "digitization_status", "synonym"},
		{[]string{"非オンライン手続件数"}, "", ""},
		{[]string{"オンライン以外の件数"}, "", ""},
		{[]string{"オンライン申請のURL"}, "", ""},
		{[]string{"手数料額"}, "fee", "synonym"},
		{[]string{"課長名"}, "", ""},
		{[]string{"担当者連絡先"}, "", ""},
		{[]string{"国の担当課"}, "", ""},
		{[]string{"押印廃止年度"}, "", ""},
		{[]string{"添付書類の有無"}, "", ""},
		{[]string{"本人確認の有無"}, "", ""},
		{[]string{"標準処理期間の設定の有無"}, "", ""},
		{[]string{"旧手続名"}, "", ""},
		{[]string{"法令番号"}, "", ""},
		{[]string{"最終更新日"}, "", ""},
		{[]string{"No."}, "", ""},
	} {
		hit, _ := theVocabulary().field(newHeading(c.path))
		if hit.field != c.field || c.field != "" && hit.match != c.match {
			t.Errorf("%v: %s (%s), want %s (%s)", c.path, hit.field, hit.match, c.field, c.match)
		}
	}
}

func TestRowWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want Kind // of a row that begins with the text, empty for none
	}{
		{"合計", Total}, {"合　計", Total}, {"【総計】", Total}, {"計", Total}, {"合計（250件）", Total}, {"Total", Total},
		{"小計", Subtotal}, {"小　計", Subtotal}, {"総務部計", Subtotal}, {"許可関係 小計", Subtotal},
		{"会計", ""}, {"設計", ""}, {"統計調査の届出", ""}, {"計量の届出", ""}, {"合計特殊出生率の報告", ""},
		{"※１ 件数は実績", Note}, {"注）対象外を除く", Note}, {"（注）", Note}, {"注１", Note}, {"以上", Note}, {"備考：なし", Note}, {"担当：総務課", Note},
		{"注射の届出", ""}, {"注文住宅の届出", ""}, {"以上の届出", ""}, {"備考欄の訂正の届出", ""}, {"担当医師の変更届", ""},
		{"例", Example}, {"（例）", Example}, {"記入例１", Example}, {"【記入例】架空の申請", Example}, {"（例）架空の申請", Example}, {"例：架空の申請", Example},
		{"例祭の申請", ""}, {"例規集の閲覧", ""}, {"見本市の届出", ""},
	} {
		got := totalKind(c.text)
		if got == "" {
			got = groupTotal(c.text)
		}
		switch {
		case got != "":
		case isExample(c.text):
			got = Example
		case isNote(c.text):
			got = Note
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
