package intake_test

import (
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/survey"
)

// bareLoop is what imports are measured against: excelize over the same file.
func bareLoop(t testing.TB, path string) int {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// BenchmarkImport takes the real rows in, and the same file once more, each as a
// ratio to a bare loop over the file.
func BenchmarkImport(b *testing.B) {
	rows := survey.Rows(b)
	path := survey.Workbook(b, rows)
	var bare, first, again time.Duration
	timed := func(d *time.Duration, do func()) {
		start := time.Now()
		do()
		*d += time.Since(start)
	}
	for b.Loop() {
		r := newRig(b)
		timed(&bare, func() { bareLoop(b, path) })
		timed(&first, func() {
			if got := r.file(b, operator, path, intake.Options{}); got.Upload.Counts.New != len(rows) {
				b.Fatalf("%v %+v", got.Upload.State, got.Upload.Counts)
			}
		})
		timed(&again, func() {
			if got := r.file(b, operator, path, intake.Options{}); got.Upload.State != registry.UploadUnchanged {
				b.Fatalf("%v %+v", got.Upload.State, got.Upload.Counts)
			}
		})
	}
	b.ReportMetric(bare.Seconds()/float64(b.N), "bare-s")
	b.ReportMetric(first.Seconds()/bare.Seconds(), "import/bare")
	b.ReportMetric(again.Seconds()/bare.Seconds(), "again/bare")
}
