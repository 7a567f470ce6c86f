package finding

// RuleOtherBureau is the rule that a bureau's file holds its own processes, said of a
// row or of a table's title.
const RuleOtherBureau = "R-other-bureau"

// RuleShown is the rule that a cell means what it shows.
const RuleShown = "R-shown"

// RuleBadID is the rule that an ID is of the registry's making.
const RuleBadID = "R-bad-id"

// RuleNegated is the rule that a header asks for what there is, not for what there is
// not.
const RuleNegated = "R-negated-header"

// RuleImplausible is the rule that a number of cases is one that can be.
const RuleImplausible = "R-implausible-volume"

// ValueRules are the rules about single cells and about cells of one row.
var ValueRules = []Rule{
	{"L2-01", Error, "件数の欄に数字として読めない文字があると、集計できません。", "1200"},
	{"L2-02", Error, "「〃」や「同上」は上の行がないと意味が分かりません。省略せずに書いてください。", "大気汚染防止法"},
	{"L2-04", Error, "選択肢にない値は、ほかの局の値と並べて集計できません。", "実施済"},
	{"R-error-value", Error, "表計算ソフトのエラー（#N/A など）が残っているセルには値がありません。", "1200"},
	{"R-too-long", Error, "Excel の 1 セルには 32,767 文字までしか入りません。超える文章が一つでもあると、だれも一覧や進捗報告を Excel で出力できません。", "要点だけを書き、詳しくは別の資料にする"},
	{"R-lost-sign", Warning, "文字コードにない文字は、出力するときに「〓」などに変わり、元に戻せません。取り込むと、登録されている文字が失われます。", "CSV は UTF-8 で出力し、もとの文字（𠮷 など）で入力する"},
	{"R-normalised", Info, "「約」「万」「～」などを含む書き方を、決まった形に読み替えました。元の文字も残ります。", "約1,200件 → およそ 1200"},
	{
		RuleShown,
		Error,
		"セルに見えるもの（表示形式の「千件」「約」、取消線、注の番号など）と、保存されている値の意味が違います。意味の確かなときは見えるとおりに読み、確かでないときは読み取りません。",
		"表示形式を「標準」にして、1200 と入力する",
	},
	{"R-no-value", Info, "「未定」「不明」などを、値がないものとして読みました。", "未定 → 空欄"},
	{"R-unit", Warning, "見出しの単位とセルに書かれた単位が重なっているため、どちらの単位か確かめてください。", "見出しが（千件）なら 3"},
	{"R-count-year", Warning, "件数のセルに、見出しと違う年度が書かれています。", "1200（見出しの年度の件数だけを書く）"},
	{"R-bad-date", Error, "日付として読めないか、暦にない日付です。", "2021-04-01"},
	{"R-bad-year", Error, "年度として読めないか、ありえない年度です。", "2022"},
	{"R-era", Warning, "元号の期間の外の日付を、正しい元号に直して読みました。", "平成31年5月1日 → 令和元年5月1日"},
	{"R-bad-duration", Warning, "期間の長さとして読めない値は、比べることができません。", "30日"},
	{"R-duration-text", Info, "暦の長さに直せない期間は、書かれた文のまま残します。", "10開庁日"},
	{"R-mark", Info, "凡例のない記号を、よくある意味で読みました。", "○ → 実施済"},
	{"R-mark-unclear", Warning, "凡例のない「－」などは、適用除外とも空欄とも読めます。見出しに凡例を書くか、選択肢の言葉で書いてください。", "適用除外"},
	{"R-several-choices", Warning, "一つだけ選ぶ欄に、二つ以上の選択肢があります。", "5 その他"},
	{"R-retired-choice", Warning, "選択肢は年度によって変わります。その年度にない選択肢が使われています。", "その年度の一覧から選ぶ"},
	{RuleNegated, Warning, "「押印不要」「オンライン化不可」のような打ち消しの見出しでは、○が何を意味するか取り違えます。", "押印の有無（有・無）"},
	{"R-remark-in-choice", Warning, "選択肢の後ろの説明は取り込まれません。説明は備考に書いてください。", "要"},
	{"R-code-became-date", Warning, "「2-1」のようなコードは、表計算ソフトが日付に変えることがあります。", "2-1 申請等に基づく処分通知等"},
	{"R-unknown-bureau", Error, "局の一覧にない名称の行は、どの局の手続か分かりません。", "環境局"},
	{RuleOtherBureau, Error, "局のファイルで変えられるのは、その局の手続だけです。", "自局の行だけを残す"},
	{"R-former-bureau", Warning, "前の組織の名称です。今の局名に直してください。", "福祉局"},
	{RuleBadID, Warning, "手続IDは登録簿が付けます。ほかの番号は手続IDとして使えません。", "P-0000123"},
	{"R-missing-name", Error, "手続名のない行は、どの手続か分かりません。", "ばい煙発生施設の設置の届出"},
	{"R-online-over-total", Error, "オンライン件数は年間件数の内数なので、年間件数を超えません。", "年間件数 1200、うちオンライン件数 350"},
	{RuleImplausible, Warning, "東京都の人口の10倍（1億4千万件）を超える件数や、前の年度の1,000倍以上の件数は、単位や桁の誤りがほとんどです。", "1200（千件ではなく件で書く）"},
	{"R-status-and-date", Warning, "デジタル化していない手続に実施日があります。どちらかが誤りです。", "状況を「実施済」にするか、実施日を空欄にする"},
	{"R-law-change", Warning, "国の法令改正が「不要」なのに、改正が必要な法令が書かれています。", "要否を「要」にするか、法令を空欄にする"},
}
