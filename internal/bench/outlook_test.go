package bench

import (
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/forecast"
	"tetsuzuki/internal/law"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/store"
)

// BenchmarkOutlook compares the forecast and the ranking of laws with the figures of one past
// moment, which are computed from as many processes.
func BenchmarkOutlook(b *testing.B) {
	for b.Loop() {
		for _, times := range []int{1, 10} {
			s, before := catalogue(b, times)
			size := fmt.Sprintf("（%s 件）", []string{"28,000", "280,000"}[times/10])
			// Each asks of another moment: what was computed before is not remembered.
			moment := before
			another := func() time.Time {
				moment = moment.Add(-time.Microsecond)
				return moment
			}
			figures := func() {
				standing, err := s.Standing(b.Context(), operator, another())
				must(b, err)
				progress.Of(standing)
			}
			figures()
			var took time.Duration
			record(b, line{"見込み ÷ ある時点の数値" + size, 20, ratio(b, 3, func() {
				took = timed(func() {
					in, err := s.Forecast(b.Context(), operator, store.ForecastQuestion{AsOf: another()})
					must(b, err)
					forecast.Of(in)
				})
			}, figures), "倍", fmt.Sprintf("（%.2f 秒）", took.Seconds())})
			record(b, line{"法令の順位 ÷ ある時点の数値" + size, 4, ratio(b, 3, func() {
				took = timed(func() {
					in, err := s.Laws(b.Context(), operator, store.LawsQuestion{AsOf: another()})
					must(b, err)
					progress.LawsOf(law.ByArticle, in)
				})
			}, figures), "倍", fmt.Sprintf("（%.2f 秒）", took.Seconds())})
		}
	}
}
