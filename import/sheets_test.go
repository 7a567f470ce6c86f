package importer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
)

// sheetsDir is where bureaus' sheets with known truth lie, beside the project.
const sheetsDir = "../../shared/sheets"

// sheetTruth is what a right reader gets from every cell of a sheet.
type sheetTruth struct {
	File       string
	Bureau     string
	FiscalYear int `json:"fiscal_year"`
	Password   string
	Columns    map[string]string // "sheet!column" → field
	Rows       []truthRow
	Invalid    []truthFault
}

type truthRow struct {
	Sheet  string
	Row    int
	Values map[string]any
}

// truthFault is a cell that has to be reported.
type truthFault struct{ Sheet, Cell, Kind string }

// TestCheckSheets holds the reader to the sheets that bureaus sent: no cell
// silently wrong, no seeded error missed, no record that is not there, and at
// least 99.5 % of the cells right.
func TestCheckSheets(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(sheetsDir); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the folder ../shared/sheets with bureaus' sheets is not beside this checkout")
	}
	files, err := filepath.Glob(filepath.Join(sheetsDir, "*.truth.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no truth in %s: %v", sheetsDir, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var truth sheetTruth
			if err := json.Unmarshal(data, &truth); err != nil {
				t.Fatal(err)
			}
			rep := checkFileAt(t, filepath.Join(sheetsDir, truth.File),
				importer.Options{Bureau: truth.Bureau, FiscalYear: truth.FiscalYear, Password: truth.Password})
			truth.hold(t, rep)
			checkFindings(t, rep)
		})
	}
}

func checkFileAt(t *testing.T, path string, opt importer.Options) *importer.Report {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := importer.Check(context.Background(), importer.Source{Name: filepath.Base(path), Data: f, Size: info.Size()}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// hold compares a report, in its published form, with the truth.
func (truth *sheetTruth) hold(t *testing.T, rep *importer.Report) {
	t.Helper()
	s := truth.score(t, rep)
	for _, problem := range s.problems() {
		t.Error(problem)
	}
	if share := s.share(); share < 0.995 {
		t.Errorf("%.2f%% of the cells are right, want 99.5%%", 100*share)
	}
}

// score is what a reading made of a sheet with known truth, as ../shared/tools/score
// counts it.
type score struct {
	right, reported      int
	wrong, missed, extra []string // silently wrong cells, errors that are not reported, records that are not there
}

func (s score) problems() []string { return slices.Concat(s.wrong, s.missed, s.extra) }

// share is how many of the cells are right.
func (s score) share() float64 {
	return float64(s.right) / float64(max(s.right+s.reported+len(s.wrong), 1))
}

// score compares a report with the truth, cell by cell.
func (truth *sheetTruth) score(t *testing.T, rep *importer.Report) score {
	t.Helper()
	type key struct {
		sheet string
		row   int
	}
	records := map[key]map[string]any{}
	for _, r := range rep.Records {
		b, err := json.Marshal(r.Values)
		if err != nil {
			t.Fatal(err)
		}
		var values map[string]any
		if err := json.Unmarshal(b, &values); err != nil {
			t.Fatal(err)
		}
		records[key{r.Sheet, r.Row}] = values
	}
	columns := map[string]string{} // "sheet!field" → column
	for at, field := range truth.Columns {
		i := strings.LastIndex(at, "!")
		columns[at[:i+1]+field] = at[i+1:]
	}
	cells, fields, rows := map[string]bool{}, map[string]bool{}, map[key]bool{}
	for _, f := range rep.Findings {
		if f.Severity == finding.Info {
			continue
		}
		cells[f.Sheet+"!"+f.Cell] = true
		fields[f.Sheet+"!"+rowOf(f.Cell)+"!"+f.Field] = true
		if row, _ := strconv.Atoi(rowOf(f.Cell)); f.Field == "" && row > 0 {
			rows[key{f.Sheet, row}] = true
		}
	}
	out := score{}
	known := map[key]bool{}
	for _, r := range truth.Rows {
		k := key{r.Sheet, r.Row}
		known[k] = true
		got := records[k]
		for _, field := range slices.Sorted(maps.Keys(r.Values)) {
			want := r.Values[field]
			if strings.HasSuffix(field, "_fiscal_year") && field != "planned_fiscal_year" {
				continue
			}
			base := strings.TrimSuffix(strings.TrimSuffix(field, "_qualifier"), "_state")
			year := truth.FiscalYear
			if y, ok := r.Values[base+"_fiscal_year"].(float64); ok {
				year = int(y)
			}
			switch {
			case got != nil && alike(want, valueOf(got, field, year)):
				out.right++
			case cells[fmt.Sprint(r.Sheet, "!", columns[r.Sheet+"!"+base], r.Row)], fields[fmt.Sprintf("%s!%d!%s", r.Sheet, r.Row, base)], rows[k]:
				out.reported++
			default:
				out.wrong = append(out.wrong, fmt.Sprintf("%s row %d %s: want %v, got %v", r.Sheet, r.Row, field, want, valueOf(got, field, year)))
			}
		}
	}
	for _, r := range rep.Records {
		if !known[key{r.Sheet, r.Row}] {
			out.extra = append(out.extra, fmt.Sprintf("%s row %d is no record", r.Sheet, r.Row))
		}
	}
	for _, x := range truth.Invalid {
		row, _ := strconv.Atoi(rowOf(x.Cell))
		// a rule over the two volumes of a row may stand on either
		if !cells[x.Sheet+"!"+x.Cell] && !rows[key{x.Sheet, row}] &&
			(x.Kind != "online_over_total" || !fields[x.Sheet+"!"+rowOf(x.Cell)+"!annual_volume"]) {
			out.missed = append(out.missed, fmt.Sprintf("%s %s: %s is not reported", x.Sheet, x.Cell, x.Kind))
		}
	}
	return out
}

func rowOf(cell string) string { return strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") }

// valueOf looks a field of the truth up in a record.
func valueOf(record map[string]any, field string, year int) any {
	in := map[string]string{"annual_volume": "total", "online_volume": "online", "annual_volume_qualifier": "total_qualifier",
		"online_volume_qualifier": "online_qualifier", "annual_volume_state": "total_state", "online_volume_state": "online_state"}[field]
	if in == "" {
		return record[field]
	}
	list, _ := record["volumes"].([]any)
	for _, v := range list {
		if m, _ := v.(map[string]any); m["fiscal_year"] == float64(year) {
			return m[in]
		}
	}
	return nil
}

// alike compares values; width, case and white space of texts do not count, nor
// the order of lists.
func alike(want, got any) bool {
	switch w := want.(type) {
	case nil:
		list, _ := got.([]any)
		return got == nil || got == "" || list != nil && len(list) == 0
	case string:
		g, ok := got.(string)
		return ok && narrowed(w) == narrowed(g)
	case []any:
		g, _ := got.([]any)
		return slices.Equal(texts(w), texts(g))
	}
	return reflect.DeepEqual(want, got)
}

func texts(list []any) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = narrowed(fmt.Sprint(v))
	}
	slices.Sort(out)
	return out
}

func narrowed(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		}
		return r
	}, s))
}
