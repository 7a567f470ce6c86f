package intake_test

import (
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

func TestWhatWasReadOtherwiseIsConfirmedBeforeSubmitting(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	rows := [][]any{made("環境局", "甲の届出", "約1,200件"), made("環境局", "乙の許可", "1.2万件"), made("環境局", "丙の検査", 3)}
	open := func(u registry.Upload) int {
		t.Helper()
		return r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}).Open.Normalised
	}
	u := r.handIn(t, officer, intake.Options{}, rows...)
	if u.Normalised != 2 || open(u) != 2 {
		t.Fatalf("%d read otherwise, %d to be confirmed; want 2", u.Normalised, open(u))
	}
	_, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "not confirmed", u, err, "", registry.Conflict)
	_, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Normalised: 1})
	did(t, "another number confirmed", u, err, "", registry.Conflict)
	_, err = r.store.Consent(t.Context(), officer, u.ID, 3)
	did(t, "another number confirmed", u, err, "", registry.Conflict)
	_, err = r.store.Consent(t.Context(), registry.Scope{Role: registry.Officer, BureauID: r.bureau(t, "港湾局")}, u.ID, 2)
	did(t, "confirmed by another bureau", u, err, "", registry.NotFound)
	_, err = r.store.Consent(t.Context(), registry.Scope{Role: registry.Planner}, u.ID, 2)
	did(t, "confirmed by a reader", u, err, "", registry.Forbidden)
	if got := r.kinds(t, u.ID); got != "received read" {
		t.Fatalf("a refusal left a trace: %s", got)
	}

	confirm := func(scope registry.Scope) {
		t.Helper()
		got, err := r.store.Consent(t.Context(), scope, u.ID, 2)
		did(t, "confirmed", got, err, registry.UploadStaged, "")
	}
	confirm(officer)
	confirm(officer)
	if got := r.kinds(t, u.ID); got != "received read consented" || open(u) != 0 {
		t.Errorf("confirmed twice: %s, %d open", got, open(u))
	}
	if _, err := r.Stage(t.Context(), officer, u.ID, ""); err != nil {
		t.Fatal(err)
	}
	if open(u) != 0 {
		t.Error("a new reading of the same file asks again")
	}
	events, err := r.store.UploadEvents(t.Context(), officer, u.ID)
	if c, ok := registry.ConsentOf(events, 0); !ok || c.AccountID != officer.AccountID || err != nil {
		t.Errorf("who consented is forgotten: %+v, %v", c, err)
	}
	if _, ok := registry.ConsentOf(events, 1); ok {
		t.Error("the consent to the old reading is shown as one to what is open in the new")
	}
	if err := r.Discard(t.Context(), officer, u.ID); err != nil {
		t.Fatal(err)
	}

	// Whoever confirms it has a hand in it, also in what is read anew.
	u = r.handIn(t, officer, intake.Options{}, rows...)
	confirm(approver)
	if _, err := r.Stage(t.Context(), officer, u.ID, ""); err != nil {
		t.Fatal(err)
	}
	if open(u) != 0 {
		t.Error("a new reading of the same file asks again")
	}
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "submitted", u, err, registry.UploadSubmitted, "")
	_, err = r.store.Consent(t.Context(), officer, u.ID, 2)
	did(t, "confirmed after it was submitted", u, err, "", registry.Conflict)
	_, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved by who confirmed", u, err, "", registry.Forbidden)
	u, err = r.Return(t.Context(), approver, u.ID, "架空の理由", nil)
	did(t, "returned", u, err, registry.UploadReturned, "")
	if open(u) != 0 {
		t.Error("a return asks for the consent again")
	}

	if err := r.Discard(t.Context(), officer, u.ID); err != nil {
		t.Fatal(err) // else its consent would be carried over to what comes next
	}

	// With the submission, or left to what was read.
	with := r.handIn(t, officer, intake.Options{}, rows...)
	with, err = r.Submit(t.Context(), officer, with.ID, store.Submission{Normalised: 2})
	did(t, "confirmed with the submission", with, err, registry.UploadSubmitted, "")
	left := r.handIn(t, officer, intake.Options{}, rows...)
	left, err = r.Submit(t.Context(), officer, left.ID, store.Submission{Keep: true})
	did(t, "left to what was read", left, err, registry.UploadSubmitted, "")
	for what, id := range map[string]int64{"with": with.ID, "left": left.ID} {
		if got := r.kinds(t, id); got != "received read consented submitted" {
			t.Errorf("%s: %s", what, got)
		}
	}

	// Where nothing would be written, nothing is asked.
	r.rows(t, rows...)
	same := r.handIn(t, officer, intake.Options{}, rows...)
	if same.Normalised != 2 || open(same) != 0 {
		t.Errorf("%d of %d to be confirmed of a file that says nothing new", open(same), same.Normalised)
	}
	same, err = r.Submit(t.Context(), officer, same.ID, store.Submission{})
	did(t, "nothing new", same, err, registry.UploadSubmitted, "")
}

