package bench

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
)

// catalogue is a registry of so many times the sample's 28,000 processes. before is a
// moment before its last change, which altered every tenth process.
func catalogue(b *testing.B, times int) (s *store.Store, before time.Time) {
	b.Helper()
	return catalogueAt(b, pgtest.New(b), times)
}

// catalogueAt is catalogue in the empty registry of a database.
func catalogueAt(b *testing.B, url string, times int) (s *store.Store, before time.Time) {
	b.Helper()
	s = open(b, url)
	rows := sampleRows()
	in := input{path: filepath.Join(b.TempDir(), "サンプル.xlsx"), rows: len(rows)}
	must(b, report.WriteFile(in.path, func(w io.Writer) error {
		return report.List{Years: []int{2019, 2020}}.WriteXLSX(w, len(rows), each(rows))
	}))
	importFile(b, s, in, registry.UploadConfirmed)
	before = time.Now()
	pool := pgtest.Open(b, url)
	for _, text := range []string{
		// The same processes under other IDs, since making and reading ten times the files would take minutes.
		copies("process", times), copies("volume", times),
		`with c as (insert into change (at, actor, kind, previous_hash, content_hash, hash)
			select now(), '計測', 'edit', hash, hash, hash from change order by id desc limit 1 returning id, at),
		old as (update process p set recorded_to = c.at, closed_by = c.id from c where p.process_id % 10 = 0 returning p.*)
		insert into process select r.* from old, c, jsonb_populate_record(null::process, to_jsonb(old) || jsonb_build_object(
			'recorded_from', c.at, 'recorded_to', 'infinity', 'change_id', c.id, 'closed_by', null, 'digitization_status', 'done')) r`,
		"vacuum analyze process", "vacuum analyze volume",
	} {
		_, err := pool.ExecContext(b.Context(), text)
		must(b, err)
	}
	return s, before
}

func copies(table string, times int) string {
	return fmt.Sprintf(`insert into %[1]s select r.* from %[1]s t, generate_series(1, %[2]d) n,
		jsonb_populate_record(null::%[1]s, to_jsonb(t) || jsonb_build_object('process_id', t.process_id + 1000000 * n)) r`, table, times-1)
}

// BenchmarkExport writes all processes, and the same cells by excelize's stream
// writer alone.
func BenchmarkExport(b *testing.B) {
	s, _ := catalogue(b, 1)
	path := filepath.Join(b.TempDir(), "一覧.xlsx")
	export := func() {
		must(b, report.WriteFile(path, func(w io.Writer) error {
			_, err := report.WriteList(b.Context(), s, operator, store.ProcessFilter{}, "", report.XLSX, "", w)
			return err
		}))
	}
	export()
	rows := cells(b, path)
	for b.Loop() {
		record(b, line{"全手続の出力 ÷ 同じセルを StreamWriter で書くだけ", 1.3, ratio(b, 5, export, func() { bareWrite(b, rows) }), "倍", ""})
	}
}

// BenchmarkProgressWorkbook writes the quarter's workbook with the full list, and the same cells by
// excelize's stream writer alone; and has the program make such a workbook.
func BenchmarkProgressWorkbook(b *testing.B) {
	url := pgtest.New(b)
	s, before := catalogueAt(b, url, 1)
	cmd := exec.CommandContext(b.Context(), program(b), "export", "progress", "--out", filepath.Join(b.TempDir(), "進捗報告.xlsx"))
	cmd.Env = environment("TETSUZUKI_DATABASE_URL=" + url)
	path := filepath.Join(b.TempDir(), "進捗報告.xlsx")
	write := func() {
		must(b, report.WriteFile(path, func(w io.Writer) error {
			return report.WriteProgress(b.Context(), s, operator, report.ProgressQuestion{From: before}, w)
		}))
	}
	write()
	f, err := excelize.OpenFile(path)
	must(b, err)
	record(b, line{"進捗報告の最大メモリー", 200, peakMemory(b, cmd), "MB", ""})
	var rows [][]any
	for _, sheet := range f.GetSheetList() {
		rows = append(rows, cellsOf(b, f, sheet)...)
	}
	must(b, f.Close())
	for b.Loop() {
		record(b, line{"四半期の進捗報告 ÷ 同じセルを StreamWriter で書くだけ", 1.5, ratio(b, 5, write, func() { bareWrite(b, rows) }), "倍", ""})
	}
}

// cells are the cells of a workbook's first sheet with their types.
func cells(b *testing.B, path string) [][]any {
	b.Helper()
	f, err := excelize.OpenFile(path)
	must(b, err)
	defer f.Close()
	return cellsOf(b, f, f.GetSheetName(0))
}

