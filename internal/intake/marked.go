package intake

import (
	"context"
	"errors"
	"io"

	importer "tetsuzuki/import"
	"tetsuzuki/import/redpen"
	"tetsuzuki/internal/registry"
)

// Marked writes an upload's file with its findings marked on their cells
// (赤ペン返却) to w.
func (in *Intake) Marked(ctx context.Context, scope registry.Scope, id int64, w io.Writer) error {
	const op = "intake.Marked"
	u, err := in.store.Upload(ctx, scope, id)
	if err != nil {
		return err
	}
	report, err := in.Report(ctx, scope, id)
	if err != nil {
		return err
	}
	if report == nil {
		return registry.Errorf(registry.Conflict, op, "まだ検査していないファイルです。検査してから、もう一度お試しください。")
	}
	file, err := newSpool()
	if err != nil {
		return registry.Failed(op, err)
	}
	defer file.Close()
	if err := in.store.UploadFile(ctx, scope, id, file); err != nil {
		return err
	}
	select {
	case in.reading <- struct{}{}:
		defer func() { <-in.reading }()
	case <-ctx.Done():
		return &registry.Error{Code: registry.Unavailable, Op: op, Message: "処理が途中で止められました。", Err: ctx.Err()}
	}
	err = redpen.Write(ctx, w, importer.Source{Name: u.FileName, Data: file, Size: u.Bytes}, report, importer.Options{Limits: in.limits()})
	if errors.Is(err, redpen.ErrUnreadable) {
		return &registry.Error{Code: registry.Invalid, Op: op, Err: err,
			Message: "読み取れないファイルや、パスワードの付いたファイルには、赤ペンを入れられません。"}
	}
	if err != nil {
		return registry.Failed(op, err)
	}
	return nil
}
