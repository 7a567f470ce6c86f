package page

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// bridgePartPath is the list of the processes of one part of a bridge.
const bridgePartPath = "/progress/bridge/processes"

// progressBridgeBody is the page of why a rate changed between two moments.
type progressBridgeBody struct {
	progress.Bridge
	Of     ofGroup
	Tabs   []tab
	Form   periodForm
	Label  string // of the rate
	Unit   string
	Since  string // what the first moment is, where nobody asked for one
	Points string // by which the rate changed
	Chart  chart.Drawing
	SVG    string // the picture as a file; empty: no permission
	Was    rateLists
	Is     rateLists
	List   shownList[bridgePart]
}

// bridgePart is one reason as a row.
type bridgePart struct {
	progress.Part
	Rule string
	Href string // its processes
}

// bridgeParameters are those of a bridge; the page begins somewhere of itself.
var bridgeParameters = optional(request.BridgeParameters)

func optional[T any](t parameter.Table[T]) parameter.Table[T] {
	free := append(parameter.Table[T](nil), t...)
	for i := range free {
		free[i].Required = false
	}
	return free
}

func (s *Handlers) progressBridgePage(c echo.Context) error {
	q, bridge, since, err := s.bridgeAsked(c)
	if err != nil {
		return err
	}
	of := extentAsked{q.Bureau, q.Group}
	b := progressBridgeBody{Bridge: bridge, Of: ofGroupAt(bridgePath, c.QueryParams()), Label: q.Rate.Label(),
		Unit: unitOf(q.Rate), Since: since,
		Points: progress.Points(bridge.From.Rate, bridge.To.Rate), Chart: chart.Bridge(bridge),
		Was: listsOf(q.Rate, bridge.From.AsOf, of), Is: listsOf(q.Rate, bridge.To.AsOf, of)}
	if b.Tabs, err = s.tabsOf(c, bridgePath, q.To, q.Group); err != nil {
		return err
	}
	if b.Form, err = s.periodForm(c, bridgePath, q.From, q.To, q.Rate, of); err != nil {
		return err
	}
	if b.List, err = bridgeList(c, bridge, q); err != nil {
		return err
	}
	if b.List.CSV != "" {
		b.SVG = withQuery(bridgePath+".svg", bridgeParameters.Values(q))
	}
	return s.pages.progressBridge.render(s, c, http.StatusOK, page{Title: "増減の理由｜進捗"}, b)
}

func unitOf(k progress.RateKind) string {
	if k.CountsCases() {
		return "件"
	}
	return "手続"
}

// bridgeAsked reads the bridge that the address asks for. Where it names no first moment, the
// bridge begins at the last published figures, else a year earlier, and since says so.
func (s *Handlers) bridgeAsked(c echo.Context) (q request.BridgeQuery, b progress.Bridge, since string, err error) {
	ctx, scope := c.Request().Context(), request.ScopeOf(c)
	if q, err = inPeriod(bridgeParameters, c); err != nil {
		return q, b, "", err
	}
	if q.From.IsZero() {
		end := q.To
		if end.IsZero() {
			end = s.Now()
		}
		if q.From, since, err = s.lastPublished(ctx, scope, end); err != nil {
			return q, b, "", err
		}
	}
	read, err := s.Bridge(ctx, scope, q)
	return q, read.Of(q.Rate), since, err
}

// lastPublished is the moment of the last published figures before another, and what it is; a
// year before where there are none.
func (s *Handlers) lastPublished(ctx context.Context, scope registry.Scope, end time.Time) (time.Time, string, error) {
	all, err := s.Store.Snapshots(ctx, scope)
	if err != nil {
		return time.Time{}, "", err
	}
	if last := publishedBefore(all, end); last != nil {
		return last.AsOf, "前の公表値「" + last.Name + "」の時点", nil
	}
	return registry.EndOf(end.In(registry.Tokyo).AddDate(-1, 0, 0)), "1年前", nil
}

// publishedBefore is the last of the published figures, which come the latest first, that are
// of an earlier moment and were not corrected; nil: none.
func publishedBefore(all []store.Snapshot, end time.Time) *store.Snapshot {
	for i := range all {
		if all[i].AsOf.Before(end) && all[i].ReplacedBy == 0 {
			return &all[i]
		}
	}
	return nil
}

