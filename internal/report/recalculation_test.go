package report_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/plan"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

// quarterEnds are two moments of a world's history.
var quarterEnds = report.ProgressQuestion{
	From: time.Date(2022, 9, 30, 23, 59, 59, 999999000, registry.Tokyo), To: time.Date(2022, 12, 31, 23, 59, 59, 999999000, registry.Tokyo)}

// quarterWorld is a registry with a random history, and every kind of number of cases.
func quarterWorld(t testing.TB, seed uint64) *storetest.World {
	t.Helper()
	w := storetest.New(t)
	w.Live(t, seed)
	in := func(bureau int, status registry.Status, volumes ...registry.Volume) *storetest.Row {
		return &storetest.Row{Volumes: volumes, Process: registry.Process{BureauID: bureau, ProcedureName: "架空の手続", Status: status,
			InScope: true, ProcessType: "1", NationalLawChange: registry.LawChangeRequired, LegalBasis: "作り物法", LawToChange: "作り物法 第3条"}}
	}
	online := storetest.Between(2021, 100, 200)
	online.Online = registry.Count{Value: number(40), Upper: number(90), Qualifier: registry.Range, State: registry.Provided}
	overruled := in(15, registry.InProgress, storetest.Cases(2020, registry.Exact, 5))
	overruled.Override, overruled.OverrideReason = registry.Yes, "作り物の理由"
	w.Change(t, "2022-11-02 10:00", "作り物", in(10, registry.Done, storetest.Cases(2021, registry.Over, 12000, 300)),
		in(11, registry.Planned, online), in(12, registry.NotStarted, storetest.Cases(2021, registry.Upper, 9)),
		in(12, "", storetest.Unknown(2021)), in(10, registry.Partial, storetest.Cases(2021, registry.Approx, 20000, 9000)),
		in(12, registry.Exempt, storetest.Between(2021, 9000, 11000)), in(11, registry.Considering, storetest.Cases(2021, registry.Lower, 2000)),
		overruled)
	setGroupsAndPlan(t, w)
	// What is written in 2023 is no part of the quarter.
	w.Change(t, "2023-02-02 10:00", "作り物", in(10, registry.Done, storetest.Cases(2022, registry.Exact, 99999, 1)))
	return w
}

