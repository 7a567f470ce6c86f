package intake_test

import (
	"slices"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/survey"
)

// The real rows: each is a process of its own, those alike too; the priority list
// has exactly those of 10,000 cases or more; the file again changes nothing; and
// one row gone from the middle is the one that is missing.
func TestTheRealRows(t *testing.T) {
	t.Parallel()
	rows := survey.Rows(t)
	r := newRig(t)
	path := survey.Workbook(t, rows)
	r.expect(t, r.file(t, operator, path, intake.Options{}), registry.UploadConfirmed, counts(len(rows), 0, 0, 0, 0))
	want := map[string]int{}
	for _, row := range rows {
		if row.Total() >= 10_000 {
			want[row["手続名"]]++
		}
	}
	page := store.Page{Next: " "}
	filter := store.ProcessFilter{Priority: registry.Yes, Limit: store.MaxLimit}
	for page.Next != "" {
		var err error
		if page, err = r.store.Processes(t.Context(), operator, filter); err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Processes {
			want[p.ProcedureName]--
		}
		filter.Cursor = page.Next
	}
	for name, n := range want {
		if n != 0 {
			t.Errorf("%s: %d too few on the priority list", name, n)
		}
	}
	r.expect(t, r.file(t, operator, path, intake.Options{}), registry.UploadUnchanged, counts(0, 0, len(rows), 0, 0))
	middle := len(rows) / 2
	less := survey.Workbook(t, slices.Concat(rows[:middle], rows[middle+1:]))
	r.expect(t, r.file(t, operator, less, intake.Options{}), registry.UploadUnchanged, counts(0, 0, len(rows)-1, 1, 0))
	r.verify(t)
}
