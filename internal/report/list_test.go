package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
)

func number(n int64) *int64 { return &n }

// rows are made-up processes, one for every kind of cell.
func rows() []report.Row {
	return []report.Row{
		{
			Process: registry.Process{
				ID: 123, Bureau: "環境局", ProcedureName: "架空の施設の設置の届出", ProcessType: "2-1", Applicant: "7",
				Status: registry.Done, PlannedFiscalYear: 2022, DigitizedOn: time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC),
				Obstacle: []string{"1", "6"}, NationalLawChange: registry.LawChangeNotRequired, InScope: true, Fee: "none",
				PaymentMethods: []string{"1-1"}, Attachments: []string{"定款", "図面（平面図、立面図）"},
				StandardProcessingPeriod: "P1W/P2W", Remarks: "〜−— 髙﨑①",
			},
			Volumes: []registry.Volume{
				{FiscalYear: 2019, Total: registry.Count{State: registry.NotProvided, Raw: "未集計"}},
				{FiscalYear: 2020, Total: registry.Count{Value: number(12345), Qualifier: registry.Exact, State: registry.Provided, Raw: "12,345件"},
					Online: registry.Count{Value: number(1200), Qualifier: registry.Approx, State: registry.Provided, Raw: "約1,200件"}},
			},
		},
		{
			Process: registry.Process{ID: 124, Bureau: "主税局", ProcedureName: "=1+1", LegalBasis: "-架空条例", Remarks: "\"引用\",改行\nあり𠮟"},
			Volumes: []registry.Volume{{FiscalYear: 2020, Total: registry.Count{State: registry.NotProvided},
				Online: registry.Count{State: registry.NotApplicable, Raw: "－"}}},
		},
		{Process: registry.Process{ID: 125, Bureau: "主税局", ProcedureName: "＝架空の届出", InScope: true}},
	}
}

