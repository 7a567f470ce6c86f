package chart

import (
	"fmt"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// The columns of a funnel, in the drawing's units.
const (
	funnelWidth  = 860.0
	funnelLabels = 150.0
	funnelPlot   = 560.0
	funnelRow    = 40.0
	funnelBar    = 24.0
)

// Funnel draws how many of all processes are left after each step is taken away, down to those
// that are done.
func Funnel(f progress.Funnel) Drawing {
	d := Drawing{ID: "funnel", Title: "すべての手続から実施済まで", Width: funnelWidth, Height: funnelRow * float64(len(f.Steps)+1)}
	d.Description = fmt.Sprintf("すべての %s 手続を上から順に分ける。", registry.Thousands(f.All.Processes))
	x := scale{0, float64(max(f.All.Processes, 1)), funnelLabels, funnelPlot}
	row := func(i int, label, class string, from, n int64) {
		middle := funnelRow * (float64(i) + .5)
		d.text("strong", "end", point{funnelLabels - 10, middle + 4}, label)
		d.rect("bar-ground", funnelLabels, middle-funnelBar/2, funnelPlot, funnelBar)
		left := x.at(float64(from))
		d.rect(class, left, middle-funnelBar/2, max(x.at(float64(from+n))-left, 1), funnelBar)
		d.text("", "start", point{funnelLabels + funnelPlot + 10, middle + 4},
			registry.Thousands(n)+"（"+progress.Percent(n, f.All.Processes)+"％）")
	}
	row(0, "すべて", "bar-2", 0, f.All.Processes)
	left := f.All.Processes
	for i, s := range f.Steps {
		class := "bar-3"
		if s.Step == progress.FunnelDone {
			class = "bar-1"
		}
		left -= s.Processes
		row(i+1, s.Label, class, left, s.Processes)
		d.Description += fmt.Sprintf("%s %s。", s.Label, registry.Thousands(s.Processes))
	}
	d.key(Rect, "bar-3", "分けた手続")
	d.key(Rect, "bar-1", "実施済")
	return d
}
