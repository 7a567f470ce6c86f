package bench

import (
	"fmt"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// BenchmarkRelated asks what may belong to a process, of a hundred of them, in a larger and in a
// smaller registry.
func BenchmarkRelated(b *testing.B) {
	small, _ := catalogue(b, 1)
	large, _ := catalogue(b, 10)
	related := func(s *store.Store) func() {
		return func() {
			now, all := time.Now(), 0 // what was asked of a moment is remembered
			for id := registry.ProcessID(280); id <= 28000; id += 280 {
				found, err := s.Related(b.Context(), operator, id, now)
				must(b, err)
				all += len(found.All)
			}
			if all < 1000 {
				b.Fatalf("only %d related processes", all)
			}
		}
	}
	for b.Loop() {
		var took time.Duration
		times := ratio(b, 9, func() { took = timed(related(large)) }, related(small))
		record(b, line{"関連する手続：280,000 件 ÷ 28,000 件", 1.5, times, "倍", fmt.Sprintf("（%.1f ミリ秒）", took.Seconds()*10)})
	}
}
