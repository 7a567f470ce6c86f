package stamp_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	importer "tetsuzuki/import"
	"tetsuzuki/import/sheettest"
	"tetsuzuki/import/stamp"
	"tetsuzuki/import/workbook"
)

var (
	base  = time.Date(2022, 6, 3, 1, 15, 0, 123456000, time.UTC)
	shown = base.Add(3 * time.Minute)
)

func TestATextThatIsNotExactlyAStampIsNone(t *testing.T) {
	t.Parallel()
	whole := stamp.Stamp{Base: base, Shown: shown}
	rest := stamp.Stamp{Base: base, Shown: shown, Remainder: 12}
	for _, c := range []struct {
		text string
		want stamp.Stamp
	}{
		{"base=2022-06-03T01:15:00.123456Z shown=2022-06-03T01:18:00.123456Z", whole},
		{"base=2022-06-03T01:15:00.123456Z shown=2022-06-03T01:18:00.123456Z remainder=12", rest},
		{"", stamp.Stamp{}},
		{"base=2022-06-03T01:15:00.123456Z", stamp.Stamp{}},
		{"base=2022-06-03 shown=2022-06-03", stamp.Stamp{}},
		{"base=2022-06-03T01:15:00Z shown=2022-06-03T01:18:00Z", stamp.Stamp{}},
		{"base=2022-06-03T01:15:00.123456+09:00 shown=2022-06-03T01:18:00.123456Z", stamp.Stamp{}},
		{"shown=2022-06-03T01:18:00.123456Z base=2022-06-03T01:15:00.123456Z", stamp.Stamp{}},
		{"base=2022-06-03T01:19:00.123456Z shown=2022-06-03T01:18:00.123456Z", stamp.Stamp{}}, // shown before it was
		{"base=2022-06-03T01:15:00.123456Z shown=2022-06-03T01:18:00.123456Z remainder=0", stamp.Stamp{}},
		{"base=2022-06-03T01:15:00.123456Z shown=2022-06-03T01:18:00.123456Z more=1", stamp.Stamp{}},
	} {
		if got := stamp.Parse(c.text); got != c.want {
			t.Errorf("%q is %v, want %v", c.text, got, c.want)
		}
	}
	if stamp.Parse(rest.String()) != rest || whole.String() == rest.String() || (stamp.Stamp{}).String() != "" {
		t.Error("what is written is not what is read")
	}
}

// book is a made-up workbook with a stamp.
func book(t *testing.T, s stamp.Stamp, change func(*excelize.File)) []byte {
	t.Helper()
	f := sheettest.New(t, "Sheet1", []any{"手続名", "根拠法令", "年間件数（令和3年度）"}, []any{"架空の届出", "架空法", 12})
	if err := s.Put(f); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(f)
	}
	return sheettest.Bytes(t, f)
}

func read(t *testing.T, data []byte) *importer.Report {
	t.Helper()
	rep, err := importer.Check(t.Context(), importer.Source{Name: "a.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))},
		importer.Options{Bureau: "環境局"})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// Each of the two marks is enough, neither is data, and one that is broken spoils
// nothing.
func TestEitherMarkIsEnough(t *testing.T) {
	t.Parallel()
	s := stamp.Stamp{Base: base, Shown: shown}
	plain := read(t, book(t, stamp.Stamp{}, nil))
	if !plain.File.Stamp.IsZero() {
		t.Errorf("no stamp is %v", plain.File.Stamp)
	}
	for name, c := range map[string]struct {
		change func(*excelize.File)
		want   stamp.Stamp
	}{
		"both": {nil, s},
		"the name alone": {func(f *excelize.File) {
			if err := f.SetCustomProps(excelize.CustomProperty{Name: workbook.StampProperty}); err != nil {
				t.Error(err)
			}
		}, s},
		"the property alone": {func(f *excelize.File) { f.WorkBook.DefinedNames = nil }, s},
		"a broken property":  {func(f *excelize.File) { f.Pkg.Store("docProps/custom.xml", []byte("<Properties><property")) }, s},
		"a forged property": {func(f *excelize.File) {
			if err := f.SetCustomProps(excelize.CustomProperty{Name: workbook.StampProperty, Value: "きのう"}); err != nil {
				t.Error(err)
			}
		}, stamp.Stamp{}},
	} {
		rep := read(t, book(t, s, c.change))
		if rep.File.Stamp != c.want {
			t.Errorf("%s: %v, want %v", name, rep.File.Stamp, c.want)
		}
		if len(rep.Findings) != len(plain.Findings) || len(rep.Records) != 1 || rep.Records[0].Values.ProcedureName != "架空の届出" ||
			len(rep.Tables) != 1 {
			t.Errorf("%s: read as %+v, findings %+v", name, rep.Records, rep.Findings)
		}
	}
}

// The stamp outlives the programs that offices use.
func TestTheStampOutlivesOtherPrograms(t *testing.T) {
	t.Parallel()
	find := func(t *testing.T, names ...string) string {
		t.Helper()
		for _, name := range names {
			if path, err := exec.LookPath(name); err == nil {
				return path
			}
		}
		t.Skipf("%s is not installed", names[0])
		return ""
	}
	for name, save := range map[string]func(t *testing.T, from, to string) *exec.Cmd{
		"Gnumeric": func(t *testing.T, from, to string) *exec.Cmd {
			return exec.Command(find(t, "ssconvert"), "--export-type=Gnumeric_Excel:xlsx2", from, to)
		},
		"LibreOffice": func(t *testing.T, from, to string) *exec.Cmd {
			return exec.Command(find(t, "soffice"), "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to",
				"xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Dir(to), from)
		},
		"openpyxl": func(t *testing.T, from, to string) *exec.Cmd {
			python := find(t, "/usr/bin/python3", "python3")
			if exec.Command(python, "-c", "import openpyxl").Run() != nil {
				t.Skip("openpyxl is not installed")
			}
			return exec.Command(python, "-c", "import openpyxl, sys; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])", from, to)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stamp.Stamp{Base: base, Shown: shown, Remainder: 7}
			from, to := filepath.Join(t.TempDir(), "a.xlsx"), filepath.Join(t.TempDir(), "a.xlsx")
			if err := os.WriteFile(from, book(t, s, nil), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := save(t, from, to).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			saved, err := os.ReadFile(to)
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, saved).File.Stamp; got != s {
				t.Errorf("%v, want %v", got, s)
			}
		})
	}
}
