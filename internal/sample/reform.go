package sample

import (
	"slices"
	"time"

	"tetsuzuki/internal/registry"
)

// Reform is what became of a bureau of 2021 (domain.md), and where its processes go.
type Reform struct {
	On     time.Time
	Bureau string
	Into   []registry.BureauPart // by name; one without departments takes the rest
}

// Reforms are in the order of their days.
var Reforms = []Reform{
	{reformOn(2022, 4), "生活文化局", into("生活文化スポーツ局")},
	{reformOn(2022, 4), "オリンピック・パラリンピック準備局", into("生活文化スポーツ局")},
	{reformOn(2022, 7), "病院経営本部", into("東京都立病院機構")},
	{reformOn(2023, 7), "福祉保健局", []registry.BureauPart{{Name: "福祉局"}, {Name: "保健医療局", Departments: []string{"指導監察部", "計画調整部"}}}},
}

func reformOn(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 0, 0, 0, 0, registry.Tokyo)
}

func into(name string) []registry.BureauPart { return []registry.BureauPart{{Name: name}} }

// bureauOn is the bureau that has a process at the end of a quarter.
func bureauOn(p registry.Process, q Quarter) string {
	for _, r := range Reforms {
		if r.Bureau != p.Bureau || r.On.After(q.Begin()) {
			continue
		}
		for _, part := range r.Into {
			if slices.Contains(part.Departments, p.Department) {
				return part.Name
			}
		}
		return r.Into[0].Name
	}
	return p.Bureau
}

// Senders are the bureaus that send an inventory in a quarter, in the order of pages.
func Senders(q Quarter) (names []string) {
	for _, b := range bureaus {
		at := slices.IndexFunc(Reforms, func(r Reform) bool { return r.Bureau == b.name && !r.On.After(q.Begin()) })
		if at < 0 {
			names = append(names, b.name)
			continue
		}
		for _, part := range Reforms[at].Into {
			if part.Name != "東京都立病院機構" && !slices.Contains(names, part.Name) { // outside: it is asked no more
				names = append(names, part.Name)
			}
		}
	}
	return names
}
