package page

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// progressCurveBody is the page of how a rate went and is planned to go on.
type progressCurveBody struct {
	progress.Curve
	Of      ofGroup
	Tabs    []tab
	Form    periodForm
	Label   string        // of the rate
	Chart   chart.Drawing // of one rate
	SVG     string        // the picture as a file; empty: no permission
	Apart   *knownApart   // nil: what is known now is what was known then
	Dated   bool          // see [progress.RateKind.Dated]
	Cases   bool          // see [progress.RateKind.CountsCases]
	Targets []progress.TargetLine
	List    shownList[curvePoint]
	Ahead   string // how the rate is forecast; empty: it is not
	Bridge  string // the reasons for what changed in the period
	NoYear  string // the list of what has no planned year
	Passed  string // the list of what is overdue
}

// knownApart is where what is known now of a rate differs most from what was known then.
type knownApart struct {
	Day       time.Time
	Then, Now progress.Rate
}

func apartOf(c progress.Curve, k progress.RateKind) *knownApart {
	p := chart.Widest(c, k)
	if p == nil {
		return nil
	}
	return &knownApart{p.AsOf, k.Of(p.Rates), k.KnownNow(p.KnownNow)}
}

// curvePoint is one row of the table behind the picture.
type curvePoint struct {
	Day    time.Time
	Kind   string
	Rate   progress.Rate
	Exact  bool           // numerator and denominator of the rate are known
	Known  *progress.Rate // as it is known now; nil: of what has not been yet
	Remark string
	Lists  rateLists // of the processes that are counted; empty: none
}

// The kinds of rows.
const (
	pointActual   = "実績"
	pointPlan     = "計画"
	pointForecast = "見込み"
	pointTarget   = "目標"
	pointEntered  = "登録前の公表値"
)

// curveQuery is what the page shows.
type curveQuery struct {
	request.CurveQuery
	Rate progress.RateKind
}

var curveParameters = append(parameter.Within(request.CurveParameters, func(q *curveQuery) *request.CurveQuery { return &q.CurveQuery }),
	parameter.OneOf("rate", "率", progress.RateKinds, func(q *curveQuery) *progress.RateKind { return &q.Rate }).
		Or(string(progress.RateProcess)))

// periodLabels are the fields of the pages of progress over time for people.
var periodLabels = map[string]string{"from": "はじめの日", "to": "終わりの日", "step": "点の間隔", "rate": "率", "bureau": "局", "group": "手続群",
	"part": "増減の理由"}

// inPeriod reads the parameters of a page of progress over time.
func inPeriod[T any](t parameter.Table[T], c echo.Context) (T, error) {
	return besideList(t, c, periodLabels)
}

// besideList reads the parameters of a page that shows a list; those of the list are left to it.
func besideList[T any](t parameter.Table[T], c echo.Context, labels map[string]string) (T, error) {
	values := without(c.QueryParams(), paramSort, paramOrder, paramPage, paramLimit)
	q, err := t.Parse("page.besideList", values)
	return q, inWords(t, values, labels, err)
}

func (s *Handlers) progressCurvePage(c echo.Context) error {
	q, curve, ahead, err := s.curveAsked(c)
	if err != nil {
		return err
	}
	b := progressCurveBody{Curve: curve, Of: ofGroupAt(curvePath, c.QueryParams()), Label: q.Rate.Label(),
		Chart: chart.Curve(curve, q.Rate, ahead), Apart: apartOf(curve, q.Rate), Dated: q.Rate.Dated(), Cases: q.Rate.CountsCases(),
		Targets: chart.TargetsOf(curve, q.Rate)}
	if b.Tabs, err = s.tabsOf(c, curvePath, q.To, q.Group); err != nil {
		return err
	}
	if b.Form, err = s.periodForm(c, curvePath, q.From, q.To, q.Rate, extentAsked{q.Bureau, q.Group}); err != nil {
		return err
	}
	b.Form.Steps = []option{{Value: string(progress.Monthly), Label: "月末ごと", Chosen: q.Step == progress.Monthly},
		{Value: string(progress.Quarterly), Label: "四半期末ごと", Chosen: q.Step == progress.Quarterly}}
	if b.List, err = curveList(c, curve, ahead, q); err != nil {
		return err
	}
	if b.List.CSV != "" {
		b.SVG = withQuery(curvePath+".svg", curveParameters.Values(q))
	}
	planned := func(p store.Plan) string {
		return listing(extentAsked{q.Bureau, q.Group}.of(store.ProcessFilter{AsOf: q.To, Plan: p}))
	}
	b.NoYear, b.Passed = planned(store.PlanNone), planned(store.PlanPassed)
	if len(ahead) > 0 {
		b.Ahead = withQuery(forecastPath, request.ForecastParameters.Values(request.ForecastQuery{AsOf: q.To, Bureau: q.Bureau, Group: q.Group}))
	}
	if len(curve.Points) > 1 {
		b.Bridge = withQuery(bridgePath, request.BridgeParameters.Values(request.BridgeQuery{
			From: curve.Points[0].AsOf, To: q.To, Rate: q.Rate, Bureau: q.Bureau, Group: q.Group}))
	}
	return s.pages.progressCurve.render(s, c, http.StatusOK, page{Title: "率の推移｜進捗"}, b)
}

