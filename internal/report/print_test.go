package report_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/report"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

var pageOfPDF = regexp.MustCompile(`/Type\s*/Page\b`)

// The report of a whole registry is printed on at most 30 pages.
func TestAWholeReportIsPrintedOnThirtyPages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts LibreOffice with 28,000 processes")
	}
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("soffice is not on this machine")
	}
	w := storetest.New(t)
	w.Generate(t, 28_000)
	setGroupsAndPlan(t, w)
	dir := t.TempDir()
	file := filepath.Join(dir, "report.xlsx")
	if err := os.WriteFile(file, quarterWorkbook(t, w.Store), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf",
		"--outdir", dir, file)
	pdf, err := os.ReadFile(filepath.Join(dir, "report.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	sheets := len(sheetsOf(t, file))
	if n := len(pageOfPDF.FindAll(pdf, -1)); n < sheets || n > 30 {
		t.Errorf("%d sheets are printed on %d pages", sheets, n)
	}
}

func sheetsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return f.GetSheetList()
}

// All of the full list is printed only where that is asked for.
func TestTheFullListIsPrintedIfAskedFor(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 17)
	for _, all := range []bool{false, true} {
		ask := quarterEnds
		ask.PrintAll = all
		var b bytes.Buffer
		if err := report.WriteProgress(t.Context(), w.Store, registry.Operator("作り物"), ask, &b); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		names := f.GetDefinedName()
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		restricted := slices.ContainsFunc(names, func(n excelize.DefinedName) bool {
			return n.Scope == "全手続" && n.Name == "_xlnm.Print_Area"
		})
		if restricted == all {
			t.Errorf("asked for all: %v, restricted: %v", all, restricted)
		}
	}
}

// The groups and the plan of a report are those of its moment, whatever is set later.
func TestTheGroupsAndThePlanAreThoseOfTheMoment(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 18)
	by := registry.Operator("作り物")
	first := quarterWorkbook(t, w.Store)
	rows := rowsOf(t, first, "手続群")
	for _, want := range []string{"架空の主要手続", "架空の法令待ち"} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 3 && row[0] == want && row[1] != "0" }) {
			t.Errorf("there is no group %s in %q", want, rows)
		}
	}
	if target := rows[len(rows)-1]; len(target) < 11 || target[0] != "架空の主要手続" || target[10] != "主要手続の70％（2021-04-01 ～ 2024-03-31）" {
		t.Errorf("the group's target is %q", target)
	}
	if rows := rowsOf(t, first, "計画の手続"); len(rows) < 3 {
		t.Errorf("the plan has the processes %q", rows)
	}
	groups, err := w.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		other := g.Group
		other.Name, other.Members, other.Filter, other.Reason = g.Name+"（改）", nil, "law_change=not_required", "作り物の変更"
		if _, err := w.SetGroup(t.Context(), by, other); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.WithdrawPlan(t.Context(), by, 1, "作り物の取りやめ"); err != nil {
		t.Fatal(err)
	}
	if again := quarterWorkbook(t, w.Store); !bytes.Equal(first, again) {
		t.Errorf("what was set later makes another file: %s", differing(t, first, again))
	}
	if plan, err := w.PlanAt(t.Context(), by, quarterEnds.From); err != nil || plan.ID != 0 {
		t.Errorf("before there was a plan, there was %q (%v)", plan.Name, err)
	}
	officer := registry.ScopeOf(registry.Account{ID: 1, Role: registry.Officer, BureauID: 10})
	if _, err := w.PlanAt(t.Context(), officer, quarterEnds.To); registry.CodeOf(err) != registry.Forbidden {
		t.Errorf("a bureau sees the plan: %v", err)
	}
	var b bytes.Buffer
	if err := report.WriteProgress(t.Context(), w.Store, officer, quarterEnds, &b); err != nil {
		t.Fatal(err)
	}
	ids, err := w.Processes(t.Context(), officer, store.ProcessFilter{AsOf: quarterEnds.To, LawChanges: []string{"required"}, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rowsOf(t, b.Bytes(), "手続群") {
		if len(row) > 3 && row[0] == "架空の法令待ち" && row[1] != registry.Thousands(ids.Total) {
			t.Errorf("of a bureau's %d processes, its report has %s", ids.Total, row[1])
		}
	}
}

func rowsOf(t *testing.T, workbook []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
