package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/postgres/pgtest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// readBack reads files with the readers of another language, and prints of each its header and
// how many rows it has.
const readBack = `
import sys, os, csv, json, openpyxl, warnings
warnings.simplefilter("error")
out = {}
for folder in sorted(os.listdir(sys.argv[1])):
    for name in sorted(os.listdir(os.path.join(sys.argv[1], folder))):
        path = os.path.join(sys.argv[1], folder, name)
        kind = name.split(".")[-1]
        if kind == "xlsx":
            rows = [r for r in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]
            header, rows = list(rows[0]), [r for r in rows[1:] if r[0] != "合計"]
        elif kind == "csv":
            rows = list(csv.reader(open(path, encoding="utf-8-sig", newline="")))
            header, rows = rows[0], rows[1:]
        elif kind == "json":
            all = json.load(open(path, encoding="utf-8"))
            header, rows = all["columns"], all["rows"]
        else:
            rows = [json.loads(line) for line in open(path, encoding="utf-8")]
            header = list(rows[0]) if rows else None
        out.setdefault(folder, {})[kind] = {"header": header, "rows": len(rows)}
print(json.dumps(out, ensure_ascii=False))
`

// Every verb that shows a list says something of an empty registry, too: that there is none yet.
func TestEveryListVerbSaysThatThereIsNoneYet(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	for _, v := range verbs() {
		if v.list == "" || v.min > 0 || v.name == "bridge" { // which asks from when
			continue
		}
		if code, out, errs := runOn(t, url, strings.Fields(v.name)...); code != exitOK || strings.TrimSpace(out+errs) == "" {
			t.Errorf("%s: status %d, %q %q", v.name, code, out, errs)
		}
	}
}

// What verbs tell of lists and changes bears the words of pages, with the code beside a choice.
func TestVerbsSayWhatPagesSay(t *testing.T) {
	t.Parallel()
	world := storetest.New(t)
	world.Change(t, "2024-03-01 09:00", "架空の作成者", &storetest.Row{
		Process: registry.Process{BureauID: 10, Status: registry.Planned, InScope: true, PlannedFiscalYear: 2024},
		Volumes: []registry.Volume{storetest.Cases(2020, registry.Lower, 100)}})
	for _, c := range []struct {
		args string
		want []string
	}{
		{"facets", []string{"\n局（--bureau）\n  環境局（B10）", "\nデジタル化状況（--status）\n  今後実施（planned）", "\n予定年度（--planned-year）\n  令和6年度（2024）",
			"（件数が正確でない手続 1：合計は 100 件以上）"}},
		{"funnel", []string{"取組中", "（件数が正確でない手続 1：合計は 100 件以上）"}},
		{"bulk-edit --bureau 環境局 --set planned_fiscal_year=2025 --reason 架空 --preview", []string{"デジタル化予定年度：令和6年度 → 令和7年度"}},
	} {
		code, out, errs := runOn(t, world.URL, strings.Fields(c.args)...)
		for _, want := range c.want {
			if code != exitOK || !strings.Contains(out, want) {
				t.Errorf("%s: status %d, lacks %q:\n%s%s", c.args, code, want, out, errs)
			}
		}
	}
}

// Every verb that shows a list of a page writes it into a file of any format, with the page's own
// columns, and an independent reader finds the same rows in each.
func TestEveryListVerbWritesItsList(t *testing.T) {
	t.Parallel()
	world := storetest.New(t)
	world.Live(t, 3)
	by := registry.Operator("架空の本部")
	if _, err := world.SetGroup(t.Context(), by, registry.Group{Name: "架空の法令待ち", Source: "架空の調べ", Filter: "law_change=required",
		Reason: "作り物"}); err != nil {
		t.Fatal(err)
	}
	if _, err := world.AddSnapshot(t.Context(), by, store.SnapshotDraft{Name: "架空の公表値",
		AsOf: time.Date(2022, 12, 31, 0, 0, 0, 0, registry.Tokyo)}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	more := map[string][]string{"bridge": {"--from", "2022-03-31", "--to", "2022-12-31"}, "curve": {"--step", "quarter"}}
	filled := []string{"groups", "snapshot list", "bridge", "curve", "forecast", "funnel", "honesty", "progress", "bureau-table", "targets"}
	var names []string
	for _, v := range verbs() {
		if v.list == "" || v.min > 0 {
			continue
		}
		names = append(names, v.name)
		folder := filepath.Join(dir, v.name)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, format := range report.Formats {
			file := filepath.Join(folder, "list."+format)
			args := slices.Concat(strings.Fields(v.name), more[v.name], []string{"--out", file})
			if code, out, errs := runOn(t, world.URL, args...); code != exitOK || !strings.Contains(out, file+" に書き出しました。") {
				t.Errorf("%q: %d %q %q", args, code, out, errs)
			}
		}
	}
	if len(names) < 18 {
		t.Errorf("these verbs write their lists: %q", names)
	}
	type read struct {
		Header []string
		Rows   int
	}
	var all map[string]map[string]read
	told, err := exec.CommandContext(t.Context(), sheettest.Python(t), "-c", readBack, dir).Output()
	if err == nil {
		err = json.Unmarshal(told, &all)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	for _, name := range names {
		csv := all[name]["csv"]
		for _, format := range report.Formats {
			got := all[name][format]
			if got.Rows != csv.Rows || got.Header != nil && !slices.Equal(got.Header, csv.Header) {
				t.Errorf("%s has %d rows of %q as %s, %d of %q as csv", name, got.Rows, got.Header, format, csv.Rows, csv.Header)
			}
		}
		if slices.Contains(filled, name) && csv.Rows == 0 {
			t.Errorf("%s wrote no row", name)
		}
	}
}

// A list is written with the conditions that the verb was given, in the encoding that is asked
// for; what the encoding lacks, and what cannot be meant, is told.
func TestAListIsWrittenAsAsked(t *testing.T) {
	t.Parallel()
	world := storetest.New(t)
	world.Change(t, "2022-04-01 09:00", "架空の担当者",
		&storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "架空の許可", InScope: true}})
	by := registry.Operator("架空の本部")
	if _, err := world.SetGroup(t.Context(), by, registry.Group{Name: "𠮷野の〜手続", Source: "=架空", Filter: "bureau=B10",
		Reason: "作り物"}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "手続群.csv")
	code, _, errs := runOn(t, world.URL, "groups", "--out", file, "--encoding", "cp932")
	if code != exitOK || !strings.Contains(errs, "1行目 の「名前」の「𠮷」は cp932 にないため、「〓」にしました。") {
		t.Errorf("%d %q", code, errs)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := japanese.ShiftJIS.NewDecoder().String(string(data)); err != nil || !strings.Contains(text, "〓野の～手続") ||
		!strings.Contains(text, "'=架空") {
		t.Errorf("it is %q (%v)", text, err)
	}
	for _, c := range []struct{ args, want string }{
		{"groups --out " + file + ".doc", "のどれかで終わるファイル名を指定してください"},
		{"groups --out " + file + " --encoding latin-1", "「latin-1」には対応していません"},
		{"laws --by color --out " + file, "ください"},
		{"bureau-table --as-of 2022-01-01 --out " + file, ""},
		{"export list --out " + file, ""},
	} {
		code, _, errs := runOn(t, world.URL, strings.Fields(c.args)...)
		if (c.want == "") != (code == exitOK) || !strings.Contains(errs, c.want) {
			t.Errorf("%s: %d %q", c.args, code, errs)
		}
	}
}
