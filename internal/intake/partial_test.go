package intake_test

import (
	"strings"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
)

// A file that its sender calls a part asks about no process that it does not name, and leaves
// all of them as they are.
func TestNothingIsMissingFromAPart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, approver := r.two(t)
	all := [][]any{made("環境局", "甲の届出", 1), made("環境局", "乙の許可", 1), made("環境局", "丙の承認", 1)}
	r.rows(t, all...)
	changed := made("環境局", "甲の届出", 2)

	u := r.handIn(t, officer, intake.Options{Partial: true}, changed)
	if !u.Partial || u.Counts.Missing != 0 || u.Counts.Changed != 1 {
		t.Fatalf("%+v", u)
	}
	// Said otherwise while it is open, and with a decision, it is a part once more.
	u, err := r.SetPartial(t.Context(), officer, u.ID, false)
	did(t, "whole", u, err, registry.UploadStaged, "")
	if open := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}); open.Open.Missing != 2 || open.Counts.Missing != 2 {
		t.Errorf("a whole file: %+v", open)
	}
	if _, err := r.store.Decide(t.Context(), officer, u.ID, store.DecisionChoice{Decision: registry.DecideAbolish}); err != nil {
		t.Fatal(err)
	}
	u, err = r.SetPartial(t.Context(), officer, u.ID, true)
	did(t, "a part again", u, err, registry.UploadStaged, "")
	c := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true, Missing: &store.MissingFilter{Limit: 10}})
	if c.Open.Missing != 0 || c.Counts.Missing != 0 || len(c.Missing) != 0 {
		t.Errorf("a part: %+v", c)
	}
	u, err = r.Submit(t.Context(), officer, u.ID, store.Submission{})
	did(t, "submitted", u, err, registry.UploadSubmitted, "")
	if _, err := r.SetPartial(t.Context(), officer, u.ID, false); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("said otherwise after it was submitted: %v", err)
	}
	u, err = r.Approve(t.Context(), approver, u.ID)
	did(t, "approved", u, err, registry.UploadConfirmed, "")
	if n := r.catalogue(t, store.ProcessFilter{}); len(n) != 3 || n[1].Status == registry.Abolished || n[2].Status == registry.Abolished {
		t.Errorf("what it does not name has changed: %+v", n)
	}
	receipt, err := r.Receipt(t.Context(), officer, u.ID)
	if err != nil || !receipt.Upload.Partial || len(receipt.Decisions) != 0 || receipt.Upload.Counts.Missing != 0 {
		t.Errorf("%+v, %v", receipt, err)
	}
	if text := receipt.Received.Text; !strings.Contains(text, "このファイルは一部です") {
		t.Errorf("the history says %q", text)
	}
}

// Doubtful rows and missing processes are answered apart.
func TestDoubtfulRowsAndMissingProcessesAreAnsweredApart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	officer, _ := r.two(t)
	r.rows(t, made("環境局", "架空産業廃棄物処理業の許可の申請", 1), made("環境局", "乙の検査", 1))
	similar := made("環境局", "架空産業廃棄物の処理業の許可申請", 1)
	for _, c := range []struct {
		name string
		sub  store.Submission
		code registry.Code
	}{
		{"only the rows", store.Submission{NewRows: true}, registry.Conflict},
		{"only the processes", store.Submission{KeepMissing: true}, registry.Conflict},
		{"both", store.Submission{NewRows: true, KeepMissing: true}, ""},
	} {
		u := r.handIn(t, officer, intake.Options{}, similar)
		open := r.compared(t, officer, u.ID, store.ComparisonQuery{Open: true}).Open
		if open.Matches != 1 || open.Missing == 0 {
			t.Fatalf("%+v", open)
		}
		_, err := r.Submit(t.Context(), officer, u.ID, c.sub)
		if registry.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
		if err := r.Discard(t.Context(), officer, u.ID); err != nil {
			t.Fatal(err)
		}
	}
}
