package sample

import "tetsuzuki/internal/registry"

// Password is the password of every sample account. It is no secret: it is printed
// at every start.
const Password = "tanaoroshi-2021"

// Account is a person to try the service as.
type Account struct {
	Login  string
	Name   string
	Role   registry.Role
	Bureau string // for roles of a bureau
}

// Accounts are one for each role, and those of two bureaus.
var Accounts = []Account{
	{"kankyo-nyuryoku", "環境局 入力者（サンプル）", registry.Officer, "環境局"},
	{"kankyo-shonin", "環境局 承認者（サンプル）", registry.Approver, "環境局"},
	{"sangyo-nyuryoku", "産業労働局 入力者（サンプル）", registry.Officer, "産業労働局"},
	{"sangyo-shonin", "産業労働局 承認者（サンプル）", registry.Approver, "産業労働局"},
	{"kikaku", "企画担当（サンプル）", registry.Planner, ""},
	{"honbu", "本部担当（サンプル）", registry.Headquarters, ""},
	{"kansa", "監査担当（サンプル）", registry.Auditor, ""},
	{"kanri", "管理者（サンプル）", registry.Administrator, ""},
}
