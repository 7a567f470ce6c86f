package storetest

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
)

// Live writes a random history of the registry: a change a month for two years, in which
// processes come, go, move and change in every way that a rate depends on.
func (w *World) Live(t testing.TB, seed uint64) (moments []Moment) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 12))
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	also := rand.New(rand.NewPCG(seed, 13)) // for what no rate depends on
	online := rand.New(rand.NewPCG(seed, 14))
	var alive []*Row
	for month := range 24 {
		at := time.Date(2021, time.April+time.Month(month), 1, 9, 0, 0, 0, registry.Tokyo)
		var rows []*Row
		for range 1 + r.IntN(6) {
			rows = append(rows, &Row{})
		}
		for _, old := range alive {
			if r.IntN(3) == 0 {
				changed := *old
				rows = append(rows, &changed)
			}
		}
		for _, row := range rows {
			was := row.Process
			row.Status = registry.Status(one("", "done", "done", "planned", "partial", "exempt", "abolished"))
			row.InScope = r.IntN(6) > 0
			row.NationalLawChange = registry.LawChange(one("required", "not_required", "unknown"))
			row.Gone = was.ID != 0 && r.IntN(12) == 0
			row.PlannedFiscalYear = 0
			if r.IntN(4) > 0 {
				row.PlannedFiscalYear = 2020 + r.IntN(6)
			}
			if was.ID == 0 || r.IntN(5) == 0 {
				row.BureauID = []int{10, 11, 12}[r.IntN(3)]
			}
			row.DigitizedOn = time.Time{}
			if row.Status == registry.Done && r.IntN(3) > 0 {
				row.DigitizedOn = at.AddDate(0, -r.IntN(9), 0)
			}
			row.ProcessType, row.Obstacle, row.Platform = "1", nil, ""
			if also.IntN(3) > 0 {
				row.Obstacle = [][]string{{"0"}, {"3"}, {"3", "6"}}[also.IntN(3)]
			}
			if row.Status == registry.Done {
				row.Platform = []string{"", "jGrants", "架空の基盤"}[also.IntN(3)]
			}
			row.Volumes = nil
			if r.IntN(4) > 0 {
				year, n := 2019+r.IntN(3), int64(r.IntN(5))*5000
				row.Volumes = []registry.Volume{Cases(year, registry.Exact, n, n*online.Int64N(5)/4)}
				if online.IntN(4) == 0 {
					row.Volumes = []registry.Volume{Cases(year, registry.Exact, n)}
				}
			}
		}
		w.ChangeAt(t, at, "作り物", rows...)
		alive = slices.DeleteFunc(alive, func(old *Row) bool {
			return slices.ContainsFunc(rows, func(row *Row) bool { return row.ID == old.ID })
		})
		for _, row := range rows {
			if !row.Gone {
				alive = append(alive, row)
			}
		}
		m := Moment{At: at}
		for _, row := range alive {
			m.Rows = append(m.Rows, *row)
		}
		moments = append(moments, m)
	}
	return moments
}

// Moment is what a registry holds from a moment on: what a replay of its changes has then.
type Moment struct {
	At   time.Time
	Rows []Row
}
