package intake_test

import (
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
)

// A thousand times as many cases as the registry knows of the year before are looked at, though
// the file says nothing of that year.
func TestALeapFromWhatIsRegisteredIsAFinding(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	old := append([]any{}, header...)
	old[6], old[7] = "年間件数（令和2年度）", "うちオンライン件数（令和2年度）"
	r.book(t, operator, book(t, old, made("環境局", "甲の届出", 7), made("環境局", "乙の届出", 7)), intake.Options{})
	got := r.rows(t, made("環境局", "甲の届出", 7000), made("環境局", "乙の届出", 6999))
	r.expect(t, got, registry.UploadConfirmed, counts(0, 2, 0, 0, 0))
	var cells []string
	for _, f := range got.Report.Findings {
		if f.Rule == finding.RuleImplausible && f.Severity == finding.Warning {
			cells = append(cells, f.Cell)
		}
	}
	if len(cells) != 1 || cells[0] != "G2" {
		t.Errorf("found at %v, want G2", cells)
	}
}