func each(rows []report.Row) report.Rows {
	return func(yield func(report.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

var someFields = []string{"process_id", "bureau", "procedure_name", "process_type", "annual_volume", "online_volume",
	"digitized_on", "obstacle", "scope", "attachments", "standard_processing_period", "remarks"}

var list = report.List{Fields: someFields, Years: []int{2019, 2020}}

func TestCSV(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if lost, err := list.WriteCSV(&b, report.UTF8, each(rows())); err != nil || len(lost) != 0 {
		t.Fatal(lost, err)
	}
	want := "\ufeff" + strings.Join([]string{
		"手続ID,局,手続名,手続類型,年間件数（令和元年度）,うちオンライン件数（令和元年度）,年間件数（令和2年度）,うちオンライン件数（令和2年度）,デジタル化実施日,未実施の理由,対象範囲,添付書類,標準処理期間,備考",
		"P-0000123,環境局,架空の施設の設置の届出,申請等に基づく処分通知等,未集計,,12345,\"約1,200件\",2021-04-01," +
			"1 制度改正が必要であり、制度改正のための時間確保が困難; 6 オンライン化の費用対効果が小さい又は不明,対象,定款; 図面（平面図、立面図）,1週間～2週間,〜−— 髙﨑①",
		"P-0000124,主税局,'=1+1,,,,不明,該当なし,,,対象外,,,\"\"\"引用\"\",改行\nあり𠮟\"",
		"P-0000125,主税局,'＝架空の届出,,,,,,,,対象,,,",
	}, "\r\n") + "\r\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// Whatever a cell begins with that a spreadsheet program may count with, an apostrophe
// stands before it, in each encoding.
func TestNoCSVCellBeginsLikeAFormula(t *testing.T) {
	t.Parallel()
	one := report.List{Fields: []string{"process_id", "procedure_name"}}
	for _, start := range []string{"=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "−"} {
		for _, charset := range []string{report.UTF8, report.CP932} {
			var b bytes.Buffer
			row := report.Row{Process: registry.Process{ID: 1, Bureau: "主税局", ProcedureName: start + "1+1"}}
			if _, err := one.WriteCSV(&b, charset, each([]report.Row{row})); err != nil {
				t.Fatal(err)
			}
			_, line, _ := strings.Cut(b.String(), "\r\n")
			_, name, _ := strings.Cut(line, ",")
			if !strings.HasPrefix(strings.TrimPrefix(name, `"`), "'") {
				t.Errorf("%q in %s is written as %q", start, charset, name)
			}
		}
	}
}

func TestCP932SaysWhatItLacks(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	lost, err := list.WriteCSV(&b, report.CP932, each(rows()))
	if err != nil {
		t.Fatal(err)
	}
	want := []report.Lost{
		{Process: 123, Field: "備考", Character: '〜', Written: '～'}, {Process: 123, Field: "備考", Character: '−', Written: '－'},
		{Process: 123, Field: "備考", Character: '—', Written: '―'}, {Process: 124, Field: "備考", Character: '𠮟', Written: '〓'},
	}
	if !slices.Equal(lost, want) {
		t.Errorf("lost %v, want %v", lost, want)
	}
	for text, bytes := range map[string]string{
		"～－― 髙﨑①": "\x81\x60\x81\x7c\x81\x5c \xee\xe0\xed\x95\x87\x40",
		"あり〓":     "\x82\xa0\x82\xe8\x81\xac",
	} {
		if !strings.Contains(b.String(), bytes) {
			t.Errorf("%s is not there", text)
		}
	}
	if _, err := list.WriteCSV(io.Discard, "latin-1", each(nil)); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("an unknown encoding: %v", err)
	}
}

func TestXLSX(t *testing.T) {
	t.Parallel()
	f := open(t, write(t, list, rows()))
	const sheet = "手続一覧"
	for cell, want := range map[string]string{
		"A1": "手続ID", "A2": "P-0000123", "G1": "年間件数（令和2年度）", "E2": "未集計", "G2": "12345", "H2": "約1,200件",
		"I2": "44287", "G3": "不明", "H3": "該当なし", "C3": "=1+1", "C4": "＝架空の届出",
	} {
		got, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
		if err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", cell, got, err, want)
		}
	}
	if formula, err := f.GetCellFormula(sheet, "C3"); formula != "" || err != nil {
		t.Errorf("a name became the formula %q (%v)", formula, err)
	}
	for cell, want := range map[string]excelize.CellType{"C3": excelize.CellTypeInlineString, "A2": excelize.CellTypeInlineString,
		"G2": excelize.CellTypeUnset} {
		if got, err := f.GetCellType(sheet, cell); got != want || err != nil {
			t.Errorf("%s has type %v (%v), want %v", cell, got, err, want)
		}
	}
	if d, err := f.GetSheetDimension(sheet); d != "A1:N4" || err != nil {
		t.Errorf("dimension %q (%v), want A1:N4", d, err)
	}
	if p, err := f.GetPageLayout(sheet); err != nil || *p.Orientation != "landscape" || *p.Size != 9 || *p.FitToWidth != 2 ||
		*p.FitToHeight != 0 || *p.PageOrder != "overThenDown" {
		t.Errorf("page layout %+v (%v)", p, err)
	}
	if p, err := f.GetPanes(sheet); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("panes %+v (%v)", p, err)
	}
	var names []string
	for _, n := range f.GetDefinedName() {
		names = append(names, n.Name+" "+n.RefersTo)
	}
	slices.Sort(names)
	if want := []string{"_xlnm.Print_Titles 'コード一覧'!$2:$2", "_xlnm.Print_Titles '手続一覧'!$A:$A,'手続一覧'!$1:$1",
		"_xlnm._FilterDatabase '手続一覧'!$A$1:$N$4"}; !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
}

// A workbook with rows missing must never pass for whole.
func TestXLSXFailsRatherThanBeShort(t *testing.T) {
	t.Parallel()
	if err := list.WriteXLSX(io.Discard, 4, each(rows())); err == nil {
		t.Error("3 rows passed for 4")
	}
	broken := errors.New("the database went away")
	err := list.WriteXLSX(io.Discard, 1, func(yield func(report.Row, error) bool) { yield(report.Row{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the rows' own error", err)
	}
	long := []report.Row{{Process: registry.Process{ProcedureName: strings.Repeat("架", 32768)}}}
	if err := list.WriteXLSX(io.Discard, 1, each(long)); registry.CodeOf(err) != registry.TooLarge {
		t.Errorf("a text that Excel cannot hold: %v", err)
	}
	long[0].Process.ProcedureName = strings.Repeat("架", 32767)
	if err := list.WriteXLSX(io.Discard, 1, each(long)); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	if err := list.WriteXLSX(io.Discard, 1<<20, each(nil)); registry.CodeOf(err) != registry.TooLarge {
		t.Errorf("more rows than a sheet has: %v", err)
	}
}

// many are n made-up rows.
func many(n int) []report.Row {
	out := make([]report.Row, n)
	for i := range out {
		out[i] = rows()[i%3]
		out[i].Process.ID = registry.ProcessID(i + 1)
	}
	return out
}

// Every row is there in the other programs that offices use.
func TestOtherProgramsSeeEveryRow(t *testing.T) {
	t.Parallel()
	const n = 5000
	file := write(t, list, many(n))
	for _, program := range programs {
		t.Run(program.name, func(t *testing.T) {
			t.Parallel()
			lines := program.read(t, file)
			for i := range n {
				if id := registry.ProcessID(i + 1).String(); !strings.Contains(lines, id) {
					t.Fatalf("%s is missing", id)
				}
			}
		})
	}
}

// programs are those that offices use, with how each shows the first sheet of a file as
// text.
var programs = []struct {
	name string
	read func(t *testing.T, file string) (lines string)
}{
	{"LibreOffice", func(t *testing.T, file string) string {
		dir := t.TempDir()
		run(t, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
			"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", dir, file)
		return read(t, filepath.Join(dir, strings.TrimSuffix(filepath.Base(file), ".xlsx")+".csv"))
	}},
	{"Gnumeric", func(t *testing.T, file string) string {
		out := filepath.Join(t.TempDir(), "out.csv")
		run(t, "ssconvert", file, out)
		return read(t, out)
	}},
	{"openpyxl", func(t *testing.T, file string) string {
		return run(t, sheettest.Python(t), "-c", `
import sys, openpyxl
for row in openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True):
    print(*(c for c in row if c is not None))`, file)
	}},
}

func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed", program)
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	return string(out)
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, l report.List, rows []report.Row) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "list.xlsx")
	err := report.WriteFile(file, func(w io.Writer) error { return l.WriteXLSX(w, len(rows), each(rows)) })
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func open(t *testing.T, file string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestWriteFileIsAllOrNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "list.csv")
	if err := report.WriteFile(file, func(w io.Writer) error { _, err := io.WriteString(w, "first"); return err }); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("half way")
	err := report.WriteFile(file, func(w io.Writer) error {
		fmt.Fprint(w, "sec")
		return failed
	})
	if !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || read(t, file) != "first" {
		t.Errorf("after a failure: %v %v, holding %q", entries, err, read(t, file))
	}
	if err := report.WriteFile(filepath.Join(dir, "no", "list.csv"),
		func(io.Writer) error { return nil }); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("no folder: %v", err)
	}
}
