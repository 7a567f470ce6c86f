package intake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/import/form"
	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store/storetest"
)

// TestBureausOfFormAndRegistry: the reader's list of bureaus and the list that a new
// registry starts with are one list, written in two places.
func TestBureausOfFormAndRegistry(t *testing.T) {
	t.Parallel()
	ours, err := storetest.New(t).Bureaus(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var registered, read [][2]string
	for _, b := range ours {
		registered = append(registered, [2]string{b.Code, b.Name})
	}
	for _, b := range form.Current().Bureaus() {
		read = append(read, [2]string{b.Code, b.Name})
	}
	if d := cmp.Diff(registered, read); d != "" {
		t.Errorf("registry (-) and form (+):\n%s", d)
	}
}

// A sheet may still say what its bureau was called before, and is told so; the rows are the
// bureau's all the same, whether it sends the file or headquarters does.
func TestASheetByTheNameThatABureauBoreBefore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.rows(t, made("環境局", "甲の届出", 1200))
	r.expect(t, first, registry.UploadConfirmed, counts(1, 0, 0, 0, 0))
	id := r.bureau(t, "環境局")
	if _, err := r.store.Reorganise(t.Context(), operator, registry.Reorganisation{Kind: registry.BureauRenamed, Bureaus: []int{id},
		On: time.Date(2024, 4, 1, 0, 0, 0, 0, registry.Tokyo), Name: "架空地球局", Reason: "架空"}); err != nil {
		t.Fatal(err)
	}
	r.expect(t, r.rows(t, made("環境局", "甲の届出", 1300)), registry.UploadConfirmed, counts(0, 1, 0, 0, 0))
	own := r.book(t, operator, book(t, header, made("環境局", "甲の届出", 1400)), intake.Options{BureauID: id})
	r.expect(t, own, registry.UploadConfirmed, counts(0, 1, 0, 0, 0))
	told := false
	for _, f := range own.Report.Findings {
		told = told || strings.Contains(f.Message, "「環境局」は架空地球局の前の名称です")
	}
	if !told {
		t.Errorf("nobody is told that the bureau has another name: %+v", own.Report.Findings)
	}
	r.expect(t, r.rows(t, made("架空地球局", "甲の届出", 1400)), registry.UploadUnchanged, counts(0, 0, 1, 0, 0))
}
