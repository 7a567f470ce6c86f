package layout

import (
	"regexp"
	"strings"
	"sync"

	"tetsuzuki/import/form"
)

// labelHit is a field that a label names.
type labelHit struct {
	field      string
	match      string // exact, synonym, similar
	confidence float64
	sense      form.Sense
}

// vocabulary is the form's labels and synonyms, folded.
type vocabulary struct {
	known   map[string]labelHit
	labels  []folded
	phrases []phrase
}

type folded struct {
	text  string
	field string
	shape shape
}

var theVocabulary = sync.OnceValue(newVocabulary)

// similarFrom is the similarity from which a label counts as similar.
const similarFrom = 0.62

// never holds, for a field, the words that a header of another meaning carries:
// 手続の概要 is like 手続の名称, 前年度比 like 前年度件数, and neither is the field.
var never = map[string]*regexp.Regexp{
	"procedure_name": regexp.MustCompile(
		`概要|説明|内容|コード|番号|id$|区分|分類|類型|種類|種別|主体|担当|理由|様式|url|英語|英名|かな|カナ|ふりがな|フリガナ|数$|件|備考|根拠|法令|状況|システム|略称|旧|期間|時期`,
	),
	"process_name": regexp.MustCompile(`概要|説明|内容|コード|番号|区分|分類|類型|種類|種別|数$|件|備考`),
	"annual_volume": regexp.MustCompile(
		`内訳|不許可|却下|取下|取り下げ|全国|区市町村|平均|(?:^|[^0-9A-Za-z和成令平.])[2-9]か?年間|過去|当たり|月間|不備|差戻|非オンライン|以外|除く|可否|概要|url|者|部署|電話|%|‰|パーセント|\(割\)|比|率|割合|増減|伸び|差|目標|見込|推計|予測|金額|単価|額|書類|添付|順位|ランク|累計|備考|前年[^度]|前年$|昨年[^度]|昨年$|前々年[^度]|翌年|次年|来年|把握|方法|根拠|時間|以上|有無|要否|率|手続数|プロセス数|紙|窓口|郵送|対象|かどうか|該当`,
	),
	"online_volume": regexp.MustCompile(
		`内訳|全国|区市町村|平均|(?:^|[^0-9A-Za-z和成令平.])[2-9]か?年間|過去|当たり|月間|非オンライン|以外|除く|可否|概要|url|者|部署|電話|%|‰|パーセント|\(割\)|比|率|割合|増減|伸び|差|目標|見込|推計|予測|金額|単価|額|書類|添付|順位|累計|備考|前年[^度]|前年$|昨年[^度]|昨年$|前々年[^度]|翌年|次年|来年|方法|根拠|時間|有無|要否|紙|窓口|郵送|かどうか|該当|不可`,
	),
	"digitization_status": regexp.MustCompile(
		`目標|将来|見込|目指す|前回|前年|昨年|当初|BPR|bpr|業務システム|内部|決裁|キャッシュレス|見直|条例|url|押印|本人確認|手数料|法令|改正|予定|対象|可否|本人|時期|概要|内容|率|理由|年度|年月|時期|期日|日$|課題|備考|方法|システム|手段|基盤|効果|件|費`,
	),
	"planned_fiscal_year":        regexp.MustCompile(`率|キャッシュレス|決済|施行|提案|要望|施設|契約|手数料|見直|改正|廃止|更新|移行|押印|実施済|状況|理由|実績|件|備考|変更|前回|当初`),
	"digitized_on":               regexp.MustCompile(`年度|予定|目標|理由|件|備考|更新|改正|施行|作成|記入|確認|公布`),
	"obstacle":                   regexp.MustCompile(`詳細|内容|備考|時期|年度|対応|解決`),
	"national_law_change":        regexp.MustCompile(`規則|都の|要綱|日$|根拠|条項|法令名|法律名|理由|内容|時期|年度|備考|府省|省庁|提案|条例`),
	"law_to_change":              regexp.MustCompile(`要否|有無|理由|時期|年度|備考`),
	"legal_basis":                regexp.MustCompile(`手数料|審査基準|条項$|改正|理由|備考|番号|有無|要否|url|所管`),
	"legal_article":              regexp.MustCompile(`改正|理由|備考|有無|要否`),
	"bureau":                     regexp.MustCompile(`電話|担当者|内線|番号|コード|メール|関係|他局|移管|旧|府省|省庁`),
	"department":                 regexp.MustCompile(`国の|省庁|長|電話|担当者|内線|番号|コード|メール|関係|旧|府省|一部|部数|全部|部分`),
	"division":                   regexp.MustCompile(`国の|府省|省庁|長|電話|担当者|内線|番号|コード|メール|関係|旧|課題|課税|課金`),
	"fee":                        regexp.MustCompile(`金額|額|根拠|方法|納付|支払|決済|備考|件|収入`),
	"payment_methods":            regexp.MustCompile(`備考|理由|額|件|有無`),
	"attachments":                regexp.MustCompile(`数$|件|備考|理由|省略|有無|要否|提出方法|オンライン|電子`),
	"seal_required":              regexp.MustCompile(`理由|根拠|備考|廃止|見直|件|種類|時期|年度`),
	"standard_processing_period": regexp.MustCompile(`時間|1件|処理件|有無|設定|要否|備考|実績|平均|根拠|理由|件`),
	"remarks":                    regexp.MustCompile(`件|年度|番号`),
	"platform":                   regexp.MustCompile(`url|件|理由|予定|備考|時期|年度|費`),
	"identity_method":            regexp.MustCompile(`押印|印鑑の|有無|要否|書類|オンライン|電子|件|理由|備考|見直`),
	"ministry":                   regexp.MustCompile(`担当課|担当部|窓口|件|理由|備考|担当者|連絡|回答|条項|提案`),
	"scope":                      regexp.MustCompile(`件|理由|備考|者|年度`),
	"process_id":                 regexp.MustCompile(`件|備考|法|電話`),
	"process_type":               regexp.MustCompile(`件|備考|理由|主体`),
	"applicant":                  regexp.MustCompile(`件|備考|理由|数$`),
	"recipient":                  regexp.MustCompile(`件|備考|理由|数$`),
	"affair_category":            regexp.MustCompile(`件|備考|理由`),
}

