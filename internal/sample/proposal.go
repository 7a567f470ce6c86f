package sample

import (
	"time"

	"tetsuzuki/internal/registry"
)

// Proposal is a made-up proposal to the national government with what became of it.
type Proposal struct {
	Title, Law, Ministry string
	Steps                []registry.ProposalStep
}

// Filter finds the processes that wait for a change of its law.
func (p Proposal) Filter() string { return "law=" + p.Law + "&law_change=required" }

// Proposals are in every state.
var Proposals = []Proposal{
	{Title: "古物営業の申請のオンライン化（架空）", Law: "架空の古物営業に関する法律", Ministry: "警察庁", Steps: []registry.ProposalStep{
		asked(2020, time.November, 16),
		{State: registry.ProposalResponding, Day: day(2021, time.June, 30), Due: day(2022, time.March, 31),
			Answer: "架空の回答：施行規則の改正を進めています。"},
		{State: registry.ProposalRealized, Day: day(2022, time.April, 1), Answer: "架空の回答：施行規則を改めました。"},
	}},
	{Title: "児童福祉施設の届出のオンライン化（架空）", Law: "架空の児童福祉施設に関する法律", Ministry: "厚生労働省", Steps: []registry.ProposalStep{
		asked(2020, time.November, 16),
		{State: registry.ProposalResponding, Day: day(2021, time.September, 30), Due: day(2027, time.March, 31),
			Answer: "架空の回答：令和8年度までに改めます。"},
	}},
	{Title: "開発行為の許可申請の図面の電子化（架空）", Law: "架空の開発行為に関する法律", Ministry: "国土交通省", Steps: []registry.ProposalStep{
		asked(2020, time.November, 16), asked(2022, time.June, 30),
	}},
	{Title: "中小企業組合の添付書類の省略（架空）", Law: "架空の中小企業組合に関する法律", Ministry: "経済産業省", Steps: []registry.ProposalStep{
		asked(2021, time.June, 30),
		{State: registry.ProposalRefused, Day: day(2022, time.January, 31), Answer: "架空の回答：原本を確かめる必要があり、改められません。"},
	}},
	{Title: "防火管理の届出の本人確認の見直し（架空）", Law: "架空の防火管理に関する法律", Ministry: "総務省", Steps: []registry.ProposalStep{
		{State: registry.ProposalConsidering, Day: day(2020, time.November, 16)},
	}},
}

func asked(year int, month time.Month, d int) registry.ProposalStep {
	return registry.ProposalStep{State: registry.ProposalSent, Day: day(year, month, d)}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, registry.Tokyo)
}
