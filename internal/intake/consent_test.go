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
	open := func(u registry.Uploaded) int {
		t.Helper()
		return r.compared(t, officer, u.ID, store.Wanted{Open: true}).Open.Healed
	}
	u := r.handIn(t, officer, intake.Options{}, rows...)
	if u.Healed != 2 || open(u) != 2 {
		t.Fatalf("%d read otherwise, %d to be confirmed; want 2", u.Healed, open(u))
	}
	_, err := r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "not confirmed", u, err, "", registry.Conflict)
	_, err = r.Submit(t.Context(), officer, u.ID, store.Submission{Healed: 1})
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
	if open(u) != 2 {
		t.Error("a new reading left the consent to the old one")
	}
	events, err := r.store.UploadEvents(t.Context(), officer, u.ID)
	if _, ok := registry.ConsentOf(events); ok || err != nil {
		t.Errorf("the consent to the old reading is shown as one to the new: %v", err)
	}
	// Whoever confirms it has a hand in it.
	confirm(approver)
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

	// With the submission, or left to what was read.
	with := r.handIn(t, officer, intake.Options{}, rows...)
	with, err = r.Submit(t.Context(), officer, with.ID, store.Submission{Healed: 2})
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
	if same.Healed != 2 || open(same) != 0 {
		t.Errorf("%d of %d to be confirmed of a file that says nothing new", open(same), same.Healed)
	}
	same, err = r.Submit(t.Context(), officer, same.ID, store.Submission{})
	did(t, "nothing new", same, err, registry.UploadSubmitted, "")
}