// curveAsked reads the curve that the address asks for, and the quarters ahead of it where its
// rate is one that is forecast.
func (s *Handlers) curveAsked(c echo.Context) (q curveQuery, curve progress.Curve, ahead []forecast.Quarter, err error) {
	if q, err = inPeriod(curveParameters, c); err != nil {
		return q, curve, nil, err
	}
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	if q.Rate != progress.RateProcess {
		curve, err = s.Curve(ctx, scope, q.CurveQuery)
		return q, curve, nil, err
	}
	curve, f, err := s.CurveAhead(ctx, scope, q.CurveQuery)
	return q, curve, f.Quarters, err
}

// curveFile is the table as its files have it.
func (s *Handlers) curveFile(c echo.Context) (shownList[curvePoint], error) {
	q, curve, ahead, err := s.curveAsked(c)
	if err != nil {
		return shownList[curvePoint]{}, err
	}
	return curveList(c, curve, ahead, q)
}

// curveSVG is the picture as a file.
func (s *Handlers) curveSVG(c echo.Context) error {
	q, curve, ahead, err := s.curveAsked(c)
	if err != nil {
		return err
	}
	return s.sendDrawing(c, chart.Curve(curve, q.Rate, ahead), q.Rate.Label()+"の推移", q.To)
}

// sendDrawing sends a picture as a file, and notes it in the log.
func (s *Handlers) sendDrawing(c echo.Context, d chart.Drawing, name string, asOf time.Time) error {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	if err := scope.Require("page.sendDrawing", registry.Export); err != nil {
		return err
	}
	if err := s.Store.RecordExport(ctx, scope, store.Export{What: name + "（svg）"}); err != nil {
		return err
	}
	p := chart.Picture{Drawing: d, Source: registry.MomentText(cmp.Or(asOf, s.Now())) + "時点　手続レジストリ"}
	return s.Download(c, name+"_"+s.fileDay(asOf)+".svg", request.TypeSVG, p.WriteSVG)
}

func curveList(c echo.Context, curve progress.Curve, ahead []forecast.Quarter, q curveQuery) (shownList[curvePoint], error) {
	number := func(label string, of func(curvePoint) any) listColumn[curvePoint] {
		return listColumn[curvePoint]{Label: label, Number: true, Value: of}
	}
	exact := func(of func(progress.Rate) int64) func(curvePoint) any {
		return func(p curvePoint) any {
			if !p.Exact {
				return nil
			}
			return of(p.Rate)
		}
	}
	known := func(of func(progress.Rate) any) func(curvePoint) any {
		return func(p curvePoint) any {
			if p.Known == nil {
				return nil
			}
			return of(*p.Known)
		}
	}
	return list[curvePoint]{
		Name: q.Rate.Label() + "の推移", Path: curvePath, Unit: "点", Sort: "-day", Own: curveParameters.Names(),
		Columns: []listColumn[curvePoint]{
			{Key: "day", Label: "日", Value: func(p curvePoint) any { return report.Day(p.Day) }},
			{Key: "kind", Label: "種別", Value: func(p curvePoint) any { return p.Kind }},
			{Key: "rate", Label: "率", Number: true, Value: func(p curvePoint) any { return p.Rate }},
			number("分子", exact(func(r progress.Rate) int64 { return r.Numerator })),
			number("分母", exact(func(r progress.Rate) int64 { return r.Denominator })),
			number("不明", exact(func(r progress.Rate) int64 { return r.Unknown })),
			number("いま分かっている率", known(func(r progress.Rate) any { return r })),
			number("その分子", known(func(r progress.Rate) any { return r.Numerator })),
			number("その分母", known(func(r progress.Rate) any { return r.Denominator })),
			number("その不明", known(func(r progress.Rate) any { return r.Unknown })),
			{Label: "説明", Value: func(p curvePoint) any { return p.Remark }},
		},
	}.show(c, curvePoints(curve, ahead, q))
}

