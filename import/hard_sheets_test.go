package importer_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	importer "tetsuzuki/import"
)

// TestHardSheets holds the reader to one sheet of each kind that importers are known to
// fail at: no cell silently wrong, no seeded error missed, no record that is not there.
func TestHardSheets(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(sheetsDir, "hard")
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the folder ../shared/sheets/hard is not beside this checkout")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.truth.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no truth in %s: %v", folder, err)
	}
	all := score{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(t, err)
		var truth sheetTruth
		must(t, json.Unmarshal(data, &truth))
		rep := checkFileAt(t, filepath.Join(folder, truth.File),
			importer.Options{Bureau: truth.Bureau, FiscalYear: truth.FiscalYear, Password: truth.Password})
		checkFindings(t, rep)
		s := truth.score(t, rep)
		all.right, all.reported = all.right+s.right, all.reported+s.reported
		all.wrong = append(all.wrong, s.wrong...)
		if problems := s.problems(); len(problems) > 0 {
			t.Errorf("%s:\n\t%s", truth.File, strings.Join(problems, "\n\t"))
		}
		if s.reported > 0 {
			t.Logf("%s: %d cells are only reported", truth.File, s.reported)
		}
	}
	if all.share() < 0.995 {
		t.Errorf("%.2f%% of the cells are right, want 99.5%%", 100*all.share())
	}
	t.Logf("%.2f%% of %d cells are right, %d reported", 100*all.share(), all.right+all.reported+len(all.wrong), all.reported)
}
