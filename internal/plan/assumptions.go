package plan

import (
	"fmt"
	"slices"
	"strings"

	"tetsuzuki/internal/registry"
)

// SharedBy says which processes of a bureau share work.
type SharedBy string

// What processes have in common that share work.
const (
	SharedByLaw       SharedBy = "law"       // the law that they are based on
	SharedByProcedure SharedBy = "procedure" // the procedure whose steps they are, and so its form
	SharedByNothing   SharedBy = "none"
)

// SharedBys lists all of them in the order of pages.
var SharedBys = []SharedBy{SharedByLaw, SharedByProcedure, SharedByNothing}

// Label is its Japanese name.
func (s SharedBy) Label() string {
	return map[SharedBy]string{SharedByLaw: "根拠法令が同じ手続", SharedByProcedure: "手続名（様式）が同じ手続", SharedByNothing: "まとめない"}[s]
}

// Assumptions are what a plan takes for granted. Every one can be set, and is shown with the plan.
type Assumptions struct {
	FirstYear int `json:"first_year"` // fiscal years
	LastYear  int `json:"last_year"`

	CapacityDays int64      `json:"capacity_days"` // person-days of each bureau in each fiscal year
	Capacity     []Capacity `json:"capacity"`      // of those for which it differs

	TypeDays        map[string]int64 `json:"type_days"`        // person-days of a process, by its type; "" where the type is not given
	ObstacleDays    map[string]int64 `json:"obstacle_days"`    // more by its obstacles: the most that any of them adds
	PlatformPercent int64            `json:"platform_percent"` // of that, where a platform is named already
	BegunPercent    int64            `json:"begun_percent"`    // of that, where it is partly done or in progress

	SharedBy      SharedBy `json:"shared_by"`
	SharedDays    int64    `json:"shared_days"`    // person-days, once for all that share
	SharedPercent int64    `json:"shared_percent"` // of its person-days, each that shares

	LawYear      int  `json:"law_year"`      // the fiscal year from which processes can be digitized that wait for a national law; 0: in none
	PlatformYear int  `json:"platform_year"` // the same for those that lack a system (obstacle 3); 0: at once
	KeepPlanned  bool `json:"keep_planned"`  // no process is before the year for which its bureau plans it
	Unsuitable   bool `json:"unsuitable"`    // those are digitized, too, that should not be by their nature (obstacle 5)

	MinutesSaved map[string]int64 `json:"minutes_saved"` // of people, for each case, by the process's type
}

// Capacity is one bureau's, in one fiscal year or (0) in each.
type Capacity struct {
	Bureau     string `json:"bureau"`
	FiscalYear int    `json:"fiscal_year"`
	Days       int64  `json:"days"`
}

// Types are the types of processes that assumptions tell apart; the last one is of those without.
var Types = []string{"1", "2-1", "2-2", "2-3", "3", "4", ""}

// Obstacles are those that may add effort.
var Obstacles = []string{"1", "2", "3", "4", "5", "6", "7"}

// MostYears is how many fiscal years a plan has at most.
const MostYears = 10

// Defaults are the assumptions of a plan that begins in a fiscal year, before anything is set.
// METHODS.md says where they come from.
func Defaults(first int) Assumptions {
	return Assumptions{
		FirstYear: first, LastYear: first + 2, CapacityDays: 1000, Capacity: []Capacity{},
		TypeDays:        map[string]int64{"1": 10, "2-1": 6, "2-2": 6, "2-3": 6, "3": 8, "4": 4, "": 8},
		ObstacleDays:    map[string]int64{"1": 5, "2": 5, "3": 20, "4": 10, "5": 20, "6": 0, "7": 0},
		PlatformPercent: 60, BegunPercent: 50,
		SharedBy: SharedByLaw, SharedDays: 10, SharedPercent: 70, KeepPlanned: true,
		MinutesSaved: map[string]int64{"1": 60, "2-1": 15, "2-2": 10, "2-3": 15, "3": 60, "4": 10, "": 15},
	}
}

const (
	mostDays    = 1_000_000
	mostMinutes = 10_000
)

