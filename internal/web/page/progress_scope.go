package page

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/chart"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/web/request"
)

// progressScopeBody is the page of where all processes stand, and what keeps the others.
type progressScopeBody struct {
	AsOf        time.Time
	RuleVersion string
	Of          ofGroup
	Tabs        []tab
	When        asOfForm
	Chart       chart.Drawing
	SVG         string // the picture as a file; empty: no permission
	Funnel      shownList[funnelRow]
	Matrix      shownList[obstacleRow]
}

// funnelRow is a step as a row; the last one is all.
type funnelRow struct {
	progress.FunnelPart
	Rule string
	Href string
}

// upper is the most that the cases of the step may be; a word where they have no upper end.
func (r funnelRow) upper() any {
	if r.CasesBounds.High == nil {
		return "上限なし"
	}
	return *r.CasesBounds.High
}

// obstacleRow is a bureau with what it has of each obstacle.
type obstacleRow struct {
	Bureau string
	Cells  []obstacleCell
	Sum    obstacleCell // each process once
}

type obstacleCell struct {
	N    int64
	Href string
}

// Ways of the page's files.
const (
	funnelFile    = scopePath + "/funnel"
	obstaclesFile = scopePath + "/obstacles"
)

func (s *Handlers) progressScopePage(c echo.Context) error {
	of, err := extentOf(c.QueryParams())
	if err != nil {
		return err
	}
	if err := s.Store.ReadStandingAndObstacles(c.Request().Context(), request.ScopeOf(c), of.AsOf, of.Group); err != nil {
		return err
	}
	all, f, err := s.funnelAsked(c)
	if err != nil {
		return err
	}
	b := progressScopeBody{AsOf: f.AsOf, RuleVersion: f.RuleVersion, Of: ofGroupAt(scopePath, c.QueryParams()),
		When:  s.asOfForm(scopePath, all.AsOf).keeping(c.QueryParams(), "group"),
		Chart: chart.Funnel(f)}
	if b.Tabs, err = s.tabsOf(c, scopePath, all.AsOf, all.Group); err != nil {
		return err
	}
	if b.Funnel, err = funnelList(c, f, all); err != nil {
		return err
	}
	if b.Matrix, err = s.obstacleFile(c); err != nil {
		return err
	}
	if b.Funnel.CSV != "" {
		b.SVG = withQuery(scopePath+".svg", all.Values())
	}
	return s.pages.scope.render(s, c, http.StatusOK, page{Title: "対象と支障｜進捗"}, b)
}

// funnelAsked reads the funnel of the processes that the address asks for.
func (s *Handlers) funnelAsked(c echo.Context) (all store.ProcessFilter, f progress.Funnel, err error) {
	if all, err = extentOf(c.QueryParams()); err != nil {
		return all, f, err
	}
	ctx := c.Request().Context()
	group, err := s.GroupGiven(ctx, all.Group)
	if err != nil {
		return all, f, err
	}
	standing, err := s.Standing(ctx, request.ScopeOf(c), all.AsOf, group)
	return all, progress.FunnelOf(standing), err
}

// extentOf is which processes the page of an address is of, and as of when.
func extentOf(values url.Values) (all store.ProcessFilter, err error) {
	all.Group = strings.TrimSpace(values.Get("group"))
	all.AsOf, err = asOfOf(values)
	return all, err
}

func (s *Handlers) funnelSVG(c echo.Context) error {
	all, f, err := s.funnelAsked(c)
	if err != nil {
		return err
	}
	return s.sendDrawing(c, chart.Funnel(f), "手続の内訳", all.AsOf)
}

func (s *Handlers) funnelFile(c echo.Context) (shownList[funnelRow], error) {
	all, f, err := s.funnelAsked(c)
	if err != nil {
		return shownList[funnelRow]{}, err
	}
	return funnelList(c, f, all)
}

func funnelList(c echo.Context, f progress.Funnel, all store.ProcessFilter) (shownList[funnelRow], error) {
	var rows []funnelRow
	for _, p := range f.Steps {
		on := store.OnStep(p.Step, all.AsOf)
		on.Group = all.Group
		rows = append(rows, funnelRow{p, p.Step.Rule(), listing(on)})
	}
	rows = append(rows, funnelRow{FunnelPart: f.All, Href: listing(all)})
	number := func(label string, of func(funnelRow) int64) listColumn[funnelRow] {
		return listColumn[funnelRow]{Label: label, Number: true, Value: func(r funnelRow) any { return of(r) }}
	}
	return list[funnelRow]{
		Name: "手続の内訳", Path: scopePath, Files: funnelFile, Unit: "行", Own: []string{"as_of", "group"},
		Columns: []listColumn[funnelRow]{
			{Label: "どこにあるか", Value: func(r funnelRow) any { return r.Label }},
			number("手続", func(r funnelRow) int64 { return r.Processes }),
			number("年間件数", func(r funnelRow) int64 { return r.Cases }),
			number("件数が不明", func(r funnelRow) int64 { return r.CasesUnknown }),
			number("件数が正確でない", func(r funnelRow) int64 { return r.CasesInexact }),
			number("年間件数の下限", func(r funnelRow) int64 { return r.CasesBounds.Low }),
			{Label: "年間件数の上限", Number: true, Value: func(r funnelRow) any { return r.upper() }},
			{Label: "規則", Value: func(r funnelRow) any { return r.Rule }},
		},
	}.show(c, rows)
}

