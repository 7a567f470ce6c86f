package importer_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	importer "tetsuzuki/import"
	"tetsuzuki/import/finding"
	"tetsuzuki/import/sheettest"
)

// Libraries save formulas without their results: such a cell is not blank, and a row
// that holds nothing else is no record.
func TestAFormulaWithoutAResultIsAnError(t *testing.T) {
	t.Parallel()
	rows := [][]any{{"手続名", "根拠法令", "年間件数（令和3年度）"}, {"架空の届出", "架空法"}, {"架空の許可", "架空法", 2}}
	for name, write := range map[string]func(t *testing.T, file string){
		"excelize": func(t *testing.T, file string) {
			f := sheettest.New(t, "Sheet1", rows...)
			for _, cell := range []string{"C2", "C4"} {
				if err := f.SetCellFormula("Sheet1", cell, "1+1"); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.SaveAs(file); err != nil {
				t.Fatal(err)
			}
		},
		"openpyxl": func(t *testing.T, file string) {
			out, err := exec.Command(sheettest.Python(t), "-c", `import openpyxl, sys
b = openpyxl.Workbook()
for r in (["手続名", "根拠法令", "年間件数（令和3年度）"], ["架空の届出", "架空法", "=1+1"], ["架空の許可", "架空法", 2], [None, None, "=1+1"]): b.active.append(r)
b.save(sys.argv[1])`, file).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "a.xlsx")
			write(t, file)
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rep, err := importer.Check(t.Context(), importer.Source{Name: "a.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))},
				importer.Options{Bureau: "環境局"})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, f := range rep.Findings {
				if f.Severity == finding.Error {
					found = append(found, f.Rule+" "+f.Cell)
				}
			}
			if len(rep.Records) != 2 || fmt.Sprint(found) != "["+finding.RuleFormulaNoValue+" C2]" {
				t.Errorf("%d records, %v", len(rep.Records), found)
			}
		})
	}
}
