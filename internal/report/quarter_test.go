package report_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

func quarterZip(t *testing.T, s *store.Store, ask report.ProgressQuestion) []byte {
	t.Helper()
	var b bytes.Buffer
	err := report.ReadQuarter(t.Context(), s, registry.Operator("作り物"), ask, func(q report.Quarter) error { return q.WriteZip(&b, nil) })
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unzipped are the files of a zip, by their names.
func unzipped(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range z.File {
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[e.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// The quarter's zip has everything, its manifest the checksum of each file, and the same two
// moments give the same bytes whatever happened since.
func TestTheQuarterIsOneZip(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 14)
	first := quarterZip(t, w.Store, quarterEnds)
	files := unzipped(t, first)
	for _, name := range []string{"公表文.txt", "進捗報告_20221231.xlsx", "図/デジタル化率の推移.svg", "図/デジタル化率の推移.png", "図/デジタル化率の見込み.png",
		"図/局別の対象と実施済.png", "図/国の法令改正を待つ手続の多い法令.svg", "局別/環境局_20221231.xlsx", report.Manifest} {
		if files[name] == nil {
			t.Errorf("it has no %s", name)
		}
	}
	sums := strings.Split(strings.TrimSuffix(string(files[report.Manifest]), "\n"), "\n")
	if len(sums) != len(files)-1 {
		t.Errorf("the manifest names %d of %d files", len(sums), len(files)-1)
	}
	for _, line := range sums {
		sum, name, _ := strings.Cut(line, "  ")
		if got := sha256.Sum256(files[name]); hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s is not what the manifest says", name)
		}
	}
	for name, data := range files {
		if strings.HasSuffix(name, ".png") {
			if _, err := png.Decode(bytes.NewReader(data)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	sentence := string(files["公表文.txt"])
	for _, want := range []string{"2022年12月31日時点で、対象の ", "％）がデジタル化されています。前回（2022年9月30日", " ポイントです。", "次の四半期末（2023年3月31日）には、",
		"見込みです。目標「３年間で70％」（2024年3月31日までに"} {
		if !strings.Contains(sentence, want) {
			t.Errorf("the sentence lacks %q:\n%s", want, sentence)
		}
	}
	w.Change(t, "2023-03-02 10:00", "作り物", &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "後から", InScope: true}})
	if again := quarterZip(t, w.Store, quarterEnds); !bytes.Equal(first, again) {
		t.Errorf("a second time it is another zip: %s", differing(t, first, again))
	}
}

// A bureau's list in the quarter reads back as it is in the registry.
func TestAQuartersListsReadBack(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 15)
	files := unzipped(t, quarterZip(t, w.Store, quarterEnds))
	var ids []string
	for name, data := range files {
		if !strings.HasPrefix(name, "局別/") {
			continue
		}
		bureau, _, _ := strings.Cut(strings.TrimPrefix(name, "局別/"), "_")
		got, err := importer.Check(t.Context(), importer.Source{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))},
			importer.Options{Bureau: bureau})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Records {
			ids = append(ids, r.Values.ProcessID)
		}
	}
	page, err := w.Store.Processes(t.Context(), registry.Operator("作り物"), store.ProcessFilter{AsOf: quarterEnds.To, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, p := range page.Processes {
		want = append(want, p.ID.String())
	}
	slices.Sort(ids)
	if !slices.Equal(ids, want) {
		t.Errorf("the bureaus' lists have %d processes, want %d", len(ids), len(want))
	}
}

// The ends are named by days, moments and published figures; what is none of them is told.
func TestTheEndsOfAQuarter(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 16)
	operator := registry.Operator("作り物")
	published, err := w.Store.AddSnapshot(t.Context(), operator, store.SnapshotDraft{Name: "架空の第2四半期", AsOf: quarterEnds.From})
	if err != nil {
		t.Fatal(err)
	}
	ask, err := report.AskedBetween(t.Context(), w.Store, operator, "1", "令和4年12月31日")
	if err != nil || !ask.From.Equal(quarterEnds.From) || ask.FromPublished.Name != published.Name || !ask.To.Equal(quarterEnds.To) {
		t.Errorf("it is %+v (%v)", ask, err)
	}
	if text := string(unzipped(t, quarterZip(t, w.Store, ask))["公表文.txt"]); !strings.Contains(text, "前回（2022年9月30日、") {
		t.Errorf("the sentence is %q", text)
	}
	for _, wrong := range [][2]string{{"99", ""}, {"先月", ""}, {"2022-09-30", "R99.99"}} {
		if _, err := report.AskedBetween(t.Context(), w.Store, operator, wrong[0], wrong[1]); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	officer := registry.ScopeOf(registry.Account{ID: 1, Role: registry.Officer, BureauID: 10})
	if err := report.ReadQuarter(t.Context(), w.Store, officer, quarterEnds, nil); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("a bureau's account: %v", err)
	}
	if err := report.ReadQuarter(t.Context(), w.Store, operator, report.ProgressQuestion{}, nil); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without an earlier moment: %v", err)
	}
}
