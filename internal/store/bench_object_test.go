package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// BenchmarkObject reads single objects and a first page over 28,000 processes, as
// somebody of one bureau and as somebody of all: what keeping bureaus apart costs.
func BenchmarkObject(b *testing.B) {
	w := storetest.New(b)
	w.Generate(b, 28_000)
	if _, err := w.Pool.ExecContext(b.Context(), `insert into upload (actor, bureau_id, file_name, file_bytes, sha256)
		select '作り物', 1 + i % 29, '作り物.xlsx', 1, decode(repeat('00', 32), 'hex') from generate_series(1, 1000) i`); err != nil {
		b.Fatal(err)
	}
	var upload, process int64
	if err := w.Pool.QueryRowContext(b.Context(),
		"select (select max(id) from upload where bureau_id = 10), (select max(process_id) from process where bureau_id = 10 and closed_by "+
			"is null)").Scan(&upload, &process); err != nil {
		b.Fatal(err)
	}
	officer := registry.ScopeOf(registry.Account{ID: 1, Name: "入力者", Role: registry.Officer, BureauID: 10})
	for name, read := range map[string]func(context.Context, registry.Scope) error{
		"upload": func(ctx context.Context, scope registry.Scope) error {
			_, err := w.Upload(ctx, scope, upload)
			return err
		},
		"events": func(ctx context.Context, scope registry.Scope) error {
			_, err := w.UploadEvents(ctx, scope, upload)
			return err
		},
		"process": func(ctx context.Context, scope registry.Scope) error {
			_, err := w.Process(ctx, scope, registry.ProcessID(process), time.Time{})
			return err
		},
		"page": func(ctx context.Context, scope registry.Scope) error {
			_, err := w.Processes(ctx, scope, store.ProcessFilter{})
			return err
		},
	} {
		for who, scope := range map[string]registry.Scope{"bureau": officer, "all": planner} {
			b.Run(name+"/"+who, func(b *testing.B) {
				for b.Loop() {
					if err := read(b.Context(), scope); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkBureausImport reads in and confirms 10,000 rows of one bureau, as that
// bureau, whose every row the server checks, and as somebody of all bureaus.
func BenchmarkBureausImport(b *testing.B) {
	ctx := b.Context()
	const rows = 10_000
	best := map[registry.Scope]time.Duration{}
	whole := registry.Operator("計測")
	for range 3 {
		for _, scope := range []registry.Scope{whole, whole.Only(10)} {
			w := storetest.New(b)
			w.Generate(b, 28_000)
			if _, err := w.Pool.ExecContext(ctx, "select setval('process_id_seq', 1000000)"); err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			u, err := w.AddUpload(ctx, scope, registry.Upload{BureauID: 10, FileName: "作り物.xlsx"}, strings.NewReader(""))
			if err != nil {
				b.Fatal(err)
			}
			fill := func(add func(*store.StagedRow) error) error {
				for i := range rows {
					total := int64(i)
					row := store.StagedRow{Sheet: "a", Row: i + 2, Process: registry.Process{BureauID: 10, ProcedureName: fmt.Sprint("作り物", i)}}
					for year := 2019; year < 2023; year++ {
						row.Volumes = append(row.Volumes, registry.Volume{FiscalYear: year,
							Total: registry.Count{Value: &total, Qualifier: registry.Exact, State: registry.Provided}})
					}
					if err := add(&row); err != nil {
						return err
					}
				}
				return nil
			}
			judge := func([]store.BadID, store.Fit) (store.Verdict, error) {
				return store.Verdict{Report: []byte("{}"), State: registry.UploadStaged}, nil
			}
			if err := w.Stage(ctx, scope, u.ID, fill, judge); err != nil {
				b.Fatal(err)
			}
			if _, err := w.Comparison(ctx, scope, u.ID, store.ComparisonQuery{}); err != nil {
				b.Fatal(err)
			}
			if u, err = w.Apply(ctx, scope, u.ID, registry.ChangeImport, store.TheFile); err != nil || u.Counts.New != rows {
				b.Fatal(u.Counts, err)
			}
			if d := time.Since(start); best[scope] == 0 || d < best[scope] {
				best[scope] = d
			}
		}
	}
	for b.Loop() {
		continue // measured above, by turns
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(best[whole]), "ms-all")
	b.ReportMetric(milliseconds(best[whole.Only(10)]), "ms-bureau")
	b.ReportMetric(best[whole.Only(10)].Seconds()/best[whole].Seconds(), "bureau/all")
}
