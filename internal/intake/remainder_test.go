package intake_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// rest is the workbook of the rows that an upload leaves out, with some cells changed.
func (r rig) rest(t testing.TB, scope registry.Scope, u registry.Upload, cells map[string]any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Remainder(t.Context(), scope, u.ID, &b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, v := range cells {
		if err := f.SetCellValue("手続一覧", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var changed bytes.Buffer
	if err := f.Write(&changed); err != nil {
		t.Fatal(err)
	}
	return changed.Bytes()
}

// The right rows go on at once, the others when they are mended: nothing is missing
// from either, and what others changed since the whole file stays.
func TestTheRestOfAFileGoesOnWhenItIsMended(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	r.rows(t, with("甲の届出", "検討中", "一"), with("乙の許可", "検討中", "二"), with("丙の検査", "検討中", "三"), with("丁の登録", "検討中", "四"))
	wrong := func(name string) []any {
		row := with(name, "実施済", "局")
		row[6] = "たくさん"
		return row
	}
	u := r.handIn(t, officer, intake.Options{}, with("甲の届出", "実施済", "局"), wrong("乙の許可"), with("丙の検査", "検討中", "三"), wrong("戊の申告"))
	var none bytes.Buffer
	if err := r.Remainder(t.Context(), officer, u.ID, &none); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("before the right rows went on: %v", err)
	}
	staged, err := r.StageRight(t.Context(), officer, u.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	r.edit(t, 2, "remarks", "本部")
	r.register(t, officer, approver, staged.Upload)
	abroad := officer
	abroad.BureauID = r.bureau(t, "港湾局")
	if err := r.Remainder(t.Context(), abroad, u.ID, &none); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("for another bureau: %v", err)
	}

	// As it is, it is faulty to the cell.
	again, err := r.Receive(t.Context(), officer, intake.File{Name: "残り.xlsx", Data: bytes.NewReader(r.rest(t, officer, u, nil))},
		intake.Options{BureauID: officer.BureauID})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Stage(t.Context(), officer, again.ID, "")
	if err != nil || got.Upload.State != registry.UploadFaulty || got.Upload.Counts != counts(0, 0, 0, 0, 2) ||
		got.Report.Summary.Errors != 2 {
		t.Errorf("%+v, %+v, %v", got.Upload, got.Report.Summary, err)
	}

	// Mended, it asks about nothing but what both changed.
	mended := r.handInBook(t, officer, r.rest(t, officer, u, map[string]any{"G2": 20, "G3": 50}))
	if mended.RemainderOf != u.ID || mended.BaseFrom != registry.BaseStamp || mended.Counts != counts(1, 1, 0, 0, 0) {
		t.Errorf("%+v", mended)
	}
	if missing := r.compared(t, officer, mended.ID, store.ComparisonQuery{Missing: &store.MissingFilter{Limit: 10}}).
		Missing; len(missing) != 0 {
		t.Errorf("missing are %+v", missing)
	}
	if got := r.asked(t, officer, mended); fmt.Sprint(got) != "[乙の許可 remarks: 二/本部/局]" {
		t.Errorf("asked about %q", got)
	}
	c := r.compared(t, officer, mended.ID, store.ComparisonQuery{}).Conflicts
	if len(c) != 1 {
		t.Fatal(c)
	}
	if err := r.store.Resolve(t.Context(), officer, mended.ID,
		[]store.Resolution{{Place: c[0].Place, Field: c[0].Field, Theirs: c[0].Theirs}}); err != nil {
		t.Fatal(err)
	}
	mended, err = r.Submit(t.Context(), officer, mended.ID, store.Submission{})
	did(t, "submitted without an answer", mended, err, registry.UploadSubmitted, "")
	mended, err = r.Approve(t.Context(), approver, mended.ID)
	did(t, "approved", mended, err, registry.UploadConfirmed, "")
	want := map[string]string{"甲の届出": "done 局 1", "乙の許可": "done 本部 20", "丙の検査": "considering 三 1", "丁の登録": "considering 四 1",
		"戊の申告": "done 局 50"}
	for _, p := range r.catalogue(t, store.ProcessFilter{}) {
		if got := fmt.Sprintf("%s %s %d", p.Status, p.Remarks, *p.Volumes[0].Total.Value); got != want[p.ProcedureName] {
			t.Errorf("%s is %s, want %s", p.ProcedureName, got, want[p.ProcedureName])
		}
		delete(want, p.ProcedureName)
	}
	if len(want) != 0 {
		t.Errorf("missing are %v", want)
	}
	r.verify(t)
}

// The password of a protected file is kept nowhere, so its rest cannot be made.
func TestTheRestOfAProtectedFileIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	f, err := excelize.OpenReader(bytes.NewReader(book(t, header, made("環境局", "甲の届出", "たくさん"), made("環境局", "乙の許可", 1))))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "himitsu"}); err != nil {
		t.Fatal(err)
	}
	u, err := r.Receive(t.Context(), officer, intake.File{Name: "保護.xlsx", Data: &b}, intake.Options{BureauID: officer.BureauID})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.StageRight(t.Context(), officer, u.ID, "himitsu")
	did(t, "the right rows", got.Upload, err, registry.UploadStaged, "")
	err = r.Remainder(t.Context(), officer, u.ID, &b)
	if registry.CodeOf(err) != registry.Invalid || !bytes.Contains([]byte(registry.MessageOf(err)), []byte("パスワードは保管していません")) {
		t.Errorf("%v", err)
	}
}
