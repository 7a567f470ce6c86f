package finding

// RuleUnknownID is the rule that an ID is one of the registry's own.
const RuleUnknownID = "R-unknown-id"

// The rules about cells that a person puts right beside the file.
const (
	RuleCorrected         = "R-corrected"
	RuleCorrectionRefused = "R-correction-refused"
)

// RuleUnfit is the rule that a file holds what its bureau has registered.
const RuleUnfit = "R-unfit"

// RegistryRules are the rules that need the registry to check.
var RegistryRules = []Rule{
	{RuleUnknownID, Error, "手続IDは登録簿が付けます。登録されていないID、ほかの局の手続のIDは使えません。", "新しい手続の行は手続IDを空欄にする"},
	{RuleCorrected, Info, "画面で直したセルは、直した値で検査し、登録します。ファイルはそのままです。", ""},
	{RuleCorrectionRefused, Error, "画面で直せるのは、ファイルにあるセルだけです。", "その訂正を取り消し、ファイルのセルを直す"},
	{RuleUnfit, Warning, "ファイルの行が、局の登録とほとんど合いません。局、年度、手続名の違いが原因のことがあります。", "局の今の手続を書き出した一覧をもとにしたファイル"},
}
