package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	importer "tetsuzuki/import"
	"tetsuzuki/import/redpen"
)

// writeBack writes the file at path with its findings to another one, which is
// there as a whole or not at all.
func writeBack(ctx context.Context, path, to string, rep *importer.Report, opt importer.Options) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Stat(to); err == nil && os.SameFile(info, there) {
		return errors.New("元のファイルには書き込めません。別の名前を指定してください")
	}
	out, err := os.CreateTemp(filepath.Dir(to), ".tetsuzuki-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) //nolint:errcheck // it is gone where it became the other file
	err = redpen.Write(ctx, out, importer.Source{Name: filepath.Base(path), Data: in, Size: info.Size()}, rep, opt)
	if err == nil {
		err = out.Chmod(0o644)
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), to)
}
