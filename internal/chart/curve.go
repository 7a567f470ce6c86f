package chart

import (
	"fmt"
	"math"
	"slices"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// The plot of a curve, in the drawing's units.
const (
	curveWidth, curveHeight = 860.0, 400.0
	plotLeft, plotTop       = 48.0, 16.0
	plotWidth, plotHeight   = 744.0, 336.0
	mostDots                = 48 // more points are a line without dots
)

// targetScopes are the targets that are measured by a rate.
var targetScopes = map[progress.RateKind]registry.TargetScope{
	progress.RateProcess:    registry.TargetInScope,
	progress.RateDiscretion: registry.TargetDiscretion,
}

// TargetsOf are the targets of a curve that are measured by the rate.
func TargetsOf(c progress.Curve, k progress.RateKind) []progress.TargetLine {
	var lines []progress.TargetLine
	for _, t := range c.Targets {
		if t.Scope == targetScopes[k] {
			lines = append(lines, t)
		}
	}
	return lines
}

// EnteredOf are the entered figures of a curve that are of the rate.
func EnteredOf(c progress.Curve, k progress.RateKind) []progress.EnteredPoint {
	var points []progress.EnteredPoint
	for _, e := range c.Entered {
		if e.RateKind == k {
			points = append(points, e)
		}
	}
	return points
}

// Widest is the point at which what is known now of the rate differs most from what was known
// then, as both are shown; nil: they are the same everywhere.
func Widest(c progress.Curve, k progress.RateKind) (widest *progress.CurvePoint) {
	if !k.Dated() {
		return nil
	}
	var most float64
	for i, p := range c.Points {
		then, now := k.Of(p.Rates), k.KnownNow(p.KnownNow)
		if then.Rate == nil || now.Rate == nil || then.Percent == now.Percent {
			continue
		}
		if apart := math.Abs(*now.Rate - *then.Rate); apart > most {
			widest, most = &c.Points[i], apart
		}
	}
	return widest
}

// curve draws one rate of a curve.
type curve struct {
	Drawing
	progress.Curve
	kind  progress.RateKind
	ahead []forecast.Quarter
	days  calendar
	share scale
}

// Curve draws how a rate went, is planned to go on, and is to go on to reach its targets; and
// within what band it will be, where its forecast is given.
func Curve(c progress.Curve, k progress.RateKind, ahead []forecast.Quarter) Drawing {
	d := curve{Curve: c, kind: k, ahead: ahead, share: scale{1, 0, plotTop, plotHeight}}
	from, to := d.span()
	d.days = newCalendar(from, to, plotLeft, plotWidth)
	d.Drawing = Drawing{ID: "curve", Title: k.Label() + "の推移", Description: d.describe(), Width: curveWidth, Height: curveHeight}
	d.axes(from, to)
	d.forecast()
	d.targets()
	d.plan()
	d.actual()
	d.entered()
	slices.Reverse(d.Legend) // what is painted last matters most
	return d.Drawing
}

// span is from the first to the last day that anything is drawn of.
func (d *curve) span() (from, to time.Time) {
	from, to = d.Points[0].AsOf, d.Curve.AsOf
	widen := func(day string) {
		if t := dayOf(day); !t.IsZero() {
			if t.Before(from) {
				from = t
			}
			if t.After(to) {
				to = t
			}
		}
	}
	for _, e := range EnteredOf(d.Curve, d.kind) {
		widen(e.Day)
	}
	for _, t := range TargetsOf(d.Curve, d.kind) {
		widen(t.To)
	}
	if d.kind.Dated() {
		for _, p := range d.Plan.Points {
			widen(p.Day)
		}
	}
	for _, q := range d.ahead {
		widen(q.Day)
	}
	return from, to
}

func (d *curve) describe() string {
	first, last := d.Points[0], d.Points[len(d.Points)-1]
	text := fmt.Sprintf("横は日、縦は率。%sの %s％ から、%sの %s％ まで。", first.Day, d.kind.Of(first.Rates).Percent,
		last.Day, d.kind.Of(last.Rates).Percent)
	if n := len(d.Plan.Points); n > 0 && d.kind.Dated() {
		p := d.Plan.Points[n-1]
		text += fmt.Sprintf("計画どおりなら %sに %s％。", p.Day, d.kind.OfPlan(p).Percent)
	}
	if n := len(d.ahead); n > 0 {
		q := d.ahead[n-1]
		text += fmt.Sprintf("見込みは %sに、10回のうち8回で %s％ から %s％ のあいだ。", q.Day, rateText(q.P10), rateText(q.P90))
	}
	for _, t := range TargetsOf(d.Curve, d.kind) {
		text += fmt.Sprintf("目標は %sに %s％。", t.To, t.Aim())
	}
	return text
}

func (d *curve) axes(from, to time.Time) {
	d.percents(d.share)
	bottom := plotTop + plotHeight
	first, last := registry.FiscalYear(from), registry.FiscalYear(to)
	each := (last-first)/8 + 1 // no more years than have room
	for year := first; year <= last; year++ {
		begin := time.Date(year, time.April, 1, 0, 0, 0, 0, registry.Tokyo)
		left, right := max(d.days.day(begin), plotLeft), min(d.days.day(begin.AddDate(1, 0, 0)), plotLeft+plotWidth)
		if begin.After(from) {
			d.path("grid", point{left, plotTop}, point{left, bottom})
		}
		if (year-first)%each == 0 && right-left > 40 {
			d.text("", "middle", point{(left + right) / 2, bottom + 20}, registry.EraYear(year))
		}
	}
	d.path("axis", point{plotLeft, bottom}, point{plotLeft + plotWidth, bottom})
}

func (d *curve) at(day time.Time, r progress.Rate) (point, bool) {
	if r.Rate == nil {
		return point{}, false
	}
	return point{d.days.day(day), d.share.at(*r.Rate)}, true
}

// now is where the rate is at the curve's end, from which it goes on.
func (d *curve) now() (point, bool) {
	return d.at(d.Curve.AsOf, d.kind.Of(d.Points[len(d.Points)-1].Rates))
}

// actual draws the points as they were known then, and as they are known now where that
// differs.
func (d *curve) actual() {
	var then, now []point
	for _, p := range d.Points {
		if at, ok := d.at(p.AsOf, d.kind.Of(p.Rates)); ok {
			then = append(then, at)
		}
		if at, ok := d.at(p.AsOf, d.kind.KnownNow(p.KnownNow)); ok {
			now = append(now, at)
		}
	}
	if Widest(d.Curve, d.kind) != nil {
		d.path("curve-known", now...)
		d.key(Path, "curve-known", "実績（いま分かっていること）")
	}
	if len(then) == 0 {
		return
	}
	d.path("curve", then...)
	d.key(Path, "curve", "実績（当時の記録）")
	last := then[len(then)-1]
	if len(then) <= mostDots {
		for _, p := range then[:len(then)-1] {
			d.dot("curve-dot", p)
		}
	}
	d.dot("mark-dot", last)
	d.label("end", d.kind.Of(d.Points[len(d.Points)-1].Rates).Percent+"％",
		point{last.x - 8, last.y - 10}, point{last.x - 8, last.y + 20})
}

// plan draws how the rate goes on if each process is done by its planned year.
func (d *curve) plan() {
	var line []point
	if at, ok := d.now(); ok {
		line = append(line, at)
	}
	for _, p := range d.Plan.Points {
		if at, ok := d.at(dayOf(p.Day), d.kind.OfPlan(p)); ok {
			line = append(line, at)
		}
	}
	if len(line) < 2 {
		return
	}
	d.path("curve-plan", line...)
	d.key(Path, "curve-plan", "計画（局の予定年度の末まで）")
	for _, p := range line[1:] {
		d.rect("plan-dot", p.x-3.5, p.y-3.5, 7, 7)
	}
	end := line[len(line)-1]
	d.text("", "start", point{end.x + 8, end.y + 4}, d.kind.OfPlan(d.Plan.Points[len(d.Plan.Points)-1]).Percent+"％")
}

// forecast paints the band in which the rate will be.
func (d *curve) forecast() {
	now, ok := d.now()
	if !ok || len(d.ahead) == 0 {
		return
	}
	d.bands(d.ahead, now, d.days, d.share)
	d.bandKeys()
}

// targets draws each target as a line over its period, and the pace that it asks for.
func (d *curve) targets() {
	lines := TargetsOf(d.Curve, d.kind)
	paced := false
	for _, t := range lines {
		y := d.share.at(min(t.Rate, 1))
		from, to := max(d.days.day(dayOf(t.From)), plotLeft), d.days.day(dayOf(t.To))
		d.path("target-line", point{from, y}, point{to, y})
		d.path("target-line", point{to, y - 7}, point{to, y + 7})
		d.label("end", "目標 "+t.Aim()+"％", point{to - 6, y - 7}, point{to - 6, y + 18})
		at, ok := d.now()
		if ok && t.PerQuarter != nil && t.Gap > 0 {
			d.path("pace-line", at, point{to, y})
			paced = true
		}
	}
	if len(lines) > 0 {
		d.key(Path, "target-line", "目標")
	}
	if paced {
		d.key(Path, "pace-line", "目標に届くために要る速さ")
	}
}

// entered draws the figures that were published before the registry began.
func (d *curve) entered() {
	points := EnteredOf(d.Curve, d.kind)
	for _, e := range points {
		d.diamond("entered-dot", point{d.days.day(dayOf(e.Day)), d.share.at(e.Rate)})
	}
	if len(points) > 0 {
		d.key(Path, "entered-dot", "登録前の公表値（入力したもの）")
	}
}
