package finding

// The rules about tables, rows and columns: what a sheet's layout says or hides.
const (
	RuleLayoutSpaces   = "L1-06"
	RuleMerged         = "L1-12"
	RuleHidden         = "L1-13"
	RuleSameName       = "L2-03"
	RuleFormula        = "L2-06"
	RuleHeaderRow      = "L3-01"
	RuleNoTable        = "R-no-table"
	RuleNoNameColumn   = "R-no-name-column"
	RuleNoRecord       = "R-no-record"
	RuleNoYear         = "R-unknown-fiscal-year"
	RuleYearDiffers    = "R-fiscal-year-differs"
	RuleYearGuessed    = "R-fiscal-year-without-era"
	RulePeriod         = "R-period"
	RuleYearCounted    = "R-fiscal-year-counted"
	RuleJoined         = "R-columns-joined"
	RuleSummed         = "R-columns-summed"
	RuleTwoRows        = "R-two-rows"
	RuleSimilarColumn  = "R-similar-column"
	RuleSecondColumn   = "R-second-column"
	RuleNoHeader       = "R-no-header"
	RuleTornRow        = "R-torn-row"
	RuleSkippedRow     = "R-skipped-row"
	RuleUnmapped       = "R-unmapped-column"
	RuleOutside        = "R-outside-table"
	RuleCovered        = "R-covered-cell"
	RuleTextBox        = "R-text-box"
	RuleSkippedSheet   = "R-skipped-sheet"
	RuleHiddenSheet    = "R-hidden-sheet"
	RuleDuplicateRow   = "R-duplicate-row"
	RuleDuplicateID    = "R-duplicate-id"
	RuleFromTitle      = "R-from-title"
	RuleLegend         = "R-legend"
	RuleLegendOf       = "R-legend-elsewhere"
	RuleColour         = "R-colour"
	RuleComment        = "R-comment"
	RuleTooMany        = "R-too-many-findings"
	RuleUnknownMapping = "R-unknown-mapping"
	RuleUnit           = "R-unit" // of a header or of a cell
	RuleStruck         = "R-struck"
	RuleFaint          = "R-unseen"
	RuleRowNote        = "R-row-note"
	RuleDoubtfulRow    = "R-doubtful-row"
	RuleVersion        = "R-row-version"
)

