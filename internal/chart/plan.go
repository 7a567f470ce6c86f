package chart

import (
	"fmt"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/progress"
)

// planDrawing draws where plans lead.
type planDrawing struct {
	Drawing
	days  calendar
	share scale
}

// Plan draws the course of a plan beside what bureaus plan now, and the target.
func Plan(o plan.Outcome) Drawing {
	d := newPlanDrawing("計画による推移", o.Curve, o.Goal)
	last := o.Curve[len(o.Curve)-1]
	d.Description = fmt.Sprintf("横は年度末、縦は率。%s には、計画どおりなら %s、局の今の予定どおりなら %s。", last.Day,
		progress.PercentText(last.With, last.Of), progress.PercentText(last.Without, last.Of))
	d.line("curve-plan", o.Curve, func(p plan.Point) int64 { return p.Without })
	d.line("curve", o.Curve, func(p plan.Point) int64 { return p.With })
	d.ends(last, last.With)
	d.key(Path, "curve", "この計画どおり")
	d.key(Path, "curve-plan", "局の今の予定どおり")
	d.goal(o.Goal)
	return d.Drawing
}

// Plans draws the courses of two plans.
func Plans(a, b plan.Outcome, nameA, nameB string) Drawing {
	longer := a
	if len(b.Curve) > len(a.Curve) {
		longer = b
	}
	d := newPlanDrawing("2つの計画による推移", longer.Curve, longer.Goal)
	lastA, lastB := a.Curve[len(a.Curve)-1], b.Curve[len(b.Curve)-1]
	d.Description = fmt.Sprintf("横は年度末、縦は率。「%s」は %s に %s、「%s」は %s に %s。", nameA, lastA.Day,
		progress.PercentText(lastA.With, lastA.Of), nameB, lastB.Day, progress.PercentText(lastB.With, lastB.Of))
	d.line("curve-known", b.Curve, func(p plan.Point) int64 { return p.With })
	d.line("curve", a.Curve, func(p plan.Point) int64 { return p.With })
	d.key(Path, "curve", nameA)
	d.key(Path, "curve-known", nameB)
	d.goal(longer.Goal)
	return d.Drawing
}

func newPlanDrawing(title string, curve []plan.Point, goal *plan.Goal) planDrawing {
	d := planDrawing{share: scale{1, 0, plotTop, plotHeight}}
	d.Drawing = Drawing{ID: "plan", Title: title, Width: curveWidth, Height: curveHeight}
	to := curve[len(curve)-1].Day
	if goal != nil && goal.Day > to {
		to = goal.Day
	}
	d.days = newCalendar(dayOf(curve[0].Day), dayOf(to), plotLeft, plotWidth)
	d.percents(d.share)
	bottom := plotTop + plotHeight
	each := (len(curve)-2)/8 + 1
	for i, p := range curve[1:] {
		day := dayOf(p.Day)
		x := d.days.day(day)
		d.path("grid", point{x, plotTop}, point{x, bottom})
		if (len(curve)-2-i)%each == 0 {
			d.text("", "middle", point{x, bottom + 20}, fmt.Sprintf("%d年%d月末", day.Year(), int(day.Month())))
		}
	}
	d.path("axis", point{plotLeft, bottom}, point{plotLeft + plotWidth, bottom})
	return d
}

func (d *planDrawing) at(p plan.Point, n int64) point {
	y := d.share.at(0)
	if p.Of > 0 {
		y = d.share.at(float64(n) / float64(p.Of))
	}
	return point{d.days.day(dayOf(p.Day)), y}
}

func (d *planDrawing) line(class string, curve []plan.Point, of func(plan.Point) int64) {
	points := make([]point, len(curve))
	for i, p := range curve {
		points[i] = d.at(p, of(p))
	}
	d.path(class, points...)
}

// ends writes the rate at the end of a line.
func (d *planDrawing) ends(last plan.Point, n int64) {
	at := d.at(last, n)
	d.dot("mark-dot", at)
	d.text("strong", "end", point{at.x - 8, besideLine(at.y, 10)}, progress.PercentText(n, last.Of))
}

// besideLine is where a text stands above a line, or below one that leaves no room above.
func besideLine(y, apart float64) float64 {
	if y-apart < plotTop {
		return y + apart + 12
	}
	return y - apart
}

func (d *planDrawing) goal(g *plan.Goal) {
	if g == nil || g.Of == 0 {
		return
	}
	x, y := min(d.days.day(dayOf(g.Day)), plotLeft+plotWidth), d.share.at(float64(g.Goal)/float64(g.Of))
	d.path("target-line", point{plotLeft, y}, point{x, y})
	d.path("target-line", point{x, y - 7}, point{x, y + 7})
	d.text("strong", "start", point{plotLeft + 6, besideLine(y, 7)}, "目標 "+progress.PercentText(g.Goal, g.Of))
	d.key(Path, "target-line", "目標")
}
