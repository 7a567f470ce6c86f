package sample

// Group is a made-up group of processes, named as one of the programme's.
type Group struct {
	Name, Description string
	Filter            string // parameters of the catalogue
	Most              int    // it is a list of so many of them that have the most cases; 0: the filter itself
}

// Groups are set up beside the first inventory.
var Groups = []Group{
	{Name: "主要169手続（架空）", Filter: "scope=counted&priority=yes", Most: 169,
		Description: "年間件数の多い手続。架空の手続から、件数の多い順に選んだもの。"},
	{Name: "国の59手続（架空）", Filter: "scope=counted&type=1", Most: 59,
		Description: "国が地方公共団体に優先してオンライン化を求める手続。架空の申請等から、件数の多い順に選んだもの。"},
	{Name: "SaaS基盤の対象11手続（架空）", Filter: "scope=counted&type=1&volume_max=9000", Most: 11,
		Description: "SaaS電子申請ではじめに受け付ける手続。架空の申請等から、重点手続のほかで件数の多いものを選んだもの。"},
	{Name: "政策連携団体の手続（架空）", Filter: "scope=counted&q=都営住宅",
		Description: "政策連携団体が窓口になる手続。都営住宅の手続を、条件で選んだもの。"},
}

// TargetGroup is the group that has a target of its own.
const TargetGroup = "主要169手続（架空）"
