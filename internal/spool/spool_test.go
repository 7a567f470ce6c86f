package spool

import (
	"io"
	"os"
	"testing"
)

func TestASpoolLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("作り物"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(f); err != nil || string(b) != "作り物" {
		t.Errorf("it holds %q (%v)", b, err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("while it is open there are %v (%v)", files, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

func TestASpoolThatCannotBeMade(t *testing.T) {
	t.Setenv("TMPDIR", "/nowhere")
	if f, err := New(); err == nil {
		t.Errorf("a file in a folder that is not there: %v", f)
	}
}
