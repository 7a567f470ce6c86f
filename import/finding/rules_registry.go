package finding

// RuleUnknownID is the rule that an ID is one of the registry's own.
const RuleUnknownID = "R-unknown-id"

// RegistryRules are the rules that need the registry to check.
var RegistryRules = []Rule{
	{RuleUnknownID, Error, "手続IDは登録簿が付けます。登録されていないID、ほかの局の手続のIDは使えません。", "新しい手続の行は手続IDを空欄にする"},
}
