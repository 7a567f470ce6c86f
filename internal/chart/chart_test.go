package chart_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

func rate(n, of int64) progress.Rate {
	q := float64(n) / float64(of)
	return progress.Rate{Numerator: n, Denominator: of, Rate: &q, Percent: progress.Percent(n, of)}
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	m, err := registry.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func marks(d chart.Drawing, class string) []chart.Mark {
	var found []chart.Mark
	for _, m := range d.Marks {
		if m.Class == class {
			found = append(found, m)
		}
	}
	return found
}

// A curve has a line for what was known then, one for what is known now only where that differs,
// and a mark for each target and entered figure of the rate that is drawn, and of no other.
func TestACurveDrawsWhatItHas(t *testing.T) {
	t.Parallel()
	pace := int64(5)
	c := progress.Curve{AsOf: day(t, "2022-03-31"), Points: []progress.CurvePoint{
		{Day: "2021-09-30", AsOf: day(t, "2021-09-30"), Rates: progress.Rates{Process: rate(10, 100), Discretion: rate(1, 2)},
			KnownNow: progress.KnownNow{Process: rate(10, 100), Discretion: rate(1, 2)}},
		{Day: "2022-03-31", AsOf: day(t, "2022-03-31"), Rates: progress.Rates{Process: rate(25, 100), Discretion: rate(1, 2)},
			KnownNow: progress.KnownNow{Process: rate(25, 100), Discretion: rate(1, 2)}},
	},
		Plan: progress.Plan{Points: []progress.PlanPoint{{Day: "2023-03-31", FiscalYear: 2022, Process: rate(50, 100)}}},
		Targets: []progress.TargetLine{
			{Target: progress.Target{From: "2021-04-01", To: "2024-03-31", Rate: .7, Scope: registry.TargetInScope, Gap: 45}, PerQuarter: &pace},
			{Target: progress.Target{From: "2024-04-01", To: "2027-03-31", Rate: 1, Scope: registry.TargetDiscretion, Gap: 1}, PerQuarter: &pace}},
		Entered: []progress.EnteredPoint{{Day: "2020-09-30", RateKind: progress.RateProcess, Rate: .05}},
	}
	d := chart.Curve(c, progress.RateProcess, nil)
	for class, want := range map[string]int{"curve": 1, "curve-known": 0, "curve-plan": 1, "pace-line": 1, "target-line": 2,
		"entered-dot": 1, "plan-dot": 1, "mark-dot": 1} {
		if got := len(marks(d, class)); got != want {
			t.Errorf("%d marks %s, want %d", got, class, want)
		}
	}
	// A quarter of the height up from the foot, at the day's place between the first entered
	// figure and the end of the target.
	last := marks(d, "mark-dot")[0]
	span := day(t, "2024-03-31").AddDate(0, 0, -1).Add(time.Microsecond).Sub(day(t, "2020-09-30").AddDate(0, 0, -1))
	at := 48 + 744*float64(day(t, "2022-03-31").Sub(day(t, "2020-09-30").AddDate(0, 0, -1)))/float64(span)
	if math.Abs(last.X-at) > 1 || math.Abs(last.Y-(16+336*.75)) > .1 {
		t.Errorf("the last point is at %.1f, %.1f, want %.1f, %.1f", last.X, last.Y, at, 16+336*.75)
	}
	for _, want := range []string{"2022-03-31の 25.0％", "目標は 2024-03-31に 70.0％", "計画どおりなら 2023-03-31に 50.0％"} {
		if !strings.Contains(d.Description, want) {
			t.Errorf("the description %q lacks %q", d.Description, want)
		}
	}
	c.Points[0].KnownNow.Process = rate(12, 100)
	if d = chart.Curve(c, progress.RateProcess, nil); len(marks(d, "curve-known")) != 1 {
		t.Error("what is known now is not drawn, though it differs")
	}
	d = chart.Curve(c, progress.RateProcess, []forecast.Quarter{{Day: "2022-06-30", P10: .25, P25: .26, P50: .3, P75: .35, P90: .4}})
	if len(marks(d, "band-80")) != 1 || len(marks(d, "band-50")) != 1 || !strings.Contains(d.Description, "25.0％ から 40.0％") {
		t.Errorf("the forecast is not drawn: %s", d.Description)
	}
	d = chart.Curve(c, progress.RateUsage, nil)
	if len(marks(d, "curve-known"))+len(marks(d, "curve-plan"))+len(marks(d, "target-line")) != 0 {
		t.Error("usage has lines of what nobody knows")
	}
	if d = chart.Curve(c, progress.RateDiscretion, nil); len(marks(d, "entered-dot")) != 0 ||
		!strings.Contains(d.Description, "2027-03-31に 100.0％") {
		t.Errorf("the rate of discretion has the marks of another: %s", d.Description)
	}
}

// Each bar of a bridge begins where the one before it ended, and the last ends at the end.
func TestTheBarsOfABridgeMeet(t *testing.T) {
	t.Parallel()
	b := progress.Bridge{RateKind: progress.RateProcess,
		From: progress.BridgeEnd{Rate: rate(100, 1000)}, To: progress.BridgeEnd{Rate: rate(130, 980)},
		Parts: []progress.Part{
			{Kind: progress.PartDigitized, Label: "デジタル化", Sum: progress.Sum{Numerator: 40}},
			{Kind: progress.PartAbolished, Label: "廃止", Sum: progress.Sum{Numerator: -10, Denominator: -20}},
		}}
	d := chart.Bridge(b)
	ends, up, down := marks(d, "bar-1"), marks(d, "bar-up"), marks(d, "bar-down")
	if len(ends) != 4 || len(up) != 1 || len(down) != 2 {
		t.Fatalf("%d ends, %d up, %d down", len(ends), len(up), len(down))
	}
	right := func(m chart.Mark) float64 { return m.X + m.Width }
	if math.Abs(right(ends[0])-up[0].X) > .1 || math.Abs(right(up[0])-right(down[0])) > .1 || math.Abs(down[0].X-right(ends[1])) > .1 {
		t.Errorf("the bars of the numerator do not meet: %+v %+v %+v %+v", ends[0], up[0], down[0], ends[1])
	}
	if math.Abs(down[1].X-right(ends[3])) > .1 || math.Abs(right(down[1])-right(ends[2])) > .1 {
		t.Errorf("the bars of the denominator do not meet: %+v %+v %+v", ends[2], down[1], ends[3])
	}
	var texts []string
	for _, m := range d.Marks {
		texts = append(texts, m.Text)
	}
	for _, want := range []string{"＋40", "−10", "−20", "1,000", "980", "廃止"} {
		if !strings.Contains(strings.Join(texts, " "), want) {
			t.Errorf("nothing says %q", want)
		}
	}
}

// A rate beside its target is written where it covers no other text.
func TestTextsDoNotCoverEachOther(t *testing.T) {
	t.Parallel()
	pace := int64(1)
	c := progress.Curve{AsOf: day(t, "2026-11-30"), Points: []progress.CurvePoint{
		{Day: "2020-11-30", AsOf: day(t, "2020-11-30"), Rates: progress.Rates{Discretion: rate(50, 1000)}},
		{Day: "2026-11-30", AsOf: day(t, "2026-11-30"), Rates: progress.Rates{Discretion: rate(994, 1000)}}},
		Targets: []progress.TargetLine{{Target: progress.Target{From: "2024-04-01", To: "2027-03-31", Rate: 1,
			Scope: registry.TargetDiscretion, Gap: 6}, PerQuarter: &pace}}}
	texts := marks(chart.Curve(c, progress.RateDiscretion, nil), "strong")
	if len(texts) != 2 || math.Abs(texts[0].Y-texts[1].Y) < 15 {
		t.Errorf("the texts of the rate and of its target: %+v", texts)
	}
}

// Where nothing changed, the bars of both ends are as long as they are where something did.
func TestABridgeOfNoChangeHasBars(t *testing.T) {
	t.Parallel()
	d := chart.Bridge(progress.Bridge{From: progress.BridgeEnd{Rate: rate(50, 200)}, To: progress.BridgeEnd{Rate: rate(50, 200)}})
	bars := marks(d, "bar-1")
	if len(bars) != 4 || bars[0].Width < 100 || bars[0].Width != bars[1].Width {
		t.Errorf("the bars: %+v", bars)
	}
}