// must holds, for a field, what a header that is only like its labels has to carry.
var must = map[string]*regexp.Regexp{
	"annual_volume":       regexp.MustCompile(`件|数|実績`),
	"online_volume":       regexp.MustCompile(`(オンライン|電子|デジタル|ネット).*(件|数|分)|うち.*(オンライン|電子|デジタル|ネット)`),
	"planned_fiscal_year": regexp.MustCompile(`予定|目標|見込|計画`),
	"digitized_on":        regexp.MustCompile(`日|月`),
	"payment_methods":     regexp.MustCompile(`納付|支払|決済|キャッシュレス`),
	"obstacle":            regexp.MustCompile(`理由|課題|要因|原因|支障|障害|障壁|事情|問題|ネック|ハードル|阻害`),
	"procedure_name":      regexp.MustCompile(`名|手続|件名`),
	"legal_basis":         regexp.MustCompile(`法|令|条例|根拠`),
	"legal_article":       regexp.MustCompile(`条|項`),
	"seal_required":       regexp.MustCompile(`印`),
	"fee":                 regexp.MustCompile(`手数料|費用|料金`),
	"bureau":              regexp.MustCompile(`局|庁|部局|組織`),
	"division":            regexp.MustCompile(`課|係|室|部署`),
}

// nearest is the field whose label or synonym the folded text is most like.
// Nothing is nearest where two fields are about as like as each other.
func (v *vocabulary) nearest(text string) (labelHit, bool) {
	if n := len([]rune(text)); n < 3 || n > 40 {
		return labelHit{}, false
	}
	best, second := labelHit{}, 0.0
	sh := newShape(text)
	for _, l := range v.labels {
		s := similarity(sh, l.shape, similarFrom)
		// a label that holds a known one whole is like it however long it is,
		// as デジタル化の実施状況について holds デジタル化の実施状況
		if n := len([]rune(l.text)); n >= 4 && strings.Contains(text, l.text) {
			s = max(s, 0.6+0.4*float64(n)/float64(len([]rune(text))))
		}
		if s < similarFrom {
			continue
		}
		if re := must[l.field]; re != nil && !re.MatchString(text) {
			continue
		}
		if re := never[l.field]; re != nil {
			if m := re.FindString(text); m != "" && !strings.Contains(l.text, m) {
				continue
			}
		}
		switch {
		case s > best.confidence && l.field != best.field:
			best, second = labelHit{field: l.field, match: "similar", confidence: s}, best.confidence
		case s > best.confidence:
			best.confidence = s
		case l.field != best.field && s > second:
			second = s
		}
	}
	if best.field == "" || best.confidence-second < 0.04 {
		return labelHit{}, false
	}
	best.confidence = float64(int(min(best.confidence, 0.99)*90)) / 100
	return best, true
}
