package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tetsuzuki/import/form"
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