// Check is nil if the assumptions can be planned with, else an Invalid error that names the first
// one that cannot.
func (a Assumptions) Check(op string) error {
	wrong := func(field, format string, args ...any) error {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: field, Message: fmt.Sprintf(format, args...)}
	}
	year := func(y int) bool { return y >= 2000 && y <= 2100 }
	switch {
	case !year(a.FirstYear):
		return wrong("first_year", "計画の最初の年度を西暦で入力してください。例：2026")
	case !year(a.LastYear) || a.LastYear < a.FirstYear:
		return wrong("last_year", "計画の最後の年度には、最初の年度かそれより後を入力してください。例：%d", a.FirstYear+2)
	case a.LastYear-a.FirstYear >= MostYears:
		return wrong("last_year", "計画は%d年度分までです。最後の年度を%dかそれより前にしてください。", MostYears, a.FirstYear+MostYears-1)
	case a.CapacityDays < 0 || a.CapacityDays > mostDays:
		return wrong("capacity_days", "1局が1年度に使える人日を、0以上の整数で入力してください。例：1000")
	case a.PlatformPercent < 1 || a.PlatformPercent > 100:
		return wrong("platform_percent", "申請基盤があるときの工数の割合を、1から100までの％で入力してください。例：60")
	case a.BegunPercent < 1 || a.BegunPercent > 100:
		return wrong("begun_percent", "着手しているときの工数の割合を、1から100までの％で入力してください。例：50")
	case a.SharedDays < 0 || a.SharedDays > mostDays:
		return wrong("shared_days", "まとめて1回で済む作業の人日を、0以上の整数で入力してください。例：10")
	case a.SharedPercent < 1 || a.SharedPercent > 100:
		return wrong("shared_percent", "まとめるときの1手続の工数の割合を、1から100までの％で入力してください。例：70")
	case !slices.Contains(SharedBys, a.SharedBy):
		return wrong("shared_by", "まとめ方は、law、procedure、none の中から選んでください。例：law")
	case a.LawYear != 0 && !year(a.LawYear):
		return wrong("law_year", "国の法令が改正されると仮定する年度を西暦で入力してください。仮定しないときは空欄にします。例：%d", a.FirstYear+1)
	case a.PlatformYear != 0 && !year(a.PlatformYear):
		return wrong("platform_year", "システムが整う年度を西暦で入力してください。仮定しないときは空欄にします。例：%d", a.FirstYear+1)
	}
	for _, t := range []struct {
		field, label string
		values       map[string]int64
		known        []string
		least, most  int64
	}{
		{"type_days", "手続類型ごとの人日", a.TypeDays, Types, 1, mostDays},
		{"obstacle_days", "支障ごとに加わる人日", a.ObstacleDays, Obstacles, 0, mostDays},
		{"minutes_saved", "1件で減る時間（分）", a.MinutesSaved, Types, 0, mostMinutes},
	} {
		for code, n := range t.values {
			if !slices.Contains(t.known, code) {
				return wrong(t.field, "%sの「%s」は、ないコードです。次の中から指定してください：%s", t.label, code, strings.Join(t.known, "、"))
			}
			if n < t.least || n > t.most {
				return wrong(t.field, "%sは、%d以上%s以下の整数で入力してください。例：10", t.label, t.least, registry.Thousands(t.most))
			}
		}
	}
	for _, c := range a.Capacity {
		switch {
		case c.Days < 0 || c.Days > mostDays:
			return wrong("capacity", "「%s」の人日を、0以上の整数で入力してください。例：1500", c.Bureau)
		case c.FiscalYear != 0 && (c.FiscalYear < a.FirstYear || c.FiscalYear > a.LastYear):
			return wrong("capacity", "「%s」の年度は、計画の年度（%dから%dまで）の中から指定してください。", c.Bureau, a.FirstYear, a.LastYear)
		}
	}
	return nil
}

// years are the fiscal years of the plan.
func (a Assumptions) years() (all []int) {
	for y := a.FirstYear; y <= a.LastYear; y++ {
		all = append(all, y)
	}
	return all
}

// effort is how many person-days a process takes.
func (a Assumptions) effort(f Fact, shares bool) int64 {
	days, ok := a.TypeDays[f.Type]
	if !ok {
		days = a.TypeDays[""]
	}
	var more int64
	for _, o := range f.Obstacle {
		more = max(more, a.ObstacleDays[o])
	}
	days += more
	percent := func(holds bool, of int64) {
		if holds {
			days = (days*of + 99) / 100
		}
	}
	percent(f.Platform, a.PlatformPercent)
	percent(f.Status == registry.Partial || f.Status == registry.InProgress, a.BegunPercent)
	percent(shares, a.SharedPercent)
	return max(days, 1)
}

// minutes are those that people save in a year.
func (a Assumptions) minutes(f Fact) int64 {
	each, ok := a.MinutesSaved[f.Type]
	if !ok {
		each = a.MinutesSaved[""]
	}
	return each * f.Cases
}

// earliest is the first fiscal year in which a process can be digitized, and why not before.
func (a Assumptions) earliest(f Fact) (year int, wait Wait) {
	year = a.FirstYear
	later := func(y int, why Wait) {
		if y > year {
			year, wait = y, why
		}
	}
	if a.KeepPlanned {
		later(f.Planned, WaitPlanned)
	}
	if slices.Contains(f.Obstacle, obstacleSystem) {
		later(a.PlatformYear, WaitPlatform)
	}
	if f.Law == registry.LawChangeRequired {
		y := a.LawYear
		if y == 0 {
			y = Never
		}
		later(y, WaitLaw)
	}
	return year, wait
}

// The obstacles that assumptions name.
const (
	obstacleSystem = "3" // there is no system
	obstacleNature = "5" // it should not be digitized by its nature
)
