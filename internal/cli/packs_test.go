package cli

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store/storetest"
)

// The verb leaves the packs of a round in its folder: each as the zip has it, with the list of what
// is handed in, and readable as the inventory that it is; or one bureau's alone, the same bytes.
func TestThePacksInAFolder(t *testing.T) {
	t.Parallel()
	world := storetest.New(t)
	in := func(bureau int, name string) *storetest.Row {
		return &storetest.Row{Process: registry.Process{BureauID: bureau, ProcedureName: name, Status: registry.Planned, InScope: true}}
	}
	world.Change(t, "2022-04-01 09:00", "作り物", in(10, "架空の届出"), in(10, "架空の許可"), in(13, "架空の検査"))
	code, out, errs := runOn(t, world.URL, "report", "packs", "--out", t.TempDir())
	if code != exitWrong || !strings.Contains(errs, "調査回はまだありません") {
		t.Fatalf("without a round: %d %q %q", code, out, errs)
	}
	opens := time.Now().In(registry.Tokyo)
	if _, err := world.SaveRound(t.Context(), operator(), registry.Round{Name: "架空の棚卸", FiscalYear: 2021, OpensOn: opens,
		Deadline: opens.AddDate(0, 1, 0), Asks: registry.AsksHolders}); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "調査票")
	code, out, errs = runOn(t, world.URL, "report", "packs", "--round", "架空の棚卸", "--out", folder)
	if code != exitOK || !strings.Contains(out, "3 個のファイルと 調査票_架空の棚卸.zip を書き出しました。") {
		t.Fatalf("%d %q %q", code, out, errs)
	}
	z, err := zip.OpenReader(filepath.Join(folder, "調査票_架空の棚卸.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	onDisk := wantInFolder(t, &z.Reader, folder)
	for bureau, processes := range map[string]int{"環境局": 2, "産業労働局": 1} {
		name := "調査票_架空の棚卸_" + bureau + ".xlsx"
		got, err := importer.Check(t.Context(), importer.Source{Name: name, Data: bytes.NewReader(onDisk[name]), Size: int64(len(onDisk[name]))},
			importer.Options{Bureau: bureau})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Records) != processes || got.File.Stamp.IsZero() {
			t.Errorf("%s has %d processes, want %d; its mark is %q", name, len(got.Records), processes, got.File.Stamp)
		}
	}
	if onDisk["提出一覧.xlsx"] == nil || onDisk[report.Manifest] == nil || len(onDisk) != 4 {
		t.Errorf("%d files", len(onDisk))
	}
	alone := t.TempDir()
	code, out, errs = runOn(t, world.URL, "report", "packs", "--bureau", "環境局", "--out", alone)
	if code != exitOK || !strings.Contains(out, "環境局の調査票を書き出しました。") {
		t.Fatalf("%d %q %q", code, out, errs)
	}
	const own = "調査票_架空の棚卸_環境局.xlsx"
	if got, err := os.ReadFile(filepath.Join(alone, own)); err != nil || !bytes.Equal(got, onDisk[own]) {
		t.Errorf("one bureau's alone is other bytes (%v)", err)
	}
	for _, wrong := range [][]string{{}, {"--out", alone, "--round", "ない回"}, {"--out", alone, "--bureau", "ない局"}} {
		if code, out, _ := runOn(t, world.URL, append([]string{"report", "packs"}, wrong...)...); code == exitOK {
			t.Errorf("%q: %q", wrong, out)
		}
	}
}
