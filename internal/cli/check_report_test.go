package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/store/storetest"
)

func TestCheckReport(t *testing.T) {
	t.Parallel()
	world := storetest.New(t)
	world.Catalogue(t)
	url := world.URL
	file := filepath.Join(t.TempDir(), "進捗.xlsx")
	if code, _, errs := runOn(t, url, "export", "progress", "--out", file, "--as-of", "2022-12-31"); code != exitOK {
		t.Fatal(errs)
	}
	if code, out, errs := runOn(t, url, "check-report", file); code != exitOK || !strings.Contains(out, "登録簿と同じです（すべての局、") {
		t.Errorf("as it came: %d %q %q", code, out, errs)
	}
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellValue("概要", "B9", 77); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runOn(t, url, "check-report", file)
	if code != exitWrong || !strings.Contains(out, "概要!B9（(a) デジタル化率）：ファイルは「77」") || !strings.Contains(errs, "違いが 1 か所あります") {
		t.Errorf("altered: %d %q %q", code, out, errs)
	}
	if code, out, _ := runOn(t, url, "check-report", "--json", file); code != exitWrong || !strings.Contains(out, `"same": false`) {
		t.Errorf("as JSON: %d %q", code, out)
	}
	code, _, errs = runOn(t, url, "check-report", filepath.Join(t.TempDir(), "ない.xlsx"))
	if code != exitWrong || !strings.Contains(errs, "開けません") {
		t.Errorf("no file: %d %q", code, errs)
	}
}
