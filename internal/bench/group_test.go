package bench

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// BenchmarkGroup compares the list's first page and the figures of a group, of which more than a
// fourth of the processes are, with those of all processes.
func BenchmarkGroup(b *testing.B) {
	for b.Loop() {
		for _, size := range []struct {
			times int
			label string
		}{{1, "（28,000 手続）"}, {10, "（280,000 手続）"}} {
			s, before := catalogue(b, size.times)
			number, err := s.SetGroup(b.Context(), operator,
				registry.Group{Name: "架空の手続群", Source: "計測", Filter: "status=planned&law_change=not_required", Reason: "計測"})
			must(b, err)
			moment := before
			another := func() time.Time { // what was computed of a moment is remembered
				moment = moment.Add(-time.Microsecond)
				return moment
			}
			page := func(group string) func() {
				return func() {
					found, err := s.Processes(b.Context(), operator, store.ProcessFilter{Group: group})
					must(b, err)
					if len(found.Processes) == 0 {
						b.Fatal("an empty page")
					}
				}
			}
			for _, c := range []struct {
				what         string
				group, whole func()
			}{
				{"一覧の 1 ページ目", page(strconv.Itoa(number)), page("")},
				{"ある時点の数値", func() {
					_, err := s.GroupStanding(b.Context(), operator, another(), number)
					must(b, err)
				}, func() {
					_, err := s.Standing(b.Context(), operator, another())
					must(b, err)
				}},
			} {
				c.group() // the first page counts the total, which is remembered
				c.whole()
				var took time.Duration
				times := ratio(b, 9, func() { took = timed(c.group) }, c.whole)
				record(b, line{c.what + "：手続群 ÷ すべて" + size.label, 2, times, "倍", fmt.Sprintf("（%.3f 秒）", took.Seconds())})
			}
		}
	}
}