// bridgeFile is the table as its files have it.
func (s *Handlers) bridgeFile(c echo.Context) (shownList[bridgePart], error) {
	q, bridge, _, err := s.bridgeAsked(c)
	if err != nil {
		return shownList[bridgePart]{}, err
	}
	return bridgeList(c, bridge, q)
}

// bridgeSVG is the picture as a file.
func (s *Handlers) bridgeSVG(c echo.Context) error {
	q, bridge, _, err := s.bridgeAsked(c)
	if err != nil {
		return err
	}
	return s.sendDrawing(c, chart.Bridge(bridge), q.Rate.Label()+"の増減", q.To)
}

func bridgeList(c echo.Context, b progress.Bridge, q request.BridgeQuery) (shownList[bridgePart], error) {
	rules := map[progress.PartKind]string{}
	for _, l := range progress.PartLabels {
		rules[l.Kind] = l.Rule
	}
	rows := []bridgePart{{Part: progress.Part{Label: "はじめ", Sum: sumOfEnd(b.From)}}}
	for _, p := range b.Parts {
		rows = append(rows, bridgePart{Part: p, Rule: rules[p.Kind], Href: withQuery(bridgePartPath,
			request.PartParameters.Values(request.PartQuery{BridgeQuery: q, Part: p.Kind}))})
	}
	rows = append(rows, bridgePart{Part: progress.Part{Label: "終わり", Sum: sumOfEnd(b.To)}})
	number := func(label string, of func(bridgePart) int64) listColumn[bridgePart] {
		return listColumn[bridgePart]{Label: label, Number: true, Value: func(p bridgePart) any { return of(p) }}
	}
	return list[bridgePart]{
		Name: b.RateKind.Label() + "の増減", Path: bridgePath, Unit: "行", Own: bridgeParameters.Names(),
		Columns: []listColumn[bridgePart]{
			{Label: "理由", Value: func(p bridgePart) any { return p.Label }},
			number("分子", func(p bridgePart) int64 { return p.Numerator }),
			number("分母", func(p bridgePart) int64 { return p.Denominator }),
			number("不明", func(p bridgePart) int64 { return p.Unknown }),
			{Label: "手続", Number: true, Value: func(p bridgePart) any {
				if p.Kind == "" {
					return nil
				}
				return p.Processes
			}},
			{Label: "規則", Value: func(p bridgePart) any { return p.Rule }},
		},
	}.show(c, rows)
}

func sumOfEnd(e progress.BridgeEnd) progress.Sum {
	return progress.Sum{Numerator: e.Numerator, Denominator: e.Denominator, Unknown: e.Unknown}
}

// bridgePartBody is the page of the processes of one part of a bridge.
type bridgePartBody struct {
	AsOf   time.Time
	From   time.Time
	Of     ofGroup
	Tabs   []tab
	Back   string
	Part   progress.PartLabel
	Rate   string
	Usage  bool // the rate is that of usage
	Bureau string
	List   shownList[passage]
}

// passage is a process of a part as a row.
type passage struct {
	store.NamedPassage
	Href    string
	Was, Is string // what of it counts, for people
}

func (s *Handlers) bridgePartPage(c echo.Context) error {
	q, b, err := s.partAsked(c)
	if err != nil {
		return err
	}
	b.Back = withQuery(bridgePath, bridgeParameters.Values(q.BridgeQuery))
	b.Of = ofGroupAt(bridgePartPath, c.QueryParams())
	if b.Tabs, err = s.tabsOf(c, bridgePath, q.To, q.Group); err != nil {
		return err
	}
	return s.pages.bridgePart.render(s, c, http.StatusOK, page{Title: b.Part.Label + "｜増減の理由"}, b)
}

// bridgePartFile is the list as its files have it.
func (s *Handlers) bridgePartFile(c echo.Context) (shownList[passage], error) {
	_, b, err := s.partAsked(c)
	return b.List, err
}