// Most of what a bureau hands in again had normalised values the last
// time, too: it is asked about where that is not what is recorded.
func TestOnlyWhatIsNotRecordedIsToBeConfirmed(t *testing.T) {
	t.Parallel()
	wide := append(append([]any{}, header...), "デジタル化予定年度", "部")
	row := func(name string, law, total, online, year, department any) []any {
		row := append(made("環境局", name, total), year, department)
		row[4], row[7] = law, online
		return row
	}
	for _, c := range []struct {
		name           string
		recorded, said [][]any
		other, same    int
	}{
		{"a new process", nil, [][]any{row("甲の届出", "試験法", "約10件", nil, nil, nil)}, 1, 0},
		{"a new process without a value", nil, [][]any{row("甲の届出", "試験法", 1, nil, "未定", nil)}, 0, 1},
		{"as it is recorded", [][]any{row("甲の届出", "試験法", "約10件", "1.2万件", nil, nil)},
			[][]any{row("甲の届出", "試験法", "10件程度", "約12,000件", nil, nil)}, 1, 1},
		{"recorded otherwise", [][]any{row("甲の届出", "試験法", 10, nil, nil, nil)}, [][]any{row("甲の届出", "試験法", "約10件", nil, nil, nil)}, 1, 0},
		{"in a row that changes elsewhere", [][]any{row("甲の届出", "試験法", "約10件", 1, nil, "甲部")},
			[][]any{row("甲の届出", "試験法", "約10件", 2, nil, "乙部")}, 0, 1},
		{"no value where one is recorded", [][]any{row("甲の届出", "試験法", 1, nil, 2030, nil)}, [][]any{row("甲の届出", "試験法", 1, nil, "未定", nil)}, 1, 0},
		{"the row above", [][]any{row("甲の届出", "試験法", 1, nil, nil, "甲部"), row("乙の許可", "試験法", 1, nil, nil, "乙部"),
			row("丙の検査", "試験法", 1, nil, nil, "丙部")},
			[][]any{row("甲の届出", "試験法", 1, nil, nil, "乙部"), row("乙の許可", "〃", 1, nil, nil, "〃"), row("丙の検査", "試験法", 1, nil, nil, "〃")}, 1, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			officer, _ := r.two(t)
			if c.recorded != nil {
				r.book(t, operator, book(t, wide, c.recorded...), intake.Options{})
			}
			u := r.handInBook(t, officer, book(t, wide, c.said...))
			found := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true, Normalised: true})
			if found.Open.Normalised != c.other || found.NormalisedSame != c.same || len(found.Normalised) != c.other ||
				u.Normalised != c.other+c.same {
				t.Fatalf("%d to be confirmed, %d as recorded, of %d; want %d and %d: %+v", found.Open.Normalised, found.NormalisedSame, u.Normalised,
					c.other, c.same, found.Normalised)
			}
			_, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Normalised: c.other + c.same})
			if got, want := registry.CodeOf(err), map[bool]registry.Code{true: registry.Conflict}[c.same > 0 && c.other > 0]; got != want {
				t.Errorf("submitted with another number: %v", err)
			}
		})
	}
}

// A heading over several rows is one place to look at.
func TestAHeadingIsConfirmedOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	plain := []any{"手続名", "手続類型", "根拠法令", "根拠条項", "年間件数（令和3年度）"}
	row := func(name string) []any { return []any{name, "申請等", "試験法", "第1条", 1} }
	u := r.handInBook(t, officer, book(t, plain, []any{"【架空環境部】"}, row("甲の届出"), row("乙の許可"), []any{"【架空検査部】"}, row("丙の検査")))
	found := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true, Normalised: true})
	if u.Normalised != 2 || found.Open.Normalised != 2 || len(found.Normalised) != 3 || !found.Normalised[0].Titled {
		t.Fatalf("%d of %d: %+v", found.Open.Normalised, u.Normalised, found.Normalised)
	}
	if _, err := r.store.Consent(t.Context(), officer, u.ID, 2); err != nil {
		t.Fatal(err)
	}
	if found := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}); found.Open.Normalised != 0 || found.NormalisedSame != 0 {
		t.Errorf("%+v after the consent", found)
	}
}

