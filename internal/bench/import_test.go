package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

var operator = registry.Operator("計測")

func open(b *testing.B, url string) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), url, store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	return s
}

func importFile(b *testing.B, s *store.Store, in input, want registry.UploadState) {
	b.Helper()
	f, err := os.Open(in.path)
	must(b, err)
	defer f.Close()
	r, err := intake.New(s, 1<<30).Import(b.Context(), operator, intake.File{Name: filepath.Base(in.path), Data: f}, intake.Options{})
	must(b, err)
	if r.Upload.State != want {
		b.Fatalf("%s: %s %+v, want %s", in.path, r.Upload.State, r.Upload.Counts, want)
	}
}

func BenchmarkImport(b *testing.B) {
	in := realInput(b)
	for b.Loop() {
		var stores []*store.Store
		record(b, line{"取込（読取・検査・差分・確定）÷ excelize で読むだけ", 1.5, ratio(b, 3, func() {
			s := stores[len(stores)-1]
			importFile(b, s, in, registry.UploadConfirmed)
		}, func() {
			stores = append(stores, open(b, pgtest.New(b)))
			bareLoop(b, in.path)
		}), "倍", "（" + in.from + "、" + strconv.Itoa(in.rows) + " 行）"})
		last := stores[len(stores)-1]
		record(b, line{"同じファイルの再取込 ÷ excelize で読むだけ", 1.5, ratio(b, 3,
			func() { importFile(b, last, in, registry.UploadUnchanged) },
			func() { bareLoop(b, in.path) }), "倍", ""})
	}
}

// BenchmarkImportMemory runs the program itself, whose peak the kernel knows.
func BenchmarkImportMemory(b *testing.B) {
	in := realInput(b)
	binary := program(b)
	peak := func(in input) float64 {
		cmd := exec.CommandContext(b.Context(), binary, "import", in.path)
		cmd.Env = environment("TETSUZUKI_DATABASE_URL="+pgtest.New(b), "TETSUZUKI_MAX_UPLOAD_MB=1024")
		return peakMemory(b, cmd)
	}
	for b.Loop() {
		one := peak(in)
		record(b, line{"取込の最大メモリー", 200, one, "MB", ""})
		record(b, line{"10 倍の行の取込の最大メモリー ÷ 1 倍のとき", 2, peak(tenfold(b, in)) / one, "倍", ""})
	}
}