// partAsked reads the processes of the part that the address asks for.
func (s *Handlers) partAsked(c echo.Context) (q request.PartQuery, b bridgePartBody, err error) {
	if q, err = inPeriod(partParameters, c); err != nil {
		return q, b, err
	}
	q.Limit = wholeList
	found, err := s.Part(c.Request().Context(), request.ScopeOf(c), q)
	if err != nil {
		return q, b, err
	}
	b.AsOf, b.From, b.Rate, b.Bureau = found.AsOf, q.From, q.Rate.Label(), q.Bureau
	for _, l := range progress.PartLabels {
		if l.Kind == q.Part {
			b.Part = l
		}
	}
	rows, l := make([]passage, len(found.Passages)), s.labels(c)
	for i, p := range found.Passages {
		asOf := q.To
		if !p.To.Present {
			asOf = q.From
		}
		rows[i] = passage{NamedPassage: p, Was: l.side(p.From), Is: l.side(p.To),
			Href: withQuery(registry.ProcessPath(p.Process), asOfValues(asOf))}
	}
	b.Usage = q.Rate == progress.RateUsage
	b.List, err = partList(b.Part.Label, q.Rate).show(c, rows)
	return q, b, err
}

// partParameters are those of the list; it has pages of its own.
var partParameters = func() parameter.Table[request.PartQuery] {
	var t parameter.Table[request.PartQuery]
	for _, p := range request.PartParameters {
		if p.Name != "after" && p.Name != "limit" {
			t = append(t, p)
		}
	}
	return t
}()

func partList(part string, k progress.RateKind) list[passage] {
	text := func(key, label string, of func(passage) string) listColumn[passage] {
		return listColumn[passage]{Key: key, Label: label, Value: func(p passage) any { return of(p) }}
	}
	number := func(key, label string, of func(passage) any) listColumn[passage] {
		return listColumn[passage]{Key: key, Label: label, Number: true, Value: of}
	}
	cases := casesOf
	if k == progress.RateUsage {
		cases = usageTotalOf
	}
	l := list[passage]{Name: part + "の手続", Path: bridgePartPath, Unit: "手続", Own: partParameters.Names()}
	l.Columns = append(l.Columns,
		text("process_id", "手続ID", func(p passage) string { return p.Process.String() }),
		text("procedure_name", "手続名", func(p passage) string { return p.ProcedureName }),
		text("process_name", "プロセス名", func(p passage) string { return p.ProcessName }),
		text("bureau_was", "はじめの局", func(p passage) string { return p.BureauWas }),
		text("was", "はじめの状況", func(p passage) string { return p.Was }),
		number("cases_was", "はじめの年間件数", func(p passage) any { return cases(p.From) }))
	if k == progress.RateUsage {
		l.Columns = append(l.Columns, number("online_was", "うちオンライン", func(p passage) any { return usageOnlineOf(p.From) }))
	}
	l.Columns = append(l.Columns,
		text("bureau_is", "終わりの局", func(p passage) string { return p.BureauIs }),
		text("is", "終わりの状況", func(p passage) string { return p.Is }),
		number("cases_is", "終わりの年間件数", func(p passage) any { return cases(p.To) }))
	if k == progress.RateUsage {
		l.Columns = append(l.Columns, number("online_is", "うちオンライン", func(p passage) any { return usageOnlineOf(p.To) }))
	}
	return l
}

// casesOf are the cases a year; nil where they are unknown, or nothing is there.
func casesOf(s registry.Side) any {
	if !s.Present || !s.VolumeKnown {
		return nil
	}
	return s.Volume
}

// usageTotalOf and usageOnlineOf are the cases of the year in which both are known, and those of
// them that came online; nil where there is no such year.
func usageTotalOf(s registry.Side) any {
	if !s.Present || !s.UsageKnown {
		return nil
	}
	return s.UsageTotal
}

func usageOnlineOf(s registry.Side) any {
	if !s.Present || !s.UsageKnown {
		return nil
	}
	return s.UsageOnline
}

// side is what of a process decides whether it counts, for people.
func (l labels) side(s registry.Side) string {
	if !s.Present {
		return ""
	}
	text := l.status(s.Status)
	if !s.InScope {
		text += "・" + l.Code("scope", "out")
	}
	return text + "・国の法令改正 " + l.Code("national_law_change", s.LawChange)
}
