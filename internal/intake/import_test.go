package intake_test

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"

	"tetsuzuki/import/finding"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// counts in the order new, changed, unchanged, missing, faulty.
func counts(n ...int) registry.UploadCounts {
	return registry.UploadCounts{New: n[0], Changed: n[1], Unchanged: n[2], Missing: n[3], Faulty: n[4]}
}

func TestTheSameFileAgainChangesNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	rows := [][]any{made("環境局", "甲の届出", 1200), made("港湾局", "乙の許可", "不明")}
	first := r.rows(t, rows...)
	r.expect(t, first, registry.UploadConfirmed, counts(2, 0, 0, 0, 0))
	if first.Upload.ChangeID == 0 {
		t.Error("a confirmed upload names no change")
	}
	again := r.rows(t, rows...)
	r.expect(t, again, registry.UploadUnchanged, counts(0, 0, 2, 0, 0))
	if again.Upload.ChangeID != 0 {
		t.Errorf("an unchanged upload made change %d", again.Upload.ChangeID)
	}
	for _, p := range r.catalogue(t, store.ProcessFilter{}) {
		if len(p.History) != 1 {
			t.Errorf("%s has %d versions", p.ID, len(p.History))
		}
	}
}

func TestUnknownVolumeStaysUnknown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell     any
		state    registry.State
		value    int64
		priority registry.Priority
	}{
		{"不明", registry.NotProvided, 0, registry.Undecidable},
		{nil, registry.NotProvided, 0, registry.Undecidable},
		{"未集計", registry.NotProvided, 0, registry.Undecidable},
		{0, registry.Provided, 0, registry.No},
		{9999, registry.Provided, 9999, registry.No},
		{10000, registry.Provided, 10000, registry.Yes},
	} {
		r := newRig(t)
		r.rows(t, made("環境局", "甲の届出", c.cell))
		p := r.catalogue(t, store.ProcessFilter{})[0]
		total := p.Volumes[0].Total
		if total.State != c.state || total.Known() && *total.Value != c.value || p.Priority(10_000) != c.priority {
			t.Errorf("%v: %+v, priority %s; want %s, %s", c.cell, total, p.Priority(10_000), c.state, c.priority)
		}
	}
}

func TestOnlyTheChangedRowsGetANewVersion(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1200), made("環境局", "乙の許可", 30), made("環境局", "丙の申請", 7))
	changed := made("環境局", "乙の許可", 45)
	changed[8] = "実施済"
	got := r.rows(t, made("環境局", "甲の届出", "1,200"), changed, made("環境局", "丁の報告", 1))
	r.expect(t, got, registry.UploadConfirmed, counts(1, 1, 1, 1, 0))
	want := map[string]int{"甲の届出": 1, "乙の許可": 2, "丙の申請": 1, "丁の報告": 1}
	for _, p := range r.catalogue(t, store.ProcessFilter{}) {
		if len(p.History) != want[p.ProcedureName] {
			t.Errorf("%s has %d versions, want %d", p.ProcedureName, len(p.History), want[p.ProcedureName])
		}
		if p.ProcedureName == "乙の許可" && (p.Status != registry.Done || *p.Deciding.Total.Value != 45) {
			t.Errorf("changed to %s %+v", p.Status, p.Deciding)
		}
	}
}

func TestABlankCellKeepsAndAnotherYearStays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	full := made("環境局", "甲の届出", 1200)
	full[7], full[9] = 300, "備考のとおり"
	r.rows(t, full)

	blank := made("環境局", "甲の届出", nil)
	blank[8] = nil
	r.expect(t, r.rows(t, blank), registry.UploadUnchanged, counts(0, 0, 1, 0, 0))

	later := slices.Clone(header)
	later[6], later[7] = "年間件数（令和4年度）", "うちオンライン件数（令和4年度）"
	r.expect(t, r.book(t, operator, book(t, later, made("環境局", "甲の届出", "不明")), intake.Options{}),
		registry.UploadConfirmed, counts(0, 1, 0, 0, 0))
	p := r.catalogue(t, store.ProcessFilter{})[0]
	if len(p.Volumes) != 2 || p.Volumes[1].Total.State != registry.NotProvided {
		t.Errorf("volumes %+v", p.Volumes)
	}
	if p.Deciding == nil || p.Deciding.FiscalYear != 2021 || p.Usage == nil || p.Usage.Online != 300 || p.Remarks != "備考のとおり" {
		t.Errorf("decided by %+v, usage %+v, remarks %q", p.Deciding, p.Usage, p.Remarks)
	}

	unknown := made("環境局", "甲の届出", "不明")
	r.expect(t, r.rows(t, unknown), registry.UploadConfirmed, counts(0, 1, 0, 0, 0))
	if p := r.catalogue(t, store.ProcessFilter{})[0]; p.Deciding != nil {
		t.Errorf("不明 written over 1200 decides by %+v", p.Deciding)
	}
}

