package workbook_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/workbook"
)

// program finds a program, and skips where it is not installed.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// A workbook saved anew by another program says the same.
func TestSavedByOtherPrograms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		save func(t *testing.T, from, to string) *exec.Cmd
	}{
		{"Gnumeric", func(t *testing.T, from, to string) *exec.Cmd {
			return exec.Command(program(t, "ssconvert"), "--export-type=Gnumeric_Excel:xlsx2", from, to)
		}},
		{"LibreOffice", func(t *testing.T, from, to string) *exec.Cmd {
			return exec.Command(program(t, "soffice"), "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to",
				"xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Dir(to), from)
		}},
		{"openpyxl", func(t *testing.T, from, to string) *exec.Cmd {
			return exec.Command(sheettest.Python(t), "-c", "import openpyxl, sys; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])", from, to)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := mutableBook(t).pack(t)
			want := mustDump(t, "a.xlsx", data, workbook.Options{})
			from, to := filepath.Join(t.TempDir(), "book.xlsx"), filepath.Join(t.TempDir(), "book.xlsx")
			if err := os.WriteFile(from, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := c.save(t, from, to).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			saved, err := os.ReadFile(to)
			if err != nil {
				t.Fatal(err)
			}
			// LibreOffice saves true and false as formulas.
			got := strings.NewReplacer(" bf ", " b ", " bfh ", " bh ").Replace(mustDump(t, "a.xlsx", saved, workbook.Options{}))
			if got != want {
				t.Errorf("differs: %v", difference(strings.Split(got, "\n"), strings.Split(want, "\n")))
			}
			b, err := open(t, "a.xlsx", saved, workbook.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range b.Sheets {
				if len(s.Merges) != 1 || s.Merges[0].String() != "H2:H4" || !slices.Contains(numbers(s.HiddenRows), 3) {
					t.Errorf("%s: merges %v, hidden rows %v", s.Name, s.Merges, s.HiddenRows)
				}
			}
		})
	}
}
