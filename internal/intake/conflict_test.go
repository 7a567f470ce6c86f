package intake_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

func TestOnlyCellsThatBothChangedAreAskedAbout(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	row := func(status, remarks string, total any) []any {
		row := made("環境局", "甲の届出", total)
		row[8], row[9] = status, remarks
		return row
	}
	r.rows(t, row("検討中", "もとの備考", 1))
	u := r.handIn(t, officer, intake.Options{}, row("実施済", "もとの備考", 2))
	r.edit(t, 1, "digitization_status", "今後実施")
	r.edit(t, 1, "remarks", "本部の備考")
	r.edit(t, 1, "platform", "jGrants")
	conflicts := func() []store.Conflict {
		t.Helper()
		got := r.compared(t, officer, u.ID, store.ComparisonQuery{}).Conflicts
		if len(got) != 1 {
			t.Fatalf("%+v", got)
		}
		return got
	}
	c := conflicts()[0]
	if c.Field != "digitization_status" || c.Base != "considering" || c.Theirs != "planned" || c.Mine != "done" || c.Answered {
		t.Errorf("%+v", c)
	}
	if by := c.TheirsBy; by.Reason != "架空の理由" || by.Actor == "" || by.At.IsZero() || by.UploadID != 0 {
		t.Errorf("it was changed by %+v", by)
	}
	_, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
	did(t, "unanswered", u, err, "", registry.Conflict)
	answer := func(theirs string, mine bool, code registry.Code) {
		t.Helper()
		err := r.store.Resolve(t.Context(), officer, u.ID, []store.Resolution{{Place: c.Place, Field: c.Field, Theirs: theirs, Mine: mine}})
		if registry.CodeOf(err) != code {
			t.Errorf("answered on %q: %v", theirs, err)
		}
	}
	answer("considering", true, registry.Conflict)
	answer("planned", true, "")
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "answered", u, err, registry.UploadSubmitted, "")

	// Another change while it waits: it comes back, and nothing is written.
	r.edit(t, 1, "digitization_status", "一部実施済")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "changed meanwhile", u, err, registry.UploadReturned, "")
	if got := r.kinds(t, u.ID); got != "received read decided submitted reopened" {
		t.Error(got)
	}
	if c := conflicts()[0]; c.Answered || c.Theirs != "partial" {
		t.Errorf("%+v", c)
	}
	answer("partial", false, "")
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "answered again", u, err, registry.UploadSubmitted, "")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	p := r.catalogue(t, store.ProcessFilter{})[0]
	if p.Status != registry.Partial || p.Remarks != "本部の備考" || p.Platform != "jGrants" || *p.Volumes[0].Total.Value != 2 {
		t.Errorf("%+v, %+v", p.Process, p.Volumes)
	}
	r.verify(t)
}

// A mended file is made from what the first one was made from.
func TestAMendedFileKeepsWhatOthersChangedSinceTheFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	r.rows(t, made("環境局", "甲の届出", 1))
	u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", "たくさん"))
	r.edit(t, 1, "digitization_status", "実施済")
	better := r.handIn(t, officer, intake.Options{Replaces: u.ID}, made("環境局", "甲の届出", 2))
	better, err := r.Submit(t.Context(), officer, better.ID, store.Submission{})
	did(t, "submitted", better, err, registry.UploadSubmitted, "")
	better, err = r.Approve(t.Context(), approver, better.ID)
	did(t, "approved", better, err, registry.UploadConfirmed, "")
	if p := r.catalogue(t, store.ProcessFilter{})[0]; p.Status != registry.Done || *p.Volumes[0].Total.Value != 2 {
		t.Errorf("%+v", p.Process)
	}
}