// Rows alike in every identifying column are separate processes, matched one to
// one when the file comes again.
func TestTwinsStayApart(t *testing.T) {
	t.Parallel()
	twin := func(total any) []any { return made("環境局", "甲の届出", total) }
	for _, c := range []struct {
		name   string
		again  [][]any
		want   registry.UploadCounts
		totals []int64 // by ID afterwards
	}{
		{"the same", [][]any{twin(1), twin(2), twin(3)}, counts(0, 0, 3, 0, 0), []int64{1, 2, 3}},
		{"in another order", [][]any{twin(3), twin(1), twin(2)}, counts(0, 0, 3, 0, 0), []int64{1, 2, 3}},
		{"without the middle one", [][]any{twin(1), twin(3)}, counts(0, 0, 2, 1, 0), []int64{1, 2, 3}},
		{"the middle one changed", [][]any{twin(1), twin(9), twin(3)}, counts(0, 1, 2, 0, 0), []int64{1, 9, 3}},
		{"one more", [][]any{twin(1), twin(2), twin(3), twin(4)}, counts(1, 0, 3, 0, 0), []int64{1, 2, 3, 4}},
		{"only one, another", [][]any{twin(8)}, counts(0, 1, 0, 2, 0), []int64{8, 2, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			first := r.rows(t, twin(1), twin(2), twin(3))
			r.expect(t, first, registry.UploadConfirmed, counts(3, 0, 0, 0, 0))
			if !slices.ContainsFunc(rules(first), func(rule string) bool { return rule == "R-duplicate-row" }) {
				t.Error("nobody is warned of rows alike")
			}
			got := r.rows(t, c.again...)
			if got.Upload.Counts != c.want {
				t.Errorf("%+v, want %+v", got.Upload.Counts, c.want)
			}
			var totals []int64
			for _, p := range r.catalogue(t, store.ProcessFilter{}) {
				totals = append(totals, *p.Deciding.Total.Value)
			}
			if !slices.Equal(totals, c.totals) {
				t.Errorf("totals %v, want %v", totals, c.totals)
			}
		})
	}
}

func rules(r intake.Result) []string {
	var all []string
	for _, f := range r.Report.Findings {
		all = append(all, f.Rule)
	}
	return all
}

func TestAFileWithErrorsImportsNothing(t *testing.T) {
	t.Parallel()
	bad := made("環境局", "乙の許可", "たくさん")
	homeless := made("ない局", "丙の申請", 1)
	nameless := made("環境局", "", 1)
	unknownID, twiceID := made("環境局", "丁の報告", 1), made("環境局", "丁の報告", 1)
	unknownID[1], twiceID[1] = "P-0000099", "P-0000001"
	otherID := made("港湾局", "丁の報告", 1)
	otherID[1] = "P-0000001"
	for _, c := range []struct {
		name string
		rows [][]any
		cell string // of the error
		want registry.UploadCounts
	}{
		{"a text for a number", [][]any{made("環境局", "甲の届出", 2), bad}, "G3", counts(0, 1, 0, 0, 1)},
		{"a bureau that is none", [][]any{homeless}, "A2", counts(0, 0, 0, 0, 1)},
		{"no name", [][]any{nameless}, "C2", counts(0, 0, 0, 0, 1)},
		{"an ID nobody issued", [][]any{unknownID}, "B2", counts(0, 0, 0, 1, 1)},
		{"another bureau's ID", [][]any{otherID}, "B2", counts(0, 0, 0, 0, 1)},
		{"an ID twice", [][]any{twiceID, twiceID}, "B3", counts(0, 1, 0, 0, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.rows(t, made("環境局", "甲の届出", 1))
			got := r.rows(t, c.rows...)
			r.expect(t, got, registry.UploadFaulty, c.want)
			if !slices.ContainsFunc(got.Report.Findings, func(f finding.Finding) bool { return f.Severity == "error" && f.Cell == c.cell }) {
				t.Errorf("no error on %s: %+v", c.cell, got.Report.Findings)
			}
			all := r.catalogue(t, store.ProcessFilter{})
			if len(all) != 1 || len(all[0].History) != 1 {
				t.Errorf("the registry holds %+v", all)
			}
			_, err := r.store.Apply(t.Context(), operator, got.Upload.ID, registry.ChangeImport, store.TheFile)
			if registry.CodeOf(err) != registry.Conflict {
				t.Errorf("confirmed all the same: %v", err)
			}
		})
	}
}

