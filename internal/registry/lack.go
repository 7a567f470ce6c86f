package registry

import "slices"

// Lack is something that is still missing before a process can be digitized, or before anybody
// can tell.
type Lack string

// The lacks, the gravest first.
const (
	LackLaw       Lack = "national_law"      // a national law must change first
	LackLawAnswer Lack = "national_law_open" // nobody has said whether one must
	LackRules     Lack = "rules"             // rules of TMG's own, or time for them
	LackSystem    Lack = "system"
	LackOriginals Lack = "paper_originals"
	LackNature    Lack = "nature"     // the bureau holds that it should not be digitized
	LackValue     Lack = "value"      // cost against benefit
	LackOther     Lack = "other"      // a reason that the codes do not name
	LackRest      Lack = "rest"       // a part of it is done
	LackStatus    Lack = "status"     // nobody has said how far it is
	LackReason    Lack = "reason"     // nor why it is not begun
	LackPlatform  Lack = "platform"   // on which platform it is to be filed
	LackYear      Lack = "year"       // no year is planned
	LackNewYear   Lack = "year_again" // the planned year is over
	LackVolume    Lack = "volume"     // how many cases it has
	LackUsage     Lack = "usage"      // and how many of them are online
)

// Lacks lists all of them in the order of pages.
var Lacks = []Lack{LackLaw, LackLawAnswer, LackRules, LackSystem, LackOriginals, LackNature, LackValue, LackOther, LackRest,
	LackStatus, LackReason, LackPlatform, LackYear, LackNewYear, LackVolume, LackUsage}

// Label is what has to be done about it.
func (l Lack) Label() string {
	return map[Lack]string{
		LackLaw: "国の法令の改正", LackLawAnswer: "国の法令改正の要否の確認", LackRules: "制度の改正", LackSystem: "システムの整備",
		LackOriginals: "紙の原本の扱い", LackNature: "デジタル化しない理由の確認", LackValue: "費用対効果の確認", LackOther: "そのほかの理由の確認",
		LackRest: "残りの部分のデジタル化", LackStatus: "デジタル化状況の記入", LackReason: "未実施の理由の記入", LackPlatform: "申請基盤の決定",
		LackYear: "予定年度の決定", LackNewYear: "過ぎた予定年度の見直し", LackVolume: "年間件数の把握", LackUsage: "オンライン件数の把握",
	}[l]
}

// lackOf are the lacks that the codes of an obstacle stand for. 0 says that it is planned.
var lackOf = map[string]Lack{"1": LackRules, "2": LackRules, "3": LackSystem, "4": LackOriginals, "5": LackNature, "6": LackValue,
	"7": LackOther}

// LacksOf lists what is missing to digitize a process in a fiscal year. Nothing is, of what is
// done or does not count.
func LacksOf(p Process, fiscalYear int) []Lack {
	if !p.Counts() || p.Status == Done {
		return nil
	}
	begun := p.Status == Partial || p.Status == InProgress || p.Status == Planned
	found := map[Lack]bool{
		LackLaw:       p.NationalLawChange == LawChangeRequired,
		LackLawAnswer: p.NationalLawChange != LawChangeRequired && p.NationalLawChange != LawChangeNotRequired,
		LackRest:      p.Status == Partial,
		LackStatus:    p.Status == "",
		LackReason:    !begun && p.Status != "" && len(p.Obstacle) == 0,
		LackPlatform:  p.Platform == "",
		LackYear:      p.PlannedFiscalYear == 0,
		LackNewYear:   p.PlannedFiscalYear != 0 && p.PlannedFiscalYear < fiscalYear,
		LackVolume:    p.Deciding == nil,
		LackUsage:     p.Usage == nil,
	}
	for _, code := range p.Obstacle {
		if lack, ok := lackOf[code]; ok {
			found[lack] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(Lacks), func(l Lack) bool { return !found[l] })
}
