package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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

// renamed has a name stand for other cells.
func renamed(f *excelize.File, name string, to func(string) string) error {
	for _, n := range f.GetDefinedName() {
		if n.Name == name {
			if err := f.DeleteDefinedName(&n); err != nil {
				return err
			}
			n.RefersTo = to(n.RefersTo)
			return f.SetDefinedName(&n)
		}
	}
	return fmt.Errorf("there is no name %s", name)
}

func columnOf(refersTo string) string { return strings.Split(refersTo, "$")[1] }

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
		{"a formula that became its value", func(f *excelize.File) {
			value, err := f.GetCellValue("概要", "B9", excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			n, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			set("概要", "B9", n)(f)
		}, "概要!B9（(a) デジタル化率の数式）：ファイルは「数式ではなく値 "},
		{"another formula with the same result", remove(func(f *excelize.File) error {
			return f.SetCellFormula("局別", "F5", `IF(C5=0,"—",ROUNDUP(D5*1000/C5,0)/1000)`)
		}), "局別!F5（政策企画局 デジタル化率の数式）：ファイルは「=IF(C5=0,\"—\",ROUNDUP("},
		{"a name that stands for another column", remove(func(f *excelize.File) error {
			return renamed(f, "一覧_状況", func(to string) string { return strings.ReplaceAll(to, "$"+columnOf(to), "$B") })
		}), "名前（一覧_状況）：ファイルは「全手続の列「局」の"},
		{"a name without the last row", remove(func(f *excelize.File) error {
			return renamed(f, "一覧_件数", func(to string) string { return to[:strings.LastIndex(to, "$")+1] + "9" })
		}), "名前（一覧_件数）：ファイルは「全手続の列「件数」の9行目まで」"},
		{"a name that is gone", remove(func(f *excelize.File) error {
			return f.DeleteDefinedName(&excelize.DefinedName{Name: "率_デジタル化"})
		}), "名前（率_デジタル化）：ファイルは「名前がありません」"},
		{"a number of cases", set("重点手続", "G2", 1), "年間件数）：ファイルは「1」"},
		{"a plan's year", set("計画の手続", "A2", "令和9年度"), "計画の手続!A2（P-"},
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

// What another program saved is the same report, and what was altered there is found.
func TestAReportThatOthersSavedIsTheSame(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts LibreOffice and gnumeric")
	}
	w := quarterWorld(t, 12)
	file := quarterWorkbook(t, w.Store)
	altered := edited(t, file, func(f *excelize.File) {
		if err := f.SetCellFormula("概要", "B9", "SUM(1,2)"); err != nil {
			t.Fatal(err)
		}
	})
	for name, save := range map[string]func(dir, from, to string){
		"soffice": func(dir, from, to string) {
			run(t, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
				"--convert-to", "xlsx", "--outdir", filepath.Dir(to), from)
		},
		"ssconvert": func(_, from, to string) { run(t, "ssconvert", "-T", "Gnumeric_Excel:xlsx", from, to) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(name); err != nil {
				t.Skip(name + " is not on this machine")
			}
			dir := t.TempDir()
			saved := func(data []byte, called string) report.Checked {
				from, out := filepath.Join(dir, called), filepath.Join(dir, "out")
				if err := errors.Join(os.WriteFile(from, data, 0o600), os.MkdirAll(out, 0o700)); err != nil {
					t.Fatal(err)
				}
				save(dir, from, filepath.Join(out, called))
				got, err := os.ReadFile(filepath.Join(out, called))
				if err != nil {
					t.Fatal(err)
				}
				return checked(t, w, got)
			}
			for _, d := range saved(file, "as-it-was.xlsx").Differences {
				t.Error(d.Text())
			}
			if d := saved(altered, "altered.xlsx").Differences; len(d) == 0 || !strings.HasPrefix(d[0].Text(), "概要!B9") {
				t.Errorf("of another formula it tells %v", d)
			}
		})
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