func TestAFileThatCannotBeReadSaysSo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	whole := book(t, header, made("環境局", "甲の届出", 1))
	got := r.book(t, operator, whole[:len(whole)/2], intake.Options{})
	r.expect(t, got, registry.UploadUnreadable, counts(0, 0, 0, 0, 0))
	if got.Report.Summary.Errors != 1 {
		t.Errorf("summary %+v", got.Report.Summary)
	}
}

func TestAnIDFindsItsProcessUnderAnotherName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2))
	renamed := made("環境局", "乙の許可（変更）", nil)
	renamed[1], renamed[3], renamed[4], renamed[5] = "P-0000002", nil, nil, nil
	r.expect(t, r.rows(t, renamed), registry.UploadConfirmed, counts(0, 1, 0, 1, 0))
	p := r.catalogue(t, store.ProcessFilter{Text: "変更", Law: "試験法"})
	if len(p) != 1 || p[0].ID != 2 || p[0].LegalBasis != "試験法" {
		t.Fatalf("found %+v", p)
	}
	// What a sheet without IDs is matched by knows the kept cells, too.
	r.expect(t, r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可（変更）", 2)), registry.UploadUnchanged, counts(0, 0, 2, 0, 0))
}

// A bureau's file touches that bureau's rows only, whoever hands it in.
func TestBureausAreApart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("港湾局", "乙の許可", 2))
	environment, port := r.bureau(t, "環境局"), r.bureau(t, "港湾局")
	account := func(role registry.Role, bureau int) registry.Scope {
		return registry.ScopeOf(registry.Account{Name: "試験", Role: role, BureauID: bureau})
	}
	own, foreign := made("環境局", "甲の届出", 5), made("港湾局", "乙の許可", 6)
	for _, c := range []struct {
		name   string
		scope  registry.Scope
		bureau int
		rows   [][]any
		code   registry.Code // of Import's error
		state  registry.UploadState
	}{
		{"officer, own rows", account(registry.Officer, environment), environment, [][]any{own}, "", registry.UploadStaged},
		{"approver, own rows", account(registry.Approver, environment), environment, [][]any{own}, "", registry.UploadStaged},
		{"officer, another's row among them", account(registry.Officer, environment), environment, [][]any{own, foreign}, "", registry.UploadFaulty},
		{"officer, for another bureau", account(registry.Officer, environment), port, [][]any{foreign}, registry.Forbidden, ""},
		{"officer, for all bureaus", account(registry.Officer, environment), 0, [][]any{own}, registry.Forbidden, ""},
		{"headquarters, for all bureaus", account(registry.Headquarters, 0), 0, [][]any{own, foreign}, "", registry.UploadStaged},
		{"headquarters, for one bureau, another's row", account(registry.Headquarters, 0), environment, [][]any{foreign}, "", registry.UploadFaulty},
		{"planner", account(registry.Planner, 0), 0, [][]any{own}, registry.Forbidden, ""},
		{"auditor", account(registry.Auditor, 0), environment, [][]any{own}, registry.Forbidden, ""},
		{"administrator", account(registry.Administrator, 0), 0, [][]any{own}, registry.Forbidden, ""},
		{"nobody", registry.Scope{}, environment, [][]any{own}, registry.Forbidden, ""},
	} {
		// The accounts are none of the registry's: history names the actor alone.
		file := intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(book(t, header, c.rows...))}
		got, err := r.Import(t.Context(), c.scope, file, intake.Options{BureauID: c.bureau})
		if registry.CodeOf(err) != c.code || got.Upload.State != c.state {
			t.Errorf("%s: %s, %v; want %s, %s", c.name, got.Upload.State, err, c.state, c.code)
		}
		for _, p := range r.catalogue(t, store.ProcessFilter{}) {
			if *p.Deciding.Total.Value > 2 {
				t.Errorf("%s: wrote %s", c.name, p.ProcedureName)
			}
		}
	}
}

func TestMissingCountsTheFilesBureausOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 1), made("港湾局", "丙の申請", 1), made("港湾局", "丁の報告", 1))
	r.expect(t, r.rows(t, made("環境局", "甲の届出", 1)), registry.UploadUnchanged, counts(0, 0, 1, 1, 0))
	r.expect(t, r.book(t, operator, book(t, header, made("港湾局", "丙の申請", 1)), intake.Options{BureauID: r.bureau(t, "港湾局")}),
		registry.UploadUnchanged, counts(0, 0, 1, 1, 0))
	if n := len(r.catalogue(t, store.ProcessFilter{})); n != 4 {
		t.Errorf("%d processes are left of 4", n)
	}
}

func TestAsOfBeforeAnImportIsTheStateBefore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("港湾局", "乙の許可", 2))
	before := r.catalogue(t, store.ProcessFilter{})
	at := before[0].RecordedFrom
	r.rows(t, made("環境局", "甲の届出", 7), made("港湾局", "丙の申請", 8))
	then := r.catalogue(t, store.ProcessFilter{AsOf: at})
	if len(then) != len(before) {
		t.Fatalf("%d processes then, %d before", len(then), len(before))
	}
	for i := range before {
		if *then[i].Deciding.Total.Value != *before[i].Deciding.Total.Value ||
			*then[i].Volumes[0].Total.Value != *before[i].Volumes[0].Total.Value {
			t.Errorf("%s: %+v then, %+v before", before[i].ID, then[i].Volumes, before[i].Volumes)
		}
	}
}

