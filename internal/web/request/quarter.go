package request

import (
	"context"
	"fmt"
	"io"

	"github.com/labstack/echo/v4"

	"tetsuzuki/internal/parameter"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

// QuarterQuery is which quarter's report is asked for.
type QuarterQuery struct {
	From, To string // days, moments or the numbers of published figures
	FullList bool
}

// QuarterParameters are those of a quarter's report.
var QuarterParameters = parameter.Table[QuarterQuery]{
	parameter.Raw("from", "前回の時点か、公表値の番号", "2022-09-30", "", "日付か公表値の番号で", func(q *QuarterQuery) *string { return &q.From }).Must(),
	parameter.Raw("to", "今回の時点か、公表値の番号。省くと現在", "2022-12-31", "", "日付か公表値の番号で",
		func(q *QuarterQuery) *string { return &q.To }),
	fullListParameter(),
}

func fullListParameter() parameter.Parameter[QuarterQuery] {
	p := parameter.Flag("full_list", "全手続の一覧も印刷する", func(q *QuarterQuery) *bool { return &q.FullList })
	p.Show = func(q *QuarterQuery) []string {
		if !q.FullList {
			return nil
		}
		return []string{"true"}
	}
	return p
}

// QuarterAsked is the question that a query asks.
func (s *Service) QuarterAsked(ctx context.Context, scope registry.Scope, q QuarterQuery) (report.ProgressQuestion, error) {
	if err := scope.Require("request.QuarterAsked", registry.Export); err != nil {
		return report.ProgressQuestion{}, err
	}
	if !scope.AllBureaus() {
		return report.ProgressQuestion{}, registry.Errorf(registry.Forbidden, "request.QuarterAsked",
			"四半期報告は、すべての局の数値です。局の分は、手続一覧から保存してください。")
	}
	ask, err := report.AskedBetween(ctx, s.Store, scope, q.From, q.To)
	ask.PrintAll = q.FullList
	return ask, err
}

// QuarterZip sends the quarter's report as one zip. Its packs depend on the rounds, which are set
// without a change of the registry.
func (s *Service) QuarterZip(c echo.Context, q QuarterQuery) error {
	scope := ScopeOf(c)
	rounds, err := s.Store.Rounds(c.Request().Context())
	if err != nil {
		return err
	}
	write := func(ctx context.Context, ask report.ProgressQuestion, w io.Writer) error {
		return report.ReadQuarter(ctx, s.Store, scope, ask, func(r report.Quarter) error { return r.WriteZip(w, nil) })
	}
	return s.quarterFile(c, q, fmt.Sprintf("%+v", rounds), "四半期報告_", ".zip", TypeZIP, write)
}

// QuarterXLSX sends the quarter's workbook.
func (s *Service) QuarterXLSX(c echo.Context, q QuarterQuery) error {
	scope := ScopeOf(c)
	return s.quarterFile(c, q, "", "進捗報告_", ".xlsx", TypeXLSX, func(ctx context.Context, ask report.ProgressQuestion, w io.Writer) error {
		return report.WriteProgress(ctx, s.Store, scope, ask, w)
	})
}

func (s *Service) quarterFile(
	c echo.Context,
	q QuarterQuery,
	basis, name, ending, contentType string,
	write func(context.Context, report.ProgressQuestion, io.Writer) error,
) error {
	ask, err := s.QuarterAsked(c.Request().Context(), ScopeOf(c), q)
	if err != nil {
		return err
	}
	to := ask.To
	if to.IsZero() {
		to = s.Now()
	}
	name += to.In(registry.Tokyo).Format("20060102") + ending
	return s.ExportOf(c, basis, name, contentType, func(ctx context.Context, w io.Writer) error { return write(ctx, ask, w) })
}
