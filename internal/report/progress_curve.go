package report

import (
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
)

// The columns of the curve.
const (
	curveRate   = 3
	curvePlan   = 4
	curveTarget = 5
	curveMiddle = 6
	curveLow    = 7
	curveHigh   = 8
	curveBand   = 9
)

// addCurve tells how the process rate went by quarters, and where it is likely to go.
func (p Progress) addCurve(b *book) error {
	g, err := b.grid(curveSheet, 16, 12, 12, 14, 14, 12, 16, 16, 16, 16)
	if err != nil {
		return err
	}
	g.title("デジタル化率の推移と見込み", p.moments())
	header := g.head("時点", "実施済", "対象", "デジタル化率", "計画どおりなら", "目標", "見込み（真ん中）", "見込みの下（10％）",
		"見込みの上（90％）", "見込みの幅")
	first := g.next()
	aim := p.aim()
	for i, point := range p.Curve.Points {
		n, r := g.next(), point.Rates.Process
		row := []part{words(quarterWords(point.AsOf)), count(r.Numerator), count(r.Denominator),
			rateOf(r.Percent, g.at(1, n), g.at(2, n)), {}, aim}
		if i == len(p.Curve.Points)-1 { // where band and plan begin
			now := rateOf(r.Percent, g.at(1, n), g.at(2, n))
			row[curvePlan] = now
			row = append(row, now, now, now, band(0, g, n))
		}
		g.row(row...)
	}
	last := g.next() - 1
	if p.Forecast != nil && p.Figures.Rates.Process.Denominator > 0 {
		for _, q := range p.Forecast.Quarters {
			n := g.next()
			g.row(words(quarterWords(dayOf(q.Day))), part{}, part{}, part{}, rateCell(q.AsPlanned), aim,
				rateCell(q.P50), rateCell(q.P10), rateCell(q.P90),
				band(cutRate(q.P90)-cutRate(q.P10), g, n))
		}
	}
	end := g.next() - 1
	g.freeze(header)
	g.onePage()
	if last < first {
		return g.finish()
	}
	area := newChart(excelize.AreaStacked, "デジタル化率の推移と見込み",
		fmt.Sprintf("横は四半期、縦はデジタル化率。今は %s。見込みは、10回に8回はこの幅に入るという帯です。値は上の表のとおりです。", p.Figures.Rates.Process.Text()), "0%")
	area.Series = []excelize.ChartSeries{areaOf(g.drawn(curveLow, 0, header, first, end), unseen),
		areaOf(g.drawn(curveBand, 0, header, first, end), filled(colourLight))}
	top := 1.0
	area.YAxis.Maximum = &top
	lines := newChart(excelize.Line, "", "", "0%")
	lines.Series = []excelize.ChartSeries{lineOf(g.drawn(curveRate, 0, header, first, end), colourDone, 3, excelize.LineDashUnset),
		lineOf(g.drawn(curveMiddle, 0, header, first, end), colourMiddle, 2.25, excelize.LineDashDash),
		lineOf(g.drawn(curvePlan, 0, header, first, end), colourPlan, 1.5, excelize.LineDashSysDot),
		lineOf(g.drawn(curveTarget, 0, header, first, end), colourTarget, 1.5, excelize.LineDashUnset)}
	if aim.value == nil {
		lines.Series = lines.Series[:3]
	}
	g.chart(area, lines)
	return g.finish()
}

// quarterWords is a moment of the curve, short enough to stand below it: the end of a month by
// the month.
func quarterWords(t time.Time) string {
	t = t.In(registry.Tokyo)
	if t.AddDate(0, 0, 1).Day() == 1 {
		return t.Format("2006年1月末")
	}
	return registry.DayText(t)
}

// aim is the first target that is measured by the process rate, as a rate; nothing where there
// is none.
func (p Progress) aim() part {
	for _, t := range p.Figures.Targets {
		if t.Scope == registry.TargetInScope && t.Of > 0 {
			return share(progress.Percent(t.Goal, t.Of))
		}
	}
	return part{}
}

// cutRate is a rate as it is shown: cut off after a tenth of a per cent.
func cutRate(rate float64) float64 { return float64(registry.RateOf(rate)/100) / 1000 }

func rateCell(rate float64) part {
	return part{value: cutRate(rate), style: style{number: percentFormat}}
}

// band is how far the forecast's ends are apart in a row.
func band(value float64, g *grid, row int) part {
	return part{value: float64(int64(value*1000+.5)) / 1000, style: style{number: percentFormat}}.
		by("ROUND(%s-%s,3)", g.at(curveHigh, row), g.at(curveLow, row))
}

// addForecast tells the forecast by quarters, each target's chance, and whose plans are likely
// to fall short.
func (p Progress) addForecast(b *book) error {
	f := p.Forecast
	g, err := b.grid(forecastSheet, 34, 14, 14, 14, 14, 14, 16, 18)
	if err != nil {
		return err
	}
	g.title("これからの見込み", p.moments()+"　方法 "+f.RuleVersion)
	g.row(part{value: fmt.Sprintf("過去 %d 年度の計画がどれだけ実現したかから、1,000通り試した幅です。予定の年度がない手続 %s、予定の年度を過ぎた手続 %s。",
		f.Years, registry.Thousands(f.NoYear), registry.Thousands(f.Late)), style: style{note: true}})
	g.row()
	g.head("四半期末", "下（10％）", "25％", "真ん中（50％）", "75％", "上（90％）", "計画どおりなら", "この1年の伸びが続けば")
	first := g.next()
	for _, q := range f.Quarters {
		g.row(words(dayWords(q.Day)), rateCell(q.P10), rateCell(q.P25), rateCell(q.P50).bold(), rateCell(q.P75), rateCell(q.P90),
			rateCell(q.AsPlanned), rateCell(q.Line))
	}
	g.bars(3, first, g.next()-1)
	g.row()
	g.heading("目標に届く見込み")
	g.head("目標", "期日", "数える手続数", "実施済", "目標の手続数", "届く見込み", "計画が実現すれば", "法令改正が要らなければ")
	for _, t := range f.Targets {
		n := g.next()
		g.row(words(t.Name), words(t.Day), count(t.Of), count(t.Done), count(t.Goal), chance(t.Chance), chance(t.IfPlans), chance(t.IfLaws))
		g.warn(5, n, n, fmt.Sprintf("AND(ISNUMBER(%s),%[1]s<0.5)", g.at(5, n)))
	}
	if len(f.Risks) > 0 {
		g.row()
		g.heading("計画に届かない見込みの大きいところ")
		g.head("局・理由", "予定の手続数", "実施の見込み", "足りない見込み")
		for i, r := range f.Risks {
			if i == mostRisks {
				break
			}
			name := r.Name
			if r.Kind == "law" {
				name = "国の法令改正を待つ手続（局をまたぐ）"
			}
			g.row(words(name), count(r.Planned), count(int64(r.Expected)), count(r.Planned-int64(r.Expected)))
		}
	}
	g.onePage()
	return g.finish()
}

// mostRisks is how many bureaus and reasons the workbook tells; all are on the page.
const mostRisks = 15

func chance(c *float64) part {
	if c == nil {
		return words("期間は終わりました")
	}
	return rateCell(*c)
}
