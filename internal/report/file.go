package report

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"

	"tetsuzuki/internal/registry"
)

// WriteFile makes a file whole or not at all: what write gives goes to a file
// beside it, which takes the name once it is safe on disk. A file that is there
// is replaced.
func WriteFile(path string, write func(io.Writer) error) (err error) {
	const op = "report.WriteFile"
	// Not os.CreateTemp, whose mode others of the team could not read.
	beside := filepath.Join(filepath.Dir(path), ".tetsuzuki-"+rand.Text())
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "out",
			Message: "「" + path + "」に書き込めません。フォルダーがあるか、書き込めるかを確かめてください。", Err: err}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(beside))
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return registry.Failed(op, err)
	}
	if err := os.Rename(beside, path); err != nil {
		return &registry.Error{Code: registry.Invalid, Op: op, Field: "out",
			Message: "「" + path + "」という名前にできません。同じ名前のフォルダーがないか確かめてください。", Err: err}
	}
	return f.Close()
}
