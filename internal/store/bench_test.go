package store_test

import (
	"fmt"
	"net/url"
	"testing"

	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// BenchmarkFirstPage reads the first page of lists over 28,000 and 280,000
// processes; the larger should take at most twice as long (architecture.md).
func BenchmarkFirstPage(b *testing.B) {
	for _, n := range []int{28_000, 280_000} {
		w := storetest.New(b)
		w.Generate(b, n)
		for _, filter := range []string{"", "status=done", "bureau=B10", "priority=yes", "priority=undecidable", "near=yes", "scope=counted&law_change=required", "volume_min=100&volume_max=200", "planned_year=2023", "q=0012"} {
			for _, sort := range store.SortKeys() {
				for _, order := range []string{"asc", "desc"} {
					query := fmt.Sprintf("%s&sort=%s&order=%s", filter, sort, order)
					values, err := url.ParseQuery(query)
					if err != nil {
						b.Fatal(err)
					}
					f, err := store.ParseFilter(values)
					if err != nil {
						b.Fatal(err)
					}
					b.Run(fmt.Sprintf("%d/%s", n, query), func(b *testing.B) {
						for b.Loop() {
							if _, err := w.Processes(b.Context(), planner, f); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			}
		}
	}
}

// BenchmarkFigures computes the figures of progress now and as of a past moment.
func BenchmarkFigures(b *testing.B) {
	w := storetest.New(b)
	w.Generate(b, 28_000)
	for _, asOf := range []string{"", storetest.GeneratedOn} {
		b.Run("as of "+asOf, func(b *testing.B) {
			f := store.ProcessFilter{}
			if asOf != "" {
				f.AsOf = moment(b, asOf)
			}
			for b.Loop() {
				if _, err := w.Standing(b.Context(), planner, f.AsOf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