func curvePoints(curve progress.Curve, ahead []forecast.Quarter, q curveQuery) []curvePoint {
	var rows []curvePoint
	for _, p := range curve.Points {
		row := curvePoint{Day: p.AsOf, Kind: pointActual, Rate: q.Rate.Of(p.Rates), Exact: true,
			Lists: listsOf(q.Rate, p.AsOf, extentAsked{q.Bureau, q.Group})}
		if q.Rate.Dated() {
			known := q.Rate.KnownNow(p.KnownNow)
			row.Known = &known
		}
		rows = append(rows, row)
	}
	for _, p := range curve.Plan.Points {
		if !q.Rate.Dated() {
			break
		}
		rows = append(rows, curvePoint{Day: dayGiven(p.Day), Kind: pointPlan, Rate: q.Rate.OfPlan(p), Exact: true,
			Remark: registry.EraYear(p.FiscalYear) + "までの予定がすべて実施済になるとした場合"})
	}
	for _, f := range ahead {
		rows = append(rows, curvePoint{Day: dayGiven(f.Day), Kind: pointForecast, Rate: stated(f.P50),
			Remark: fmt.Sprintf("真ん中の見込み。10回に8回は %s％～%s％", stated(f.P10).Percent, stated(f.P90).Percent)})
	}
	for _, t := range chart.TargetsOf(curve, q.Rate) {
		rows = append(rows, curvePoint{Day: dayGiven(t.To), Kind: pointTarget, Rate: stated(t.Rate), Remark: t.Name})
	}
	for _, e := range chart.EnteredOf(curve, q.Rate) {
		row := curvePoint{Day: dayGiven(e.Day), Kind: pointEntered, Rate: stated(e.Rate), Remark: e.Name + "（" + e.Source + "）"}
		if row.Exact = e.Numerator != nil && e.Denominator != nil; row.Exact {
			row.Rate.Numerator, row.Rate.Denominator = *e.Numerator, *e.Denominator
		}
		rows = append(rows, row)
	}
	return rows
}

// stated is a rate that is stated without what it is computed from.
func stated(rate float64) progress.Rate {
	n := registry.RateOf(rate)
	return progress.Rate{Numerator: n, Denominator: registry.RateUnit, Rate: &rate, Percent: progress.Percent(n, registry.RateUnit)}
}

// dayGiven is a day of the figures.
func dayGiven(day string) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, day, registry.Tokyo) // our own text
	return t
}

// periodForm is the choice of what the pages of progress over time show.
type periodForm struct {
	Action   string
	From, To string
	Rates    []option
	Steps    []option // nil: the page has none
	Bureaus  []option // nil: the account sees one bureau
	Groups   []option // nil: there are none
}

func (s *Handlers) periodForm(
	c echo.Context,
	action string,
	from, to time.Time,
	k progress.RateKind,
	of extentAsked,
) (f periodForm, err error) {
	f = periodForm{Action: action, From: dayOrNone(from), To: dayOrNone(to)}
	for _, each := range progress.RateKinds {
		f.Rates = append(f.Rates, option{Value: string(each), Label: each.Label(), Chosen: each == k})
	}
	if f.Groups, err = s.groupOptions(c.Request().Context(), of.group); err != nil {
		return f, err
	}
	scope := request.ScopeOf(c)
	if !scope.AllBureaus() {
		return f, nil
	}
	bureaus, err := s.Store.Bureaus(c.Request().Context())
	f.Bureaus = bureauOptions(scope, bureaus)
	for i, b := range bureaus {
		f.Bureaus[i].Chosen = of.bureau == b.Code || of.bureau == b.Name
	}
	return f, err
}

// dayOrNone is a moment as a field for days shows it; empty where none is asked for.
func dayOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return registry.DayText(t)
}

// rateLists are the lists of the processes that a rate counts.
type rateLists struct{ Over, Under, Unknown string }

// extentAsked is which processes a page's figures are of: those of a bureau, of a group, or all.
type extentAsked struct{ bureau, group string }

// of is a list restricted to them.
func (e extentAsked) of(f store.ProcessFilter) store.ProcessFilter {
	if e.bureau != "" {
		f.Bureaus = []string{e.bureau}
	}
	f.Group = e.group
	return f
}

// listsOf are those of a rate as of a moment, of an extent.
func listsOf(k progress.RateKind, asOf time.Time, of extentAsked) rateLists {
	all := of.of(counted(asOf))
	unknown := all
	switch k {
	case progress.RateCases:
		all.Volume, unknown.Volume = store.Known, store.Unknown
	case progress.RateUsage: // both numbers count the same processes
		all.Usage, unknown.Usage = store.Known, store.Unknown
		return rateLists{Over: listing(all), Under: listing(all), Unknown: listing(unknown)}
	case progress.RateDiscretion:
		all.LawChanges = []string{string(registry.LawChangeNotRequired)}
		unknown.LawChanges = []string{string(registry.LawChangeUnknown)}
	default:
		return rateLists{Over: listing(done(all)), Under: listing(all)}
	}
	return rateLists{Over: listing(done(all)), Under: listing(all), Unknown: listing(unknown)}
}
