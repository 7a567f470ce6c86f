package cli

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/postgres/pgtest"
)

// The blank form offers the choices that the registry does.
func TestTheBlankFormOffersTheAmendedChoices(t *testing.T) {
	t.Parallel()
	url, path := pgtest.New(t), filepath.Join(t.TempDir(), "様式.xlsx")
	for _, args := range [][]string{
		{"codelists", "amend", "obstacle", "choice", "架空の事情", "--from", "2022-04-01", "--reason", "架空の理由"},
		{"form", "--blank", "--bureau", "環境局", path},
	} {
		if status, out, stderr := runOn(t, url, args...); status != exitOK {
			t.Fatalf("%q: status %d: %s%s", args, status, out, stderr)
		}
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(form.Current().CodesSheet)
	if err != nil || !slices.Contains(slices.Concat(rows...), "架空の事情") {
		t.Errorf("the form offers %q (%v)", rows, err)
	}
	status, _, stderr := runOn(t, url, "form", "--bureau", "架空局", path)
	if status == exitOK || stderr == "" {
		t.Errorf("a bureau that is not there: status %d: %s", status, stderr)
	}
}
