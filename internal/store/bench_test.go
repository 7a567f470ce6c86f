package store_test

import (
	"net/url"
	"strconv"
	"testing"
	"time"

	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// lists are filters and sorts as pages ask for them. Those of the first part are
// read off an index in their order; those of the second have to look at every row.
var lists = []string{
	"", "order=desc", "sort=bureau", "sort=procedure_name", "sort=procedure_name&order=desc", "sort=legal_basis",
	"sort=legal_basis&order=desc", "sort=status", "sort=status&order=desc", "sort=volume", "sort=volume&order=desc",
	"status=done", "status=done&sort=volume&order=desc", "status=exempt&sort=legal_basis", "status=none&sort=procedure_name",
	"bureau=B10", "bureau=B10&sort=volume&order=desc", "type=4&sort=status", "scope=counted&law_change=required&sort=volume&order=desc",
	"priority=yes&sort=volume&order=desc", "priority=no&sort=procedure_name", "priority=undecidable", "priority=undecidable&sort=legal_basis",
	"volume_min=10000&sort=volume", "volume_min=100&volume_max=200", "planned_year=2023", "near=yes&sort=volume&order=desc",
	"sort=planned_year", "sort=planned_year&order=desc", "sort=law_change", "sort=law_change&order=desc",
	"priority=undecidable&sort=volume&order=desc", "q=作り物法7&sort=volume&order=desc",

	"sort=type", "sort=digitized_on", "sort=department", "sort=online&order=desc", "q=0012", "q=どこにもない",
}

// BenchmarkFirstPage reads the first page of lists over 28,000 and 280,000
// processes, several times by turns, and reports the best of each and their ratio.
// It should be 2 at most (architecture.md). The total is remembered after the first
// time; BenchmarkTotal measures it alone.
func BenchmarkFirstPage(b *testing.B) {
	worlds := generated(b)
	for _, query := range lists {
		b.Run("?"+query, func(b *testing.B) {
			f := parsed(b, query)
			compare(b, worlds, func(w *storetest.World) {
				if _, err := w.Processes(b.Context(), planner, f); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkTotal reads a first page whose total nobody has counted before.
func BenchmarkTotal(b *testing.B) {
	worlds := generated(b)
	n := int64(100_000_000)
	compare(b, worlds, func(w *storetest.World) {
		n++ // another list each time
		if _, err := w.Processes(b.Context(), planner, store.ProcessFilter{VolumeMax: &n}); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkFigures computes the figures of progress over 28,000 processes now and
// as of a past moment; the latter should take at most twice as long.
func BenchmarkFigures(b *testing.B) {
	w := storetest.New(b)
	w.Generate(b, 28_000)
	best := map[string]time.Duration{}
	for range 10 {
		for asOf, at := range map[string]time.Time{"now": {}, "then": moment(b, storetest.GeneratedOn)} {
			start := time.Now()
			if _, err := w.Standing(b.Context(), planner, at); err != nil {
				b.Fatal(err)
			}
			if d := time.Since(start); best[asOf] == 0 || d < best[asOf] {
				best[asOf] = d
			}
		}
	}
	for b.Loop() {
		continue // measured above, by turns
	}
	b.ReportMetric(milliseconds(best["now"]), "ms-now")
	b.ReportMetric(milliseconds(best["then"]), "ms-then")
	b.ReportMetric(best["then"].Seconds()/best["now"].Seconds(), "then/now")
}

// generated is a smaller and a larger made-up registry.
func generated(b *testing.B) (worlds [2]*storetest.World) {
	b.Helper()
	for i, n := range []int{28_000, 280_000} {
		worlds[i] = storetest.New(b)
		worlds[i].Generate(b, n)
	}
	return worlds
}

// compare reports the best time of several on either registry and their ratio.
func compare(b *testing.B, worlds [2]*storetest.World, read func(*storetest.World)) {
	b.Helper()
	var best [2]time.Duration
	for b.Loop() {
		for range 5 {
			for i, w := range worlds {
				start := time.Now()
				read(w)
				if d := time.Since(start); best[i] == 0 || d < best[i] {
					best[i] = d
				}
			}
		}
	}
	b.ReportMetric(0, "ns/op") // of no meaning here
	b.ReportMetric(milliseconds(best[0]), "ms-28k")
	b.ReportMetric(milliseconds(best[1]), "ms-280k")
	b.ReportMetric(best[1].Seconds()/best[0].Seconds(), "280k/28k")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func parsed(b *testing.B, query string) store.ProcessFilter {
	b.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		b.Fatal(err)
	}
	f, err := store.ParseFilter(values)
	if err != nil {
		b.Fatal(strconv.Quote(query), err)
	}
	return f
}
