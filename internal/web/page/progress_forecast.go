package page

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// progressForecastBody is the page of how the rate will go on, and which targets will be reached.
type progressForecastBody struct {
	forecast.Forecast
	Of      ofGroup
	Tabs    []tab
	AsOf    asOfForm
	Chart   chart.Drawing
	Scores  bool   // the account may see how good past forecasts were
	SVG     string // the picture as a file; empty: no permission
	Chances []chanceRow
	List    shownList[forecast.Quarter]
	Lines   [][]listCell
	Risks   []riskRow
	NoYear  string // the list of those without a planned year
	Late    string // the list of those whose planned year has passed
}

// chanceRow is a target for people.
type chanceRow struct {
	forecast.Chance
	Text, Plans, Laws string
}

// riskRow is what of the plans is likely missing.
type riskRow struct {
	Name                         string
	Planned, Expected, Shortfall int64
}

// forecastLabels are what the parameters are called.
var forecastLabels = map[string]string{"as_of": "時点", "bureau": "局", "group": "手続群", "target": "目標"}

// forecastAsked makes the forecast that the address asks for; its list's parameters are left to it.
func (s *Handlers) forecastAsked(c echo.Context) (q request.ForecastQuery, f forecast.Forecast, err error) {
	if q, err = besideList(request.ForecastParameters, c, forecastLabels); err != nil {
		return q, f, err
	}
	f, err = s.Forecast(c.Request().Context(), request.ScopeOf(c), q)
	return q, f, err
}

func (s *Handlers) progressForecastPage(c echo.Context) error {
	q, f, err := s.forecastAsked(c)
	if err != nil {
		return err
	}
	b := progressForecastBody{Forecast: f, Of: ofGroupAt(forecastPath, c.QueryParams()),
		AsOf:  s.asOfForm(forecastPath, q.AsOf).keeping(c.QueryParams(), "bureau", "group", "target"),
		Chart: chart.Forecast(f), Scores: request.ScopeOf(c).AllBureaus()}
	if b.Tabs, err = s.tabsOf(c, forecastPath, q.AsOf, q.Group); err != nil {
		return err
	}
	l := forecastListOf(f)
	if b.List, err = l.show(c, f.Quarters); err != nil {
		return err
	}
	b.Lines = l.lines(b.List.Rows)
	if b.List.CSV != "" {
		b.SVG = withQuery(forecastPath+".svg", request.ForecastParameters.Values(q))
	}
	none := extentAsked{q.Bureau, q.Group}.of(counted(q.AsOf))
	late := none
	none.Plan, late.Plan = store.PlanNone, store.PlanPassed
	b.NoYear, b.Late = listing(none), listing(late)
	for _, t := range f.Targets {
		row := chanceRow{Chance: t}
		if t.Chance != nil {
			row.Text, row.Plans, row.Laws = chanceText(*t.Chance), chanceText(*t.IfPlans), chanceText(*t.IfLaws)
		}
		b.Chances = append(b.Chances, row)
	}
	for _, r := range f.Risks {
		name := r.Name
		if r.Kind == "law" {
			name = "（うち国の法令改正を待つもの、全局）"
		}
		b.Risks = append(b.Risks, riskRow{name, r.Planned, int64(r.Expected + .5), r.Planned - int64(r.Expected+.5)})
	}
	return s.pages.outlook.render(s, c, http.StatusOK, page{Title: "見込み｜進捗"}, b)
}

// chanceText is a chance for people, in tenths of per cent, and never certain.
func chanceText(chance float64) string {
	switch {
	case chance < 0.001:
		return "0.1％未満"
	case chance > 0.999:
		return "99.9％を超える"
	}
	return progress.Percent(registry.RateOf(chance), registry.RateUnit) + "％"
}

// forecastFile is the table as its files have it.
func (s *Handlers) forecastFile(c echo.Context) (shownList[forecast.Quarter], error) {
	_, f, err := s.forecastAsked(c)
	if err != nil {
		return shownList[forecast.Quarter]{}, err
	}
	return forecastListOf(f).show(c, f.Quarters)
}

// forecastSVG is the picture as a file.
func (s *Handlers) forecastSVG(c echo.Context) error {
	q, f, err := s.forecastAsked(c)
	if err != nil {
		return err
	}
	return s.sendDrawing(c, chart.Forecast(f), "デジタル化率の見込み", q.AsOf)
}

// forecastListOf describes the quarters to come.
func forecastListOf(f forecast.Forecast) list[forecast.Quarter] {
	rate := func(label string, of func(forecast.Quarter) float64) listColumn[forecast.Quarter] {
		return listColumn[forecast.Quarter]{Label: label, Number: true, Value: func(q forecast.Quarter) any { return stated(of(q)) }}
	}
	return list[forecast.Quarter]{
		Name: "デジタル化率の見込み", Path: forecastPath, Unit: "四半期", Sort: "day", Own: request.ForecastParameters.Names(),
		When: "時点：" + registry.MomentText(f.AsOf),
		Columns: []listColumn[forecast.Quarter]{
			{Key: "day", Label: "四半期末", Value: func(q forecast.Quarter) any { return report.Day(dayGiven(q.Day)) }},
			rate("10％", func(q forecast.Quarter) float64 { return q.P10 }),
			rate("25％", func(q forecast.Quarter) float64 { return q.P25 }),
			rate("真ん中（50％）", func(q forecast.Quarter) float64 { return q.P50 }),
			rate("75％", func(q forecast.Quarter) float64 { return q.P75 }),
			rate("90％", func(q forecast.Quarter) float64 { return q.P90 }),
			rate("計画どおり", func(q forecast.Quarter) float64 { return q.AsPlanned }),
			rate("直線", func(q forecast.Quarter) float64 { return q.Line }),
		},
	}
}