func cellsOf(b *testing.B, f *excelize.File, sheet string) [][]any {
	b.Helper()
	texts, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	must(b, err)
	rows := make([][]any, len(texts))
	for i, row := range texts {
		rows[i] = make([]any, len(row))
		for j, s := range row {
			var n int64
			if _, err := fmt.Sscanf(s, "%d", &n); err == nil && fmt.Sprint(n) == s {
				rows[i][j] = n
			} else if s != "" {
				rows[i][j] = s
			}
		}
	}
	return rows
}

func bareWrite(b *testing.B, rows [][]any) {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	must(b, err)
	for i, row := range rows {
		must(b, w.SetRow(fmt.Sprintf("A%d", i+1), row))
	}
	must(b, w.Flush())
	must(b, f.SaveAs(filepath.Join(b.TempDir(), "素.xlsx")))
}

// BenchmarkDashboard asks for the figures when nobody has asked before: each time another program,
// which remembers nothing.
func BenchmarkDashboard(b *testing.B) {
	url := pgtest.New(b)
	_, before := catalogueAt(b, url, 1)
	const rounds = 9
	for b.Loop() {
		var fresh []*store.Store
		for range 2 * rounds {
			s := open(b, url)
			_, err := s.Edition(b.Context()) // connects
			must(b, err)
			fresh = append(fresh, s)
		}
		figures := func(asOf time.Time) func() {
			return func() {
				standing, err := fresh[0].Standing(b.Context(), operator, asOf)
				must(b, err)
				if progress.Of(standing).Processes != 28000 {
					b.Fatal("not the whole catalogue")
				}
				fresh = fresh[1:]
			}
		}
		var took time.Duration
		past := figures(before)
		times := ratio(b, rounds, func() { took = timed(past) }, figures(time.Time{}))
		record(b, line{"進捗の数値：過去の時点 ÷ 今（28,000 件）", 2, times, "倍", fmt.Sprintf("（%.2f 秒）", took.Seconds())})
	}
}

// BenchmarkFirstPage asks for the first page of every filter under every sort.
func BenchmarkFirstPage(b *testing.B) {
	small, _ := catalogue(b, 1)
	large, _ := catalogue(b, 10)
	low, high := int64(100), int64(1000)
	filters := map[string]store.ProcessFilter{
		"すべて":   {},
		"語":     {Text: "道路 届出"},
		"局":     {Bureaus: []string{"環境局"}},
		"状況":    {Statuses: []string{"planned", "considering"}},
		"類型":    {Types: []string{"2-1"}},
		"対象":    {Scope: store.ScopeCounted},
		"法令改正":  {LawChanges: []string{"required"}},
		"重点":    {Priority: registry.Yes},
		"判定不能":  {Priority: registry.Undecidable},
		"基準の前後": {Near: true},
		"件数の範囲": {VolumeMin: &low, VolumeMax: &high},
		"予定年度":  {PlannedYears: []int{2022}},
	}
	type page struct {
		name         string
		ratio, large float64 // of the times, and the larger in milliseconds
	}
	for b.Loop() {
		var pages []page
		for name, f := range filters {
			for _, key := range store.SortKeys() {
				f.Sort, f.Descending = key, true
				a, z := best(b, small, f), best(b, large, f)
				pages = append(pages, page{name + "・" + key, z / math.Max(a, 0.001), z * 1000}) // below a millisecond, the clock rules
			}
		}
		slices.SortFunc(pages, func(a, b page) int { return cmp.Compare(b.ratio, a.ratio) })
		over := 0
		for _, p := range pages {
			if p.ratio > 2 {
				over++
			}
		}
		note := fmt.Sprintf("（%d 組のうち %d 組が基準を超える。", len(pages), over)
		for _, p := range pages[:5] {
			note += fmt.Sprintf(" %s %.1f 倍 %.0f ミリ秒", p.name, p.ratio, p.large)
		}
		record(b, line{"一覧の 1 ページ目：280,000 件 ÷ 28,000 件（最も悪い条件と並び）", 2, pages[0].ratio, "倍", note + "）"})
	}
}

// best is the shortest time of some for a first page, in seconds; the first of them
// counts the total, which is remembered.
func best(b *testing.B, s *store.Store, f store.ProcessFilter) float64 {
	b.Helper()
	least := math.Inf(1)
	for range 4 {
		least = min(least, timed(func() {
			_, err := s.Processes(b.Context(), operator, f)
			must(b, err)
		}).Seconds())
	}
	return least
}
