package store_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// What a forecast is made of is what a replay of the changes counts.
func TestWhatAForecastIsMadeOfIsWhatAReplayCounts(t *testing.T) {
	t.Parallel()
	w := storetest.New(t)
	g := rand.New(rand.NewPCG(7, 7))
	rows := make([]*storetest.Row, 80)
	write := func(at time.Time, some int) []storetest.Row {
		var changed []*storetest.Row
		for i := range rows {
			if rows[i] == nil {
				rows[i] = &storetest.Row{}
			} else if g.IntN(10) >= some {
				continue
			}
			r := rows[i]
			r.BureauID, r.InScope = []int{10, 15}[g.IntN(2)], g.IntN(5) > 0
			r.Status = []registry.Status{registry.Done, registry.Planned, registry.Exempt, "", registry.NotStarted}[g.IntN(5)]
			r.PlannedFiscalYear = []int{0, 2020, 2021, 2022, 2023}[g.IntN(5)]
			r.NationalLawChange = registry.LawChanges[g.IntN(3)]
			r.Obstacle = [][]string{nil, {"0"}, {"4"}, {"1", "6"}}[g.IntN(4)]
			r.ProcessType = []string{"1", "2-1"}[g.IntN(2)]
			r.DigitizedOn = time.Time{}
			if r.Status == registry.Done && g.IntN(3) > 0 {
				r.DigitizedOn = at.AddDate(0, 0, -g.IntN(300))
			}
			r.Volumes = [][]registry.Volume{nil, {storetest.Cases(2020, registry.Exact, g.Int64N(20_000))}}[g.IntN(2)]
			changed = append(changed, r)
		}
		w.ChangeAt(t, at, "作成者", changed...)
		var all []storetest.Row
		for _, r := range rows {
			all = append(all, *r)
		}
		return all
	}
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 9, 0, 0, 0, registry.Tokyo)
	}
	write(day(2020, 10, 1), 10)
	begin := write(day(2021, 3, 1), 8)
	write(day(2021, 9, 1), 5)
	end := write(day(2022, 3, 1), 5)
	now := write(day(2022, 8, 1), 4)
	for _, bureau := range []int{0, 10} {
		in, err := w.Forecast(t.Context(), registry.Operator("test"), store.ForecastQuestion{AsOf: day(2022, 9, 30), Bureau: bureau})
		if err != nil {
			t.Fatal(err)
		}
		// Beside a curve, both are read as they are alone.
		asked := store.CurveQuestion{To: day(2022, 9, 30), Step: progress.Quarterly, Bureau: bureau}
		alone, err := w.ProgressCurve(t.Context(), registry.Operator("test"), asked)
		if err != nil {
			t.Fatal(err)
		}
		curve, ahead, err := w.CurveAhead(t.Context(), registry.Operator("test"), asked)
		if err != nil || !reflect.DeepEqual(curve, alone) || !reflect.DeepEqual(ahead, in) {
			t.Errorf("bureau %d: a curve and its forecast: %v\n%+v, want\n%+v\n%+v, want\n%+v", bureau, err, curve, alone, ahead, in)
		}
		groups, outcomes, rhythm := map[forecast.Group]int64{}, map[forecast.Outcome][2]int64{}, map[int][4]int64{}
		class := func(p registry.Process, year int) forecast.Class {
			c := forecast.Class{Plan: forecast.Unplanned, Law: p.NationalLawChange == registry.LawChangeRequired,
				Begun: p.Status == registry.Planned, Hindered: len(p.Obstacle) > 0 && p.Obstacle[len(p.Obstacle)-1] > "3"}
			if p.PlannedFiscalYear == year {
				c.Plan = forecast.Planned
			} else if p.PlannedFiscalYear != 0 && p.PlannedFiscalYear < year {
				c.Plan = forecast.Late
			}
			return c
		}
		for i, r := range now {
			p := r.Process
			p.Deciding = registry.Deciding(r.Volumes)
			if p.Counts() && (bureau == 0 || p.BureauID == bureau) {
				c := class(p, 2022)
				groups[forecast.Group{Bureau: p.BureauID, PlannedYear: p.PlannedFiscalYear, Law: c.Law, Begun: c.Begun, Hindered: c.Hindered,
					Discretion: p.NationalLawChange == registry.LawChangeNotRequired, Priority: p.Priority(10_000) == registry.Yes,
					Application: p.ProcessType == "1", Done: p.Status == registry.Done}]++
				if p.Status == registry.Done && !p.DigitizedOn.IsZero() && p.DigitizedOn.Before(day(2022, 4, 1).Add(-9*time.Hour)) {
					year := registry.FiscalYear(p.DigitizedOn)
					of := rhythm[year]
					of[(int(p.DigitizedOn.In(registry.Tokyo).Month())+8)%12/3]++
					rhythm[year] = of
				}
			}
			was, is := begin[i].Process, end[i].Process
			if was.Counts() && is.Counts() && was.Status != registry.Done && (bureau == 0 || was.BureauID == bureau) {
				key := forecast.Outcome{FiscalYear: 2021, Bureau: was.BureauID, Class: class(was, 2021)}
				n := outcomes[key]
				n[0]++
				if is.Status == registry.Done {
					n[1]++
				}
				outcomes[key] = n
			}
		}
		for _, got := range in.Groups {
			n := got.Processes
			got.Processes = 0
			if groups[got] != n {
				t.Errorf("%d: %+v: %d, want %d", bureau, got, n, groups[got])
			}
			delete(groups, got)
		}
		for _, got := range in.Outcomes {
			n := [2]int64{got.Open, got.Done}
			got.Open, got.Done = 0, 0
			if outcomes[got] != n {
				t.Errorf("%d: %+v: %v, want %v", bureau, got, n, outcomes[got])
			}
			delete(outcomes, got)
		}
		for _, got := range in.Rhythms {
			if rhythm[got.FiscalYear] != got.Done {
				t.Errorf("%d: %+v, want %v", bureau, got, rhythm[got.FiscalYear])
			}
			delete(rhythm, got.FiscalYear)
		}
		if len(groups)+len(outcomes)+len(rhythm) > 0 {
			t.Errorf("%d: left %v %v %v", bureau, groups, outcomes, rhythm)
		}
		if len(in.Past) != 1 || in.Past[0].At.In(registry.Tokyo).Year() != 2021 || len(in.Targets) == 0 {
			t.Errorf("%+v, %+v", in.Past, in.Targets)
		}
	}
}
