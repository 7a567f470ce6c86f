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

// Law, article and name are no key, and all that identifies a process is none
// either: so many real rows are like another one, their bureaus left aside.
func TestRealRowsAreAlike(t *testing.T) {
	t.Parallel()
	byLaw, byAll := map[[32]byte]int{}, map[[32]byte]int{}
	for _, r := range survey.Rows(t) {
		i := registry.Identity{ProcedureName: r["手続名"], LegalBasis: r["法令名"], LegalArticle: r["根拠条項号"]}
		key, _ := i.Keys()
		byLaw[key]++
		i.ProcessType, i.Applicant, i.Recipient = r["手続類型"], r["手続主体"], r["手続の受け手"]
		key, _ = i.Keys()
		byAll[key]++
	}
	alike := func(keys map[[32]byte]int) (rows int) {
		for _, n := range keys {
			if n > 1 {
				rows += n
			}
		}
		return rows
	}
	if law, all := alike(byLaw), alike(byAll); law != 509 || all != 320 {
		t.Errorf("%d rows are alike by law, article and name, %d by all; want 509 and 320", law, all)
	}
}
