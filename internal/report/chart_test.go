package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/internal/law"
	planned "tetsuzuki/internal/plan"
	"tetsuzuki/internal/progress"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// series is one series of a chart: what its cells hold.
type series struct {
	name               string
	categories, values []string
}

// seriesOf reads all charts of a workbook, by the sheet of their first values.
func seriesOf(t *testing.T, workbook []byte) map[string][]series {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]series{}
	for _, e := range z.File {
		if !strings.HasPrefix(e.Name, "xl/charts/chart") {
			continue
		}
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		for _, refs := range chartRefs(t, r) {
			sheet, _ := splitRef(refs["val"])
			all[sheet] = append(all[sheet], series{cellsOf(t, f, refs["tx"])[0], cellsOf(t, f, refs["cat"]), cellsOf(t, f, refs["val"])})
		}
	}
	return all
}

// chartRefs are the addresses of each series's name (tx), categories (cat) and values (val).
func chartRefs(t *testing.T, r io.Reader) (all []map[string]string) {
	t.Helper()
	d := xml.NewDecoder(r)
	var path []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			path = append(path, token.Name.Local)
			if token.Name.Local == "ser" {
				all = append(all, map[string]string{})
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if n := len(path); n > 2 && path[n-1] == "f" && slices.Contains(path, "ser") {
				all[len(all)-1][path[n-3]] = string(token)
			}
		}
	}
}

func splitRef(ref string) (sheet, cells string) {
	sheet, cells, _ = strings.Cut(ref, "!")
	return strings.Trim(sheet, "'"), strings.ReplaceAll(cells, "$", "")
}

func cellsOf(t *testing.T, f *excelize.File, ref string) (values []string) {
	t.Helper()
	sheet, cells := splitRef(ref)
	first, last, ok := strings.Cut(cells, ":")
	if !ok {
		last = first
	}
	column, from, err := excelize.SplitCellName(first)
	if err != nil {
		t.Fatalf("%q: %v", ref, err)
	}
	_, to, err := excelize.SplitCellName(last)
	if err != nil {
		t.Fatalf("%q: %v", ref, err)
	}
	for row := from; row <= to; row++ {
		v, err := f.GetCellValue(sheet, column+strconv.Itoa(row), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	return values
}

func numbers[T any](all []T, of func(T) int64) (texts []string) {
	for _, v := range all {
		texts = append(texts, strconv.FormatInt(of(v), 10))
	}
	return texts
}

// rates are percentages as a sheet's cells hold them.
func rates[T any](all []T, of func(T) string) (texts []string) {
	for _, v := range all {
		tenths := strings.ReplaceAll(of(v), ".", "")
		n, _ := strconv.ParseInt(tenths, 10, 64)
		texts = append(texts, strconv.FormatFloat(float64(n)/1000, 'f', -1, 64))
	}
	return texts
}

// Every chart is drawn from the sheet's cells, and they hold the registry's figures.
func TestChartsShowTheFigures(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 9)
	charts := seriesOf(t, quarterWorkbook(t, w.Store))
	ctx, all := t.Context(), registry.Operator("作り物")
	want := func(sheet, name string, values []string) {
		t.Helper()
		for _, s := range charts[sheet] {
			if s.name == name {
				if len(s.categories) != len(s.values) || !slices.Equal(s.values, values) {
					t.Errorf("%s draws %q as %q by %q, want %q", sheet, name, s.values, s.categories, values)
				}
				return
			}
		}
		t.Errorf("%s draws no %q: %+v", sheet, name, charts[sheet])
	}
	f, err := w.Store.Figures(ctx, all, quarterEnds.To)
	if err != nil {
		t.Fatal(err)
	}
	want("局別", "対象", numbers(f.Bureaus, func(b progress.Bureau) int64 { return b.InScope }))
	want("局別", "実施済", numbers(f.Bureaus, func(b progress.Bureau) int64 { return b.Done }))
	standing, err := w.Store.Standing(ctx, all, quarterEnds.To)
	if err != nil {
		t.Fatal(err)
	}
	want("対象の内訳", "手続数", numbers(progress.FunnelOf(standing).Steps, func(p progress.FunnelPart) int64 { return p.Processes }))
	laws, err := w.Store.Laws(ctx, all, store.LawsQuestion{AsOf: quarterEnds.To})
	if err != nil {
		t.Fatal(err)
	}
	want("国の法令", "手続数", numbers(progress.LawsOf(law.ByLaw, laws).Laws, func(l progress.LawRank) int64 { return l.Processes }))
	bridge, err := w.Store.Bridge(ctx, all, store.BridgeQuestion{From: quarterEnds.From, To: quarterEnds.To})
	if err != nil {
		t.Fatal(err)
	}
	b := bridge.Of(progress.RateProcess)
	more := append(append([]string{""}, numbers(b.Parts, func(p progress.Part) int64 { return max(p.Denominator, 0) })...), "")
	want("増減の理由", "分母の増", more)
	plan, err := w.PlanAt(ctx, all, quarterEnds.To)
	if err != nil {
		t.Fatal(err)
	}
	want("計画", "計画どおりの率", rates(plan.Outcome.Curve, func(p planned.Point) string { return progress.Percent(p.With, p.Of) }))
	curve, err := w.Store.ProgressCurve(ctx, all, store.CurveQuestion{To: quarterEnds.To, Step: progress.Quarterly})
	if err != nil {
		t.Fatal(err)
	}
	points := progress.CurveOf(curve).Points
	for _, s := range charts["推移"] {
		if s.name != "デジタル化率" {
			continue
		}
		for i, p := range points {
			shown, err := strconv.ParseFloat(p.Rates.Process.Percent, 64)
			got, errGot := strconv.ParseFloat(s.values[i], 64)
			if err != nil || errGot != nil || int64(got*1000+.5) != int64(shown*10+.5) {
				t.Errorf("the curve's point %d is %q, want %s %%", i, s.values[i], p.Rates.Process.Percent)
			}
		}
		return
	}
	t.Error("no curve is drawn")
}

// An independent reader opens the workbook and finds all sheets, tables and names.
func TestAnIndependentReaderOpensTheWorkbook(t *testing.T) {
	t.Parallel()
	w := quarterWorld(t, 10)
	file := filepath.Join(t.TempDir(), "quarter.xlsx")
	if err := os.WriteFile(file, quarterWorkbook(t, w.Store), 0o600); err != nil {
		t.Fatal(err)
	}
	got := run(t, sheettest.Python(t), "-W", "error", "-c", `
import sys, openpyxl
w = openpyxl.load_workbook(sys.argv[1])
for s in w:
    print(s.title, s.max_row, *(t for t in s.tables), s.freeze_panes, s.page_setup.orientation, len(s._charts))
print(w.properties.title, len(w.defined_names))
assert not w._external_links
`, file)
	page, err := w.Store.Processes(t.Context(), registry.Operator("作り物"), store.ProcessFilter{AsOf: quarterEnds.To})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"全手続 " + strconv.FormatInt(page.Total+1, 10) + " 全手続 A2 landscape 0", "重点手続 ", "推移 ", "局別 ",
		"増減の理由 ", " landscape 2", "行政手続デジタル化 進捗報告 "} {
		if !strings.Contains(got, want) {
			t.Errorf("openpyxl reads no %q:\n%s", want, got)
		}
	}
}
