package page

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

const scoresPath = forecastPath + "/scores"

// scoresBody is the page of how good past forecasts were.
type scoresBody struct {
	forecast.Scores
	CRPSText, MedianText, LineText, PlannedText string // in points
	List                                        shownList[forecast.Scored]
	Lines                                       [][]listCell
}

func (s *Handlers) scoresPage(c echo.Context) error {
	scores, err := s.ForecastScores(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return err
	}
	b := scoresBody{Scores: scores}
	if len(scores.Quarters) > 0 {
		b.CRPSText, b.MedianText = pointsText(*scores.CRPS), pointsText(*scores.Median)
		b.LineText, b.PlannedText = pointsText(*scores.Line), pointsText(*scores.AsPlanned)
	}
	l := scoreListOf()
	if b.List, err = l.show(c, scores.Quarters); err != nil {
		return err
	}
	b.Lines = l.lines(b.List.Rows)
	return s.pages.scores.render(s, c, http.StatusOK, page{Title: "見込みの成績｜進捗"}, b)
}

// pointsText is a distance of rates for people, in points of per cent.
func pointsText(distance float64) string {
	n := registry.RateOf(distance) + registry.RateUnit/2000 // to the nearest tenth
	return stated(float64(n)/registry.RateUnit).Percent + "ポイント"
}

// scoreList is the table as its files have it.
func (s *Handlers) scoreList(c echo.Context) (shownList[forecast.Scored], error) {
	scores, err := s.ForecastScores(c.Request().Context(), request.ScopeOf(c))
	if err != nil {
		return shownList[forecast.Scored]{}, err
	}
	return scoreListOf().show(c, scores.Quarters)
}

// scoreListOf describes the quarters of past forecasts that are over.
func scoreListOf() list[forecast.Scored] {
	rate := func(key, label string, of func(forecast.Scored) float64) listColumn[forecast.Scored] {
		return listColumn[forecast.Scored]{Key: key, Label: label, Number: true, Value: func(q forecast.Scored) any { return stated(of(q)) }}
	}
	within := func(low, high, actual float64) string {
		if low <= actual && actual <= high {
			return "入った"
		}
		return "外れた"
	}
	return list[forecast.Scored]{
		Name: "見込みの成績", Path: scoresPath, Unit: "四半期", Sort: "-day",
		Filters: []listFilter[forecast.Scored]{{Name: "q", Label: "公表値", Example: "第3四半期",
			Keep: func(q forecast.Scored, v string) bool { return contains(v, q.Name) }}},
		Columns: []listColumn[forecast.Scored]{
			{Key: "name", Label: "公表値", Value: func(q forecast.Scored) any { return q.Name },
				Href: func(q forecast.Scored) string { return "/snapshots/" + strconv.FormatInt(q.Snapshot, 10) }},
			{Key: "as_of", Label: "見込んだ時点", Value: func(q forecast.Scored) any { return report.Day(dayGiven(q.AsOf)) }},
			{Key: "day", Label: "見込んだ日", Value: func(q forecast.Scored) any { return report.Day(dayGiven(q.Day)) }},
			rate("p10", "10％", func(q forecast.Scored) float64 { return q.P10 }),
			rate("p50", "真ん中", func(q forecast.Scored) float64 { return q.P50 }),
			rate("p90", "90％", func(q forecast.Scored) float64 { return q.P90 }),
			rate("actual", "実績", func(q forecast.Scored) float64 { return q.Actual }),
			{Key: "held", Label: "80％の幅", Value: func(q forecast.Scored) any { return within(q.P10, q.P90, q.Actual) }},
			rate("line", "直線", func(q forecast.Scored) float64 { return q.Line }),
			rate("planned", "計画どおり", func(q forecast.Scored) float64 { return q.AsPlanned }),
		},
	}
}