// Two files of one bureau at once: the one that comes second builds on the first.
func TestTwoImportersAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const files = 6
	var staged []int64
	for i := range files {
		row := made("環境局", "甲の届出", i+1)
		own := made("環境局", string(rune('い'+i))+"の許可", 1)
		u, err := r.Receive(t.Context(), operator, intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(book(t, header, row, own))},
			intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Stage(t.Context(), operator, u.ID, ""); err != nil {
			t.Fatal(err)
		}
		staged = append(staged, u.ID)
	}
	results := make([]registry.Upload, files)
	var wg sync.WaitGroup
	for i, id := range staged {
		wg.Go(func() {
			var err error
			if results[i], err = r.store.Apply(t.Context(), operator, id, registry.ChangeImport, store.TheFile); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	sum := registry.UploadCounts{}
	for _, u := range results {
		sum.New += u.Counts.New
		sum.Changed += u.Counts.Changed
	}
	if sum.New != files+1 || sum.Changed != files-1 {
		t.Errorf("in all %d new and %d changed, want %d and %d", sum.New, sum.Changed, files+1, files-1)
	}
	all := r.catalogue(t, store.ProcessFilter{})
	if len(all) != files+1 {
		t.Errorf("%d processes, want %d", len(all), files+1)
	}
	for _, p := range all {
		if p.ProcedureName == "甲の届出" && len(p.History) != files {
			t.Errorf("the common row has %d versions, want %d", len(p.History), files)
		}
	}
	_, err := r.store.Apply(t.Context(), operator, staged[0], registry.ChangeImport, store.TheFile)
	if registry.CodeOf(err) != registry.Conflict {
		t.Errorf("confirmed twice: %v", err)
	}
	r.verify(t)
}

func TestDifferenceListsEachKindWithItsCells(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.rows(t, made("環境局", "甲の届出", 1200), made("環境局", "乙の許可", 30), made("環境局", "丙の申請", 7))
	changed := made("環境局", "乙の許可", "約45")
	changed[8] = "実施済"
	file := book(t, header, made("環境局", "甲の届出", 1200), changed, made("環境局", "丁の報告", 1))
	u, err := r.Receive(t.Context(), operator, intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(file)}, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	staged, err := r.Stage(t.Context(), operator, u.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	r.expect(t, staged, registry.UploadStaged, counts(1, 1, 1, 1, 0))
	rows := func(kind store.RowKind) store.RowDifference {
		t.Helper()
		rows, err := r.Rows(t.Context(), operator, u.ID, store.RowFilter{Kind: kind, Limit: 10})
		if err != nil || len(rows) != 1 {
			t.Fatalf("%s: %d rows, %v", kind, len(rows), err)
		}
		if more, err := r.Rows(t.Context(), operator, u.ID, store.RowFilter{Kind: kind, After: rows[0].Place, Limit: 10}); err != nil ||
			len(more) != 0 {
			t.Errorf("%s: a second page of %d rows, %v", kind, len(more), err)
		}
		return rows[0]
	}
	if d := rows(store.RowChanged); d.ProcessID != 2 || d.Row != 3 || !slices.Equal(d.Cells, []store.CellDifference{
		{Field: "digitization_status", Old: "considering", New: "done"},
		{Field: "annual_volume", FiscalYear: 2021, Old: "30", New: "約45"}}) {
		t.Errorf("changed: %+v", d)
	}
	if d := rows(store.RowNew); d.ProcessID != 0 || d.ProcedureName != "丁の報告" || len(d.Cells) == 0 {
		t.Errorf("new: %+v", d)
	}
	if d := rows(store.RowUnchanged); d.ProcessID != 1 || len(d.Cells) != 0 {
		t.Errorf("unchanged: %+v", d)
	}
	if d := rows(store.RowMissing); d.ProcessID != 3 || d.ProcedureName != "丙の申請" {
		t.Errorf("missing: %+v", d)
	}
	if n := len(r.catalogue(t, store.ProcessFilter{})); n != 3 {
		t.Errorf("looking at the difference wrote: %d processes", n)
	}
	report, err := r.Report(t.Context(), operator, u.ID)
	if err != nil || report.Summary != staged.Report.Summary || report.File != staged.Report.File {
		t.Errorf("the report that was kept: %+v, %v", report, err)
	}
	if err := r.Discard(t.Context(), operator, u.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.store.Apply(t.Context(), operator, u.ID, registry.ChangeImport, store.TheFile); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("confirmed a discarded upload: %v", err)
	}
}

// What is received is kept to the byte, before and whatever comes of it.
func TestTheFileItselfIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	file := append([]byte("PK\x03\x04"), bytes.Repeat([]byte("0123456789abcdef"), 200_000)...) // of several pieces, and damaged
	got := r.book(t, operator, file, intake.Options{})
	var kept bytes.Buffer
	if err := r.store.UploadFile(t.Context(), operator, got.Upload.ID, &kept); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept.Bytes(), file) {
		t.Errorf("%d bytes were kept of %d", kept.Len(), len(file))
	}
	small := intake.New(r.store, 1<<20)
	_, err := small.Receive(t.Context(), operator, intake.File{Name: "大きい.xlsx", Data: bytes.NewReader(file)}, intake.Options{})
	if registry.CodeOf(err) != registry.TooLarge {
		t.Errorf("a file over the limit: %v", err)
	}
}

// Whatever becomes of rows without a bureau is told in their order, every time.
func TestFindingsOfRowsStandInTheirOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var rows [][]any
	var want []string
	for n := range 40 {
		rows = append(rows, made("", fmt.Sprintf("架空の届出%d", n), 1))
		want = append(want, fmt.Sprintf("A%d", n+2))
	}
	var got []string
	for _, f := range r.rows(t, rows...).Report.Findings {
		if f.Rule == "R-unknown-bureau" {
			got = append(got, f.Cell)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
