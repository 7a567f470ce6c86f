package page

import (
	"fmt"
	"strings"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// The priority curve's plot, in the SVG's units.
const (
	curveLeft, curveTop     = 44.0, 12.0
	curveWidth, curveHeight = 400.0, 200.0
	curveShare              = 90 // per cent of the cases that the page asks about
)

// curve shows how few processes have most of the cases: the processes along the bottom, the
// one with the most cases first, and upwards the share of all cases that they have together.
type curve struct {
	store.VolumeCurve
	Line, Area  string // SVG paths
	NinetyX     float64
	NinetyY     float64
	NinetyShare string // of the processes
	LabelX      float64
	LabelAnchor string
	Rows        []curveRow // the same as a table
	YTicks      []tick
	XTicks      []tick
}

type curveRow struct {
	Processes int64
	Cases     int64
	Percent   string
}

type tick struct {
	At   float64
	Text string
}

// curveOf draws the curve; nil where no volume is known.
func curveOf(v store.VolumeCurve) *curve {
	if v.Processes == 0 || v.Cases == 0 {
		return nil
	}
	x := func(n int64) float64 { return curveLeft + curveWidth*float64(n)/float64(v.Processes) }
	y := func(cases int64) float64 { return curveTop + curveHeight*(1-float64(cases)/float64(v.Cases)) }
	var line strings.Builder
	fmt.Fprintf(&line, "M%.1f %.1f", x(0), y(0))
	c := &curve{VolumeCurve: v, NinetyX: x(v.Ninety), NinetyY: curveTop + curveHeight*(1-curveShare/100.0),
		NinetyShare: progress.Percent(v.Ninety, v.Processes), LabelAnchor: "start"}
	for _, p := range v.Points {
		fmt.Fprintf(&line, "L%.1f %.1f", x(p.Processes), y(p.Cases))
	}
	c.Line = line.String()
	c.Area = fmt.Sprintf("%sL%.1f %.1fL%.1f %.1fZ", c.Line, x(v.Processes), y(0), x(0), y(0))
	c.LabelX = c.NinetyX + 12
	if c.NinetyX > curveLeft+curveWidth/2 {
		c.LabelX, c.LabelAnchor = c.NinetyX-12, "end"
	}
	for _, p := range []int64{0, 25, 50, 75, 100} {
		c.YTicks = append(c.YTicks, tick{curveTop + curveHeight*(1-float64(p)/100), fmt.Sprintf("%d％", p)})
	}
	step := roundStep(v.Processes)
	for n := int64(0); n <= v.Processes; n += step {
		c.XTicks = append(c.XTicks, tick{x(n), registry.Thousands(n)})
	}
	for i, p := range v.Points {
		if i%12 == 11 || i == len(v.Points)-1 {
			c.Rows = append(c.Rows, curveRow{p.Processes, p.Cases, progress.Percent(p.Cases, v.Cases)})
		}
	}
	return c
}

// roundStep divides a scale up to n at round numbers, into three to eight parts.
func roundStep(n int64) int64 {
	step := int64(1)
	for n/step > 8 {
		switch {
		case n/(step*2) <= 8:
			step *= 2
		case n/(step*5) <= 8:
			step *= 5
		default:
			step *= 10
		}
	}
	return step
}
