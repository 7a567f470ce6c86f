package finding

// The rules about a file as a whole: what it is, and whether all of it is there.
const (
	RuleEmptyFile         = "R-empty-file"
	RuleNotWorkbook       = "R-not-a-workbook"
	RuleOldExcel          = "R-old-excel"
	RuleBinaryExcel       = "R-binary-excel"
	RuleOpenDocument      = "R-open-document"
	RuleDisguised         = "R-disguised-file"
	RuleRightsManaged     = "R-rights-managed"
	RulePasswordNeeded    = "R-password-needed"
	RulePasswordWrong     = "R-password-wrong"
	RuleTruncated         = "R-truncated-file"
	RuleBroken            = "R-broken-file"
	RuleBrokenSheet       = "R-broken-sheet"
	RuleCellOrder         = "R-cell-order"
	RuleSharedString      = "R-shared-string"
	RuleCellValue         = "R-cell-value"
	RuleControlCharacter  = "R-control-character"
	RuleMissingPart       = "R-missing-part"
	RuleDuplicateSheet    = "R-duplicate-sheet"
	RuleLimit             = "R-limit"
	RuleCSVQuote          = "R-csv-quote"
	RuleCSVEncoding       = "R-csv-encoding"
	RuleHiddenCharacter   = "R-invisible-character"
	RuleMacro             = "R-macro"
	RuleDimension         = "R-dimension"
	RuleCount             = "R-count"
	RulePrivateCharacter  = "R-private-character"
	RuleFormulaNoValue    = "R-formula-without-value"
	RuleWrapped           = "R-wrapped-value"
	RuleNotCalculated     = "R-formula-not-calculated"
	RuleSheetWithoutCells = "R-sheet-without-cells"
)

// WorkbookRules are the rules that the opening of a file applies.
var WorkbookRules = []Rule{
	{RuleEmptyFile, Error, "ファイルの中身が空です。送る前に保存が終わっていないか、途中で失われています。", "内容を保存したExcelブック（.xlsx）"},
	{RuleNotWorkbook, Error, "Excelブックでも CSV でもないファイルは読み取れません。", "Excelで「名前を付けて保存」→「Excelブック（*.xlsx）」"},
	{RuleOldExcel, Error, "古い形式（Excel 97-2003、.xls）は読み取れません。", "Excelで開き「名前を付けて保存」→「Excelブック（*.xlsx）」"},
	{RuleBinaryExcel, Error, "バイナリ形式（.xlsb）は読み取れません。", "Excelで開き「名前を付けて保存」→「Excelブック（*.xlsx）」"},
	{RuleOpenDocument, Error, "OpenDocument形式（.ods）は読み取れません。", "「名前を付けて保存」→「Excel 2007-365（.xlsx）」"},
	{RuleDisguised, Error, "名前の終わり（拡張子）はExcelブックですが、中身は別の形式です。名前だけを変えても形式は変わりません。", "Excelで開き「名前を付けて保存」→「Excelブック（*.xlsx）」"},
	{RuleRightsManaged, Error, "閲覧制限（IRM・秘密度ラベル）で暗号化されたファイルは、許可された人のExcelでしか開けません。", "制限を外して保存したExcelブック（.xlsx）"},
	{RulePasswordNeeded, Error, "パスワードで保護されたファイルは、パスワードがないと読み取れません。", "パスワードを入力する、または保護を外して保存する"},
	{RulePasswordWrong, Error, "入力されたパスワードでは開けませんでした。", "大文字・小文字、全角・半角を確かめて入力する"},
	{RuleTruncated, Error, "ファイルが途中で切れています。このまま読むと、後ろの行が失われます。", "元のファイルを開いて保存し直し、もう一度送る"},
	{RuleBroken, Error, "ファイルが壊れています。このまま読むと、内容が欠けたり変わったりします。", "元のファイルをExcelで開いて保存し直し、もう一度送る"},
	{RuleBrokenSheet, Error, "シートの記録が壊れています。このまま読むと、内容が欠けたり変わったりします。", "元のファイルをExcelで開いて保存し直し、もう一度送る"},
	{RuleCellOrder, Error, "行やセルの並びが正しくないため、値がどのセルのものか決められません。", "Excelで開いて保存し直す"},
	{RuleSharedString, Error, "セルが指す文字列がファイルの中にないため、セルの内容が失われています。", "Excelで開いて内容を確かめ、保存し直す"},
	{RuleCellValue, Error, "セルの記録が、その種類（数値、文字など）に合っていません。", "Excelで開いて内容を確かめ、保存し直す"},
	{RuleControlCharacter, Error, "使えない文字（制御文字など）が含まれています。", "その文字を消して保存し直す"},
	{RuleMissingPart, Error, "ファイルの中に、あるはずの部品（シートなど）がありません。", "元のファイルをExcelで開いて保存し直し、もう一度送る"},
	{RuleDuplicateSheet, Error, "同じ名前のシートが二つあり、どちらの内容か決められません。", "シートに別々の名前を付ける"},
	{RuleLimit, Error, "ファイルが、読み取れる大きさの上限を超えています。", "手続の一覧だけを残し、局や部ごとに分けて保存する"},
	{RuleCSVQuote, Error, "CSV の引用符（\"）が閉じていないか、余分にあります。", "\"第1項,\n第2項\" のように引用符で囲み、中の引用符は \"\" と二つ重ねる"},
	{RuleCSVEncoding, Error, "CSV の文字コードを決められません。", "Excelで「CSV UTF-8（コンマ区切り）（*.csv）」として保存する"},
	{RuleMacro, Info, "マクロは実行せず、セルの内容だけを読み取りました。", ""},
	{RuleDimension, Info, "シートに記録された範囲が実際と違っていたため、実際のセルをすべて読み取りました。", ""},
	{RuleCount, Info, "記録された件数が実際と違っていたため、実際の内容をすべて読み取りました。", ""},
	{RuleHiddenCharacter, Warning, "目に見えない制御文字が含まれていたため、取り除いて読み取りました。", "その文字を消した値"},
	{RulePrivateCharacter, Warning, "外字（この組織だけの文字）が含まれています。ほかの機械では別の文字に見えます。", "人名・地名の外字は、標準の文字に置き換える"},
	{RuleFormulaNoValue, Error, "数式の計算結果が保存されていないため、値が分かりません。", "Excelで開いて計算させ、保存し直す（または値だけを貼り付ける）"},
	{RuleWrapped, Info, "CSV の値が =\"012\" のような数式の形で書かれていたため、表示される値（012）を読み取りました。", "012"},
	{RuleNotCalculated, Error, "数式の結果として仮の 0 が保存されていて、計算された値ではありません。", "Excelで開き、計算された値を確かめてから、上書き保存する（または値だけを貼り付ける）"},
	{RuleSheetWithoutCells, Info, "グラフシートなど、セルのないシートは読み取りの対象外です。", ""},
}
