package intake_test

import (
	"os"
	"path/filepath"
	"testing"

	"tetsuzuki/internal/intake"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/store"
	"tetsuzuki/internal/store/storetest"
)

var operator = registry.Operator("テスト")

// rig is a registry of its own for one test.
type rig struct {
	*intake.Intake
	store *store.Store
	url   string
}

func newRig(t testing.TB) rig {
	t.Helper()
	w := storetest.New(t)
	return rig{intake.New(w.Store, 0), w.Store, w.URL}
}

// file imports the file at path; where something would be asked, the file counts.
func (r rig) file(t testing.TB, scope registry.Scope, path string, opt intake.Options) intake.Result {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if opt.Answers == (store.Answers{}) {
		opt.Answers = store.TheFile
	}
	result, err := r.Import(t.Context(), scope, intake.File{Name: filepath.Base(path), Data: f}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// compared is an upload against the registry as it is.
func (r rig) compared(t testing.TB, scope registry.Scope, id int64, want store.ComparisonQuery) store.Comparison {
	t.Helper()
	found, err := r.store.Comparison(t.Context(), scope, id, want)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