// What was recorded when somebody looked, and is so no more, was not looked at.
func TestAChangeAfterTheConsentAsksAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	wide := append(append([]any{}, header...), "デジタル化予定年度")
	row := func(name string, status, year any) []any {
		row := append(made("環境局", name, "約10件"), year)
		row[8] = status
		return row
	}
	r.book(t, operator, book(t, wide, row("甲の届出", "検討中", nil), row("乙の許可", "検討中", nil)), intake.Options{})
	u := r.handInBook(t, officer, book(t, wide, row("甲の届出", "○", nil), row("乙の許可", "検討中", "令和12年度"), row("丙の検査", "検討中", nil)))
	open := func(want store.Questions) {
		t.Helper()
		if got := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}).Open; got != want {
			t.Errorf("open are %+v, want %+v", got, want)
		}
	}
	take := func(mine bool) {
		t.Helper()
		c := r.compared(t, officer, u.ID, store.ComparisonQuery{}).Conflicts[0]
		if err := r.store.Resolve(t.Context(), officer, u.ID,
			[]store.Resolution{{Place: c.Place, Field: c.Field, Theirs: c.Theirs, Mine: mine}}); err != nil {
			t.Fatal(err)
		}
	}
	r.edit(t, 1, "digitization_status", "実施済") // as the file has it, too
	open(store.Questions{Normalised: 1})
	if _, err := r.store.Consent(t.Context(), officer, u.ID, 1); err != nil {
		t.Fatal(err)
	}
	open(store.Questions{})
	r.edit(t, 1, "digitization_status", "今後実施")
	open(store.Questions{Conflicts: 1, Normalised: 1})
	take(false)
	open(store.Questions{}) // theirs stays: nothing is written
	take(true)
	open(store.Questions{Normalised: 1})
	_, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "not confirmed", u, err, "", registry.Conflict)
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Normalised: 1})
	did(t, "confirmed", u, err, registry.UploadSubmitted, "")

	// While it waits, a row's process gets another name: the row stays tied to it. That it gets
	// another year, too, is asked about.
	r.edit(t, 2, "procedure_name", "乙の許可（改正後）")
	r.edit(t, 2, "planned_fiscal_year", "2029")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "changed meanwhile", u, err, registry.UploadReturned, "")
	open(store.Questions{Conflicts: 1})
	if got := r.kinds(t, u.ID); got != "received read consented decided decided consented submitted reopened" {
		t.Error(got)
	}
	take(true)
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
	did(t, "the file's year", u, err, registry.UploadSubmitted, "")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	if p := r.process(t, 2).Process; p.ProcedureName != "乙の許可（改正後）" || p.PlannedFiscalYear != 2030 {
		t.Errorf("%s, %d", p.ProcedureName, p.PlannedFiscalYear)
	}
	r.verify(t)
}

// A consent is to what was read, whatever becomes of blank cells and of rows that are
// like a process.
func TestAConsentStandsWhateverIsAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	row := func(name string, total, remarks any) []any {
		row := made("環境局", name, total)
		row[9] = remarks
		return row
	}
	r.rows(t, row("試験施設の設置の届出", "約10件", "備考"), row("乙の許可", 1, "備考"))
	u := r.handIn(t, officer, intake.Options{}, row("試験施設の設置届出", "約10件", nil), row("乙の許可", "約1件", nil))
	open := func(want store.Questions) {
		t.Helper()
		if got := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}).Open; got != want {
			t.Errorf("open are %+v, want %+v", got, want)
		}
	}
	match := func(same registry.ProcessID) {
		t.Helper()
		if err := r.store.Match(t.Context(), officer, u.ID, []store.MatchChoice{{Place: 1, ProcessID: same}}); err != nil {
			t.Fatal(err)
		}
	}
	open(store.Questions{Missing: 1, Matches: 1, Normalised: 2})
	match(1)
	open(store.Questions{Normalised: 1}) // as that process has it recorded
	if _, err := r.SetClears(t.Context(), officer, u.ID, []string{"remarks"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.store.Consent(t.Context(), officer, u.ID, 1); err != nil {
		t.Fatal(err)
	}
	open(store.Questions{})
	match(0)
	open(store.Questions{Missing: 1, Normalised: 1})
	if _, err := r.store.Consent(t.Context(), officer, u.ID, 1); err != nil {
		t.Fatal(err)
	}
	match(1)
	match(0)
	open(store.Questions{Missing: 1})
}
