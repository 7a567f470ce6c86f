package page

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/web/request"
)

// quarterPath is the page of a quarter's report.
const quarterPath = "/reports/quarter"

// quarterBody is the page on which headquarters makes the report of a quarter.
type quarterBody struct {
	From, To  string // as they were entered
	Published []option
	Made      bool // both ends are chosen: what follows is shown
	Sentence  string
	FromText  string
	ToText    string
	Rates     []progress.RateBetween
	Zip, XLSX string
	FullXLSX  string // that prints the full list, too
}

// quarterParameters are those of the page, on which nothing may be chosen yet.
var quarterParameters = optional(request.QuarterParameters)

var quarterLabels = map[string]string{"from": "前回", "to": "今回"}

func (s *Handlers) quarterPage(c echo.Context) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	values := c.QueryParams()
	q, err := quarterParameters.Parse("page.quarter", values)
	if err != nil {
		return inWords(quarterParameters, values, quarterLabels, err)
	}
	ask, err := s.QuarterAsked(ctx, scope, q)
	if err != nil {
		return err
	}
	published, err := s.Store.Snapshots(ctx, scope)
	if err != nil {
		return err
	}
	b := quarterBody{From: q.From, To: q.To}
	for _, p := range published {
		if p.ReplacedBy == 0 {
			b.Published = append(b.Published, option{Value: strconv.FormatInt(p.ID, 10), Label: p.Name + "（" + registry.DayText(p.AsOf) + "）"})
		}
	}
	if ask.From.IsZero() {
		return s.pages.quarter.render(s, c, http.StatusOK, page{Title: "四半期報告"}, b)
	}
	p, err := report.ReadProgress(ctx, s.Store, scope, ask)
	if err != nil {
		return err
	}
	if q.To == "" { // the files are of the moment that is shown
		q.To = registry.FormatMoment(p.Figures.AsOf)
	}
	file := func(ending string) string { return withQuery(quarterPath+ending, request.QuarterParameters.Values(q)) }
	b.Made, b.Sentence = true, p.Sentence()
	b.FromText, b.ToText = registry.MomentText(p.From.AsOf), registry.MomentText(p.Figures.AsOf)
	b.Rates = progress.BetweenOf(*p.From, p.Figures).Rates
	b.Zip, b.XLSX = file(".zip"), file(".xlsx")
	q.FullList = true
	b.FullXLSX = file(".xlsx")
	return s.pages.quarter.render(s, c, http.StatusOK, page{Title: "四半期報告"}, b)
}

// quarterFile sends a file of the report that the address asks for.
func (s *Handlers) quarterFile(send func(echo.Context, request.QuarterQuery) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		q, err := request.QuarterParameters.Parse("page.quarterFile", c.QueryParams())
		if err != nil {
			return err
		}
		return send(c, q)
	}
}
