package chart

import (
	"fmt"
	"slices"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// forecastDrawing draws how the process rate will go on.
type forecastDrawing struct {
	Drawing
	forecast.Forecast
	days  calendar
	share scale
}

// Forecast draws the band in which a rate will be, beside the plans and a straight line.
func Forecast(f forecast.Forecast) Drawing {
	d := forecastDrawing{Forecast: f, share: scale{1, 0, plotTop, plotHeight}}
	last := forecast.Quarter{Day: registry.DateOf(f.AsOf.AddDate(1, 0, 0))} // where nothing is in scope
	if n := len(f.Quarters); n > 0 {
		last = f.Quarters[n-1]
	}
	d.days = newCalendar(f.AsOf, dayOf(last.Day), plotLeft, plotWidth)
	d.Drawing = Drawing{ID: "forecast", Title: "デジタル化率の見込み", Width: curveWidth, Height: curveHeight,
		Description: fmt.Sprintf("横は四半期末、縦は率。今は %s％。%sには、10通りのうち8通りで %s％ から %s％ のあいだ。", rateText(f.Rate()), last.Day,
			rateText(last.P10), rateText(last.P90))}
	d.axes()
	if len(f.Quarters) == 0 {
		d.Description = "対象の手続がないため、率の見込みはありません。"
		return d.Drawing
	}
	d.bands(f.Quarters, d.now(), d.days, d.share)
	d.line("curve-known", func(q forecast.Quarter) float64 { return q.Line })
	d.line("curve-plan", func(q forecast.Quarter) float64 { return q.AsPlanned })
	d.targets()
	d.line("curve", func(q forecast.Quarter) float64 { return q.P50 })
	now := d.now()
	d.dot("mark-dot", now)
	d.label("start", rateText(f.Rate())+"％", point{now.x + 10, now.y - 8}, point{now.x + 10, now.y + 20})
	d.key(Path, "curve", "真ん中の見込み")
	d.bandKeys()
	d.key(Path, "curve-plan", "計画がすべて実現した場合")
	d.key(Path, "curve-known", "この1年の伸びが続いた場合")
	if slices.ContainsFunc(f.Targets, shownTarget) {
		d.key(Path, "target-line", "目標")
	}
	return d.Drawing
}

// rateText is a rate in per cent, never rounded up.
func rateText(rate float64) string { return progress.Percent(registry.RateOf(rate), registry.RateUnit) }

func (d *forecastDrawing) now() point { return point{d.days.day(d.AsOf), d.share.at(d.Rate())} }

func (d *forecastDrawing) axes() {
	d.percents(d.share)
	bottom := plotTop + plotHeight
	each := (len(d.Quarters)-1)/8 + 1 // no more days than have room
	for i, q := range d.Quarters {
		x := d.days.day(dayOf(q.Day))
		d.path("grid", point{x, plotTop}, point{x, bottom})
		if (len(d.Quarters)-1-i)%each == 0 {
			day := dayOf(q.Day)
			d.text("", "middle", point{x, bottom + 20}, fmt.Sprintf("%d年%d月末", day.Year(), int(day.Month())))
		}
	}
	d.path("axis", point{plotLeft, bottom}, point{plotLeft + plotWidth, bottom})
}

// bands paints where the rate of each quarter's end will be, from where it is now.
func (d *Drawing) bands(quarters []forecast.Quarter, now point, days calendar, share scale) {
	d.band("band-80", quarters, now, days, share, func(q forecast.Quarter) (float64, float64) { return q.P10, q.P90 })
	d.band("band-50", quarters, now, days, share, func(q forecast.Quarter) (float64, float64) { return q.P25, q.P75 })
}

// band paints from a lower to an upper rate.
func (d *Drawing) band(class string, quarters []forecast.Quarter, now point, days calendar, share scale,
	of func(forecast.Quarter) (low, high float64)) {
	upper, lower := []point{now}, []point{now}
	for _, q := range quarters {
		x := days.day(dayOf(q.Day))
		low, high := of(q)
		upper, lower = append(upper, point{x, share.at(high)}), append(lower, point{x, share.at(low)})
	}
	slices.Reverse(lower)
	d.path(class, append(upper, lower...)...)
}

func (d *Drawing) bandKeys() {
	d.key(Rect, "band-50", "見込み：2回に1回はこの幅（25～75％）")
	d.key(Rect, "band-80", "見込み：10回に8回はこの幅（10～90％）")
}

func (d *forecastDrawing) line(class string, of func(forecast.Quarter) float64) {
	points := []point{d.now()}
	for _, q := range d.Quarters {
		points = append(points, point{d.days.day(dayOf(q.Day)), d.share.at(of(q))})
	}
	d.path(class, points...)
}

// shownTarget reports whether a target is one of the rate that is drawn, and not over.
func shownTarget(t forecast.Chance) bool {
	return t.Scope == registry.TargetInScope && t.Chance != nil && t.Of > 0
}

func (d *forecastDrawing) targets() {
	for _, t := range d.Targets {
		if !shownTarget(t) {
			continue
		}
		rate := float64(t.Goal) / float64(t.Of)
		x, y := min(d.days.day(dayOf(t.Day)), plotLeft+plotWidth), d.share.at(rate)
		d.path("target-line", point{plotLeft, y}, point{x, y})
		d.path("target-line", point{x, y - 7}, point{x, y + 7})
		d.label("start", "目標 "+progress.Percent(t.Goal, t.Of)+"％", point{plotLeft + 6, y - 7}, point{plotLeft + 6, y + 18})
	}
}