// setGroupsAndPlan sets a group by its processes with a target, one by a filter, and a plan, as if
// it had been in November 2022.
func setGroupsAndPlan(t testing.TB, w *storetest.World) {
	t.Helper()
	by := registry.Operator("架空の本部")
	page, err := w.Processes(t.Context(), by, store.ProcessFilter{Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	listed := registry.Group{Name: "架空の主要手続", Source: "架空の計画", Reason: "作り物"}
	for _, p := range page.Processes {
		listed.Members = append(listed.Members, p.ID)
	}
	number, err := w.SetGroup(t.Context(), by, listed)
	if err == nil {
		_, err = w.SetGroup(t.Context(), by, registry.Group{Name: "架空の法令待ち", Description: "条件で決まる集まり", Source: "架空の調べ",
			Filter: "law_change=required", Reason: "作り物"})
	}
	if err == nil {
		_, err = w.SetTarget(t.Context(), by, registry.Target{Name: "主要手続の70％", Rate: 70000, Scope: registry.TargetGroup, Group: number,
			From: day(2021, 4, 1), To: day(2024, 3, 31), Reason: "作り物"})
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.PlanBasis(t.Context(), by, time.Date(2022, 11, 15, 12, 0, 0, 0, registry.Tokyo), "")
	if err != nil {
		t.Fatal(err)
	}
	wish := plan.Wish{Objective: plan.Soonest, GoalRate: registry.RateUnit, Assumptions: plan.Defaults(2022)}
	made, err := plan.Make("test", b, wish, nil)
	if err == nil {
		_, err = w.AddPlan(t.Context(), by, store.PlanDraft{Name: "架空の計画", Wish: wish}, &made)
	}
	if err == nil {
		_, err = w.Pool.ExecContext(t.Context(), `do $$ begin
			set local session_replication_role = replica;
			update process_group set recorded_from = '2022-11-15 12:00+09';
			update target set recorded_from = '2022-11-15 12:00+09' where group_number is not null;
			update plan set made_at = '2022-11-15 12:00+09';
			end $$`)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, registry.Tokyo)
}

func quarterWorkbook(t testing.TB, s *store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteProgress(t.Context(), s, registry.Operator("作り物"), quarterEnds, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// formula is a cell with a formula.
type formula struct{ sheet, cell, text, value string }

func formulasOf(t testing.TB, workbook []byte) (all []formula) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, value := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				if text, err := f.GetCellFormula(sheet, at); err != nil {
					t.Fatal(err)
				} else if text != "" {
					all = append(all, formula{sheet, at, text, value})
				}
			}
		}
	}
	return all
}

var storedResult = regexp.MustCompile(`(</f>)<v>[^<]*</v>`)

// unsolved is a workbook without the results of its formulas, so that a program must compute
// them.
func unsolved(t testing.TB, workbook []byte) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, e := range from.File {
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := to.Create(e.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(storedResult.ReplaceAll(data, []byte("$1"))); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The figures of the workbook are formulas over its full list: LibreOffice and gnumeric compute
// what the registry says, to the last unit.
func TestTheSummaryIsComputedAlikeEverywhere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts LibreOffice and gnumeric")
	}
	workbook := quarterWorkbook(t, quarterWorld(t, 7).Store)
	stored := formulasOf(t, workbook)
	for _, sheet := range []string{"概要", "局別", "手続群", "増減の理由", "対象の内訳", "計画"} {
		if !slices.ContainsFunc(stored, func(f formula) bool { return f.sheet == sheet }) {
			t.Errorf("%s has no formulas", sheet)
		}
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "quarter.xlsx")
	if err := os.WriteFile(file, unsolved(t, workbook), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, convert := range map[string]func(out string) *exec.Cmd{
		"soffice": func(out string) *exec.Cmd {
			return exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
				"--convert-to", "xlsx", "--outdir", filepath.Dir(out), file)
		},
		"ssconvert": func(out string) *exec.Cmd {
			return exec.CommandContext(t.Context(), "ssconvert", "--recalc", "-T", "Gnumeric_Excel:xlsx", file, out)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(name); err != nil {
				t.Skip(name + " is not on this machine")
			}
			out := filepath.Join(t.TempDir(), "quarter.xlsx")
			if text, err := convert(out).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			f, err := excelize.OpenFile(out)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			wrong := 0
			for _, c := range stored {
				got, err := f.GetCellValue(c.sheet, c.cell, excelize.Options{RawCellValue: true})
				if err != nil || !sameValue(got, c.value) {
					if wrong++; wrong < 20 {
						t.Errorf("%s!%s is %q (%v), stored %q: %s", c.sheet, c.cell, got, err, c.value, c.text)
					}
				}
			}
			t.Logf("%d formulas, %d differ", len(stored), wrong)
		})
	}
}

// sameValue compares texts as they are, and numbers to the last digit that a program stores.
func sameValue(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && math.Abs(x-y) <= 1e-12*math.Max(math.Abs(x), math.Abs(y))
}

// The same two moments give the same bytes, whatever was written since.
func TestTheSameMomentsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 8)
	first := quarterWorkbook(t, w.Store)
	w.Change(t, "2023-03-02 10:00", "作り物", &storetest.Row{Process: registry.Process{BureauID: 10, ProcedureName: "後から", InScope: true}})
	for i := range 3 {
		if again := quarterWorkbook(t, w.Store); !bytes.Equal(first, again) {
			t.Fatalf("the %d. time it is another file: %s", i+2, differing(t, first, again))
		}
	}
}

// differing names the first part in which two workbooks differ.
func differing(t *testing.T, a, b []byte) string {
	t.Helper()
	parts := func(of []byte) []*zip.File {
		z, err := zip.NewReader(bytes.NewReader(of), int64(len(of)))
		if err != nil {
			t.Fatal(err)
		}
		return z.File
	}
	x, y := parts(a), parts(b)
	for i := range min(len(x), len(y)) {
		if x[i].Name != y[i].Name || x[i].CRC32 != y[i].CRC32 && x[i].Name != report.Manifest {
			return fmt.Sprintf("%s and %s", x[i].Name, y[i].Name)
		}
	}
	return fmt.Sprintf("%d and %d parts", len(x), len(y))
}