// LayoutRules are the rules that the search for tables and records applies.
var LayoutRules = []Rule{
	{RuleLayoutSpaces, Info, "体裁のために空白や改行を入れると、同じ言葉でも機械には別の言葉に見えます。", "手続名（「手　続　名」としない）"},
	{RuleMerged, Info, "セルを結合すると、2行目から下のセルは空になります。結合した値は、結合した範囲のすべての行の値として読みました。", "結合を解き、すべての行に値を書く"},
	{RuleHidden, Info, "非表示の行や列も読み取りました。", "必要な行や列は表示し、不要なものは削除する"},
	{RuleSameName, Warning, "同じ名前の列が二つあると、どちらの値か決められません。", "列の名前を書き分ける（備考1、備考2）"},
	{RuleFormula, Info, "数式は、保存されている計算結果を読み取りました。", "値だけを貼り付ける"},
	{RuleHeaderRow, Info, "見出しの行が1行目にないと、表の始まりを機械が判断しなければなりません。", "1行目を見出しにし、表題はシートの名前やファイルの名前にする"},
	{RuleNoTable, Error, "手続の一覧表が見つかりませんでした。見出し（手続名、根拠法令、年間件数など）の行が要ります。", "1行目に「手続名」「根拠法令」「年間件数（令和2年度）」などの見出しを書く"},
	{RuleNoNameColumn, Error, "手続名の列が見つかりませんでした。", "手続の名称を書いた列の見出しを「手続名」とする"},
	{RuleNoRecord, Warning, "見出しの下に手続が1つもありませんでした。", "見出しの下の行に、1行に1つの手続を書く"},
	{RuleNoYear, Error, "年間件数が何年度のものか分かりません。", "見出しを「年間件数（令和2年度）」とする、または年度を指定して読み込む"},
	{RuleYearDiffers, Warning, "表題や見出しの年度と、指定された年度が違います。表や見出しの年度の件数として読みました。", "表題か見出し、または指定する年度を直す"},
	{RuleYearGuessed, Warning, "元号のない年度を、令和（21以上は平成）の年度として読みました。", "令和2年度"},
	{RulePeriod, Error, "上半期、4月～12月、12月末現在、暦年などの件数は、年度（4月～翌年3月）の件数と比べたり足したりできません。", "年間件数（令和2年度）"},
	{RuleYearCounted, Warning, "「前年度」が何年度かは、シートの年度や指定された年度から数えました。", "年間件数（令和2年度）"},
	{RuleJoined, Info, "二つ以上の列に分けて書かれた一つの値は、列の並びから合わせて読みました。", "一つの列に書く"},
	{RuleSummed, Warning, "庁舎ごとなどに分けた件数は、足してよいか（重なりがないか）を人が確かめる必要があります。", "全体の件数を一つの列に書く"},
	{RuleTwoRows, Warning, "一つの手続が二つの行に分かれていると、どの数字が何の件数か取り違えます。", "「年間件数」と「うちオンライン件数」の列に分け、1行に1つの手続を書く"},
	{RuleSimilarColumn, Warning, "見出しが標準の項目名と違うため、似た項目として読みました。正しいか確かめてください。", "標準の様式の見出し（手続名、年間件数 など）"},
	{RuleSecondColumn, Warning, "同じ項目とみられる列がほかにあるため、この列は読み取りませんでした。", "使わない列を削除する、または見出しを書き分ける"},
	{RuleNoHeader, Warning, "見出しのない列は、何が書かれているか分からないため読み取りませんでした。", "見出しの行に、列の内容（手続名、備考など）を書く"},
	{RuleTornRow, Error, "CSV では、値の中のコンマや改行で値の数が変わると、後ろの値が別の列にずれます。ずれた行は読み取れません。", "\"250,100\"（引用符で囲む）、または 250100"},
	{RuleSkippedRow, Warning, "手続の行かどうか確かでないため、この行は読み取りませんでした。", "手続の行には手続名を、見出しや注記の行は表の外に書く"},
	{RuleDoubtfulRow, Warning, "合計の行や、いくつかの手続をまとめた行は、一つの手続として数えられません。", "1行に1つの手続を書き、合計の行は「合計」とする"},
	{RuleVersion, Warning, "調査票の行の手続IDと「登録の版」が合わないと、その行がどの手続のものか確かでありません。", "並べ替えるときは、表のすべての列を選ぶ"},
	{RuleUnmapped, Warning, "どの項目とも分からない見出しの列は読み取りません。登録簿の項目なら、見出しを標準の様式の言葉にしてください。", "標準の様式の見出し（手続名、年間件数 など）"},
	{RuleOutside, Warning, "表の見出しの下にない値は、何を表すか分からないため読み取りませんでした。", "手続の一覧は、見出しの下に続けて書く"},
	{RuleTextBox, Warning, "シートの上に置いた文字（テキストボックス、図形）は、セルの値ではないため読み取りません。", "表の列か、表の上のセルに書く"},
	{RuleCovered, Warning, "結合したセルの下に、見えない値が残っています。見えている値だけを読み取りました。", "結合を解き、どちらの値が正しいかを確かめる"},
	{RuleSkippedSheet, Info, "手続の一覧表ではないとみて、このシートは読み取りませんでした。", "手続の一覧は、手続名の列がある表にする"},
	{RuleHiddenSheet, Warning, "非表示のシートにある表も読み取りました。", "不要なシートは削除し、必要なシートは表示する"},
	{RuleDuplicateRow, Warning, "局、部、課、手続名、類型、主体、受け手、法令、条項がすべて同じ行があります。別の手続プロセスとして読みました。", "別の手続なら手続名や条項を書き分け、重複なら一方を削除する"},
	{RuleDuplicateID, Error, "同じ手続IDが二つの行にあります。手続IDは1つの手続に1つです。", "新しい手続の行は手続IDを空欄にする"},
	{RuleFromTitle, Info, "列にない値を、表題やシートの名前から読み取りました。", "局、部、課の列を設け、すべての行に書く"},
	{RuleStruck, Error, "取消線の引かれた行や値は、消したものか残すものか決められません。", "消す行は削除し、残す行は取消線を消す"},
	{RuleFaint, Warning, "背景と同じ色の文字は、人には見えません。", "見せない値は消す"},
	{RuleRowNote, Warning, "一部の手続についての注は、どの行のことか分かるときだけ、その行に当てはめます。", "※ No.2 の件数は千件単位"},
	{RuleLegend, Warning, "記号の凡例が読み取れませんでした。", "（○：実施済、△：一部実施済、×：未着手）"},
	{RuleLegendOf, Info, "記号の意味は、別のシートの凡例に従って読みました。", "見出しに凡例を書く（○：実施済、△：一部実施済、×：未着手）"},
	{RuleColour, Warning, "色や文字の飾りで示した意味は読み取りません。印刷や保存のときに失われ、色の見分けにくい人には伝わりません。", "「デジタル化状況」の列を設け、「実施済」と書く"},
	{RuleComment, Warning, "セルのコメント（メモ）に書かれたことは読み取りません。", "備考の列に書く"},
	{RuleTooMany, Warning, "指摘が多いため、途中からは数だけを示します。", "示された指摘を直してから、もう一度読み込む"},
	{RuleUnknownMapping, Warning, "列の対応表にある項目名が正しくないため、使いませんでした。", "annual_volume"},
}