func TestTheSameContentIsNoChange(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	rows := [][]any{made("環境局", "甲の届出", 1), made("環境局", "乙の許可", "不明")}
	take := func(u registry.Upload, state registry.UploadState) registry.Upload {
		t.Helper()
		u, err := r.Submit(t.Context(), officer, u.ID, store.Submission{Keep: true})
		did(t, "submitted", u, err, registry.UploadSubmitted, "")
		u, err = r.Approve(t.Context(), approver, u.ID)
		did(t, "approved", u, err, state, "")
		return u
	}
	first := take(r.handIn(t, officer, intake.Options{}, rows...), registry.UploadConfirmed)
	r.edit(t, 1, "digitization_status", "実施済")

	// Saved anew in another order of parts and under another name: other bytes.
	f, err := excelize.OpenReader(bytes.NewReader(book(t, header, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetSheetName("手続一覧", "一覧"); err != nil {
		t.Fatal(err)
	}
	var saved bytes.Buffer
	if err := f.Write(&saved); err != nil {
		t.Fatal(err)
	}
	u, err := r.Receive(t.Context(), officer, intake.File{Name: "改名.xlsx", Data: &saved}, intake.Options{BureauID: officer.BureauID})
	if err != nil {
		t.Fatal(err)
	}
	staged, err := r.Stage(t.Context(), officer, u.ID, "")
	if err != nil || staged.Upload.SHA256 == first.SHA256 || staged.Upload.Counts != counts(0, 0, 2, 0, 0) {
		t.Errorf("%+v, %v", staged.Upload, err)
	}
	take(u, registry.UploadUnchanged)
	receipt, err := r.Receipt(t.Context(), officer, u.ID)
	if err != nil || receipt.SameAs != first.ID || receipt.Records != 2 || receipt.Submitted.Actor != "架空のofficer" ||
		receipt.Approved.Actor != "架空のapprover" || receipt.Finished.Kind != registry.EventUnchanged {
		t.Errorf("%+v, %v", receipt, err)
	}
	if got := r.catalogue(t, store.ProcessFilter{})[0].Status; got != registry.Done {
		t.Errorf("the edit became %s", got)
	}

	// After another content it is one more change.
	other := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", 5), rows[1])
	take(other, registry.UploadConfirmed)
	take(r.handIn(t, officer, intake.Options{}, rows...), registry.UploadConfirmed)
	r.verify(t)
}

func TestBlankCellsClearWhereThatWasChosen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	full := append([]any{}, header...)
	full = append(full, "デジタル化予定年度", "所管部署（部）")
	row := func(remarks, year, department any) []any {
		return append(made("環境局", "甲の届出", 1)[:9], remarks, year, department)
	}
	r.book(t, operator, book(t, full, row("備考", 2030, "架空部")), intake.Options{})
	before := r.catalogue(t, store.ProcessFilter{})[0]
	if before.Remarks == "" || before.PlannedFiscalYear == 0 {
		t.Fatalf("%+v", before.Process)
	}
	file := intake.File{Name: "棚卸.xlsx", Data: bytes.NewReader(book(t, full, row(nil, nil, nil)))}
	u, err := r.Receive(t.Context(), officer, file, intake.Options{BureauID: officer.BureauID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Stage(t.Context(), officer, u.ID, ""); err != nil {
		t.Fatal(err)
	}
	r.looked(t, officer, u.ID)
	for _, wrong := range []string{"procedure_name", "annual_volume", "fee", "scope", "ない項目"} {
		_, err := r.SetClears(t.Context(), officer, u.ID, []string{wrong})
		did(t, wrong, u, err, "", registry.Invalid)
	}
	u, err = r.SetClears(t.Context(), officer, u.ID, []string{"remarks", "planned_fiscal_year"})
	did(t, "chosen", u, err, registry.UploadStaged, "")
	for range 2 { // asking alters nothing
		rows, err := r.Rows(t.Context(), officer, u.ID, store.RowFilter{Kind: store.RowChanged, Limit: 10})
		if err != nil || len(rows) != 1 || len(rows[0].Cells) != 2 {
			t.Fatalf("%+v, %v", rows, err)
		}
		for _, c := range rows[0].Cells {
			if c.New != "" || c.Old == "" || c.Field != "remarks" && c.Field != "planned_fiscal_year" {
				t.Errorf("%+v", c)
			}
		}
		if n, err := r.Difference(t.Context(), officer, u.ID); err != nil || n != counts(0, 1, 0, 0, 0) {
			t.Errorf("%+v, %v", n, err)
		}
	}
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "submitted", u, err, registry.UploadSubmitted, "")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	after := r.catalogue(t, store.ProcessFilter{})[0]
	if after.Remarks != "" || after.PlannedFiscalYear != 0 || after.Department != before.Department || after.Status != before.Status {
		t.Errorf("%+v", after.Process)
	}
	r.verify(t)
}

func TestTheRightRowsOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	r.rows(t, made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 2), made("環境局", "丙の検査", 3))
	wrong := made("環境局", "乙の許可", "たくさん")
	u := r.handIn(t, officer, intake.Options{}, made("環境局", "甲の届出", 5), wrong, made("環境局", "丙の検査", 3), made("環境局", "丁の登録", 4))
	if u.State != registry.UploadFaulty {
		t.Fatalf("%s", u.State)
	}
	got, err := r.StageRight(t.Context(), officer, u.ID, "")
	did(t, "the right rows", got.Upload, err, registry.UploadStaged, "")
	want := counts(1, 1, 1, 0, 1)
	if got.Upload.Counts != want || !got.Upload.RightOnly {
		t.Errorf("%+v, want %+v", got.Upload, want)
	}
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "submitted", u, err, registry.UploadSubmitted, "")
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	if u.Counts != want {
		t.Errorf("%+v, want %+v", u.Counts, want)
	}
	totals := map[string]int64{"甲の届出": 5, "乙の許可": 2, "丙の検査": 3, "丁の登録": 4}
	for _, p := range r.catalogue(t, store.ProcessFilter{}) {
		if *p.Volumes[0].Total.Value != totals[p.ProcedureName] {
			t.Errorf("%s: %+v", p.ProcedureName, p.Volumes)
		}
	}
	none := r.handIn(t, officer, intake.Options{}, wrong)
	got, err = r.StageRight(t.Context(), officer, none.ID, "")
	did(t, "no right row", got.Upload, err, registry.UploadFaulty, "")
	r.verify(t)
}