// obstacleFile is the matrix of bureaus and obstacles, as page and files have it.
func (s *Handlers) obstacleFile(c echo.Context) (shownList[obstacleRow], error) {
	all, err := extentOf(c.QueryParams())
	if err != nil {
		return shownList[obstacleRow]{}, err
	}
	m, err := s.Store.Obstacles(c.Request().Context(), request.ScopeOf(c), all.AsOf, all.Group)
	if err != nil {
		return shownList[obstacleRow]{}, err
	}
	cell := func(n store.ObstacleCount, bureau, code string) obstacleCell {
		f := store.NotDone(all.AsOf)
		f.Group = all.Group
		if bureau != "" {
			f.Bureaus = []string{bureau}
		}
		if code != "" {
			f.Obstacles = []string{code}
		}
		return obstacleCell{n.Processes, listing(f)}
	}
	rows := make([]obstacleRow, len(m.Bureaus))
	for i, b := range m.Bureaus {
		rows[i] = obstacleRow{Bureau: b.Name, Sum: cell(m.Sums[b.ID], b.Code, "")}
		for _, code := range m.Codes {
			rows[i].Cells = append(rows[i].Cells, cell(m.Cells[store.ObstacleCell{BureauID: b.ID, Code: code}], b.Code, code))
		}
	}
	words := s.labels(c)
	l := list[obstacleRow]{Name: "局と未実施の理由", Path: scopePath, Files: obstaclesFile, Unit: "局", Own: []string{"as_of", "group"},
		Columns: []listColumn[obstacleRow]{{Label: "局", Value: func(r obstacleRow) any { return r.Bureau }}}}
	for i, code := range m.Codes {
		l.Columns = append(l.Columns, listColumn[obstacleRow]{Label: words.obstacle(code), Number: true, Sum: true,
			Value:   func(r obstacleRow) any { return r.Cells[i].N },
			SumHref: func([]obstacleRow, bool) string { return cell(store.ObstacleCount{}, "", code).Href }})
	}
	l.Columns = append(l.Columns, listColumn[obstacleRow]{Label: "計（手続を1回だけ数えたもの）", Number: true, Sum: true,
		Value:   func(r obstacleRow) any { return r.Sum.N },
		SumHref: func([]obstacleRow, bool) string { return cell(store.ObstacleCount{}, "", "").Href }})
	return l.show(c, rows)
}

func (l labels) obstacle(code string) string {
	if code == store.Blank {
		return "記入なし"
	}
	return l.Code("obstacle", code)
}

// progressHonestyBody is the page of how sure the figures are.
type progressHonestyBody struct {
	store.Honesty
	RuleVersion string
	Tabs        []tab
	When        asOfForm
	List        shownList[weaknessRow]
	Board       string
	InScopeHref string
}

// weaknessRow is a reason for doubt as a row.
type weaknessRow struct {
	store.Weakness
	N     int64
	Share progress.Rate // of the processes that count
	Href  string
}

func (s *Handlers) progressHonestyPage(c echo.Context) error {
	asOf, h, err := s.honestyAsked(c)
	if err != nil {
		return err
	}
	b := progressHonestyBody{Honesty: h, RuleVersion: progress.RuleVersion, Tabs: progressTabs(honestyPath, asOf),
		When: s.asOfForm(honestyPath, asOf), InScopeHref: listing(counted(asOf))}
	if h.Round.ID != 0 {
		b.Board = boardLink(h.Round.ID, boardStanding, string(registry.StandsNothing))
	}
	if b.List, err = weaknessList(c, h, asOf); err != nil {
		return err
	}
	return s.pages.honesty.render(s, c, http.StatusOK, page{Title: "数値の確かさ｜進捗"}, b)
}

func (s *Handlers) honestyAsked(c echo.Context) (asOf time.Time, h store.Honesty, err error) {
	if asOf, err = asOfOf(c.QueryParams()); err != nil {
		return asOf, h, err
	}
	h, err = s.Store.Honesty(c.Request().Context(), request.ScopeOf(c), asOf)
	return asOf, h, err
}

func (s *Handlers) honestyFile(c echo.Context) (shownList[weaknessRow], error) {
	asOf, h, err := s.honestyAsked(c)
	if err != nil {
		return shownList[weaknessRow]{}, err
	}
	return weaknessList(c, h, asOf)
}

func weaknessList(c echo.Context, h store.Honesty, asOf time.Time) (shownList[weaknessRow], error) {
	rows := make([]weaknessRow, len(store.Weaknesses))
	for i, w := range store.Weaknesses {
		rows[i] = weaknessRow{w, h.Counts[w], progress.NewRate(h.Counts[w], h.InScope), listing(w.List(asOf))}
	}
	return list[weaknessRow]{
		Name: "数値の確かさ", Path: honestyPath, Unit: "行", Own: []string{"as_of"},
		Columns: []listColumn[weaknessRow]{
			{Label: "確かめたいこと", Value: func(r weaknessRow) any { return r.Label() }},
			{Label: "手続", Number: true, Value: func(r weaknessRow) any { return r.N }},
			{Label: "対象に占める割合", Number: true, Value: func(r weaknessRow) any { return r.Share }},
			{Label: "規則", Value: func(r weaknessRow) any { return r.Rule() }},
		},
	}.show(c, rows)
}
