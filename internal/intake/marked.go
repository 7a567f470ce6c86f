package intake

import (
	"context"
	"errors"
	"io"

	importer "tetsuzuki/import"
	"tetsuzuki/import/redpen"
	"tetsuzuki/internal/registry"
	"tetsuzuki/internal/spool"
)

// Marked writes an upload's file with its findings marked on their cells (赤ペン返却) to w,
// and of a returned one the remarks.
func (in *Intake) Marked(ctx context.Context, scope registry.Scope, id int64, w io.Writer) error {
	const op = "intake.Marked"
	u, report, err := in.checked(ctx, op, scope, id)
	if err != nil {
		return err
	}
	events, err := in.Events(ctx, scope, id)
	if err != nil {
		return err
	}
	remarks := remarksOf(events)
	err = in.withFile(ctx, op, scope, u, func(src importer.Source) error {
		return redpen.WriteRemarked(ctx, w, src, report, remarks, importer.Options{Limits: in.limits()})
	})
	if errors.Is(err, redpen.ErrUnreadable) {
		return &registry.Error{Code: registry.Invalid, Op: op, Err: err,
			Message: "読み取れないファイルや、パスワードの付いたファイルには、赤ペンを入れられません。"}
	}
	return err
}

// remarksOf are what the last return wants mended; nil where nothing was returned.
func remarksOf(events []registry.UploadEvent) *redpen.Remarks {
	e, returned := registry.ReturnOf(events)
	if !returned {
		return nil
	}
	m := &redpen.Remarks{By: e.Actor, At: registry.MomentText(e.At), Reason: e.Text}
	for _, r := range e.Remarks {
		m.List = append(m.List, redpen.Remark(r))
	}
	return m
}

// checked returns an upload that has been read, with its report.
func (in *Intake) checked(ctx context.Context, op string, scope registry.Scope, id int64) (registry.Upload, *importer.Report, error) {
	u, err := in.store.Upload(ctx, scope, id)
	if err != nil {
		return u, nil, err
	}
	report, err := in.Report(ctx, scope, id)
	if err == nil && report == nil {
		err = registry.Errorf(registry.Conflict, op, "まだ検査していないファイルです。検査してから、もう一度お試しください。")
	}
	return u, report, err
}

// withFile calls do with an upload's file when the file's turn to be parsed has come.
func (in *Intake) withFile(
	ctx context.Context,
	op string,
	scope registry.Scope,
	u registry.Upload,
	do func(importer.Source) error,
) error {
	file, err := spool.New()
	if err != nil {
		return registry.Failed(op, err)
	}
	defer file.Close()
	if err := in.store.UploadFile(ctx, scope, u.ID, file); err != nil {
		return err
	}
	select {
	case in.reading <- struct{}{}:
		defer func() { <-in.reading }()
	case <-ctx.Done():
		return &registry.Error{Code: registry.Unavailable, Op: op, Message: "処理が途中で止められました。", Err: ctx.Err()}
	}
	if err := do(importer.Source{Name: u.FileName, Data: file, Size: u.Bytes}); err != nil {
		return registry.Failed(op, err)
	}
	return nil
}
