package chart

import (
	"fmt"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// The columns of a bridge, in the drawing's units: what changed, then twice a plot with its
// numbers.
const (
	bridgeWidth  = 860.0
	bridgeLabels = 176.0
	bridgePlot   = 232.0
	bridgeValue  = 104.0
	bridgeHead   = 34.0
	bridgeRow    = 30.0
	bridgeBar    = 16.0
)

// Bridge draws by what the numerator and the denominator of a rate went from one value to
// another: each part begins where the one before it ended.
func Bridge(b progress.Bridge) Drawing {
	d := Drawing{ID: "bridge", Title: b.RateKind.Label() + "の増減", Width: bridgeWidth,
		Height: bridgeHead + bridgeRow*float64(len(b.Parts)+2) + 8}
	d.Description = fmt.Sprintf("%s ÷ %s（%s％）から %s ÷ %s（%s％）まで、分子と分母が理由ごとにどれだけ増え、減ったかを、上から順に積む。",
		registry.Thousands(b.From.Numerator), registry.Thousands(b.From.Denominator), b.From.Percent,
		registry.Thousands(b.To.Numerator), registry.Thousands(b.To.Denominator), b.To.Percent)
	middle := func(row int) float64 { return bridgeHead + bridgeRow*(float64(row)+.5) }
	d.text("strong", "end", point{bridgeLabels - 10, middle(0) + 4}, "はじめ")
	for i, p := range b.Parts {
		d.text("", "end", point{bridgeLabels - 10, middle(i+1) + 4}, p.Label)
	}
	d.text("strong", "end", point{bridgeLabels - 10, middle(len(b.Parts)+1) + 4}, "終わり")
	side := func(left float64, title string, from, to int64, of func(progress.Part) int64) {
		steps := make([]int64, len(b.Parts))
		for i, p := range b.Parts {
			steps[i] = of(p)
		}
		d.text("strong", "start", point{left, 20}, title)
		d.waterfall(left, from, to, steps, middle)
	}
	side(bridgeLabels, "分子", b.From.Numerator, b.To.Numerator, func(p progress.Part) int64 { return p.Numerator })
	side(bridgeLabels+bridgePlot+bridgeValue+12, "分母", b.From.Denominator, b.To.Denominator,
		func(p progress.Part) int64 { return p.Denominator })
	d.key(Rect, "bar-1", "はじめと終わり")
	d.key(Rect, "bar-up", "増えた（＋）")
	d.key(Rect, "bar-down", "減った（−）")
	return d
}

// waterfall draws one side of a bridge. Its scale begins near the least value, so that small
// steps of large numbers can be seen.
func (d *Drawing) waterfall(left float64, from, to int64, steps []int64, middle func(row int) float64) {
	least, most, at := min(from, to), max(from, to), from
	for _, n := range steps {
		at += n
		least, most = min(least, at), max(most, at)
	}
	floor := float64(least) - float64(most-least)*.3
	if least == most || floor < float64(most)*.2 {
		floor = 0
	}
	x := scale{floor, max(float64(most), floor+1), left, bridgePlot}
	bar := func(row int, class string, a, b int64, label string) {
		low, high := x.at(float64(min(a, b))), x.at(float64(max(a, b)))
		d.rect(class, low, middle(row)-bridgeBar/2, max(high-low, 1), bridgeBar)
		d.text("", "start", point{left + bridgePlot + 8, middle(row) + 4}, label)
	}
	end := func(row int, n int64) {
		d.rect("bar-1", left, middle(row)-bridgeBar/2, max(x.at(float64(n))-left, 1), bridgeBar)
		d.text("strong", "start", point{left + bridgePlot + 8, middle(row) + 4}, registry.Thousands(n))
	}
	end(0, from)
	at = from
	for i, n := range steps {
		class := "bar-up"
		if n < 0 {
			class = "bar-down"
		}
		if n != 0 {
			bar(i+1, class, at, at+n, Signed(n))
		}
		here := x.at(float64(at + n))
		d.path("grid", point{here, middle(i+1) + bridgeBar/2}, point{here, middle(i+2) - bridgeBar/2})
		at += n
	}
	end(len(steps)+1, to)
	d.path("axis", point{left, middle(0) - bridgeRow/2}, point{left, middle(len(steps)+1) + bridgeRow/2})
	if floor > 0 { // it is cut off
		y := middle(len(steps)+1) + bridgeRow/2
		d.path("axis", point{left - 4, y + 2}, point{left + 4, y - 4})
		d.path("axis", point{left - 4, y + 6}, point{left + 4, y})
	}
}

// Signed is a number of what was added or taken away; nothing is ±0.
func Signed(n int64) string {
	switch {
	case n > 0:
		return "＋" + registry.Thousands(n)
	case n < 0:
		return "−" + registry.Thousands(-n)
	}
	return "±0"
}
