package bench

import (
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/law"
	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// BenchmarkOutlook compares what planners ask with the figures of one past moment, which are
// computed from as many processes.
func BenchmarkOutlook(b *testing.B) {
	for b.Loop() {
		for _, size := range []struct {
			times int
			label string
		}{{1, "（28,000 手続）"}, {10, "（280,000 手続）"}} {
			s, before := catalogue(b, size.times)
			moment := before
			another := func() time.Time { // what was computed of a moment is remembered
				moment = moment.Add(-time.Microsecond)
				return moment
			}
			figures := func() {
				standing, err := s.Standing(b.Context(), operator, another())
				must(b, err)
				progress.Of(standing)
			}
			figures()
			for _, asked := range []struct {
				what string
				bar  float64
				ask  func() error
			}{
				{"推移（3年、月末ごと）", 6, func() error {
					in, err := s.ProgressCurve(b.Context(), operator,
						store.CurveQuestion{From: before.AddDate(-3, 0, 0), To: another(), Step: progress.Monthly})
					progress.CurveOf(in)
					return err
				}},
				{"増減の理由", 4, func() error {
					bridge, err := s.Bridge(b.Context(), operator, store.BridgeQuestion{From: another()})
					bridge.Of(progress.RateCases)
					return err
				}},
				{"選択肢の数", 4, func() error {
					_, err := s.Facets(b.Context(), operator, store.ProcessFilter{AsOf: another()})
					return err
				}},
				{"見込み", 20, func() error {
					in, err := s.Forecast(b.Context(), operator, store.ForecastQuestion{AsOf: another()})
					forecast.Of(in)
					return err
				}},
				{"法令の順位", 4, func() error {
					in, err := s.Laws(b.Context(), operator, store.LawsQuestion{AsOf: another()})
					progress.LawsOf(law.ByArticle, in)
					return err
				}},
				{"計画", 8, func() error {
					basis, err := s.PlanBasis(b.Context(), operator, another(), "")
					must(b, err)
					_, err = plan.Make("bench", basis, plan.Wish{Objective: plan.Cases, Assumptions: plan.Defaults(registry.FiscalYear(basis.At))}, nil)
					return err
				}},
			} {
				var took time.Duration
				times := ratio(b, 3, func() { took = timed(func() { must(b, asked.ask()) }) }, figures)
				record(b, line{asked.what + " ÷ ある時点の数値" + size.label, asked.bar, times, "倍", fmt.Sprintf("（%.2f 秒）", took.Seconds())})
			}
		}
	}
}
