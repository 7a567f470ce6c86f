package report_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

func checked(t *testing.T, w *storetest.World, file []byte) report.Checked {
	t.Helper()
	c, err := report.CheckProgress(t.Context(), w.Store, registry.Operator("作り物"), "報告.xlsx", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// edited is a workbook after somebody did something to it.
func edited(t *testing.T, file []byte, edit func(f *excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	edit(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAReportIsHeldAgainstTheRegistry(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 11)
	file := quarterWorkbook(t, w.Store)
	set := func(sheet, cell string, value any) func(*excelize.File) {
		return func(f *excelize.File) {
			if err := f.SetCellValue(sheet, cell, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(do func(f *excelize.File) error) func(*excelize.File) {
		return func(f *excelize.File) {
			if err := do(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name string
		edit func(*excelize.File)
		want string // in the differences; empty: there are none
	}{
		{"as it came", func(*excelize.File) {}, ""},
		{"a figure", set("概要", "B9", 99), "概要!B9（(a) デジタル化率）：ファイルは「99」"},
		{"a rate one tenth higher", set("概要", "E9", 0.9), "概要!E9"},
		{"a row of the full list", set("全手続", "E3", "別の名前"), "手続名）：ファイルは「別の名前」"},
		{"a mark", set("情報", "B12", "0000"), "情報!B12（全手続のチェックサム）"},
		{"a bureau's number", set("局別", "B5", 1), "局別!B5（政策企画局 手続数）"},
		{"a row that is gone", remove(func(f *excelize.File) error { return f.RemoveRow("全手続", 4) }), "：ファイルは「行がありません」"},
		{"a column that is gone", remove(func(f *excelize.File) error { return f.RemoveCol("変更", "D") }),
			"変更（プロセス名）：ファイルは「列がありません」"},
		{"a sheet that is gone", remove(func(f *excelize.File) error { return f.DeleteSheet("局別") }), "局別：ファイルは「シートがありません」"},
		{"a column of one's own", set("重点手続", "P1", "備考"), ""},
		{"a row that is twice there", remove(func(f *excelize.File) error { return f.DuplicateRow("全手続", 2) }), "3行目にあります"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := checked(t, w, edited(t, file, c.edit))
			var texts []string
			for _, d := range got.Differences {
				texts = append(texts, d.Text())
			}
			all := strings.Join(texts, "\n")
			if c.want == "" && all != "" || !strings.Contains(all, c.want) {
				t.Errorf("differences:\n%s\nwant %q", all, c.want)
			}
			if got.Cells < 500 {
				t.Errorf("%d cells were compared", got.Cells)
			}
		})
	}
}

// What LibreOffice saved is the same report.
func TestAReportThatLibreOfficeSavedIsTheSame(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("soffice is not on this machine")
	}
	w := quarterWorld(t, 12)
	dir := t.TempDir()
	from := filepath.Join(dir, "報告.xlsx")
	if err := os.WriteFile(from, quarterWorkbook(t, w.Store), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	run(t, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
		"--convert-to", "xlsx", "--outdir", out, from)
	saved, err := os.ReadFile(filepath.Join(out, "報告.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range checked(t, w, saved).Differences {
		t.Error(d.Text())
	}
}

// What happens to the registry later does not matter, what happens to its past does.
func TestAReportOutlivesTheRegistrysFuture(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 13)
	ask := quarterEnds
	operator := registry.Operator("作り物")
	published, err := w.Store.AddSnapshot(t.Context(), operator, store.SnapshotDraft{Name: "架空の第3四半期", AsOf: ask.To})
	if err != nil {
		t.Fatal(err)
	}
	ask.Published = report.PublishedAs(published)
	var b bytes.Buffer
	if err := report.WriteProgress(t.Context(), w.Store, operator, ask, &b); err != nil {
		t.Fatal(err)
	}
	w.Change(t, "2023-03-03 10:00", "作り物", &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "後から", InScope: true}})
	if got := checked(t, w, b.Bytes()); len(got.Differences) > 0 {
		t.Errorf("later changes make a difference: %s", got.Differences[0].Text())
	}
	if _, err := w.Pool.ExecContext(t.Context(), `do $$ begin
		set local session_replication_role = replica;
		update process set digitization_status = 'done' where process_id = (select min(process_id) from process
			where digitization_status = 'planned' and recorded_from <= '2022-12-31 23:59+09' and recorded_to > '2022-12-31 23:59+09');
		end $$`); err != nil {
		t.Fatal(err)
	}
	if got := checked(t, w, b.Bytes()); len(got.Differences) == 0 {
		t.Error("a status that was altered behind the registry's back makes no difference")
	}
}
